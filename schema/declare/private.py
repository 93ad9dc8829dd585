"""Fields that not everybody who sees a row sees in full: who does, and what the others see of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pypika_tortoise.terms import Term

from core.database.url import Dialect
from schema.declare.terms import Composed

Mask = Callable[[Term, Dialect], Term]
"""What is shown of a text to those who may not see it: an expression over its own. It gives null for null."""


@dataclass(frozen=True)
class Private:
    """The privacy of a field. Without the permission it is shown through the mask, or as null if there is none.

    A person's own row is shown to that person in full. Wherever the field stands, also in expressions of other fields,
    the mask comes with it; to filter, order, group or search by it without the permission is refused. That somebody
    with the permission has seen it is noted in the audit log.
    """

    permission: str
    mask: Mask | None = None


def mask_name(name: Term, dialect: Dialect) -> Term:
    """A name as others see it: `张**`, which does not tell its length. As `core.privacy.mask_name`."""
    return Composed("(substr(trim({0}), 1, 1) || '**')", name)


def mask_phone(number: Term, dialect: Dialect) -> Term:
    """A phone number as others see it: `138****0001`; of a short one the last two digits at most.

    As `core.privacy.mask_phone`, of a number without punctuation and code of the country.
    """
    return Composed(
        "(CASE WHEN length({0}) >= 11 THEN substr({0}, 1, 3) || '****' || substr({0}, length({0}) - 3) "
        "WHEN length({0}) > 4 THEN '****' || substr({0}, length({0}) - 1) "
        "WHEN {0} IS NOT NULL THEN '****' END)",
        number,
    )


def mask_address(address: Term, dialect: Dialect) -> Term:
    """An address to the building, which ends with 号: `西华街道跃进路12号****`; of another one, nothing is left."""
    where = "strpos" if dialect is Dialect.POSTGRES else "instr"
    return Composed(f"(substr({{0}}, 1, {where}({{0}}, '号')) || '****')", address)
