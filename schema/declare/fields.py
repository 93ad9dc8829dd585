"""The fields of a declared type: columns, relations, expressions, and fields that only Python can compute."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin

from pypika_tortoise.terms import Case, Criterion, Term, ValueWrapper

from schema.declare.private import Private
from schema.declare.rows import Row

auto = Any
"""The annotation of a column, whose type comes from the model."""

T = TypeVar("T")


class Connection(Generic[T]):
    """Annotation of a to-many field: a Relay connection of ``T``."""


@dataclass(frozen=True)
class Argument:
    """Metadata of an argument: ``Annotated[Language | None, Argument("…")]``.

    ``deprecated`` is why it should not be given any more, and what to give in its place.
    """

    description: str
    deprecated: str | None = None


@dataclass(frozen=True)
class IdOf:
    """The input type of a filter or argument that takes the global id of a declared type, by its name."""

    type_name: str


@dataclass
class FieldDeclaration:
    """What every field has: its name in Python, a description, and who brought it.

    The catalog fills in ``owner``, the name of the part, and ``since``, where it is empty, with that of the type or
    extension in which the field stands.
    """

    description: str
    name: str = ""
    owner: str = ""
    annotation: Any = None
    deprecated: str | None = None
    since: str = field(default="", kw_only=True)
    private: Private | None = field(default=None, kw_only=True)


@dataclass
class ColumnField(FieldDeclaration):
    """A column of the model."""

    attribute: str = ""
    filterable: bool = True
    orderable: bool = True


@dataclass
class TranslatedField(ColumnField):
    """A text with a column for each language: ``attribute`` in Chinese, ``<attribute>_en`` in English.

    It is shown in the language asked for, Chinese where there is no translation. Filters and orders mean the Chinese
    one, whatever language is asked for, so that cursors and answers to the same question stay the same.
    """


@dataclass
class ToOneField(FieldDeclaration):
    """A to-one relation; null when the other row is hidden from the viewer."""

    relation: str = ""


@dataclass
class ManyField(FieldDeclaration):
    """A connection. ``relation`` is a relation, or ``links.target`` through a model of links."""

    relation: str = ""
    order_by: tuple[str, ...] = ()


@dataclass
class ValuesField(FieldDeclaration):
    """A list of one column of a to-many relation: ``relation.column``, in the order of that column.

    ``rule(row, other)`` says which of the rows behind are shown, as those of a type's rule are; None shows all.
    """

    relation: str = ""
    rule: Callable[[Any, Any], Any] | None = None


@dataclass(frozen=True)
class Derived:
    """A choice that follows from conditions: the first condition that holds gives the value.

    Filters use the conditions one by one, so that an index can serve them. ``exclusive`` says that never two of them
    hold; then a filter need not ask whether an earlier one does, and its statement is shorter.
    """

    cases: Sequence[tuple[Any, Criterion]]
    exclusive: bool = False

    def term(self) -> Term:
        """The value as an expression; null where no condition holds."""
        case = Case()
        for value, condition in self.cases:
            case = case.when(condition, ValueWrapper(value.value, allow_parametrize=False))
        return case


@dataclass(frozen=True)
class Composite:
    """The attributes of a `value_type` as expressions; null where ``absent`` holds."""

    attributes: Mapping[str, Term]
    absent: Criterion | None = None


@dataclass
class ComputedField(FieldDeclaration):
    """An expression that the database evaluates.

    ``function(row, **arguments)`` gives a term, `Derived`, or for a `value_type` a `Composite`.
    """

    returns: Any = None
    function: Callable[..., Any] = field(default=lambda row: row)
    filterable: bool = False
    orderable: bool = False


@dataclass
class PythonField(FieldDeclaration):
    """A field that SQL cannot say. ``function(rows, **arguments)`` takes and gives one item for each row.

    ``needs`` is a selection on the same type, in GraphQL; each row is its answer as a mapping.
    """

    returns: Any = None
    function: Callable[..., Sequence[Any] | Awaitable[Sequence[Any]]] = field(default=lambda rows: rows)
    needs: str = ""


@dataclass
class FilterField(FieldDeclaration):
    """A filter of its own: ``function(row, given)`` gives a criterion from the `Given` input."""

    function: Callable[[Row, Any], Criterion] = field(default=lambda row, given: row.id.isnotnull())
    input: Any = None


@dataclass
class OrderField(FieldDeclaration):
    """An order of its own: ``function(row, arguments)`` gives a term and its codec, from the connection's arguments."""

    function: Callable[[Row, Mapping[str, Any]], tuple[Term, Any]] = field(
        default=lambda row, arguments: (row.id, None)
    )


def column(
    description: str,
    *,
    attribute: str = "",
    filterable: bool = True,
    orderable: bool = True,
    private: Private | None = None,
    deprecated: str | None = None,
    since: str = "",
) -> Any:
    """A column of the model; its type and nullability come from the model.

    ``private`` says who sees it in full, and what others see.

    Here and in the functions below: ``deprecated`` is why clients should not use the field any more, and what to use in
    its place; its filter and order are deprecated with it. ``since`` is the version of the plugin that brought the
    field, where that is not the version that brought the type or extension.
    """
    return ColumnField(
        description,
        attribute=attribute,
        filterable=filterable,
        orderable=orderable,
        private=private,
        deprecated=deprecated,
        since=since,
    )


