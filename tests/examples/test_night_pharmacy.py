"""The example of a partner's plugin, from pip to purge: a package of its own beside the platform as it is."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import httpx
import pytest

from core import models
from core.clock import now
from core.database.connect import Database, database
from core.database.migrate import describe_schema, differences
from core.database.url import Dialect
from linli.testing import PluginSet, Town, build_town, plugin_set
from linli.testing.databases import Databases
from linli.testing.plugins import in_force
from linli.testing.rows import dump
from plugins.jinniu_stores.models import Store
from tests.docs.markdown import ROOT
from tests.support.environments import CLEAN, make_environment, run

PROJECT = ROOT / "examples" / "linli-night-pharmacy"
TOKEN = "a-token-of-the-tests"
LINLI = "from app import main; main()"
KEPT = (models.Area, models.Organization, models.Person, models.Place, models.Activity, Store)
"""What the plugin must leave as it is: rows of the core, and of another plugin."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, for pip builds in the directory."""
    directory = tmp_path_factory.mktemp("partner") / PROJECT.name
    shutil.copytree(PROJECT, directory, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "build", ".*"))
    return directory


@pytest.fixture(scope="module")
def python(project: Path) -> Path:
    """The Python of an environment with the plugin. That which runs the tests has none."""
    return make_environment(project.parent / "environment", project, platform=True)


