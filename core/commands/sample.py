"""`linli sample`: load made-up data, for a first look or at the scale of a district."""

import enum
from typing import Annotated

import typer

from core.commands.migrate import require_migrated
from core.commands.terminal import Progress, output, progress_bar, run
from core.database.connect import database
from core.plugins.loaded import PluginSet
from core.plugins.loading import load_plugins
from core.settings import Settings, load_settings


class Scale(enum.StrEnum):
    """How much is loaded."""

    DEMO = "demo"
    DISTRICT = "district"


def sample(
    scale: Annotated[
        Scale,
        typer.Option(help="demo: a few of everything. district: 200,000 people and what they do, beside it."),
    ] = Scale.DEMO,
) -> None:
    """Load sample data. People and stores in it are made up; a second load changes nothing."""
    settings = load_settings()
    plugins = load_plugins(settings)
    require_migrated(settings, plugins.apps)
    with progress_bar("Loading") as progress:
        added = run(_load(settings, plugins, scale, progress))
    total = sum(added.values())
    if total:
        by_plugin = ", ".join(f"{name} {count:,}" for name, count in added.items() if count)
        output().print(f"Added {total:,} rows: {by_plugin}.")
    else:
        output().print("The sample data is there already: nothing was added.")


async def _load(settings: Settings, plugins: PluginSet, scale: Scale, progress: Progress) -> dict[str, int]:
    from core.plugins.sample import load_sample_data
    from core.sample.scale.load import load_scale
    from core.sample.scale.plan import DISTRICT

    async with database(settings.database_url, apps=plugins.model_modules) as opened:
        if scale is Scale.DEMO:
            return await load_sample_data(plugins, progress)
        return {"core": (await load_scale(opened, DISTRICT, progress)).total}
