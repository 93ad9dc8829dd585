"""`where` inputs become criteria. Relations become semi-joins, each with the rule of the rows that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from graphql import GraphQLError
from pypika_tortoise.terms import Criterion, Term

from core.database.url import Dialect
from schema.declare.catalog import CatalogType, codec_of_argument
from schema.declare.defects import naming, term_of
from schema.declare.fields import (
    ColumnField,
    ComputedField,
    Derived,
    FilterField,
    IdOf,
    ManyField,
    ToOneField,
    ValuesField,
)
from schema.declare.relations import key_of, table_of
from schema.declare.rows import Row
from schema.declare.scalars import Codec, bad_input
from schema.declare.terms import Comparable, Composed, SubSelect
from schema.engine.computed import computed_of
from schema.engine.given import Given
from schema.engine.placing import only_where
from schema.engine.statement import Statement, both
from schema.engine.steps import refuse_unless_allowed, steps_to, steps_to_values

#: How many conditions one root field may name: each is a piece of the statement, whose length the databases bound.
MAX_CONDITIONS = 500

#: SQLite takes expressions of 1,000 levels, and a chain of operators has as many as it has links.
_CHAIN = 16

_COMPARISONS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


def where_criterion(
    statement: Statement, catalog_type: CatalogType, row: Row, given: Given, levels: int = 0
) -> Term | None:
    """The criterion of a ``where`` input for a row; None when it asks nothing. ``levels`` may nest at most.

    Raises ``GraphQLError`` for conditions on what the viewer may not ask for, and for conditions that are too many or
    nested too deeply.
    """
    if levels < 1:
        raise GraphQLError(
            "the conditions in `where` are nested too deeply; write fewer levels",
            extensions={"code": "FILTER_TOO_DEEP"},
        )
    return conjunction(_condition(statement, catalog_type, row, key, given, levels) for key in given.names())


def conjunction(terms: Iterable[Term | None]) -> Term | None:
    """All of the terms that are there; None when there are none."""
    present = [term for term in terms if term is not None]
    return _chained("AND", present) if present else None


def _chained(operator: str, terms: list[Term]) -> Term:
    """The terms with an operator between them, in groups so that no chain is long."""
    while len(terms) > 1:
        groups = [terms[start : start + _CHAIN] for start in range(0, len(terms), _CHAIN)]
        terms = [
            Composed(f" {operator} ".join(f"({{{index}}})" for index in range(len(group))), *group) for group in groups
        ]
    return terms[0]


def _condition(
    statement: Statement, catalog_type: CatalogType, row: Row, key: str, given: Given, levels: int
) -> Term | None:
    statement.conditions += 1
    if statement.conditions > MAX_CONDITIONS:
        raise GraphQLError(
            f"`where` has more than {MAX_CONDITIONS} conditions; compare with many values by `in`, or ask several "
            "times",
            extensions={"code": "FILTER_TOO_LARGE"},
        )
    part = given.child(key)
    assert part is not None
    if key in ("and", "or", "not"):
        return _logical(statement, catalog_type, row, key, part, levels)
    if key == "id":
        return None if part.value is None else comparisons(statement, row.id, catalog_type.id_codec, part)
    own = catalog_type.filters.get(key)
    if own is not None:
        if part.value is None:
            return None
        return both(statement.works(catalog_type, own, row), own_criterion(statement, own, row, part))
    declaration = catalog_type.fields[key]
    works = statement.compared(catalog_type, declaration, row)
    if isinstance(declaration, ColumnField):
        column, codec, _ = statement.catalog.column(catalog_type, declaration.attribute)
        return _scalar(statement, only_where(works, row.column(column)), codec, part)
    if isinstance(declaration, ComputedField):
        return _computed(statement, declaration, row, part, works)
    if isinstance(declaration, ToOneField):
        return _to_one(statement, catalog_type, declaration, row, part, levels)
    if isinstance(declaration, ManyField):
        return _to_many(statement, catalog_type, declaration, row, part, levels)
    assert isinstance(declaration, ValuesField)
    return _values(statement, catalog_type, declaration, row, part)


def own_criterion(statement: Statement, declaration: FilterField, row: Row, given: Given) -> Criterion:
    """The criterion of a filter that a type declares itself."""
    if isinstance(declaration.input, IdOf):
        given.codec = statement.catalog.types[declaration.input.type_name].id_codec
    else:
        given.codec = codec_of_argument(declaration.input)
    what = f"the filter {declaration.name!r}"
    with naming(what, declaration.owner):
        criterion: Criterion = term_of(declaration.function(row, given), what, declaration.owner)
    return criterion


def _logical(
    statement: Statement, catalog_type: CatalogType, row: Row, key: str, part: Given, levels: int
) -> Term | None:
    if part.value is None:
        return None
    if key == "not":
        inner = where_criterion(statement, catalog_type, row, part, levels - 1)
        return Composed("({0}) IS NOT TRUE", inner or Composed("1 = 1"))
    inner_terms = [where_criterion(statement, catalog_type, row, item, levels - 1) for item in part.items()]
    if key == "and":
        return conjunction(inner_terms)
    if not inner_terms:
        return Composed("1 = 0")
    if any(term is None for term in inner_terms):
        return None
    return _chained("OR", [term for term in inner_terms if term is not None])


def _scalar(statement: Statement, term: Term, codec: Codec, given: Given) -> Term | None:
    return None if given.value is None else comparisons(statement, term, codec, given)


def comparisons(statement: Statement, term: Term, codec: Codec, given: Given) -> Term | None:
    """The comparisons of a scalar's filter with an expression."""
    found: list[Term | None] = []
    for operator in given.names():
        part = given.child(operator)
        assert part is not None
        found.append(_comparison(statement, term, codec, operator, part))
    return conjunction(found)