@pytest.mark.acceptance
def test_its_own_tests_pass(project: Path, python: Path) -> None:
    """On SQLite; on PostgreSQL those of what the database itself holds."""
    chosen = "not postgres or test_database"
    said = run([str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", chosen], cwd=project)
    assert re.search(r"^\d+ passed", said.splitlines()[-1]), said


@dataclass(frozen=True)
class Installation:
    """The command line and servers over one database, of the environment with the plugin and of that without it."""

    with_plugin: str
    directory: Path
    url: str

    @property
    def environment(self) -> Mapping[str, str]:
        """The settings of both."""
        data = str(self.directory / "data")
        return {"LINLI_DATABASE_URL": self.url, "LINLI_DATA_DIR": data, "LINLI_ADMIN_TOKEN": TOKEN}

    def linli(self, *arguments: str) -> str:
        """What a command prints, where the plugin is installed."""
        return run([self.with_plugin, "-c", LINLI, *arguments], cwd=self.directory, env=dict(self.environment))

    @contextmanager
    def server(self, *, plugin: bool = True) -> Iterator[Server]:
        """A server in a process of its own, as long as the block runs."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        python = self.with_plugin if plugin else sys.executable
        process = subprocess.Popen(
            [python, "-c", LINLI, "serve"],
            cwd=self.directory,
            env={**CLEAN, **self.environment, "LINLI_PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield Server(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()
            process.communicate()


@dataclass(frozen=True)
class Server:
    """A running server, asked with the administrator's token."""

    address: str
    process: subprocess.Popen[str]

    async def ask(self, query: str, variables: Mapping[str, Any] | None = None, *, district: str = "") -> Any:
        """The data of the answer, or its first error's code."""
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60) as client:
            path = f"/{district}/graphql" if district else "/graphql"
            body = {"query": query, "variables": dict(variables or {})}
            answer = (await client.post(self.address + path, json=body)).json()
        return answer["errors"][0]["extensions"]["code"] if "errors" in answer else answer["data"]

    async def started(self) -> None:
        """Comes back when it answers."""

        async def answers() -> bool:
            assert self.process.poll() is None, self.process.communicate()[0]
            try:
                return bool(await self.ask("{ __typename }") == {"__typename": "Query"})
            except httpx.TransportError:
                return False

        await until(answers)


async def until(question: Callable[[], Awaitable[bool]]) -> None:
    """Ask again and again, for there is nothing else that processes share, until it is so."""
    async with asyncio.timeout(240):
        while not await question():  # noqa: ASYNC110
            await asyncio.sleep(0.1)


@pytest.fixture(scope="module")
def plugins() -> PluginSet:
    """What the tests' own environment has, for rows that they make themselves."""
    return plugin_set("health_points", "jinniu_stores", "pidu_talent")


@pytest.fixture
async def installation(
    dialect: Dialect, plugins: PluginSet, databases: Databases, python: Path, tmp_path: Path
) -> AsyncIterator[Installation]:
    """Over a database that knows the core and pioneer stores, and has never heard of the plugin."""
    (tmp_path / "data").mkdir()
    async with databases.migrated(dialect, plugins.apps, tmp_path) as url:
        yield Installation(str(python), tmp_path, url)


@asynccontextmanager
async def opened(installation: Installation, plugins: PluginSet) -> AsyncIterator[Database]:
    """The database in this process, which does not know the plugin."""
    with in_force(plugins):
        async with database(installation.url, apps=plugins.model_modules) as found:
            yield found


THREE_PLUGINS = """query ($at: DateTime!) {
  places(where: {onNightDutyAt: $at, pioneerStore: {partnerCode: {eq: "HQ-1"}}}) {
    nodes {
      name
      area { name }
      pioneerStore { status }
      onNightDuty(at: $at)
      nightDuties { nodes { pharmacist services { nodes { serviceLabel(lang: ZH) } } } }
    }
  }
}"""
LIBRARY = '{ places(where: {name: {eq: "演示图书馆"}}) { nodes { name nightDuties { totalCount } } } }'
CREATE = """mutation ($input: CreateNightDutyInput!) {
  createNightDuty(input: $input) { nightDuty { status } userErrors { code } }
}"""
CLOSE = """mutation ($input: UpdatePlaceInput!) {
  updatePlace(input: $input) { place { status } userErrors { code } }
}"""
DISABLE = "mutation ($input: DisableModuleInput!) { disableModule(input: $input) { userErrors { code } } }"
CANCELLED = "{ nightDuties(where: {status: {eq: CANCELLED}}) { nodes { place { name } } } }"
PLACES = "{ places { nodes { name status } } }"


@pytest.mark.acceptance
async def test_from_its_installation_to_its_purge(installation: Installation, plugins: PluginSet) -> None:
    linli = installation.linli
    assert "night_pharmacy" not in entry_points(group="linli.plugins").names
    before = await describe_schema(installation.url)
    assert linli("migrate").splitlines() == ["applied night_pharmacy.0001_initial", "The database is up to date."]
    async with opened(installation, plugins):
        town = await _town()
    assert linli("plugins", "enable", "night_pharmacy", "--district", "jinniu") == (
        "night_pharmacy is enabled in jinniu.\n"
    )
    tonight = now() + timedelta(hours=1)
    assert _import(installation, town, tonight) == "Created 2 duties.\n"

    with installation.server() as server, installation.server(plugin=False) as without:
        await server.started()
        await without.started()
        await _ask_both(server, without, town, tonight)
        async with opened(installation, plugins):
            await _close_where_the_plugin_is_not_known(server, without, town)
            kept = await dump(KEPT)
        given = {"input": {"areaId": f"ar_{town.jinniu.id}", "plugin": "night_pharmacy"}}
        assert await server.ask(DISABLE, given) == {"disableModule": {"userErrors": []}}
        await until(lambda: _is(server, CANCELLED, "GRAPHQL_VALIDATION_FAILED"))
        places = await server.ask(PLACES, district="jinniu")
        assert places == await without.ask(PLACES, district="jinniu")
        assert (await server.ask("{ nightDuties { totalCount } }")) == {"nightDuties": {"totalCount": 0}}

    assert "night_pharmacy is purged." in linli("plugins", "purge", "night_pharmacy", "--export", "export")
    exported = (installation.directory / "export" / "night_pharmacy_duty.csv").read_text(encoding="utf-8")
    assert exported.count("演示药师") == 3
    assert differences(before, await describe_schema(installation.url)) == []
    async with opened(installation, plugins):
        assert await dump(KEPT) == kept


async def _town() -> Town:
    town = await build_town()
    await Store.create(place_id=town.store.id, partner_code="HQ-1")
    await models.PluginEnablement.create(area_id=town.jinniu.id, plugin="jinniu_stores", enabled=True)
    return town


def _import(installation: Installation, town: Town, starts_at: datetime) -> str:
    """The command of the plugin, with a roster for the store and the theatre."""
    lines = ["place,starts_at,ends_at,pharmacist,phone,services"]
    for place, pharmacist in ((town.store, "演示药师甲"), (town.theatre, "演示药师乙")):
        ends_at = starts_at + timedelta(hours=8)
        period = f"{starts_at.isoformat()},{ends_at.isoformat()}"
        lines.append(f"pl_{place.id},{period},{pharmacist},028-0000 0001,PRESCRIPTION")
    (installation.directory / "roster.csv").write_text("\n".join(lines), encoding="utf-8")
    return installation.linli("night-pharmacy", "import", "roster.csv")


async def _ask_both(server: Server, without: Server, town: Town, tonight: datetime) -> None:
    """Fields of three plugins in one field; absent where the district or the process does not have it."""
    given = {"at": tonight.isoformat()}
    found = {
        "places": {
            "nodes": [
                {
                    "name": "演示便利店",
                    "area": {"name": "西华街道"},
                    "pioneerStore": {"status": "CANDIDATE"},
                    "onNightDuty": True,
                    "nightDuties": {
                        "nodes": [{"pharmacist": "演示药师甲", "services": {"nodes": [{"serviceLabel": "处方配药"}]}}]
                    },
                }
            ]
        }
    }
    for district in ("jinniu", ""):
        assert await server.ask(THREE_PLUGINS, given, district=district) == found
    assert await server.ask(LIBRARY) == {
        "places": {"nodes": [{"name": "演示图书馆", "nightDuties": {"totalCount": 0}}]}
    }
    for absent in (server.ask(LIBRARY, district="pidu"), without.ask(LIBRARY), without.ask(LIBRARY, district="jinniu")):
        assert await absent == "GRAPHQL_VALIDATION_FAILED"
    assert await server.ask(PLACES) == await without.ask(PLACES)

    duty = {"pharmacist": "演示药师丙", "phone": "028-0000 0003", "services": []}
    later = {
        "startsAt": (tonight + timedelta(hours=8)).isoformat(),
        "endsAt": (tonight + timedelta(hours=9)).isoformat(),
    }
    for place, at, expected in (
        (town.store, {"startsAt": given["at"], "endsAt": later["endsAt"]}, "OVERLAP"),
        (town.library, later, "MODULE_NOT_ENABLED"),
    ):
        refused = await server.ask(CREATE, {"input": {"placeId": f"pl_{place.id}", **duty, **at}})
        assert refused == {"createNightDuty": {"nightDuty": None, "userErrors": [{"code": expected}]}}
    done = await server.ask(CREATE, {"input": {"placeId": f"pl_{town.store.id}", **duty, **later}})
    assert done == {"createNightDuty": {"nightDuty": {"status": "COMING"}, "userErrors": []}}


async def _close_where_the_plugin_is_not_known(server: Server, without: Server, town: Town) -> None:
    """The process without the plugin changes a place, and that with it hears of the event."""
    # The handler hears of what happens after it has begun.
    await until(lambda: models.EventCursor.filter(consumer="night_pharmacy.on_place_updated").exists())
    given = {"input": {"id": f"pl_{town.theatre.id}", "status": "CLOSED"}}
    assert await without.ask(CLOSE, given) == {"updatePlace": {"place": {"status": "CLOSED"}, "userErrors": []}}
    await until(lambda: _is(server, CANCELLED, {"nightDuties": {"nodes": [{"place": {"name": "演示小剧场"}}]}}))


async def _is(server: Server, question: str, expected: Any) -> bool:
    return bool(await server.ask(question, district="jinniu") == expected)
