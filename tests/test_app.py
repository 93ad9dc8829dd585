"""What a server that starts carries along."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from tortoise import connections

from app import create_app
from core.database.url import Dialect
from core.plugins.loaded import PluginSet
from core.settings import Settings

_START = """
import sys
from app import installed_plugins
from core.settings import Settings
installed_plugins(Settings())
needless = {"pypinyin", "core.sample.demo", "core.sample.scale.load", "openpyxl", "icalendar", "segno", "jinja2"}
print(sorted(name for name in sys.modules if name in needless or ".migrations.0" in name))
"""


def test_a_server_loads_nothing_that_it_may_do_without(tmp_path: Path) -> None:
    # In a process of its own: here other tests have loaded it all. The dictionary of pinyin alone takes 55 MB.
    done = subprocess.run(
        [sys.executable, "-c", _START],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
@pytest.mark.parametrize(("in_server", "expected"), [(True, 7), (False, 3)])
async def test_handlers_and_jobs_in_the_server_have_write_connections_beside_those_of_mutations(
    migrated_database_url: str, plugins: PluginSet, in_server: bool, expected: int
) -> None:
    values = {"database_url": migrated_database_url, "admin_token": "a-token", "writers": 3}
    app = create_app(Settings.model_validate({**values, "work": {"in_server": in_server}}), plugins)
    async with app.router.lifespan_context(app):
        client: Any = connections.get("default")
        assert client._pool.get_max_size() == expected


async def test_the_documentation_is_at_docs(plugins: PluginSet) -> None:
    # Whether a site was built is the set-up's affair.
    app = create_app(Settings(admin_token=None), plugins)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://docs") as client:
        answer = await client.get("/docs/")
        assert answer.status_code in (200, 503)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; ")
