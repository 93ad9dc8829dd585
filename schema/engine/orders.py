"""`orderBy` inputs become order keys, and cursors become conditions on them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from graphql import GraphQLError
from pypika_tortoise.terms import Field, Term

from schema.declare.catalog import CatalogType
from schema.declare.defects import naming, term_of, wrong_result
from schema.declare.fields import ColumnField, ComputedField, Derived, ManyField, ToOneField
from schema.declare.relations import key_of, table_of
from schema.declare.rows import Row
from schema.declare.scalars import INT, Codec
from schema.declare.terms import Composed, RequestValues, Slot, Sortable, SubSelect
from schema.engine.computed import computed_of
from schema.engine.given import Given
from schema.engine.nodes import OrderKey
from schema.engine.placing import only_where
from schema.engine.statement import Statement
from schema.engine.steps import refuse_unless_allowed, steps_to
from schema.names import OrderDirection

#: How many keys an order may have.
MAX_KEYS = 8


def order_keys(
    statement: Statement,
    catalog_type: CatalogType,
    row: Row,
    given: Given | None,
    default: tuple[str, ...],
    arguments: Mapping[str, Given],
) -> tuple[list[OrderKey], str]:
    """The keys of an order with the id at the end, and a signature that ties cursors to this order.

    Without an ``orderBy`` the default applies: attributes of the model, ``-name`` descending.
    """
    keys: list[OrderKey] = []
    spelled: list[str] = [catalog_type.name]
    if given is not None and given.value:
        if len(given.value) > MAX_KEYS:
            raise _refuse(f"`orderBy` has {len(given.value)} keys; at most {MAX_KEYS} are possible")
        for item in given.items():
            keys.append(_key(statement, catalog_type, row, item, arguments, spelled))
    else:
        for name in default:
            attribute = name.removeprefix("-")
            if attribute == "id":
                continue
            private = catalog_type.private(attribute)
            if private is not None and not statement.privacy.seen_somewhere(private):
                # The order would tell what the mask hides. With the key alone it also needs no sorting.
                continue
            _, codec, nullable = statement.catalog.column(catalog_type, attribute)
            keys.append(OrderKey(getattr(row, attribute), codec, name.startswith("-"), False, nullable))
            spelled.append(name)
    keys = _without_what_follows_the_id(keys, catalog_type)
    if not keys or not _is_the_id(keys[-1], catalog_type):
        descending = keys[-1].descending if keys else False
        keys.append(OrderKey(row.id, catalog_type.id_codec, descending, False, False))
    return keys, signature_of(spelled)


def signature_of(spelled: list[str]) -> str:
    """What ties a cursor to an order: a digest of its spelling."""
    return hashlib.blake2s("/".join(spelled).encode(), digest_size=4).hexdigest()


def _without_what_follows_the_id(keys: list[OrderKey], catalog_type: CatalogType) -> list[OrderKey]:
    for index, key in enumerate(keys):
        if _is_the_id(key, catalog_type):
            return keys[: index + 1]
    return keys


def _is_the_id(key: OrderKey, catalog_type: CatalogType) -> bool:
    """Whether a key is the row's own id, and not that of a row of the same type, say of the parent."""
    return isinstance(key.term, Field) and key.term.name == key_of(catalog_type.model)


def _key(
    statement: Statement,
    catalog_type: CatalogType,
    row: Row,
    given: Given,
    arguments: Mapping[str, Given],
    spelled: list[str],
) -> OrderKey:
    name = given.names()[0]
    part = given.child(name)
    if part is None or part.value is None:
        raise _refuse("an item of `orderBy` takes exactly one key with a value")
    spelled.append(name)
    declaration = catalog_type.fields.get(name)
    if name in catalog_type.orders and not isinstance(part.value, dict):
        own = catalog_type.orders[name]
        what = f"the order {name!r}"
        with naming(what, own.owner):
            found: Any = own.function(row, arguments)
            if not isinstance(found, tuple) or len(found) != 2:
                raise wrong_result(what, own.owner, found, "a term of SQL and its codec")
            term, codec = found
            term_of(term, what, own.owner)
        term = only_where(statement.works(catalog_type, own, row), term)
        return _directed(term, codec, part.value, True, spelled)
    if name == "id":
        return _directed(row.id, catalog_type.id_codec, part.value, False, spelled)
    if isinstance(declaration, ColumnField):
        column, codec, nullable = statement.catalog.column(catalog_type, declaration.attribute)
        works = statement.compared(catalog_type, declaration, row)
        term = only_where(works, row.column(column))
        return _directed(term, codec, part.value, nullable or works is not None, spelled)
    if isinstance(declaration, ComputedField):
        result = computed_of(declaration, row)
        works = statement.compared(catalog_type, declaration, row)
        term = Composed("({0})", only_where(works, result.term() if isinstance(result, Derived) else result))
        return _directed(term, statement.catalog.returned_codec(declaration), part.value, True, spelled)
    if isinstance(declaration, ManyField):
        direction = part.child("count")
        assert direction is not None
        target = statement.catalog.target(catalog_type, declaration)
        refuse_unless_allowed(statement, target)
        _, select = steps_to(statement, catalog_type, declaration, row, target)
        return _directed(select.value("count(*)"), INT, direction.value, False, spelled)
    assert isinstance(declaration, ToOneField)
    target = statement.catalog.target(catalog_type, declaration)
    refuse_unless_allowed(statement, target)
    relation = statement.relation(catalog_type.model, declaration.relation)
    other = statement.row(target)
    select = SubSelect(table_of(target.model), other.alias)
    select.where.append(other.column(relation.target_column) == row.column(relation.source_column))
    if (rule := statement.rule_of(target, other, by=relation)) is not None:
        select.where.append(rule)
    inner = _key(statement, target, other, part, arguments, spelled)
    if (works := statement.works(catalog_type, declaration, row)) is not None:
        select.where.append(works)
    nullable = inner.nullable or relation.nullable or target.restricted
    return OrderKey(select.value("{0}", inner.term), inner.codec, inner.descending, inner.nulls_first, nullable)