def _comparison(statement: Statement, term: Term, codec: Codec, operator: str, given: Given) -> Term:
    side = Comparable(term, codec, statement.dialect)
    postgres = statement.dialect is Dialect.POSTGRES
    if operator in ("eq", "ne") and given.value is None:
        return Composed("{0} IS NULL" if operator == "eq" else "{0} IS NOT NULL", term)
    if given.value is None:
        raise _null_refused(operator)
    if operator in ("in", "notIn"):
        if any(item is None for item in given.value):
            raise bad_input(f"`{operator}` cannot hold null; to find rows without a value write eq: null")
        template = "{0} = ANY({1})" if postgres else "{0} IN (SELECT value FROM json_each({1}))"
        positive: Term = Composed(template, side, given.array(codec))
        return positive if operator == "in" else Composed("({0}) IS NOT TRUE", positive)
    value = given.term(codec)
    if operator == "eq":
        return Composed("{0} = {1}", side, value)
    if operator == "ne":
        return Composed("({0} = {1}) IS NOT TRUE", side, value)
    if operator in _COMPARISONS:
        return Composed(f"{{0}} {_COMPARISONS[operator]} {{1}}", side, value)
    templates = {
        "contains": ("strpos({0}, {1}) > 0", "instr({0}, {1}) > 0"),
        "startsWith": ("starts_with({0}, {1})", "substr({0}, 1, length({1})) = {1}"),
        "endsWith": (
            "right({0}, length({1})) = {1} OR {1} = ''",
            "substr({0}, -length({1})) = {1} OR {1} = ''",
        ),
    }
    if operator == "endsWith":
        empty = Composed(
            "{0} IS NOT NULL AND ({1})",
            term,
            Composed(templates[operator][0 if postgres else 1], term, value),
        )
        return empty
    return Composed(templates[operator][0 if postgres else 1], term, value)


def _null_refused(operator: str) -> GraphQLError:
    return bad_input(f"`{operator}` cannot be null; to find rows without a value write eq: null")


def _computed(
    statement: Statement, declaration: ComputedField, row: Row, given: Given, works: Criterion | None
) -> Term | None:
    if given.value is None:
        return None
    result = computed_of(declaration, row)
    codec = statement.catalog.returned_codec(declaration)
    if not isinstance(result, Derived):
        # In brackets: a condition binds less tightly than the comparison with it.
        return comparisons(statement, Composed("({0})", only_where(works, result)), codec, given)
    found: list[Term | None] = []
    for operator in given.names():
        part = given.child(operator)
        assert part is not None
        if part.value is None:
            if operator not in ("eq", "ne"):
                raise _null_refused(operator)
            there = works or Composed("1 = 1")
            found.append(Composed("({0}) IS NOT TRUE", there) if operator == "eq" else there)
            continue
        wanted = part.value if isinstance(part.value, list) else [part.value]
        holding = [
            condition if works is None else Composed("({0}) AND ({1})", works, condition)
            for condition in _cases_of(result, wanted)
        ]
        positive: Term = (
            Composed(" OR ".join(f"({{{index}}})" for index in range(len(holding))), *holding)
            if holding
            else Composed("1 = 0")
        )
        found.append(positive if operator in ("eq", "in") else Composed("({0}) IS NOT TRUE", positive))
    return conjunction(found)


