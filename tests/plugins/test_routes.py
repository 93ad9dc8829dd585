"""Routes of plugins: who asks, where they answer, and how their errors are told."""

from __future__ import annotations

import logging
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core import modules
from core.database.connect import database
from core.plugins.loaded import PluginSet
from core.settings import Settings
from linli import Permission
from linli.services import LinliError
from linli.testing import Client, Dialect, build_town, plugin_set
from tests.plugins.making import plugin
from tests.schema.composed import Assembled


class TooEarly(LinliError):
    code = "BELLS_TOO_EARLY"


async def who(request: Request) -> Response:
    viewer = request.state.viewer
    return JSONResponse({"kind": viewer.kind.value, "rings": viewer.may("bells.ring"), "id": request.state.request_id})


async def ring(request: Request) -> Response:
    if not request.state.viewer.may("bells.ring"):
        raise HTTPException(403, "Ringing needs the permission bells.ring.", {"X-Bell": "silent"})
    return Response(await request.body(), status_code=201)


async def early(_: Request) -> Response:
    raise TooEarly("The bells ring at noon.")


async def broken(_: Request) -> Response:
    raise KeyError("bell")


ROUTES = [
    Route("/who", who),
    Route("/ring", ring, methods=["POST"]),
    Route("/early", early),
    Route("/broken", broken),
]


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    permissions = [Permission("bells.ring", "敲钟", "Ring bells")]
    return plugin_set(plugin("bells", linli_routes=ROUTES, linli_permissions=permissions))


def error(code: str, message: str) -> dict[str, object]:
    return {"errors": [{"message": message, "extensions": {"code": code}}]}


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
@pytest.mark.usefixtures("town")
async def test_the_viewer_is_known(client: Client) -> None:
    address = "/plugins/bells/who"
    reply = await client.http.get(address, headers={"X-Request-ID": "a-1"})
    assert reply.json() == {"kind": "ANONYMOUS", "rings": False, "id": "a-1"}
    assert reply.headers["x-request-id"] == "a-1"
    reply = await client.http.get(address, headers=client.authorization)
    assert (reply.json()["kind"], reply.json()["rings"]) == ("ADMIN", True)
    reply = await client.http.get(address, headers={"Authorization": "Bearer nobody's"})
    assert (reply.status_code, reply.json()) == (
        401,
        error("UNAUTHENTICATED", "The token in the header Authorization is not valid."),
    )
    assert reply.headers["www-authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
@pytest.mark.usefixtures("town")
async def test_routes_answer_where_a_district_has_the_plugin(client: Client) -> None:
    assert (await client.http.get("/plugins/bells/who")).status_code == 200
    await client.disable("bells", district="jinniu")
    for path in ("/plugins/bells/who", "/plugins/nobody/who", "/plugins/"):
        reply = await client.http.get(path)
        assert (reply.status_code, reply.json()) == (
            404,
            error("NOT_FOUND", f"There is nothing at {path}. No district has enabled a plugin with this address."),
        )
    await client.enable("bells", district="pidu")
    assert (await client.http.get("/plugins/bells/who")).status_code == 200


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
@pytest.mark.usefixtures("town")
async def test_errors_are_told_in_json(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    http = client.http
    reply = await http.post("/plugins/bells/ring", content=b"x", headers=client.authorization)
    assert (reply.status_code, reply.content) == (201, b"x")
    reply = await http.post("/plugins/bells/ring")
    assert (reply.status_code, reply.json()) == (403, error("FORBIDDEN", "Ringing needs the permission bells.ring."))
    assert (reply.headers["x-bell"], reply.headers["content-type"]) == ("silent", "application/json; charset=utf-8")
    reply = await http.get("/plugins/bells/ring")
    assert (reply.status_code, reply.json()) == (405, error("METHOD_NOT_ALLOWED", "Method Not Allowed"))
    assert reply.headers["allow"] == "POST"
    reply = await http.get("/plugins/bells/early")
    assert (reply.status_code, reply.json()) == (400, error("BELLS_TOO_EARLY", "The bells ring at noon."))
    reply = await http.get("/plugins/bells/elsewhere")
    assert (reply.status_code, reply.json()["errors"][0]["extensions"]) == (404, {"code": "NOT_FOUND"})
    caplog.clear()
    reply = await http.get("/plugins/bells/broken", headers={"X-Request-ID": "b-2"})
    assert (reply.status_code, reply.json()) == (
        500,
        {"errors": [{"message": "Internal error", "extensions": {"code": "INTERNAL", "requestId": "b-2"}}]},
    )
    (record,) = [one for one in caplog.records if one.name == "linli.errors"]
    assert record.request_id == "b-2"  # type: ignore[attr-defined]  # given by `extra`
    assert record.exc_info is not None
    text = "The route /plugins/bells/broken of the plugin 'bells' failed: KeyError: 'bell' ("
    assert str(record.exc_info[1]).startswith(text)
    (line,) = [one for one in caplog.records if one.name == "linli.access" and one.levelno == logging.ERROR]
    assert line.getMessage().startswith("GET /plugins/bells/broken 500 ")


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_in_the_assembled_server(migrated_database_url: str, plugins: PluginSet, tmp_path: Path) -> None:
    async with database(migrated_database_url, apps=plugins.model_modules):
        district = (await build_town()).jinniu
        await modules.enable("bells", district.id, {one.name: one.manifest for one in plugins.plugins})
    token = "the-token-of-the-tests"
    settings = Settings(database_url=migrated_database_url, data_dir=tmp_path, admin_token=SecretStr(token))
    app = Assembled(settings, plugins)
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://x") as http:
        headers = {"Authorization": f"Bearer {token}"}
        assert (await http.get("/plugins/bells/who", headers=headers)).json()["kind"] == "ADMIN"
        assert (await http.get("/plugins/bells/who", headers={"Authorization": "Bearer x"})).status_code == 401
        assert (await http.get("/plugins/bells/broken")).json()["errors"][0]["message"] == "Internal error"
