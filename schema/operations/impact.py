"""What breaks if a plugin is disabled, removed or upgraded: which operations of which teams, and how."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from graphql import GraphQLSchema, parse, validate
from graphql.utilities import BreakingChangeType

from core.models import Area, PluginEnablement, RegisteredOperation
from core.modules import CORE, enabled_in, not_installed
from core.problems import refuse
from schema.compose.city import CitySchemas
from schema.credits import Credits
from schema.differences import Difference, Severity, differences, hurting
from schema.operations.uses import coordinates_of, has


@dataclass(frozen=True)
class BrokenOperation:
    """A registered operation that its address would refuse, or that would not get or send what it does now.

    ``address`` is the district's name in addresses, None for the whole city. ``fields`` are the coordinates that it
    uses and that would be gone or change, ``errors`` what the server would answer, or what changes.
    """

    team: str
    app: str
    name: str
    address: str | None
    fields: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass
class Impact:
    """What breaks. ``address`` is a district's name in addresses; None for everywhere.

    ``needed_by`` are plugins that need the plugin and would stop with it. ``may_break`` are operations that break if
    their variables hold what would be gone or change. ``already`` are operations that their address refuses as things
    are; ``unchecked`` those of which nothing can be said.
    """

    plugin: str
    address: str | None = None
    broken: list[BrokenOperation] = field(default_factory=list)
    may_break: list[BrokenOperation] = field(default_factory=list)
    needed_by: list[str] = field(default_factory=list)
    already: list[BrokenOperation] = field(default_factory=list)
    unchecked: list[BrokenOperation] = field(default_factory=list)

    @property
    def breaks(self) -> bool:
        """Whether anything breaks, or may do so."""
        return bool(self.broken or self.may_break or self.needed_by or self.unchecked)


async def impact_of_disabling(schemas: CitySchemas, plugin: str, area_id: uuid.UUID) -> Impact:
    """What breaks if a plugin, and what needs it, is disabled in a district.

    Raises `core.problems.InputRefused`: NOT_FOUND for an area that there is not; NOT_INSTALLED for a plugin that
    neither is installed nor ever was enabled there.
    """
    area = await Area.get_or_none(id=area_id)
    if area is None:
        raise refuse("NOT_FOUND", "There is no such area.", "area_id")
    await _refuse_unknown(schemas, plugin, area_id)
    enabled = await enabled_in(area_id)
    impact = Impact(plugin, area.slug)
    if plugin in enabled:
        await _without(schemas, impact, area, enabled)
    return impact


async def impact_of_removing(schemas: CitySchemas, plugin: str) -> Impact:
    """What breaks, at all addresses, if a plugin and what needs it is uninstalled. Raises as `impact_of_disabling`."""
    await _refuse_unknown(schemas, plugin)
    impact = Impact(plugin)
    if plugin in schemas.plugins.names:
        after = schemas.of_city_without({plugin})
        rows = await RegisteredOperation.filter(area_id=None).order_by("team", "app", "name")
        await _compare(schemas, impact, rows, None, schemas.whole, after)
        keys = await PluginEnablement.filter(plugin=plugin, enabled=True).values_list("area_id", flat=True)
        for area in await Area.filter(id__in=keys).order_by("slug"):
            await _without(schemas, impact, area, await enabled_in(area.id))
    impact.needed_by = list(schemas.plugins.standing_on(plugin))
    return impact


async def impact_of_upgrade(schemas: CitySchemas, plugin: str, new: GraphQLSchema) -> Impact:
    """What breaks, at all addresses, if the schema becomes ``new``, which holds a new version of the plugin.

    ``new`` may be of fewer plugins than are installed: operations that use others are `Impact.unchecked`. Raises as
    `impact_of_disabling`.
    """
    await _refuse_unknown(schemas, plugin)
    impact = Impact(plugin)
    known = {CORE, plugin, *Credits(new).owners}
    # What a plugin that `new` was made without brings is no change.
    absent = Credits(schemas.whole).owners - known
    if city := await RegisteredOperation.filter(area_id=None).order_by("team", "app", "name"):
        changes = _breaking(schemas.of_city_without(absent) if absent else schemas.whole, new)
        await _compare(schemas, impact, city, None, schemas.whole, new, known, changes)
    keys = await RegisteredOperation.filter(area_id__isnull=False).distinct().values_list("area_id", flat=True)
    for area in await Area.filter(id__in=keys).order_by("slug"):
        enabled = await enabled_in(area.id)
        here = await RegisteredOperation.filter(area_id=area.id).order_by("team", "app", "name")
        changes = _breaking(schemas.of_district(enabled - absent), new)
        await _compare(schemas, impact, here, area.slug, schemas.of_district(enabled), new, known, changes)
    return impact


async def _without(schemas: CitySchemas, impact: Impact, area: Area, enabled: set[str]) -> None:
    plugins, plugin = schemas.plugins, impact.plugin
    working = plugins.working(enabled)
    impact.needed_by = [name for name in plugins.standing_on(plugin) if name in working]
    before, after = schemas.of_set(working), schemas.of_district(enabled - {plugin})
    rows = await RegisteredOperation.filter(area_id=area.id).order_by("team", "app", "name")
    await _compare(schemas, impact, rows, area.slug, before, after)


async def _compare(
    schemas: CitySchemas,
    impact: Impact,
    rows: Iterable[RegisteredOperation],
    address: str | None,
    before: GraphQLSchema,
    after: GraphQLSchema,
    known: set[str] | None = None,
    changes: Sequence[Difference] | None = None,
) -> None:
    """Sort operations into an impact. ``changes`` of an upgrade count beside what ``after`` refuses."""
    for row in rows:
        # A registry may hold thousands, and a server has other requests to answer.
        await asyncio.sleep(0)
        document = parse(row.document)

        def told(
            fields: Iterable[str] = (), errors: Iterable[str] = (), row: RegisteredOperation = row
        ) -> BrokenOperation:
            return BrokenOperation(row.team, row.app, row.name, address, tuple(fields), tuple(errors))

        if errors := validate(before, document):
            impact.already.append(told(errors=(error.message for error in errors)))
            continue
        used = coordinates_of(document, before)
        if known is not None and not known.issuperset(owners := {_owner(schemas, each) for each in used}):
            impact.unchecked.append(told(errors=(f"it uses fields of {name}" for name in sorted(owners - known))))
        elif errors := validate(after, document):
            gone = sorted(each for each in used if not has(after, each) and _is_declared(schemas, each))
            impact.broken.append(told(gone, (error.message for error in errors)))
        elif felt := _felt(coordinates_of(document, before, for_certain=True), after, changes):
            impact.broken.append(told(felt, felt.values()))
        elif felt := _felt(used, after, changes):
            impact.may_break.append(told(felt, felt.values()))


def _breaking(before: GraphQLSchema, after: GraphQLSchema) -> list[Difference]:
    # Who uses a type that is gone is refused, or uses a field that leads to it.
    return [
        each
        for each in differences(before, after)
        if each.severity is Severity.BREAKING and each.kind != BreakingChangeType.TYPE_REMOVED.name
    ]


def _felt(used: frozenset[str], after: GraphQLSchema, changes: Sequence[Difference] | None) -> dict[str, str]:
    """What an operation that ``after`` takes still feels: coordinates, and what becomes of each."""
    if changes is not None:
        return {each.coordinate: each.message for each in hurting(changes, {"": used}) if each.hurts}
    return {
        each: f"{each} would be gone."
        for each in sorted(used)
        if not has(after, each) and has(after, each.partition(".")[0])
    }


async def _refuse_unknown(schemas: CitySchemas, plugin: str, area_id: uuid.UUID | None = None) -> None:
    ever = PluginEnablement.filter(plugin=plugin)
    if area_id is not None:
        ever = ever.filter(area_id=area_id)
    if plugin == CORE or (plugin not in schemas.plugins.names and not await ever.exists()):
        raise not_installed(plugin, schemas.plugins.names)


def _is_declared(schemas: CitySchemas, coordinate: str) -> bool:
    """Whether somebody wrote it down: types that are generated around others say nothing to a reader."""
    return "." in coordinate and "(" not in coordinate and _owner(schemas, coordinate) != CORE


def _owner(schemas: CitySchemas, coordinate: str) -> str:
    type_name, _, member = coordinate.partition("(")[0].partition(".")
    return schemas.owner_of(type_name, member) if member else schemas.type_owners.get(type_name, CORE)
