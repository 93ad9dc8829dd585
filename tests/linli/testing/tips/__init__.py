"""Tips that residents give at places: a plugin that does everything right, and what it could do wrong.

`HONEST` hides secret tips, and comes and goes without a trace. `LEAKY` tells of secret tips; `GUILTY` has no sample
data, and when it goes it changes rows of the core and leaves a table.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import SimpleNamespace

from linli import Models, Part, Permission
from linli.models import Place
from tests.linli.testing.tips.models import Tip
from tests.linli.testing.tips.types import EDIT, PART, LeakyPlace, LeakyTip
from tests.plugins.making import plugin

_PACKAGE = "tests.linli.testing.tips"


async def load() -> int:
    """One tip, at the first place by name."""
    place = await Place.all().order_by("name").first()
    if place is None or await Tip.exists():
        return 0
    await Tip.create(place=place, title="演示提示")
    return 1


def tips(
    *extensions: type, migrations: str = "migrations", sample: Callable[[], Awaitable[int]] | None = load
) -> SimpleNamespace:
    """The plugin with further extensions of types, its migrations from another module, or other sample data."""

    def hook_sample() -> Callable[[], Awaitable[int]]:
        assert sample is not None
        return sample

    part = Part(types=PART.types, extensions=(*PART.extensions, *extensions), roots=PART.roots)
    return plugin(
        "tips",
        linli_models=Models(f"{_PACKAGE}.models", f"{_PACKAGE}.{migrations}"),
        linli_schema=part,
        linli_permissions=[Permission(EDIT, "管理提示", "Edit tips")],
        linli_search_subjects=[(Tip, "tip", ("title",))],
        **({"linli_sample_data": hook_sample} if sample is not None else {}),
    )


HONEST = tips()
LEAKY = tips(LeakyPlace, LeakyTip)
GUILTY = tips(migrations="guilty.migrations", sample=None)
