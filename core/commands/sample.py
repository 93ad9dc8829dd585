"""`linli sample`: load made-up data, for a first look or at the scale of a district."""

import datetime
import enum
from collections.abc import Callable
from typing import Annotated

import typer

from core.commands.terminal import Progress, output, progress_bar, run
from core.commands.work import HandlersOf, ready
from core.settings import Settings
from core.work import Handlers, open_with_handlers


class Scale(enum.StrEnum):
    """How much is loaded."""

    DEMO = "demo"
    DISTRICT = "district"


def sample_command(handlers_of: HandlersOf) -> Callable[..., None]:
    """The command."""

    def sample(
        scale: Annotated[
            Scale,
            typer.Option(help="demo: a few of everything. district: 200,000 people and what they do, beside it."),
        ] = Scale.DEMO,
        day: Annotated[
            datetime.datetime | None,
            typer.Option(
                formats=["%Y-%m-%d"],
                help="Of the demo: the day around which lie appointments, lots that expire and what else is near the "
                "present. Today by default. What happened in 2024 keeps its days.",
            ),
        ] = None,
    ) -> None:
        """Load sample data. People and stores in it are made up; a second load changes nothing."""
        if day is not None and scale is not Scale.DEMO:
            raise typer.BadParameter("Only the demo lies around a day.", param_hint="--day")
        settings, handlers = ready(handlers_of)
        with progress_bar("Loading") as progress:
            around = None if day is None else day.date()
            added = run(_load(settings, handlers, scale, around, progress))
        total = sum(added.values())
        if total:
            by_plugin = ", ".join(f"{name} {count:,}" for name, count in added.items() if count)
            output().print(f"Added {total:,} rows: {by_plugin}.")
        else:
            output().print("The sample data is there already: nothing was added.")

    return sample


async def _load(
    settings: Settings, handlers: Handlers, scale: Scale, day: datetime.date | None, progress: Progress
) -> dict[str, int]:
    from core.plugins.sample import load_sample_data
    from core.sample.scale.load import load_scale
    from core.sample.scale.plan import DISTRICT

    async with open_with_handlers(settings.database_url, handlers) as opened:
        if scale is Scale.DEMO:
            return await load_sample_data(handlers.plugins, progress, day)
        return {"core": (await load_scale(opened, DISTRICT, progress)).total}
