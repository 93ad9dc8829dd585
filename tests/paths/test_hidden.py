"""What is hidden from a viewer is told by no answer: no row, no private value, no count; and nothing of it is changed.

Which rows somebody sees follows from the declarations: everybody sees what a type without a permission shows to
everybody; whoever has a permission in an area in which there is nothing sees no more; a resident sees besides what is
their own. Every path to rows must tell of these, and of no others.
"""

from __future__ import annotations

import re
from typing import Any

from core.access import ANONYMOUS, Viewer
from core.models import AuditEntry
from core.search import SUBJECTS
from linli.testing import Client
from plugins.pidu_talent.models import Trainer
from schema.declare.catalog import Catalog
from schema.declare.fields import ColumnField
from schema.declare.placement import Path
from schema.types.reports import field_of
from tests.paths.naming import Naming
from tests.paths.sweep import Rows, Sweep, key_of, listed, names_of
from tests.paths.viewers import viewers
from tests.paths.world import World, build_world
from tests.paths.writes import Writes

ALL_SEEN = {"RegisteredOperation", "PioneerStoreWave", "TalentCompletionRule", "TalentProgramme"}
"""Types of which whoever may name a row sees each that there is: whoever changes operations, and where the rule only
follows that of a programme, of which drafts are named.
"""

UNSEEN = {
    "erasePerson.personId",
    "requestAccountLink.personId",
    "mergePersons.keepId",
    "mergePersons.mergeId",
    "recordConsent.personId",
    "recordPioneerStorePartyCheckIn.personId",
    "removeContact.personId",
    "revealContact.personId",
    "setContact.personId",
}
"""Where an input may name a row that its sender does not see, and the use case decides; each was reviewed."""


async def test_nothing_hidden_is_told(client: Client) -> None:
    server = client.server
    world = await build_world(server.plugins)
    city = server.city
    city.forget()
    await city.look()
    catalog = city._schemas.catalog
    everything, wrong = await listed(server, catalog, server.plugins.administrator)
    ruled = (name for name, found in catalog.types.items() if found.declaration.requires or found.declaration.rule)
    missing = sorted(name for name in ruled if not everything[name])
    assert missing == [], "there is no row to hide: add one to the plugin's sample data, or to tests/paths/world.py"
    public, more = await listed(server, catalog, ANONYMOUS)
    wrong += more
    for who, viewer in viewers(server.plugins, world.resident.id, world.elsewhere.id).items():
        visible, found = await listed(server, catalog, viewer)
        found += await _not_as_declared(catalog, world, viewer, everything, public, visible)
        hidden = {name: rows - visible.get(name, set()) for name, rows in everything.items()}
        if who == "anonymous" and (nothing := _showing_nothing(catalog, hidden)):
            found.append(f"of {sorted(nothing)} no row is hidden: add one to tests/paths/unpublished.py")
        names, secret = await _names(catalog, hidden), await _secrets(catalog, world, viewer)
        beside = ANONYMOUS if who == "partner" else None
        found += await Sweep(server, catalog, viewer, visible, hidden, names, secret, beside).wrong()
        found += await Writes(server, catalog, viewer, everything, hidden, f"ar_{world.district.id}").wrong()
        found += await _wrong_reports(client.seen_by(viewer), world)
        wrong += [f"{who}: {one}" for one in found]
    naming = Naming(server, catalog, world.resident.id, world.elsewhere.id, everything)
    wrong += await naming.wrong()
    await city.reads.flush()
    assert wrong == [], f"{len(wrong)}:\n" + "\n".join(wrong[:40])
    assert naming.unseen == UNSEEN
    assert naming.checked
    assert naming.unchecked == ALL_SEEN, "of what else is named no row is hidden: add one to tests/paths/unpublished.py"
    # Whoever sees no private value in full leaves no note of having seen one.
    assert await AuditEntry.filter(action="read").count() == 0


