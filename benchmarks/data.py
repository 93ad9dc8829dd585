"""The databases that are measured: made once for each size, and kept in a directory that Git ignores."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

from core.commands.terminal import progress_bar
from core.database.connect import database
from core.database.migrate import upgrade
from core.database.url import Dialect
from core.plugins.loading import load_plugins
from core.sample.scale.load import load_scale
from core.sample.scale.plan import Scale
from core.settings import Settings
from linli.testing.postgres import postgres_server

ROOT = Path(__file__).absolute().parent.parent
KEPT = ROOT / "benchmarks" / ".kept"

SCALE = Scale(places=5_000, people=20_000, activities=50_000, registrations=200_000)

POSTGRES_SETTINGS = {
    # As on a machine of a district: the data fits into memory, and is read often.
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "random_page_cost": "1.1",
    "max_connections": "150",
    # Nothing is written while it is measured, and what is lost can be made again.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "4GB",
}


@dataclass(frozen=True)
class Measured:
    """A database that is ready: its address, and the directory of its server's pid file if it has a server."""

    dialect: Dialect
    url: str
    postmaster: Path | None = None


def times(factor: int) -> Scale:
    """The scale with so many times the rows."""
    return Scale(*(number * factor for number in astuple(SCALE)))


@contextmanager
def prepared(dialect: Dialect, scale: Scale) -> Iterator[Measured]:
    """The database of a kind and a size, loaded if it is not there yet; its server runs as long as the block."""
    name = f"{dialect.value}-{scale.places}-{_version(scale)}"
    with _alone(name):
        yield from _prepared(dialect, scale, KEPT / name)


def _prepared(dialect: Dialect, scale: Scale, kept: Path) -> Iterator[Measured]:
    complete = kept / "complete"
    if kept.exists() and not complete.exists():
        shutil.rmtree(kept)
    kept.mkdir(parents=True, exist_ok=True)
    if dialect is Dialect.SQLITE:
        path = kept / "linli.sqlite3"
        url = f"sqlite://{path}"
        if not complete.exists():
            asyncio.run(_load(url, scale))
            complete.touch()
        yield Measured(dialect, url)
        return
    with postgres_server(POSTGRES_SETTINGS, directory=kept / "cluster") as server:
        url = server.url("linli")
        if not complete.exists():
            asyncio.run(server.create_database("linli"))
            asyncio.run(_load(url, scale))
            complete.touch()
        yield Measured(dialect, url, kept / "cluster")


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Keeps a second run away from a database: each would spoil what the other measures."""
    KEPT.mkdir(exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"Another run is measuring {name}. Wait for its end.") from None
        yield


async def _load(url: str, scale: Scale) -> None:
    with progress_bar("Migrating") as progress:
        await upgrade(url, apps=load_plugins(Settings()).apps, progress=progress)
    with progress_bar("Loading") as progress:
        async with database(url, shared=False) as opened:
            await load_scale(opened, scale, progress)


def _version(scale: Scale) -> str:
    """What the data depends on: its size, the migrations and the code that makes it."""
    digest = hashlib.sha256(repr(astuple(scale)).encode())
    migrations = [*ROOT.glob("core/migrations/*.py"), *ROOT.glob("plugins/*/migrations/*.py")]
    made_by = [*migrations, *ROOT.glob("core/sample/**/*.py"), ROOT / "core/search.py"]
    for path in sorted(made_by):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
