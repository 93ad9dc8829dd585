"""What tests of mutations look at behind the answer: events, and whether anything was written at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from core import ids
from core.models import Event
from tests.schema.client import Client
from tests.support.dump import dump

USER_ERRORS = "userErrors { code field message }"
RESULTS = ("activity", "place", "organization", "programme", "series")
"""What payloads have: the noun in the name of the mutation."""


async def events() -> list[tuple[str, str, Any]]:
    """The events of the outbox in their order: name, the row's global id, payload."""
    found = await Event.all().order_by("position")
    return [(event.name, ids.encode(event.subject_type, event.subject_id), event.payload) for event in found]


@asynccontextmanager
async def nothing_written(*, but_the_log: bool = False) -> AsyncIterator[None]:
    """Asserts that no row of any table differs at the end of the block.

    ``but_the_log`` is for a mutation that succeeds without changing anything: that it was sent is in the audit log.
    """
    before = await dump()
    yield
    after = await dump()
    if but_the_log:
        assert len(after["audit_entry"]) > len(before["audit_entry"])
        for found in (before, after):
            del found["audit_entry"], found["audit_head"]
    assert after == before


async def mutate(office: Client, name: str, value: dict[str, Any], selection: str) -> Any:
    """The payload of one mutation by the administrator, its input sent as a variable."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {selection} {USER_ERRORS} }} }}"
    data = await office.ask(query, {"input": value}, admin=True)
    assert list(data) == [name]
    return data[name]


async def problems(office: Client, name: str, value: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The errors for which a mutation is refused: code, path and message. Nothing is written."""
    result = next(noun for noun in RESULTS if noun in name.lower())
    async with nothing_written():
        payload = await mutate(office, name, value, f"{result} {{ id }}")
    assert payload[result] is None
    assert payload["userErrors"] != []
    return [(error["code"], ".".join(error["field"]), error["message"]) for error in payload["userErrors"]]


async def found_by_search(office: Client, text: str, *, admin: bool) -> list[str]:
    """The ids of what a search finds."""
    data = await office.ask("query ($t: String!) { search(text: $t) { nodes { id } } }", {"t": text}, admin=admin)
    return [node["id"] for node in data["search"]["nodes"]]