def _cases_of(derived: Derived, wanted: Sequence[Any]) -> Iterator[Term]:
    """The conditions under which a choice has one of the values: its own, and that none before it holds."""
    others: list[Term] = []
    for value, condition in derived.cases:
        if value not in wanted:
            others.append(condition)
        elif derived.exclusive or not others:
            yield condition
        else:
            earlier = "".join(f" AND ({{{index}}}) IS NOT TRUE" for index in range(1, len(others) + 1))
            yield Composed("({0})" + earlier, condition, *others)


def _to_one(
    statement: Statement,
    catalog_type: CatalogType,
    declaration: ToOneField,
    row: Row,
    given: Given,
    levels: int,
) -> Term | None:
    target = statement.catalog.target(catalog_type, declaration)
    refuse_unless_allowed(statement, target)
    relation = statement.relation(catalog_type.model, declaration.relation)
    other = statement.row(target)
    select = SubSelect(table_of(target.model), other.alias)
    rule = statement.rule_of(target, other, by=relation)
    works = statement.works(catalog_type, declaration, row)
    source = row.column(relation.source_column)
    if rule is not None:
        select.where.append(rule)
    if given.value is None:
        select.where.append(other.column(relation.target_column) == source)
        if works is not None:
            select.where.append(works)
        return Composed("NOT {0}", select.exists())
    if rule is None and works is None and given.names() == ["id"] and relation.target_column == key_of(target.model):
        # The key stands in the row itself; but a row that refers to nothing meets no condition on the other row.
        only = given.child("id")
        there = Composed("{0} IS NOT NULL", source) if relation.nullable else None
        if only is None or only.value is None:
            return there
        return conjunction((comparisons(statement, source, target.id_codec, only), there))
    inner = where_criterion(statement, target, other, given, levels - 1)
    if inner is not None:
        select.where.append(inner)
    matching = select.value("{0}", other.column(relation.target_column))
    if statement.dialect is Dialect.POSTGRES and _selective(target, given):
        # One look-up beforehand, whatever plan PostgreSQL settles on: see the generic-plan trap in docs/engine.md.
        return both(works, Composed("{0} = ANY(ARRAY{1})", source, matching))
    return both(works, Composed("{0} IN {1}", source, matching))


def _selective(target: CatalogType, given: Given) -> bool:
    """Whether the conditions surely leave few rows: they name ids or an area, at some level."""
    for key in given.names():
        part = given.child(key)
        if part is None or part.value is None:
            continue
        if key == "id" and ("eq" in part.value or "in" in part.value):
            return True
        own = target.filters.get(key)
        if own is not None and isinstance(own.input, IdOf):
            return True
        if isinstance(part.value, dict) and isinstance(target.fields.get(key), ToOneField):
            nested = part.value.get("id") or {}
            if "within" in part.value or "eq" in nested or "in" in nested:
                return True
    return False


def _to_many(
    statement: Statement,
    catalog_type: CatalogType,
    declaration: ManyField,
    row: Row,
    given: Given,
    levels: int,
) -> Term | None:
    target = statement.catalog.target(catalog_type, declaration)
    refuse_unless_allowed(statement, target)
    if given.value is None:
        return Composed("NOT {0}", steps_to(statement, catalog_type, declaration, row, target)[1].exists())
    found: list[Term | None] = []
    for quantifier in given.names():
        part = given.child(quantifier)
        if part is None or part.value is None:
            continue
        other, select = steps_to(statement, catalog_type, declaration, row, target)
        inner = where_criterion(statement, target, other, part, levels - 1)
        if quantifier == "every":
            select.where.append(Composed("({0}) IS NOT TRUE", inner or Composed("1 = 1")))
        elif inner is not None:
            select.where.append(inner)
        found.append(Composed("{0}" if quantifier == "some" else "NOT {0}", select.exists()))
    return conjunction(found)


def _values(
    statement: Statement, catalog_type: CatalogType, declaration: ValuesField, row: Row, given: Given
) -> Term | None:
    attribute = declaration.relation.rpartition(".")[2]
    target = statement.catalog.target(catalog_type, declaration)
    if target is not catalog_type and (private := target.private(attribute)) is not None:
        statement.privacy.refuse_hidden(target, attribute, private)

    def behind() -> tuple[Row, SubSelect]:
        return steps_to_values(statement, catalog_type, declaration, row)

    if given.value is None:
        return Composed("NOT {0}", behind()[1].exists())
    found: list[Term | None] = []
    for quantifier in given.names():
        part = given.child(quantifier)
        if part is None or part.value is None:
            continue
        other, select = behind()
        codec = statement.catalog.model_column(other.model, attribute)[1]
        inner = comparisons(statement, getattr(other, attribute), codec, part)
        if inner is not None:
            select.where.append(inner)
        found.append(Composed("{0}" if quantifier == "some" else "NOT {0}", select.exists()))
    return conjunction(found)
