"""Texts that only the answer of a mutation shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from linli import Gives, InputType, Mutation, Part
from schema.declare.catalog import Catalog
from schema.declare.errors import DeclarationError
from schema.types.core_part import CORE


@dataclass(frozen=True)
class Nothing:
    """Nothing."""


async def nothing(_: Any) -> Any:
    raise AssertionError


ONE_ROW_ONCE = (
    "the mutation 'open' of 'extra' shows texts, and is idempotent or does not give one row; only an answer that is "
    "given once, about one row, can show them"
)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"idempotent": True, "shows": {"secret": "A secret."}},
            ONE_ROW_ONCE,
        ),
        (
            {"gives": Gives.ROWS, "shows": {"secret": "A secret."}},
            ONE_ROW_ONCE,
        ),
        (
            {"shows": {"place": "A secret."}},
            "the mutation 'open' of 'extra' shows place, which its payload has already; give the text another name",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused(options: dict[str, Any], message: str) -> None:
    given = InputType("OpenInput", "Nothing.", Nothing, {})
    mutation = Mutation("open", "It.", given, "place", "Place", nothing, "places.write", **options)
    with pytest.raises(DeclarationError) as caught:
        Catalog([CORE, Part(owner="extra", mutations=(mutation,))])
    assert caught.value.message == message