def _directed(term: Term, codec: Any, direction: OrderDirection, nullable: bool, spelled: list[str]) -> OrderKey:
    spelled.append(direction.value)
    return OrderKey(term, codec, direction.value.startswith("DESC"), direction.value.endswith("NULLS_FIRST"), nullable)


class CursorReader:
    """Takes a cursor apart for the slots of one statement, which are bound one after another: once for all of them."""

    def __init__(self, given: Given, keys: list[OrderKey], signature: str) -> None:
        self.given = given
        self.signature = signature
        # Slots live as long as their plan; the keys' terms would keep all that the statement was made from.
        self._codecs = [(key.codec, key.nullable) for key in keys]
        self._read: tuple[str, list[Any]] | None = None

    def slot(self, index: int) -> Slot:
        """The value of one key as a bound parameter."""
        codec, _ = self._codecs[index]
        return Slot(
            _Bound(codec),
            lambda values: self._part(values, index),
            self.given.dialect,
        )

    def _part(self, values: RequestValues, index: int) -> Any:
        text = self.given.get(values)
        read = self._read
        if read is None or read[0] != text:
            read = self._read = (text, self._parts(text))
        return read[1][index]

    def _parts(self, text: str) -> list[Any]:
        try:
            signature, _, body = text.partition(":")
            parts = orjson.loads(body)
            if signature != self.signature or not isinstance(parts, list) or len(parts) != len(self._codecs):
                raise ValueError("another order")
            return [
                None if part is None and nullable else codec.from_cursor(part, self.given.dialect)
                for part, (codec, nullable) in zip(parts, self._codecs, strict=True)
            ]
        except (ValueError, OverflowError, GraphQLError) as error:
            raise GraphQLError(
                f"the cursor {text[:100]!r} does not belong to this connection in this order; "
                "take cursors from pageInfo or edges of the same question",
                extensions={"code": "INVALID_CURSOR"},
            ) from error


class _Bound(Codec):
    """Passes on values that a codec bound already."""

    def __init__(self, codec: Codec) -> None:
        super().__init__(codec.name, ())
        self.postgres_type = codec.cursor_type  # type: ignore[misc]  # the type of the codec that bound the value

    def bind(self, value: Any, dialect: Any) -> Any:
        return value


def beyond(keys: list[OrderKey], reader: CursorReader, *, following: bool, dialect: Any) -> Term:
    """The rows strictly after a cursor in the order of the keys, or strictly before it.

    With one direction and no nulls this is a comparison of rows, which an index serves; else it is spelled out.
    """
    slots = [reader.slot(index) for index in range(len(keys))]
    sides = [Sortable(key.term, key.codec, dialect) for key in keys]
    if all(not key.nullable for key in keys) and len({key.descending for key in keys}) == 1:
        operator = ">" if following is not keys[0].descending else "<"
        left = ", ".join(f"{{{index}}}" for index in range(len(keys)))
        right = ", ".join(f"{{{len(keys) + index}}}" for index in range(len(keys)))
        return Composed(f"({left}) {operator} ({right})", *sides, *slots)
    alternatives: list[Term] = []
    for index, key in enumerate(keys):
        parts: list[Term] = [_same(sides[i], slots[i], keys[i]) for i in range(index)]
        parts.append(_further(sides[index], slots[index], key, following))
        alternatives.append(Composed(" AND ".join(f"({{{i}}})" for i in range(len(parts))), *parts))
    return Composed(" OR ".join(f"({{{i}}})" for i in range(len(alternatives))), *alternatives)


def _same(side: Term, slot: Term, key: OrderKey) -> Term:
    if not key.nullable:
        return Composed("{0} = {1}", side, slot)
    return Composed("{0} = {1} OR ({0} IS NULL AND {1} IS NULL)", side, slot)


def _further(side: Term, slot: Term, key: OrderKey, following: bool) -> Term:
    operator = ">" if following is not key.descending else "<"
    if not key.nullable:
        return Composed(f"{{0}} {operator} {{1}}", side, slot)
    nulls_ahead = key.nulls_first is not following
    if nulls_ahead:
        # Nulls lie in the direction we go: from a value, every null is further on.
        return Composed(f"{{0}} {operator} {{1}} OR ({{0}} IS NULL AND {{1}} IS NOT NULL)", side, slot)
    return Composed(f"{{0}} {operator} {{1}} OR ({{0}} IS NOT NULL AND {{1}} IS NULL)", side, slot)


def _refuse(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})
