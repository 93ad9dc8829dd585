"""Any question to the engine and to the reference, and whether their answers are the same."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, is_required_argument, parse
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from tortoise.models import Model

from core import ids
from core.access import ADMIN, ANONYMOUS, DRAFTS_READ, PEOPLE_NAMES, PEOPLE_READ, Reach, Viewer, ViewerKind
from core.covers import covers_of
from core.models import Area, Organization, Person, Place
from core.rights import epoch_of
from plugins.jinniu_stores.permissions import AGREEMENTS_READ
from schema.declare.catalog import Catalog, CatalogType
from schema.declare.fields import ManyField, ToOneField
from schema.declare.roots import Part
from schema.http.messages import GraphQLService
from tests.schema.composed import schema_of
from tests.schema.engine import data
from tests.schema.engine.answers import differences
from tests.schema.engine.database import PAGE_DEFAULT, PAGE_MAX, Loaded, ask
from tests.schema.engine.expressions import FIELDS
from tests.schema.engine.memory import World
from tests.schema.engine.pages import Cursors
from tests.schema.engine.placement import Districts
from tests.schema.engine.queries import Question, questions
from tests.schema.engine.reference import Reference
from tests.schema.engine.refusals import is_refused

_ASKED = os.environ.get("LINLI_PROPERTY_EXAMPLES")


def examples(number: int) -> settings:
    """So many questions, the same in every run, unless the environment says how many others to ask."""
    return settings(
        max_examples=int(_ASKED or number),
        derandomize=_ASKED is None,
        deadline=None,
        # Questions are large; whether one is good is only known once it is asked.
        suppress_health_check=list(HealthCheck),
        # Without the phase that explains, which would take minutes.
        phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
        print_blob=True,
    )


PROFILE = examples(75)
#: How deep connections nest at most.
LEVELS = int(os.environ.get("LINLI_PROPERTY_LEVELS", "4"))

#: Headers of requests, and the language of their answers.
LANGUAGES = {None: "ZH", "en": "EN", "en-GB,en;q=0.9": "EN", "fr": "ZH"}


class Comparing:
    """A schema's service over a database, beside the reference over the same rows.

    ``districts`` says which rows the service is for, if not for all; ``administrator`` may see all of them.
    """

    def __init__(
        self,
        filled: Loaded,
        catalog: Catalog,
        schema: GraphQLSchema,
        service: GraphQLService,
        expressions: Mapping[tuple[str, str], Callable[..., Any]] = FIELDS,
        *,
        districts: Districts | None = None,
        administrator: Viewer = ADMIN,
    ) -> None:
        self.filled = filled
        self.expressions = expressions
        self.catalog = catalog
        self.schema = schema
        self.reference = Reference(self.schema, PAGE_DEFAULT, PAGE_MAX)
        self.service = service
        self.districts = districts
        self.administrator = administrator
        rows = filled.tables.rows
        self.ids = {
            kind.name: [ids.encode(kind.tag, key) for key in rows[kind.model]] for kind in self.catalog.types.values()
        }
        needed = {kind.declaration.requires or DRAFTS_READ for kind in catalog.types.values()}
        self.permissions = sorted({*needed, AGREEMENTS_READ} & administrator.permissions)

    @classmethod
    def of(
        cls, filled: Loaded, parts: Sequence[Part], expressions: Mapping[tuple[str, str], Callable[..., Any]] = FIELDS
    ) -> Comparing:
        """The schema of some parts, for rows everywhere."""
        return cls(filled, Catalog(parts), schema_of(parts), filled.service(parts), expressions)

    def ask_anything(self, drawn: st.DataObject) -> None:
        """Draw a question and check its answers. Raises ``AssertionError`` with what is wrong."""
        question: Question = drawn.draw(questions(self.catalog, self.schema, self.ids, LEVELS))
        viewer = drawn.draw(st.one_of(st.just(self.administrator), self._viewers()))
        if drawn.draw(st.booleans()):
            viewer = self.filled.run(self._remembered(viewer))
        self.check(question, viewer, drawn.draw(st.sampled_from(list(LANGUAGES))))

    def _viewers(self) -> st.SearchStrategy[Viewer]:
        """Whoever has some permissions, everywhere or at some scopes, and may be a person. All see some names in full:
        conditions on them are refused to the others, which `test_privacy` asks for on each path.
        """
        rows = self.filled.tables.rows

        def some(model: type[Model]) -> st.SearchStrategy[frozenset[Any]]:
            return st.frozensets(st.sampled_from(sorted(rows[model])), max_size=2)

        reaches = st.builds(Reach, some(Area), some(Organization), some(Place))
        granted = st.dictionaries(st.sampled_from(self.permissions), st.one_of(st.none(), reaches))
        person = st.one_of(st.none(), st.sampled_from(sorted(rows[Person])))
        return st.builds(_viewer, granted, st.one_of(st.none(), reaches), st.booleans(), person)

    async def _remembered(self, viewer: Viewer) -> Viewer:
        """The same viewer as of the database's epoch, with what the scopes amount to by then."""
        reader = self.filled.reader
        epoch = await epoch_of(reader)
        return replace(viewer, epoch=epoch, covers=await covers_of(reader, viewer.reaches.values(), epoch))

    def everything_of(self, type_name: str) -> Question:
        """All fields of a type, asked of some of its rows, and the ids behind its relations."""
        kind = self.catalog.types[type_name]
        fields = " ".join(self._field(kind, name) for name in kind.fields)
        few = self.ids[type_name][:: max(len(self.ids[type_name]) // PAGE_MAX, 1)][:PAGE_MAX]
        text = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id ... on {type_name} {{ id {fields} }} }} }}"
        return Question(text, None, [{"ids": few}], [])

    def _field(self, kind: CatalogType, name: str) -> str:
        declared = self.schema.type_map[kind.name]
        assert isinstance(declared, GraphQLObjectType)
        field = declared.fields[name]
        if isinstance(kind.fields[name], ToOneField):
            return f"{name} {{ id }}"
        if isinstance(kind.fields[name], ManyField):
            return f"{name} {{ totalCount nodes {{ id }} }}"
        if any(map(is_required_argument, field.args.values())):
            return ""
        inner = get_named_type(field.type)
        return f"{name} {{ {' '.join(inner.fields)} }}" if isinstance(inner, GraphQLObjectType) else name

    def check(self, question: Question, viewer: Viewer, accept_language: str | None) -> None:
        """Ask in all variants: values of variables, viewers, first without cursors and then with those found."""
        # The last variant has the plans of the one before, but for the language.
        other = None if LANGUAGES[accept_language] == "EN" else "en"
        variants = list(product(question.assignments, (ANONYMOUS, viewer), (accept_language,)))
        for assignment, asking, header in (*variants, (question.assignments[-1], viewer, other)):
            language = LANGUAGES[header]
            world = World(
                self.catalog, self.filled.tables, asking, language, data.NOW, self.expressions, self.districts
            )
            cursors: Cursors = {}
            found = self._compare(world, question, assignment, {}, cursors, header)
            used = {
                slot.key: harvest[slot.choice % len(harvest)]
                for slot in question.cursors
                if (harvest := list(_harvested(found, slot.harvest)))
            }
            if used:
                self._compare(world, question, assignment, used, cursors, header)

    def _compare(
        self,
        world: World,
        question: Question,
        assignment: Mapping[str, Any],
        used: Mapping[str, str],
        cursors: Cursors,
        header: str | None,
    ) -> dict[str, Any] | None:
        """The data of the engine's answer, found to be right; None where it was refused, and had to be."""
        text, variables, name = question.document(used), question.variables(assignment, used), question.operation_name
        document = parse(text)
        answer = self.filled.run(
            ask(self.service, world.viewer, text, variables, operation_name=name, accept_language=header)
        )
        about = f"{world.viewer} {header}\n{text}\n{variables!r}"
        if is_refused(world, self.reference.schema, document, variables, name):
            codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
            assert codes[:1] == ["FORBIDDEN"], f"expected a refusal: {answer}\n{about}"
            assert "data" not in answer
            return None
        assert "errors" not in answer, f"{answer['errors']}\n{about}"
        expected = self.reference.execute(world, document, variables, name, cursors)
        wrong = list(differences(answer["data"], expected, cursors))
        assert not wrong, "\n".join([*wrong[:5], about])
        found: dict[str, Any] = answer["data"]
        return found


def _viewer(
    granted: Mapping[str, Reach | None], names: Reach | None, beside_people: bool, person: uuid.UUID | None
) -> Viewer:
    """``names`` is where names are seen in full; with ``beside_people`` also wherever people are seen at all."""
    reaches = {name: reach for name, reach in granted.items() if reach is not None}
    if names is not None:
        reaches[PEOPLE_NAMES] = names | reaches.get(PEOPLE_READ, Reach()) if beside_people else names
    return Viewer(ViewerKind.PERSON, frozenset({*granted, PEOPLE_NAMES}), reaches, person_id=person)


def _harvested(value: Any, key: str) -> Iterator[str]:
    """The cursors of all edges under a response key, wherever it is."""
    if isinstance(value, list):
        for item in value:
            yield from _harvested(item, key)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name == key:
                yield from (edge["cursor"] for edge in item)
            else:
                yield from _harvested(item, key)