def translated(
    description: str,
    *,
    attribute: str = "",
    filterable: bool = True,
    orderable: bool = True,
    private: Private | None = None,
    deprecated: str | None = None,
    since: str = "",
) -> Any:
    """A text in the language of its argument ``lang``, else of the request, else Chinese.

    The model has the Chinese text in ``attribute``, which defaults to the field's name, and the English one in
    ``<attribute>_en``. Declare the latter as a `column` too: for forms, and to filter by it.
    """
    return TranslatedField(
        description,
        attribute=attribute,
        filterable=filterable,
        orderable=orderable,
        private=private,
        deprecated=deprecated,
        since=since,
    )


def to_one(description: str, *, relation: str = "", deprecated: str | None = None, since: str = "") -> Any:
    """A to-one relation; ``relation`` defaults to the field's name."""
    return ToOneField(description, relation=relation, deprecated=deprecated, since=since)


def many(
    description: str,
    *,
    relation: str = "",
    order_by: Sequence[str] = (),
    deprecated: str | None = None,
    since: str = "",
) -> Any:
    """A connection over a to-many relation; ``order_by`` (``"-name"`` descends) is the order when none is asked for."""
    return ManyField(description, relation=relation, order_by=tuple(order_by), deprecated=deprecated, since=since)


def values(
    description: str,
    *,
    relation: str,
    rule: Callable[[Any, Any], Any] | None = None,
    deprecated: str | None = None,
    since: str = "",
) -> Any:
    """A list of one column behind a to-many relation, say ``audiences.audience``.

    ``rule(row, other)`` narrows it, and filters by it, to what the viewer may see: it gives the condition for a row
    ``other`` behind ``row``, or None where that is every one.
    """
    return ValuesField(description, relation=relation, rule=rule, deprecated=deprecated, since=since)


def computed(
    returns: Any,
    description: str,
    *,
    filterable: bool = False,
    orderable: bool = False,
    private: Private | None = None,
    deprecated: str | None = None,
    since: str = "",
) -> Callable[[Callable[..., Any]], Any]:
    """A field evaluated by the database. ``returns`` is the field's type: ``str``, ``float | None``, a `Choice` …"""

    def declare(function: Callable[..., Any]) -> Any:
        return ComputedField(
            description,
            returns=returns,
            function=function,
            filterable=filterable,
            orderable=orderable,
            private=private,
            deprecated=deprecated,
            since=since,
        )

    return declare


def python_field(
    returns: Any, description: str, *, needs: str, deprecated: str | None = None, since: str = ""
) -> Callable[[Callable[..., Any]], Any]:
    """A field computed in Python, a batch at a time. Only a query that asks for it pays for it."""

    def declare(function: Callable[..., Any]) -> Any:
        return PythonField(
            description, returns=returns, function=function, needs=needs, deprecated=deprecated, since=since
        )

    return declare


def row_filter(
    description: str,
    *,
    input: Any,
    name: str = "",
    deprecated: str | None = None,
    since: str = "",
) -> Callable[[Callable[..., Any]], Any]:
    """A filter in the type's ``where``. ``input`` is a scalar, an enumeration, an input type or `IdOf`."""

    def declare(function: Callable[..., Any]) -> Any:
        return FilterField(
            description,
            name=name,
            function=function,
            input=input,
            deprecated=deprecated,
            since=since,
        )

    return declare


def row_order(
    description: str, *, name: str = "", deprecated: str | None = None, since: str = ""
) -> Callable[[Callable[..., Any]], Any]:
    """An order in the type's ``orderBy``."""

    def declare(function: Callable[..., Any]) -> Any:
        return OrderField(description, name=name, function=function, deprecated=deprecated, since=since)

    return declare


@dataclass(frozen=True)
class ArgumentDeclaration:
    """One argument of a computed or Python field."""

    name: str
    annotation: Any
    description: str
    default: Any
    required: bool
    deprecated: str | None


def arguments_of(function: Callable[..., Any]) -> list[ArgumentDeclaration]:
    """The arguments of a field's function: every parameter after the first.

    Raises ``TypeError`` for a parameter without ``Annotated[…, Argument("description")]``.
    """
    hints = inspect.get_annotations(function, eval_str=True)
    found = []
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        hint = hints.get(parameter.name)
        notes = [note for note in get_args(hint)[1:] if isinstance(note, Argument)]
        if get_origin(hint) is not Annotated or not notes:
            raise TypeError(
                f"{function.__qualname__}: the argument {parameter.name!r} needs a description: "
                'write Annotated[its type, Argument("…")]'
            )
        required = parameter.default is inspect.Parameter.empty
        found.append(
            ArgumentDeclaration(
                parameter.name,
                get_args(hint)[0],
                notes[0].description,
                None if required else parameter.default,
                required,
                notes[0].deprecated,
            )
        )
    return found
