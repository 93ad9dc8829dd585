"""`linli sample`: load made-up data, for a first look or at the scale of a district."""

import enum
from typing import Annotated

import typer

from core.commands.migrate import require_migrated
from core.commands.terminal import Progress, output, progress_bar, run
from core.database.connect import database
from core.privacy import load_vault
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
    require_migrated(settings)
    with progress_bar("Loading") as progress:
        added = run(_load(settings, scale, progress))
    if added:
        tables = len(added)
        output().print(f"Added {sum(added.values()):,} rows to {tables} table{'s' if tables > 1 else ''}.")
    else:
        output().print("The sample data is there already: nothing was added.")


async def _load(settings: Settings, scale: Scale, progress: Progress) -> dict[str, int]:
    from core.sample import DISTRICT, load_demo, load_scale

    async with database(settings.database_url) as opened:
        if scale is Scale.DEMO:
            loaded = await load_demo(opened, load_vault(settings), progress)
        else:
            loaded = await load_scale(opened, DISTRICT, progress)
    return dict(loaded.added)
