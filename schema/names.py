"""The names of the GraphQL types that are generated for a declared type."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from functools import cache

import strawberry


class OrderDirection(enum.Enum):
    """A direction of order. Rows without a value come last unless the direction says first."""

    ASC = "ASC"
    DESC = "DESC"
    ASC_NULLS_FIRST = "ASC_NULLS_FIRST"
    DESC_NULLS_FIRST = "DESC_NULLS_FIRST"


ORDER_DIRECTIONS = {
    "ASC": "Smallest, earliest or first letter first; rows without a value last.",
    "DESC": "Largest, latest or last letter first; rows without a value last.",
    "ASC_NULLS_FIRST": "As ASC, but rows without a value first.",
    "DESC_NULLS_FIRST": "As DESC, but rows without a value first.",
}

strawberry.enum(OrderDirection, description="A direction of order.")
for _value in OrderDirection.__strawberry_definition__.values:  # type: ignore[attr-defined]  # set by strawberry.enum
    _value.description = ORDER_DIRECTIONS[_value.name]


def constant_name(type_name: str) -> str:
    """The name of a type as a value of an enumeration, as PIONEER_STORE for PioneerStore."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type_name).upper()


#: The interface of every type with a global id.
NODE_INTERFACE = "Node"
#: The type of a broken rule.
USER_ERROR = "UserError"


@dataclass(frozen=True)
class ChangesNames:
    """The names around `changesSince`."""

    root: str = "changesSince"
    page: str = "ChangeSet"
    item: str = "Change"
    type: str = "ChangeType"


CHANGES = ChangesNames()


@dataclass(frozen=True)
class TypeNames:
    """The names around one declared type."""

    connection: str
    edge: str
    where: str
    list_where: str
    order: str
    group: str
    group_by: str


@cache
def type_names(name: str) -> TypeNames:
    """The names around the type ``name``."""
    return TypeNames(
        connection=f"{name}Connection",
        edge=f"{name}Edge",
        where=f"{name}Where",
        list_where=f"{name}ListWhere",
        order=f"{name}Order",
        group=f"{name}Group",
        group_by=f"{name}GroupBy",
    )
