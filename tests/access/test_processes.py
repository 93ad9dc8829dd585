"""Two servers in two processes, on PostgreSQL: what changes in one is so in the other with the next request."""

from __future__ import annotations

import asyncio
import datetime
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from core.api_tokens import NewGrant, revoke
from core.clock import now, today
from core.database.connect import Database
from core.database.url import Dialect
from core.models import Account, ApiToken, ApiTokenGrant, Area, Person, RoleAssignment
from core.models.choices import AreaLevel
from tests.access.conftest import account_of
from tests.access.issuer import published, rsa_key, signed, written
from tests.access.test_api_tokens import token_with
from tests.docs.markdown import ROOT

pytestmark = pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)

Asks = Callable[[str, str], Coroutine[Any, Any, tuple[int, Any]]]


@pytest.fixture
async def other(migrated_database_url: str, db: Database, tmp_path: Path) -> AsyncIterator[Asks]:
    """Asks a server in another process. It is killed in the end."""
    keys = written(tmp_path, published(rsa_key("first"))).jwks_file
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.access.process",
        migrated_database_url,
        str(keys),
        stdin=PIPE,
        stdout=PIPE,
        cwd=ROOT,
    )
    assert await _line(process) == "at work"

    async def ask(token: str, question: str) -> tuple[int, Any]:
        assert process.stdin is not None
        process.stdin.write(f"{token}\t{question}\n".encode())
        await process.stdin.drain()
        status, _, body = (await _line(process)).partition(" ")
        return int(status), json.loads(body)

    yield ask
    process.kill()
    await process.wait()


async def _line(process: Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(60):
        return (await process.stdout.readline()).decode().strip()


async def test_an_assignment_that_ends_here_has_ended_there(other: Asks) -> None:
    city = await Area.create(level=AreaLevel.CITY, name="演示市")
    person = await Person.create(display_name="演示居民001", area=city)
    await account_of(person)
    since = today() - datetime.timedelta(days=9)
    held = await RoleAssignment.create(person=person, role="area_admin", area=city, valid_from=since)
    await Person.create(display_name="演示居民002", area=city)
    for _ in range(2):
        assert await other(signed(), "{ people { totalCount } }") == (200, {"data": {"people": {"totalCount": 2}}})
    await RoleAssignment.filter(id=held.id).update(valid_to=today() - datetime.timedelta(days=1))
    # Of people they see themselves alone.
    assert await other(signed(), "{ people { totalCount } }") == (200, {"data": {"people": {"totalCount": 1}}})
    await Account.all().update(disabled_at=now())
    status, answer = await other(signed(), "{ places { totalCount } }")
    assert (status, answer["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


async def test_a_token_that_ends_here_has_ended_there(other: Asks) -> None:
    token = await token_with(NewGrant(permission="people.read"), NewGrant(permission="registrations.read"))
    people, registrations = "{ people { totalCount } }", "{ registrations { totalCount } }"
    for _ in range(2):
        assert await other(token, people) == (200, {"data": {"people": {"totalCount": 0}}})
        assert await other(token, registrations) == (200, {"data": {"registrations": {"totalCount": 0}}})
    await ApiTokenGrant.filter(permission="people.read").delete()
    status, answer = await other(token, people)
    assert (status, answer["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    assert await other(token, registrations) == (200, {"data": {"registrations": {"totalCount": 0}}})
    (row,) = await ApiToken.all()
    await revoke(row.id)
    status, answer = await other(token, registrations)
    assert (status, answer["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
