"""The front page over a city with two districts."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest

from core.errors import DatabaseUnavailable
from schema.front import FrontPage
from tests.districts.conftest import Worker
from tests.schema.http.client import answered


async def test_what_there_is_with_its_figures(worker: Worker) -> None:
    reply = await answered(FrontPage(worker.city.execute), method="GET", path="/", headers=())
    page = reply.body.decode()
    assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "模块lamps" in page
    assert '<a href="/jinniu/graphql">/jinniu/graphql</a>' in page
    total = page.partition('data-figure="lamps.total"')[2].partition("</li>")[0]
    assert '<p class="number">4 <small>/ 4</small></p>' in total
    assert "<title>LIT: 3</title>" in total
    assert "/graphql#query=%7B+lamps+%7B+totalCount" in total
    hidden = page.partition('data-figure="lamps.hidden"')[2].partition("</li>")[0]
    assert '<p class="number">—</p>' in hidden


async def test_it_runs_nothing_and_loads_nothing(worker: Worker) -> None:
    reply = await answered(FrontPage(worker.city.execute), method="GET", path="/", headers=())
    assert not re.search(rb"<script|<link|<img|<iframe|\son\w+=|style=|src=|url\(", reply.body)
    style = reply.body.partition(b"<style>")[2].partition(b"</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in reply.headers["content-security-policy"]


async def test_names_are_text_whatever_they_hold(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = worker.city._plugins.plugins[1].manifest
    monkeypatch.setitem(manifest.__dict__, "title_zh", "<script>alert(1)</script>")
    reply = await answered(FrontPage(worker.city.execute), method="GET", path="/", headers=())
    assert b"<script" not in reply.body
    assert b"&lt;script&gt;" in reply.body


async def test_the_head_alone(worker: Worker) -> None:
    reply = await answered(FrontPage(worker.city.execute), method="HEAD", path="/", headers=())
    assert (reply.status, reply.body) == (200, b"")


async def test_it_is_only_read(worker: Worker) -> None:
    reply = await answered(FrontPage(worker.city.execute), method="POST", path="/", headers=())
    assert (reply.status, reply.codes, reply.headers["allow"]) == (405, ["METHOD_NOT_ALLOWED"], "GET, HEAD")


async def test_a_database_that_does_not_answer() -> None:
    async def execute(*_: Any) -> Any:
        raise DatabaseUnavailable("no connection to postgres://user:secret@host/db")

    reply = await answered(FrontPage(execute), method="GET", path="/", headers=())
    assert (reply.status, reply.codes) == (503, ["DATABASE_UNAVAILABLE"])
    assert b"secret" not in reply.body
