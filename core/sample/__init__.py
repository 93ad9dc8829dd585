"""Sample data: a small demo that tells the story of the reports, and a made-up district at scale.

async with database(settings.database_url) as opened:
    await load_demo(opened, load_vault(settings))
    await load_scale(opened, DISTRICT)
"""

from __future__ import annotations

from core.sample.demo import load_demo, load_demo_rows
from core.sample.load import Loaded
from core.sample.progress import Progress
from core.sample.scale.load import load_scale
from core.sample.scale.plan import DISTRICT, Scale

__all__ = ["DISTRICT", "Loaded", "Progress", "Scale", "load_demo", "load_demo_rows", "load_scale"]
