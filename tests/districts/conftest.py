"""A city with two districts that have different modules."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from core import modules
from core.access import ANONYMOUS, Reach, Viewer, ViewerKind
from core.database.connect import Database, database
from core.database.reader import Reader
from core.database.url import Dialect
from core.models import (
    Activity,
    Area,
    Organization,
    Person,
    Place,
    Programme,
    Registration,
    SearchDocument,
)
from core.models.choices import (
    ActivityDecision,
    AreaLevel,
    OrganizationKind,
    ProgrammeStatus,
)
from core.plugins.loaded import PluginSet
from core.search import index_instance
from core.settings import Settings
from linli.testing.databases import Databases
from schema.execution.districts import DistrictService
from schema.http import GraphQLEndpoint
from schema.http.addresses import Addresses
from schema.http.reports import ReportFiles
from tests.districts.duties.models import Duty
from tests.districts.lamps.models import Lamp, LampCheck, LampKind
from tests.districts.plugins import PLUGINS
from tests.schema.composed import city_of
from tests.schema.http.client import POST_JSON, Reply, answered, posted

START = datetime.datetime(2024, 7, 10, 9, tzinfo=datetime.UTC)
INSTALLED = {plugin.name: plugin.manifest for plugin in PLUGINS.plugins}


def key(number: int) -> uuid.UUID:
    """A key that is the same in every run."""
    return uuid.UUID(int=number)


def gid(tag: str, number: int) -> str:
    """A global id."""
    return f"{tag}_{key(number)}"


CITY, JINNIU, PIDU = key(1), key(2), key(3)


async def load() -> None:
    """Two districts that mirror each other, with what lies across their border."""
    await Area.create(id=CITY, level=AreaLevel.CITY, name="成都市")
    kind = await LampKind.create(id=key(900), name="led")
    city_hall = await Organization.create(id=key(800), kind=OrganizationKind.GOVERNMENT, name="市府", area_id=CITY)
    await Organization.create(id=key(801), kind=OrganizationKind.COMPANY, name="无区公司")
    city_programme = await Programme.create(
        id=key(810),
        code="city",
        name="全市计划",
        area_id=CITY,
        lead_organization=city_hall,
        status=ProgrammeStatus.PUBLISHED,
        published_at=START,
    )
    for district, slug in ((2, "jinniu"), (3, "pidu")):
        base = district * 100
        await Area.create(id=key(district), level=AreaLevel.DISTRICT, name=slug, slug=slug, parent_id=CITY)
        await Area.create(id=key(base), level=AreaLevel.SUBDISTRICT, name=f"{slug}街道", parent_id=key(district))
        office = await Organization.create(
            id=key(base + 1), kind=OrganizationKind.GOVERNMENT, name=f"{slug}街道办", area_id=key(base)
        )
        await Person.create(id=key(base + 2), display_name=f"{slug}居民", area_id=key(base))
        for number in (10, 20):
            place = await Place.create(
                id=key(base + number), name=f"{slug}馆{number}", area_id=key(base), operator=office
            )
            await index_instance(place)
            for lamp in (1, 2):
                row = await Lamp.create(
                    id=key(base + number + lamp),
                    place=place,
                    kind=kind,
                    code=f"{slug}-{number}-{lamp}",
                    state="BROKEN" if lamp == 2 and number == 20 else "LIT",
                )
                await LampCheck.create(id=key(base + number + lamp + 4), lamp=row, note=f"{slug}看{number}-{lamp}")
            await Duty.create(id=key(base + number + 9), place=place, shift="DAY" if number == 10 else "NIGHT")
        await Programme.create(
            id=key(base + 3),
            code=slug,
            name=f"{slug}计划",
            area_id=key(district),
            lead_organization=office,
            status=ProgrammeStatus.PUBLISHED,
            published_at=START,
        )
    # Over the border: an activity of Pidu, led from Jinniu, at a place in Jinniu, with a guest from Jinniu.
    activity = await Activity.create(
        id=key(390),
        title="联欢",
        area_id=key(300),
        place_id=key(210),
        lead_organization_id=key(201),
        starts_at=START,
        ends_at=START + datetime.timedelta(hours=2),
        decision=ActivityDecision.PUBLISHED,
        published_at=START,
    )
    await Registration.create(id=key(391), activity=activity, person_id=key(202))
    assert city_programme.id == key(810)
    assert await SearchDocument.all().count() == 4


class Worker:
    """One server process, but for its sockets: its own services over the database."""

    def __init__(self, reader: Reader, plugins: PluginSet = PLUGINS) -> None:
        self.reader = Watched(reader)
        self.city = city_of(plugins, self.reader, Settings())
        self.app = Addresses(
            GraphQLEndpoint(self.city, self._viewer_of),
            self.city,
            lambda slug: GraphQLEndpoint(DistrictService(self.city, slug), self._viewer_of),
        )
        self.files = ReportFiles(self.city, plugins.reports, self._viewer_of, url_bytes=1000)
        #: By their tokens.
        self.viewers: dict[str | None, Viewer] = {
            None: ANONYMOUS,
            "admin": plugins.administrator,
            "other": Viewer(ViewerKind.ADMIN, frozenset()),
        }

    async def _viewer_of(self, token: str | None) -> Viewer | None:
        return self.viewers.get(token)

    def grant(self, token: str, permission: str, **scopes: int) -> None:
        """Whoever has the token has the permission at scopes: ``areas``, ``organizations`` or ``places``."""
        reach = Reach(**{kind: frozenset({key(number)}) for kind, number in scopes.items()})
        before = self.viewers.get(token, Viewer(ViewerKind.PERSON, frozenset()))
        reaches = {**before.reaches, permission: before.reaches.get(permission, Reach()) | reach}
        self.viewers[token] = Viewer(ViewerKind.PERSON, before.permissions | {permission}, reaches)

    async def send(
        self,
        path: str,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        admin: bool = False,
        token: str | None = None,
    ) -> Reply:
        """The reply to a POST to ``path``: ``""`` for the whole city, or a district's name."""
        headers = [*POST_JSON, (b"accept", b"application/graphql-response+json")]
        if admin or token is not None:
            headers.append((b"authorization", f"Bearer {token or 'admin'}".encode()))
        address = f"/{path}/graphql" if path else "/graphql"
        return await answered(self.app, posted(query, variables=variables), headers=headers, path=address)

    async def get(self, path: str, query: str = "", *, token: str | None = None, **options: Any) -> Reply:
        """The reply to a GET of a report's file."""
        headers = [(b"x-request-id", b"test"), *options.pop("headers", ())]
        if token is not None:
            headers.append((b"authorization", f"Bearer {token}".encode()))
        options = {"method": "GET", **options}
        return await answered(self.files, path=path, query_string=query.encode(), headers=headers, **options)

    async def ask(self, path: str, query: str, variables: Mapping[str, Any] | None = None, **options: Any) -> Any:
        """The data of an answer without errors."""
        reply = await self.send(path, query, variables, **options)
        assert (reply.status, list(reply.json)) == (200, ["data"]), reply.json
        return reply.json["data"]

    def forget(self) -> None:
        """As if a second had passed since the last look at what is enabled."""
        self.city.forget()

    async def watch(self) -> list[str]:
        """The statements from now on, with what is enabled learnt for good: none of them is a look at it."""
        await self.city.look()
        self.city._looked_at = float("inf")
        self.reader.statements.clear()
        return self.reader.statements


