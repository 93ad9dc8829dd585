"""`linli sample`: load made-up data, for a first look or at the scale of a district."""

import enum
from typing import Annotated

import typer

from core.commands.migrate import require_migrated
from core.settings import load_settings


class Scale(enum.StrEnum):
    """How much is loaded."""

    DEMO = "demo"
    DISTRICT = "district"


def sample(
    scale: Annotated[
        Scale,
        typer.Option(
            help="demo: a few hundred rows of everything. district: 200,000 people and what they do."
        ),
    ] = Scale.DEMO,
) -> None:
    """Load sample data. People are obviously made up; a second load changes nothing."""
    settings = load_settings()
    require_migrated(settings)
