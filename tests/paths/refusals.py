"""Every question that a viewer must be refused, made from the declarations, with the words of the refusal.

A type that the viewer may not ask for is refused in the same words wherever a question names it, and so is a condition
on a private field that the viewer sees in full nowhere: at the root, nested, in edges, fragments, ``node``, filters,
orders, groups, searches and subscriptions; one relation away too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLNonNull, GraphQLObjectType, GraphQLSchema
from graphql import get_named_type as named
from strawberry.utils.str_converters import to_camel_case

from core.access import Viewer
from core.search import SUBJECTS
from schema.declare.catalog import Catalog, CatalogType
from schema.declare.fields import ManyField, ToOneField
from schema.declare.roots import RootConnection
from schema.names import CHANGES, constant_name, type_names
from tests.paths.values import NOBODY, least


@dataclass(frozen=True)
class Refusal:
    """A question that is refused: with which message, at which root field."""

    query: str
    key: str
    message: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Denied:
    """What of a type a viewer may not name, and the words: as a selection, a condition, an order or a key of groups."""

    words: str
    selection: str | None = None
    where: Mapping[str, Any] | None = None
    order: Mapping[str, Any] | None = None
    group: str | None = None


class Refusals:
    """The questions of one viewer."""

    def __init__(self, catalog: Catalog, schema: GraphQLSchema, viewer: Viewer) -> None:
        self._catalog = catalog
        self._schema = schema
        self._viewer = viewer

    def all(self) -> Iterator[Refusal]:
        """Every one of them."""
        for root in self._catalog.roots.values():
            source = self._catalog.types[root.type_name]
            yield from self._of_open(root, source) if self._is_open(source) else self._of_closed(root, source)
        yield from self._named_in_lists()
        yield from self._mutations()
        yield from self._called()
        yield from self._subscriptions()

    @cached_property
    def closed(self) -> Sequence[CatalogType]:
        """The types that the viewer may not ask for."""
        return [each for each in self._catalog.types.values() if not self._is_open(each)]

    def _is_open(self, found: CatalogType) -> bool:
        requires = found.declaration.requires
        own = bool(found.declaration.own) and self._viewer.person_id is not None
        return requires is None or requires in self._viewer.permissions or own

    def _words(self, found: CatalogType) -> str:
        return f"asking for {found.name} needs the permission {found.declaration.requires!r}"

    # -- types that are closed

    def _of_closed(self, root: RootConnection, source: CatalogType) -> Iterator[Refusal]:
        words, names = self._words(source), type_names(source.name)
        bodies = [
            "__typename",
            "totalCount",
            "nodes { id }",
            "edges { cursor }",
            "pageInfo { hasNextPage }",
            *(f"nodes {{ {asked} }}" for asked in self._selections(source)),
            *(f"groups(by: [{attribute.upper()}]) {{ count }}" for attribute in source.declaration.group_by),
        ]
        for body in bodies:
            yield Refusal(f"{{ {root.name} {{ {body} }} }}", root.name, words)
        yield Refusal(f"{{ {root.name}(first: 0) {{ totalCount }} }}", root.name, words)
        yield Refusal(f'{{ {root.single}(id: "{source.tag}_{NOBODY}") {{ id }} }}', root.single, words)
        for where in self._wheres(source):
            yield self._asked(root, "where", names.where, where, words)
        for order in self._orders(source):
            yield self._asked(root, "orderBy", f"[{names.order}!]", [order], words)
        for name in root.filters:
            kind = self._object("Query").fields[root.name].args[name].type
            query = f"query ($v: {kind}) {{ {root.name}({name}: $v) {{ totalCount }} }}"
            yield Refusal(query, root.name, words, {"v": least(kind)})

    # -- what is closed of types that are open

    def _of_open(self, root: RootConnection, source: CatalogType) -> Iterator[Refusal]:
        names = type_names(source.name)
        for denied in self._denied(source):
            if denied.selection is not None:
                yield from self._selected(root, source, denied.selection, denied.words)
            if denied.where is not None:
                for where in (denied.where, {"not": denied.where}, {"and": [denied.where]}, {"or": [denied.where]}):
                    yield self._asked(root, "where", names.where, where, denied.words)
            if denied.order is not None:
                yield self._asked(root, "orderBy", f"[{names.order}!]", [denied.order], denied.words)
            if denied.group is not None:
                body = f"groups(by: [{denied.group}]) {{ count }}"
                yield Refusal(f"{{ {root.name} {{ {body} }} }}", root.name, denied.words)
        for name, declaration in source.fields.items():
            if not isinstance(declaration, ToOneField | ManyField):
                continue
            target = self._catalog.target(source, declaration)
            if self._is_open(target):
                yield from self._through(root, source, name, target, many=isinstance(declaration, ManyField))

    def _selected(self, root: RootConnection, source: CatalogType, asked: str, words: str) -> Iterator[Refusal]:
        on = f"... on {source.name} {{ {asked} }}"
        identifier = f'"{source.tag}_{NOBODY}"'
        for query, key in (
            (f"{{ {root.name} {{ nodes {{ {asked} }} }} }}", root.name),
            (f"{{ {root.name} {{ edges {{ node {{ {asked} }} }} }} }}", root.name),
            (f"{{ a: {root.name} {{ nodes {{ ...F }} }} }} fragment F on {source.name} {{ {asked} }}", "a"),
            (f"{{ {root.single}(id: {identifier}) {{ {asked} }} }}", root.single),
            (f"{{ node(id: {identifier}) {{ {on} }} }}", "node"),
            (f"{{ nodes(ids: [{identifier}]) {{ {on} }} }}", "nodes"),
        ):
            yield Refusal(query, key, words)
        if source.model in SUBJECTS:
            yield Refusal(f'{{ search(text: "x") {{ nodes {{ {on} }} }} }}', "search", words)

    def _through(
        self, root: RootConnection, source: CatalogType, name: str, target: CatalogType, *, many: bool
    ) -> Iterator[Refusal]:
        """What is denied of the type behind a relation."""
        outer, inner = type_names(source.name), type_names(target.name)
        for denied in self._denied(target):
            if denied.selection is not None:
                below = f"nodes {{ {denied.selection} }}" if many else denied.selection
                yield Refusal(f"{{ {root.name} {{ nodes {{ {name} {{ {below} }} }} }} }}", root.name, denied.words)
            if denied.where is not None:
                nested = {"some": denied.where} if many else denied.where
                yield self._asked(root, "where", outer.where, {name: nested}, denied.words)
                if many:
                    yield self._nested(root, name, "where", inner.where, denied.where, denied.words)
            if denied.order is not None and many:
                yield self._nested(root, name, "orderBy", f"[{inner.order}!]", [denied.order], denied.words)
            if denied.order is not None and not many:
                yield self._asked(root, "orderBy", f"[{outer.order}!]", [{name: denied.order}], denied.words)
            if denied.group is not None and many:
                body = f"{name} {{ groups(by: [{denied.group}]) {{ count }} }}"
                yield Refusal(f"{{ {root.name} {{ nodes {{ {body} }} }} }}", root.name, denied.words)

    def _denied(self, source: CatalogType) -> Iterator[Denied]:
        """What may not be named of a type that the viewer may ask for."""
        wheres = self._input(type_names(source.name).where)
        orders = self._input(type_names(source.name).order)
        groups = {to_camel_case(attribute): attribute.upper() for attribute in source.declaration.group_by}
        for name, declaration in source.fields.items():
            if isinstance(declaration, ToOneField | ManyField):
                target = self._catalog.target(source, declaration)
                if self._is_open(target):
                    continue
                many = isinstance(declaration, ManyField)
                words = self._words(target)
                yield Denied(words, selection=f"{name} {{ __typename }}", group=groups.get(name))
                conditions: list[Any] = [{}, None, *([{"some": {}}, {"none": {}}, {"every": {}}] if many else [])]
                for condition in conditions:
                    yield Denied(words, where={name: condition})
                yield Denied(words, order={name: {"count": "ASC"} if many else {"id": "ASC"}})
            elif declaration.private is not None and declaration.private.permission not in self._viewer.permissions:
                words = (
                    f"{source.name}.{name} is private: filtering, ordering, grouping and searching by it needs the "
                    f"permission {declaration.private.permission!r}"
                )
                for comparison in self._comparisons(wheres, name):
                    yield Denied(words, where={name: comparison})
                yield Denied(words, order={name: "ASC"} if name in orders.fields else None, group=groups.get(name))

    def _comparisons(self, wheres: GraphQLInputObjectType, name: str) -> Iterator[Mapping[str, Any]]:
        if name in wheres.fields:
            operators = named(wheres.fields[name].type)
            assert isinstance(operators, GraphQLInputObjectType)
            for operator, of in operators.fields.items():
                yield {operator: least(of.type)}

    # -- everything by which a type can be named

    def _selections(self, source: CatalogType) -> Iterator[str]:
        of = self._object(source.name)
        for name in source.fields:
            needed = {
                argument: least(each.type)
                for argument, each in of.fields[name].args.items()
                if isinstance(each.type, GraphQLNonNull)
            }
            if not needed:
                below = " { __typename }" if isinstance(named(of.fields[name].type), GraphQLObjectType) else ""
                yield f"{name}{below}"

    def _wheres(self, source: CatalogType) -> Iterator[Mapping[str, Any]]:
        for name, of in self._input(type_names(source.name).where).fields.items():
            yield {name: least(of.type)}

    def _orders(self, source: CatalogType) -> Iterator[Mapping[str, Any]]:
        for name, of in self._input(type_names(source.name).order).fields.items():
            kind = named(of.type)
            if isinstance(kind, GraphQLEnumType):
                yield {name: "ASC"}
            else:
                assert isinstance(kind, GraphQLInputObjectType)
                yield {name: {"count" if "id" not in kind.fields else "id": "ASC"}}

    # -- other root fields

    def _named_in_lists(self) -> Iterator[Refusal]:
        """Types that are named as values of an enumeration."""
        told = {each.type_name for each in self._catalog.subscriptions.values()}
        for found in self.closed:
            constant, words = constant_name(found.name), self._words(found)
            if found.model in SUBJECTS:
                yield Refusal(f'{{ search(text: "x", types: [{constant}]) {{ totalCount }} }}', "search", words)
            if found.name in told:
                yield Refusal(f"{{ {CHANGES.root}(types: [{constant}]) {{ cursor }} }}", CHANGES.root, words)
        for found in self._catalog.types.values():
            _, columns = SUBJECTS.get(found.model, ("", ()))
            for private in filter(None, map(found.private, columns)):
                if self._is_open(found) and private.permission not in self._viewer.permissions:
                    name = next(key for key, each in found.fields.items() if each.private is private)
                    words = (
                        f"{found.name}.{name} is private: filtering, ordering, grouping and searching by it needs the "
                        f"permission {private.permission!r}"
                    )
                    constant = constant_name(found.name)
                    yield Refusal(f'{{ search(text: "x", types: [{constant}]) {{ totalCount }} }}', "search", words)

    def _mutations(self) -> Iterator[Refusal]:
        for mutation in self._catalog.mutations.values():
            if mutation.requires is None or mutation.requires in self._viewer.permissions:
                continue
            kind = self._object("Mutation").fields[mutation.name].args["input"].type
            yield Refusal(
                f"mutation ($v: {kind}) {{ {mutation.name}(input: $v) {{ userErrors {{ code }} }} }}",
                mutation.name,
                f"{mutation.name} needs the permission {mutation.requires!r}; send a token that has it",
                {"v": least(kind)},
            )

    def _called(self) -> Iterator[Refusal]:
        for called in self._catalog.called_roots.values():
            if called.requires is None or (called.scoped and called.requires in self._viewer.permissions):
                continue
            where = " everywhere; you have it at a scope" if called.requires in self._viewer.permissions else ""
            if called.requires in self._viewer.permissions and called.requires not in self._viewer.reaches:
                continue
            args = self._object("Query").fields[called.name].args
            needed = {name: each.type for name, each in args.items() if isinstance(each.type, GraphQLNonNull)}
            declared = ", ".join(f"${name}: {of}" for name, of in needed.items())
            given = ", ".join(f"{name}: ${name}" for name in needed)
            yield Refusal(
                f"query {f'({declared})' if declared else ''} "
                f"{{ {called.name}{f'({given})' if given else ''} {{ __typename }} }}",
                called.name,
                f"asking for {called.name} needs the permission {called.requires!r}{where}",
                {name: least(of) for name, of in needed.items()},
            )

    def _subscriptions(self) -> Iterator[Refusal]:
        for one in self._catalog.subscriptions.values():
            target = self._catalog.types[one.type_name]
            if one.requires is not None and one.requires not in self._viewer.permissions:
                words = f"{one.name} needs the permission {one.requires!r}; send a token that has it"
                yield Refusal(f"subscription {{ {one.name} {{ event }} }}", one.name, words)
            elif not self._is_open(target):
                yield Refusal(f"subscription {{ {one.name} {{ event }} }}", one.name, self._words(target))
            else:
                for denied in self._denied(target):
                    if denied.selection is not None:
                        body = f"{one.result_name} {{ {denied.selection} }}"
                        yield Refusal(f"subscription {{ {one.name} {{ {body} }} }}", one.name, denied.words)
                    if denied.where is not None:
                        kind = type_names(target.name).where
                        yield Refusal(
                            f"subscription ($v: {kind}) {{ {one.name}(where: $v) {{ event }} }}",
                            one.name,
                            denied.words,
                            {"v": denied.where},
                        )

    # -- how it is asked

    @staticmethod
    def _asked(root: RootConnection, argument: str, kind: str, value: Any, words: str) -> Refusal:
        query = f"query ($v: {kind}) {{ {root.name}({argument}: $v) {{ totalCount nodes {{ id }} }} }}"
        return Refusal(query, root.name, words, {"v": value})

    @staticmethod
    def _nested(root: RootConnection, name: str, argument: str, kind: str, value: Any, words: str) -> Refusal:
        body = f"nodes {{ {name}({argument}: $v) {{ totalCount }} }}"
        return Refusal(f"query ($v: {kind}) {{ {root.name} {{ {body} }} }}", root.name, words, {"v": value})

    def _object(self, name: str) -> GraphQLObjectType:
        found = self._schema.type_map[name]
        assert isinstance(found, GraphQLObjectType)
        return found

    def _input(self, name: str) -> GraphQLInputObjectType:
        found = self._schema.type_map[name]
        assert isinstance(found, GraphQLInputObjectType)
        return found
