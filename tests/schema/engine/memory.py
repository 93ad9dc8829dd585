"""Every row of a database in memory, and who may see it: the ground on which the reference executor stands."""

from __future__ import annotations

import datetime
import enum
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tortoise.models import Model

from core import models
from core.access import AUDIT_READ, DRAFTS_READ, PEOPLE_SENSITIVE, Viewer
from core.privacy import mask_name
from schema.declare.catalog import Catalog, CatalogType
from schema.declare.fields import FieldDeclaration
from schema.declare.relations import Relation, models_in
from tests.schema.engine.placement import Districts, tied
from tests.schema.engine.reaching import holds, is_own

#: A row by the names of its columns. Enumerations are their texts.
Row = Mapping[str, Any]


@dataclass
class Tables:
    """All rows of all tables, by model and key, and the models' own instances of them."""

    rows: dict[type[Model], dict[Any, Row]]
    instances: dict[type[Model], dict[Any, Any]]

    @classmethod
    async def load(cls, modules: Iterable[str] = ("core.models",)) -> Tables:
        """Read everything that is in the database that is open, of the models in some modules."""
        tables = cls({}, {})
        for model in models_in(modules):
            instances = {row.pk: row for row in await model.all()}
            tables.instances[model] = instances
            tables.rows[model] = {pk: _columns(row) for pk, row in instances.items()}
        return tables


def _columns(row: Model) -> Row:
    found = {}
    for attribute, column in row._meta.fields_db_projection.items():
        value = getattr(row, attribute)
        if isinstance(value, enum.Enum):
            value = value.value
        elif isinstance(value, datetime.datetime):
            value = value.astimezone(datetime.UTC)
        found[column] = value
    return found


@dataclass
class World:
    """What one answer depends on besides the question."""

    catalog: Catalog
    tables: Tables
    viewer: Viewer
    language: str
    now: datetime.datetime
    #: Computed fields and Python fields by type and name: functions of a world, a row and the arguments.
    expressions: Mapping[tuple[str, str], Callable[..., Any]]
    #: Which rows the schema is for; None for all.
    districts: Districts | None = None

    def all(self, model: type[Model]) -> list[Row]:
        """The rows of a model that the viewer sees."""
        return [row for row in self.tables.rows[model].values() if self.sees(model, row)]

    def find(self, model: type[Model], key: uuid.UUID) -> Row | None:
        """The row with this key, if the viewer sees it."""
        row = self.tables.rows[model].get(key)
        return row if row is not None and self.sees(model, row) else None

    def behind(self, model: type[Model], row: Row, path: str) -> list[Row]:
        """The rows that the viewer sees behind a relation, or behind ``links.target``, each of them once."""
        rows, at = [row], model
        steps = path.split(".")
        for step in steps:
            relation = self.catalog.relations.get(at, step)
            wanted = {r[relation.source_column] for r in rows} - {None}
            at = relation.target
            rows = [r for r in self.tables.rows[at].values() if r[relation.target_column] in wanted]
        return [r for r in rows if self.sees(at, r, relation if len(steps) == 1 else None)]

    def one(self, model: type[Model], row: Row, relation: str) -> Row | None:
        """The row behind a to-one relation, if there is one that the viewer sees."""
        rows = self.behind(model, row, relation)
        return rows[0] if rows else None

    def sees(self, model: type[Model], row: Row, by: Relation | None = None) -> bool:
        """Whether the viewer sees a row, reached by a relation from one that is seen.

        Rows of models that no type is declared over are no secret, but for those of lists of values that have a rule.
        """
        catalog_type = self.catalog.by_model.get(model)
        if catalog_type is None:
            return model not in VALUES or VALUES[model](self, row)
        declaration = catalog_type.declaration
        if declaration.requires is not None and not (
            self.holds(declaration.requires, model, row) or is_own(self.tables.rows, self.viewer, catalog_type, row)
        ):
            return False
        if declaration.rule is not None and not RULES[catalog_type.name](self, row):
            return False
        for owner, _ in catalog_type.narrowings:
            if self._works(catalog_type, owner, row) and not NARROWINGS[catalog_type.name, owner](self, row):
                return False
        if declaration.follows is not None and self.one(model, row, declaration.follows) is None:
            return False
        return self._is_there(catalog_type, row, by)

    def holds(self, permission: str, model: type[Model], row: Row) -> bool:
        """Whether the viewer has a permission for a row."""
        return holds(self.tables.rows, self.catalog, self.viewer, permission, self.catalog.by_model[model], row)

    def in_full(self, catalog_type: CatalogType, declaration: FieldDeclaration, row: Row) -> bool:
        """Whether the viewer sees a field of a row in full."""
        return (
            declaration.private is None
            or self.holds(declaration.private.permission, catalog_type.model, row)
            or is_own(self.tables.rows, self.viewer, catalog_type, row)
        )

    def works(self, catalog_type: CatalogType, declaration: FieldDeclaration | None, row: Row) -> bool:
        """Whether whoever extended a type by a field works for a row."""
        return declaration is None or self._works(catalog_type, declaration.owner, row)

    def _works(self, catalog_type: CatalogType, owner: str, row: Row) -> bool:
        if self.districts is None or owner in ("core", catalog_type.owner):
            return True
        return self.districts.has(self.tables.rows, catalog_type, owner, row)

    def _is_there(self, catalog_type: CatalogType, row: Row, by: Relation | None) -> bool:
        """References are followed beyond a district; what has its area from its parent is where the parent is."""
        if self.districts is None or (by is not None and (not by.back or tied(catalog_type, row, by))):
            return True
        return self.districts.has(self.tables.rows, catalog_type, catalog_type.owner, row)


def _published(world: World, row: Row) -> bool:
    return world.holds(DRAFTS_READ, models.Activity, row) or (
        row["published_at"] is not None and row["decision"] not in ("DRAFT", "IN_REVIEW")
    )


def _no_draft(world: World, row: Row) -> bool:
    return world.holds(DRAFTS_READ, models.Programme, row) or row["status"] != "DRAFT"


def _with_consent(world: World, row: Row) -> bool:
    if world.holds(DRAFTS_READ, models.Media, row):
        return True
    shown = row["activity_id"] is None or _published(world, world.tables.rows[models.Activity][row["activity_id"]])
    return bool(row["consent_recorded"]) and shown


#: The rules of visibility, stated a second time. A type that declares a rule must be here.
RULES: dict[str, Callable[[World, Row], bool]] = {
    "Activity": _published,
    "AuditEntry": lambda world, row: (
        world.holds(AUDIT_READ, models.AuditEntry, row)
        or (world.viewer.person_id is not None and world.viewer.person_id in (row["person_id"], row["actor_person_id"]))
    ),
    "Person": lambda world, row: row["status"] not in ("PSEUDONYMOUS", "MERGED"),
    "Programme": _no_draft,
    "Media": _with_consent,
}

#: The rules of lists of values, stated a second time.
VALUES: dict[type[Model], Callable[[World, Row], bool]] = {
    models.PersonAudience: lambda world, row: (
        row["audience"] != "PARTY_MEMBER"
        or world.viewer.person_id == row["person_id"]
        or world.holds(PEOPLE_SENSITIVE, models.Person, world.tables.rows[models.Person][row["person_id"]])
    ),
}

#: What is shown of private columns to who does not see them in full, stated a second time.
MASKS: dict[tuple[str, str], Callable[[Any], Any]] = {("Person", "displayName"): mask_name}

#: What somebody else than its owner hides of a type, stated a second time: by type and who hides it.
NARROWINGS: dict[tuple[str, str], Callable[[World, Row], bool]] = {}