def _showing_nothing(catalog: Catalog, hidden: Rows) -> set[str]:
    """Types with a rule and without a permission of which nothing is hidden: asking about them shows nothing."""
    return {
        name
        for name, found in catalog.types.items()
        if found.declaration.requires is None and found.declaration.rule is not None and not hidden[name]
    }


async def _wrong_reports(client: Client, world: World) -> list[str]:
    """Reports that are told to who may not have them: as a root field, and as a file."""
    wrong = []
    for plugin in client.server.plugins.plugins:
        for report in plugin.reports:
            if report.requires is None or client.viewer.may(report.requires):
                continue
            text = f'{{ {field_of(report)}(areaId: "ar_{world.district.id}") {{ title }} }}'
            code, message = await client.refusal(text)
            if (code, f"needs the permission {report.requires!r}" in message) != ("FORBIDDEN", True):
                wrong.append(f"{field_of(report)} is refused with {code}: {message}")
            file = await client.http.get(f"/reports/{report.name}.csv?area=jinniu", headers=client.authorization)
            if file.status_code not in (401, 403):
                wrong.append(f"/reports/{report.name}.csv is answered with {file.status_code}")
    return wrong


async def _not_as_declared(
    catalog: Catalog, world: World, viewer: Viewer, everything: Rows, public: Rows, visible: Rows
) -> list[str]:
    """Of which types the viewer sees other rows than the declarations say."""
    wrong = []
    for name, found in catalog.types.items():
        requires, own = found.declaration.requires, found.ties.own
        expected = set(public.get(name, ()))
        if not found.restricted:
            expected = set(everything[name])
        if requires is not None:
            expected = set(everything[name]) if viewer.may(requires) else set()
            for path in own if viewer.person_id is not None else ():
                keys = await _leading_to(path, viewer.person_id)
                expected |= {f"{found.tag}_{key}" for key in keys} & set(everything[name])
        told = set(visible.get(name, ()))
        if requires is None and viewer.person_id is not None:
            # What concerns somebody may be theirs to see by a rule.
            for row in await found.model.filter(id__in=[key_of(one) for one in told - expected]):
                if world.resident.id in (getattr(row, column) for column in row._meta.fields_db_projection):
                    expected.add(f"{found.tag}_{row.pk}")
        if told != expected:
            wrong.append(f"{name}: sees {len(told - expected)} rows too many, {len(expected - told)} too few")
    return wrong


async def _leading_to(path: Path, key: Any) -> set[Any]:
    """The keys of the rows from which a path leads to the row of a key."""
    keys = {key}
    for step in reversed(path):
        if step.back:
            rows = step.target.filter(id__in=list(keys))
            keys = set(await rows.values_list(step.target_column, flat=True))
        else:
            column = f"{step.source_column}__in"
            keys = set(await step.source.filter(**{column: list(keys)}).values_list("id", flat=True))
    return keys


async def _names(catalog: Catalog, hidden: Rows) -> list[str]:
    """What some of the hidden rows are searched by."""
    rows = {
        found.model: await found.model.filter(id__in=[key_of(one) for one in sorted(hidden[found.name])[:5]])
        for found in catalog.types.values()
        if found.model in SUBJECTS
    }
    return names_of(rows)


async def _secrets(catalog: Catalog, world: World, viewer: Viewer) -> re.Pattern[str]:
    """Finds values of private columns; not those of the viewer's own rows, nor the names under which trainers work in
    public.
    """
    public = set(await Trainer.all().values_list("name", flat=True))
    found = []
    for each in catalog.types.values():
        for declaration in each.fields.values():
            if isinstance(declaration, ColumnField) and declaration.private is not None:
                for row in await each.model.all():
                    about = row.pk if each.model is type(world.resident) else getattr(row, "person_id", None)
                    value = getattr(row, declaration.attribute)
                    told = value in public or about == viewer.person_id
                    if isinstance(value, str) and len(value) > 2 and not told:
                        found.append(re.escape(value))
    return re.compile("|".join(found) or r"(?!)")
