"""Asks everything that a viewer may ask, and compares what the answers tell with what the viewer may see."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLNonNull, GraphQLObjectType
from graphql import get_named_type as named
from strawberry.utils.str_converters import to_camel_case

from core import ids
from core.access import Viewer
from core.search import SUBJECTS
from linli.testing.leaks.asking import Asker
from linli.testing.leaks.questions import Question
from linli.testing.server import TestServer
from schema.declare.catalog import Catalog, CatalogType
from schema.declare.fields import ManyField, ToOneField
from schema.names import CHANGES, type_names

LARGEST = 1_000
FEW = 20
TOO_DEEP = "the question has more levels than SQLite can take"
"""A question that is refused for this tells nothing."""

Rows = Mapping[str, Collection[str]]
"""Global ids by the names of types."""


async def listed(server: TestServer, catalog: Catalog, viewer: Viewer) -> tuple[dict[str, set[str]], list[str]]:
    """All rows that a viewer sees, by their ids where no root field lists them; and each total that is wrong."""
    asker, found, wrong = Asker(server, viewer, None), dict[str, set[str]](), list[str]()
    for root in catalog.roots.values():
        if not catalog.types[root.type_name].open_to(viewer):
            continue
        rows: set[str] = set()
        cursor, more, total = None, True, 0
        while more:
            text = (
                f"{root.name}(first: {LARGEST}, after: $after) "
                "{ totalCount nodes { id } pageInfo { hasNextPage endCursor } }"
            )
            (page,) = await asker.all([Question(root.name, text, {"after": ("String", cursor)}, strict=True)])
            rows |= {node["id"] for node in page["nodes"]}
            total, more, cursor = page["totalCount"], page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
        found[root.type_name] = rows
        if total != len(rows):
            wrong.append(f"{root.name}: totalCount is {total}, and there are {len(rows)} rows")
    for name in catalog.types.keys() - {root.type_name for root in catalog.roots.values()}:
        model, tag = catalog.types[name].model, catalog.types[name].tag
        rows = set()
        keys = await model.all().values_list("id", flat=True)
        for start in range(0, len(keys), LARGEST):
            some = [f"{tag}_{key}" for key in keys[start : start + LARGEST]]
            asked = Question("nodes", "nodes(ids: $ids) { id }", {"ids": ("[ID!]!", some)}, strict=True)
            (nodes,) = await asker.all([asked])
            rows |= {node["id"] for node in nodes if node is not None}
        found[name] = rows
    return found, wrong


@dataclass(frozen=True)
class Sweep:
    """The questions of one viewer, and what is wrong with the answers.

    ``visible`` are the rows that they may see, ``hidden`` those that they may not; ``names`` are what hidden rows are
    searched by; ``secret`` finds private values in a text. What is open to ``beside`` was asked in that viewer's name
    already: the permissions that this one has beyond say nothing about it.
    """

    server: TestServer
    catalog: Catalog
    viewer: Viewer
    visible: Rows
    hidden: Rows
    names: Sequence[str]
    secret: re.Pattern[str]
    beside: Viewer | None = None

    async def wrong(self) -> list[str]:
        """What is told that must not be, in sentences."""
        questions: list[tuple[Question, int | None]] = []
        for root in self.catalog.roots.values():
            source = self.catalog.types[root.type_name]
            if self._is_open(source) and not (self.beside is not None and source.open_to(self.beside)):
                questions += [(one, None) for one in self._selections(root.name, source)]
                questions += self._conditions(root.name, source)
                questions += [(one, None) for one in self._singles(root.single, source)]
        questions += [(one, None) for one in (*self._by_ids(), *self._searches(), *self._changes())]
        answers = await Asker(self.server, self.viewer, None).all([one for one, _ in questions])
        found: list[str] = []
        for (question, total), answer in zip(questions, answers, strict=True):
            found += self._wrong_in(question, answer, total)
        return found

    def _is_open(self, found: CatalogType) -> bool:
        return found.open_to(self.viewer)

    def _wrong_in(self, question: Question, answer: Any, total: int | None) -> Iterator[str]:
        if told := {id_ for id_ in _ids_in(answer) if not self._may_be_told(id_)}:
            yield f"{question.label} tells of {', '.join(sorted(told)[:3])}"
        if secrets := self.secret.findall(json.dumps(answer, ensure_ascii=False)):
            yield f"{question.label} tells {', '.join(sorted(set(secrets))[:3])}"
        if isinstance(answer, list) and (said := [each["message"] for each in answer if "message" in (each or ())]):
            if any(TOO_DEEP not in one for one in said):
                yield f"{question.label} could not be asked: {said[0]}"
            return
        if total is not None and answer["totalCount"] != total:
            yield f"{question.label} finds {answer['totalCount']} rows, and not {total}"
        for counts in _groups_in(answer):
            if sum(counts) != answer["totalCount"]:
                yield f"{question.label} counts {sum(counts)} rows in groups, and {answer['totalCount']} in all"

    def _may_be_told(self, id_: str) -> bool:
        found = self.catalog.by_tag.get(id_.rpartition("_")[0])
        return found is None or id_ in self.visible.get(found.name, ())

    # -- what is asked

    def _selections(self, root: str, source: CatalogType) -> Iterator[Question]:
        """Everything of the rows, and which there are one relation away, with what is private of them: what else a row
        tells it tells the same wherever it stands.
        """
        parts = [" ".join(self._plain(source))]
        for name, declaration in source.fields.items():
            if isinstance(declaration, ToOneField | ManyField):
                target = self.catalog.target(source, declaration)
                if self._is_open(target):
                    private = " ".join(key for key, each in target.fields.items() if each.private is not None)
                    parts.append(
                        f"{name} {{ id {private} }}"
                        if isinstance(declaration, ToOneField)
                        else f"{name}(first: 3) {{ totalCount nodes {{ id {private} }} edges {{ node {{ id }} }} }}"
                    )
        for part in parts:
            yield Question(f"{root}.{part[:80]}", f"{root}(first: {FEW}) {{ nodes {{ id {part} }} }}")
        for attribute in source.declaration.group_by:
            name = to_camel_case(attribute)
            declaration = source.fields[name]
            if isinstance(declaration, ToOneField) and not self._is_open(self.catalog.target(source, declaration)):
                continue
            key = f"{name} {{ id }}" if isinstance(declaration, ToOneField) else name
            body = f"totalCount groups(by: [{attribute.upper()}], first: {LARGEST}) {{ count {key} }}"
            yield Question(f"{root} by {name}", f"{root} {{ {body} }}", strict=True)

    def _plain(self, source: CatalogType) -> list[str]:
        """The fields without rows of their own that need no argument."""
        kind = self.server.city.schema.type_map[source.name]
        assert isinstance(kind, GraphQLObjectType)
        found = []
        for name, declaration in source.fields.items():
            of = kind.fields[name]
            needs = any(isinstance(argument.type, GraphQLNonNull) for argument in of.args.values())
            if needs or isinstance(declaration, ToOneField | ManyField):
                continue
            value = named(of.type)
            below = f" {{ {' '.join(value.fields)} }}" if isinstance(value, GraphQLObjectType) else ""
            found.append(f"{name}{below}")
        return found

    def _conditions(self, root: str, source: CatalogType) -> Iterator[tuple[Question, int | None]]:
        """Whether rows can be found by hidden ones: they must be as if these were not there."""
        everything = len(self.visible[source.name])
        kind = self.server.city.schema.type_map[type_names(source.name).where]
        assert isinstance(kind, GraphQLInputObjectType)
        asked: list[tuple[Mapping[str, Any], int]] = []
        if few := self._few(source):
            asked.append(({"id": {"in": few}}, 0))
        for name, declaration in source.fields.items():
            if not isinstance(declaration, ToOneField | ManyField):
                continue
            target = self.catalog.target(source, declaration)
            if not self._is_open(target):
                continue
            many = isinstance(declaration, ManyField)
            if few := self._few(target):
                among = {"id": {"in": few}}
                asked.append(({name: {"some": among} if many else among}, 0))
                if many:
                    asked += [({name: {"none": among}}, everything), ({name: {"every": {"not": among}}}, everything)]
            for below, other in target.fields.items():
                if isinstance(other, ToOneField | ManyField):
                    further = self.catalog.target(target, other)
                    if self._is_open(further) and (few := self._few(further)):
                        inner = {"some": {"id": {"in": few}}} if isinstance(other, ManyField) else {"id": {"in": few}}
                        asked.append(({name: {"some": {below: inner}} if many else {below: inner}}, 0))
        for where, total in asked:
            label = f"{root}(where: {json.dumps(where)[:200]})"
            variables = {"where": (type_names(source.name).where, where)}
            yield (
                Question(label, f"{root}(first: 3, where: $where) {{ totalCount nodes {{ id }} }}", variables),
                total,
            )

    def _few(self, found: CatalogType) -> list[str]:
        return sorted(self.hidden.get(found.name, ()))[:FEW]

    def _singles(self, single: str, source: CatalogType) -> Iterator[Question]:
        for id_ in self._few(source)[:3]:
            yield Question(f"{single}({id_})", f"{single}(id: $id) {{ id }}", {"id": ("ID!", id_)}, strict=True)

    def _by_ids(self) -> Iterator[Question]:
        for name, rows in self.hidden.items():
            if few := sorted(rows)[:FEW]:
                yield Question(f"nodes of {name}", "nodes(ids: $ids) { id }", {"ids": ("[ID!]!", few)}, strict=True)
                yield Question(f"node of {name}", "node(id: $id) { id }", {"id": ("ID!", few[0])}, strict=True)

    def _searches(self) -> Iterator[Question]:
        for name in self.names:
            text = "search(text: $text, first: 100) { totalCount edges { cursor } nodes { id } }"
            yield Question(f"search({name!r})", text, {"text": ("String!", name)}, strict=True)

    def _changes(self) -> Iterator[Question]:
        yield Question(
            CHANGES.root, f'{CHANGES.root}(cursor: "0-0", first: {LARGEST}) {{ changes {{ id }} }}', strict=True
        )


def names_of(rows: Mapping[type, Sequence[Any]]) -> list[str]:
    """By what rows are searched."""
    return [
        text
        for model, found in rows.items()
        for row in found
        for column in SUBJECTS[model][1]
        if (text := getattr(row, column))
    ]


def _ids_in(answer: Any) -> Iterator[str]:
    """The global ids of all objects in an answer."""
    if isinstance(answer, list):
        for each in answer:
            yield from _ids_in(each)
    elif isinstance(answer, dict):
        for key, value in answer.items():
            if key == "id" and isinstance(value, str):
                yield value
            else:
                yield from _ids_in(value)


def _groups_in(answer: Any) -> Iterator[list[int]]:
    if isinstance(answer, dict) and "groups" in answer:
        yield [group["count"] for group in answer["groups"]]


def key_of(id_: str) -> Any:
    """The key in a global id."""
    return ids.decode(id_).key
