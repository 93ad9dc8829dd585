"""Sample data: a small demo that tells the story of the reports, and a made-up district at scale.

Nothing is imported here: a plugin makes its sample rows with `core.sample.rows`, and a server that only has such a
plugin installed need not carry the generators.

from core.sample.demo import load_demo
from core.sample.scale.load import load_scale

async with database(settings.database_url) as opened:
    await load_demo(opened, load_vault(settings))
    await load_scale(opened, DISTRICT)
"""
