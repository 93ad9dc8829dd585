"""Asserts that a question is refused, and that it was refused before any statement."""

from __future__ import annotations

from typing import Any

from tests.schema.client import Client

VALIDATION, INPUT = "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"


async def refused_alike(town: Client, query: str, variables: Any, code: str, message: str) -> None:
    """The question is refused before any statement."""
    before = len(town.reader.statements)
    assert await town.refusal(query, variables) == (400, code, message)
    assert len(town.reader.statements) == before
