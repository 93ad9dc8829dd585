"""Linli installed from its wheel, away from its sources: the console and the documentation come with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.environments import copy_source, make_environment, run

ASKED = """
import json
from starlette.testclient import TestClient
from app import create_app

with TestClient(create_app()) as client:
    told = {}
    for path in ("/", "/graphql", *__import__("sys").argv[1:]):
        reply = client.get(path, headers={"accept": "text/html", "accept-encoding": "br"})
        told[path] = [reply.status_code, reply.headers.get("content-encoding", ""), len(reply.content)]
    print(json.dumps(told))
"""
STAND_INS = {
    "console/built/index.html": "<!doctype html><title>console</title>",
    "console/built/assets/index-12345678.js": "console",
    "console/built/assets/index-12345678.js.br": "compressed",
    "documentation/site/index.html": "<!doctype html><title>documentation</title>",
    "documentation/site/scripts.txt": "",
}
"""What stands in the source in place of what Node.js and the documentation's generator make, where they have not."""


@pytest.mark.acceptance
def test_a_wheel_has_the_console_and_the_documentation(tmp_path: Path) -> None:
    source = copy_source(tmp_path / "source")
    if (
        not (source / "schema/console/built/index.html").exists()
        or not (source / "schema/documentation/site/index.html").exists()
    ):
        for name, text in STAND_INS.items():
            (source / "schema" / name).parent.mkdir(parents=True, exist_ok=True)
            (source / "schema" / name).write_text(text, encoding="utf-8")
    script = next((source / "schema/console/built").rglob("index-*.js"))
    asset = f"/console/{script.relative_to(source / 'schema/console/built').as_posix()}"
    python = make_environment(tmp_path / "environment", source, platform=False)
    source.rename(tmp_path / "gone")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    env = {"LINLI_DATABASE_URL": f"sqlite:///{elsewhere}/linli.sqlite3", "LINLI_DATA_DIR": str(elsewhere)}
    run([str(python.with_name("linli")), "migrate"], cwd=elsewhere, env=env)
    told = json.loads(run([str(python), "-c", ASKED, asset, "/docs/"], cwd=elsewhere, env=env).splitlines()[-1])
    assert {path: status for path, (status, _, _) in told.items()} == dict.fromkeys(
        ("/", "/graphql", asset, "/docs/"), 200
    )
    assert told[asset][1] == "br"
    assert len(told) == 4
    assert all(size > 0 for _, _, size in told.values())