class Watched:
    """A reader that counts its statements."""

    def __init__(self, behind: Reader) -> None:
        self.behind = behind
        self.dialect = behind.dialect
        self.statements: list[str] = []

    async def fetch(self, sql: str, params: Sequence[object], *, small: bool = False) -> bytes | None:
        self.statements.append(sql)
        return await self.behind.fetch(sql, params, small=small)

    async def explain(self, sql: str, params: Sequence[object]) -> str:
        return await self.behind.explain(sql, params)

    async def close(self) -> None:
        raise AssertionError("whoever opened it closes it")


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    """Those with whose tables databases are made."""
    return PLUGINS


async def fill(url: str) -> None:
    """Load the two districts into a database."""
    async with database(url, apps=PLUGINS.model_modules, shared=False):
        await load()


@pytest.fixture
async def city_url(dialect: Dialect, databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a fresh database with the two districts; nothing is enabled."""
    async with databases.migrated(dialect, PLUGINS.apps, tmp_path, fill=fill) as url:
        yield url


@pytest.fixture
async def city_db(city_url: str) -> AsyncIterator[Database]:
    """The same, open."""
    async with database(city_url, apps=PLUGINS.model_modules) as opened:
        yield opened


@pytest.fixture
async def worker(city_db: Database) -> Worker:
    """A server in which Jinniu has lamps and duties, and Pidu nothing."""
    await modules.enable("lamps", JINNIU, INSTALLED)
    await modules.enable("duties", JINNIU, INSTALLED)
    return Worker(city_db.reader)
