"""What disabling a module would break (停用影响), for administrators of the whole city. Part of `/graphql` alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from core.access import MODULES_WRITE
from core.modules import CORE
from schema.declare.described import described
from schema.declare.fields import IdOf
from schema.declare.roots import Asked, CalledArgument, CalledRoot, Part
from schema.declare.types import value_type
from schema.operations.registry import Registry


@value_type
class BrokenOperation:
    """A registered operation that its address would refuse (受影响的操作)."""

    team: str = described("The team that answers for the app (团队).")
    app: str = described("The app that sends it (应用).")
    name: str = described("The operation's name (操作名).")
    address: str | None = described(
        "The district's name in addresses (区县), as in `/jinniu/graphql`; null for the whole city."
    )
    fields: list[str] = described("What it uses that would be gone (字段), as in `Place.pioneerStore`.")
    errors: list[str] = described("What the server would answer, or what would be gone (错误).")


@value_type
class ModuleImpact:
    """What would break without a module (停用影响)."""

    plugin: str = described("The module's name (模块).")
    breaks: bool = described("Whether anything would break, or may (是否有影响).")
    broken: list[BrokenOperation] = described("Registered operations that would be refused (受影响的操作).")
    may_break: list[BrokenOperation] = described(
        "Registered operations that would be refused if their variables hold what would be gone (可能受影响的操作)."
    )
    needed_by: list[str] = described("Modules that need it, and would stop with it (依赖它的模块).")
    already: list[BrokenOperation] = described("Registered operations that are refused as things are (已失效的操作).")


def impact_part(registry: Callable[[], Registry]) -> Part:
    """The part with the query; ``registry`` as for `schema.types.operations.operations_part`."""

    async def impact(asked: Asked) -> Mapping[str, Any]:
        found = await registry().impact(asked.arguments["plugin"], asked.arguments.get("areaId"))
        return {**asdict(found), "breaks": found.breaks}

    return Part(
        owner=CORE,
        values=(BrokenOperation, ModuleImpact),
        called_roots=(
            CalledRoot(
                "moduleImpact",
                "What would break if a module were disabled in a district, or uninstalled (停用影响). "
                "Needs a permission.",
                ModuleImpact,
                impact,
                {
                    "plugin": CalledArgument(str, "The module's name (模块).", required=True),
                    "areaId": CalledArgument(
                        IdOf("Area"), "The district (区县); without it everywhere, as if the module were uninstalled."
                    ),
                },
                many=False,
                requires=MODULES_WRITE,
            ),
        ),
    )
