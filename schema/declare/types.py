"""`model_type` and `extends`: how a GraphQL type over a model is written down."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pypika_tortoise.terms import Criterion
from tortoise.models import Model

from schema.declare.aggregates import Aggregates
from schema.declare.fields import ColumnField, FieldDeclaration, ManyField, ToOneField
from schema.declare.placement import AreaOf, PathsOf
from schema.declare.rows import Row

if TYPE_CHECKING:
    from core.access import Viewer

C = TypeVar("C", bound=type)

#: A rule of visibility: a criterion that holds for the rows the viewer may see, or None when that is all of them.
RowRule = Callable[[Row, "Viewer"], Criterion | None]


@dataclass
class TypeDeclaration:
    """A declared type: its model, its fields, and the rules that hold on every path to its rows."""

    name: str
    description: str
    model: type[Model]
    tag: str
    fields: dict[str, FieldDeclaration]
    order_by: tuple[str, ...]
    rule: RowRule | None
    follows: str | None
    requires: str | None
    area: AreaOf | None
    module: str
    group_by: tuple[str, ...] = ()
    organization: PathsOf = ()
    place: PathsOf = ()
    own: PathsOf = ()
    sensitive: bool = False
    aggregates: Aggregates | None = None
    owner: str = ""
    since: str = ""


@dataclass
class Extension:
    """Fields that somebody adds to a type that another declared."""

    target: str
    fields: dict[str, FieldDeclaration]
    module: str
    where: str
    since: str = ""


@dataclass
class ValueType:
    """An object that a computed field gives; it has no row of its own."""

    name: str
    description: str
    fields: dict[str, tuple[Any, str]] = field(default_factory=dict)
    owner: str = ""
    since: str = ""


def model_type(
    model: type[Model],
    *,
    tag: str,
    order_by: Sequence[str],
    rule: RowRule | None = None,
    follows: str | None = None,
    requires: str | None = None,
    area: AreaOf | None = None,
    organization: PathsOf = (),
    place: PathsOf = (),
    own: PathsOf = (),
    sensitive: bool = False,
    aggregates: Aggregates | None = None,
    group_by: Sequence[str] = (),
    since: str = "",
) -> Callable[[C], C]:
    """Declare a GraphQL type over a model. The class's docstring describes it; its attributes are its fields.

    ``tag`` starts the global ids of its rows and never changes. ``order_by`` is the order of its connections when
    none is asked for. ``rule`` says which rows a viewer sees; ``follows`` names a to-one relation instead: a row is
    visible where that one is. ``requires`` is the permission without which the type cannot be asked for at all; one
    that holds at a scope shows the rows that lie there. ``own`` is a path to a person, as ``"person"``, or
    several of which any counts, also through several rows, as ``"cohort.trainers.person"``: these people see the row
    without the permission too, in full. ``sensitive`` says that it tells of a person what few may know that there
    is such a row: the audit log, which others read, then does not say about whom it is. ``aggregates`` lets who has
    another permission count rows that they do not see, with small counts left out: see `Aggregates`.

    ``area`` says how its rows belong to an area, and must be stated: a path such as ``"area"`` or ``"place.area"``,
    several of which the first that there is counts, or `CITY_WIDE`. ``organization`` and ``place`` say to which
    organisations and places they belong besides: paths of which any counts, also through several rows, as
    ``"hosts.organization"``. Permissions that hold for an area, an organisation or a place hold for the rows that
    belong to it so.
    ``group_by`` names the columns and to-one relations that ``groups`` may count by. ``since`` is the version of the
    plugin that brought the type, where that is not its present one.
    """

    def declare(cls: C) -> C:
        declaration = TypeDeclaration(
            name=cls.__name__,
            description=_description(cls),
            model=model,
            tag=tag,
            fields=collect_fields(cls),
            order_by=tuple(order_by),
            rule=rule,
            follows=follows,
            requires=requires,
            area=area,
            organization=organization if isinstance(organization, str) else tuple(organization),
            place=place if isinstance(place, str) else tuple(place),
            own=own if isinstance(own, str) else tuple(own),
            sensitive=sensitive,
            aggregates=aggregates,
            module=cls.__module__,
            group_by=tuple(group_by),
            since=since,
        )
        cls.__linli_type__ = declaration  # type: ignore[attr-defined]  # where the composer finds it
        return cls

    return declare


def extends(target: type, *, since: str = "") -> Callable[[C], C]:
    """Add the fields of a class to a type that another declared. The target class itself is not touched.

    ``since`` is the version of the plugin that brought the extension, where that is not its present one.
    """

    def declare(cls: C) -> C:
        cls.__linli_extension__ = Extension(  # type: ignore[attr-defined]  # where the composer finds it
            target.__name__, collect_fields(cls), cls.__module__, cls.__qualname__, since
        )
        return cls

    return declare


def value_type(cls: C) -> C:
    """Declare an object of plain values. Each attribute is written ``latitude: float = described("…")``."""
    hints = inspect.get_annotations(cls, eval_str=True)
    for name in hints:
        if not str(vars(cls).get(name, "")).strip():
            raise TypeError(f"{cls.__qualname__}.{name} has no description")
    cls.__linli_value__ = ValueType(  # type: ignore[attr-defined]  # where the composer finds it
        cls.__name__,
        _description(cls),
        {name: (hint, vars(cls)[name]) for name, hint in hints.items()},
    )
    return cls


def collect_fields(cls: type) -> dict[str, FieldDeclaration]:
    """The declared fields of a class, in their order. Raises ``TypeError`` for an attribute without a declaration."""
    annotations = dict(cls.__annotations__)
    found: dict[str, FieldDeclaration] = {}
    for name, value in vars(cls).items():
        if isinstance(value, FieldDeclaration):
            value.name = value.name or name
            value.annotation = annotations.pop(name, None)
            if isinstance(value, ColumnField):
                value.attribute = value.attribute or name
            if isinstance(value, ToOneField | ManyField):
                value.relation = value.relation or name
            if not value.description.strip():
                raise TypeError(f"{cls.__qualname__}.{name} has no description")
            found[name] = value
    if annotations:
        names = ", ".join(annotations)
        raise TypeError(f"{cls.__qualname__}: write what these fields are, as in `name: auto = column(…)`: {names}")
    return found


def _description(cls: type) -> str:
    text = inspect.cleandoc(cls.__doc__ or "")
    if not text:
        raise TypeError(f"{cls.__qualname__} has no docstring, and so its GraphQL type no description")
    return text
