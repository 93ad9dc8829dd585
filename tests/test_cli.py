"""The command line, as an administrator types it, on both databases."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import cli
from core.database.url import Dialect
from tests.core.database.migrate.support import execute, rows


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("LINLI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def configured(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database, which the environment names."""
    monkeypatch.setenv("LINLI_DATABASE_URL", database_url)
    return database_url


@pytest.fixture
def migrated(installed_database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a migrated database, which the environment names."""
    monkeypatch.setenv("LINLI_DATABASE_URL", installed_database_url)
    return installed_database_url


def linli(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def table(result: Result) -> dict[str, str]:
    """The findings that `linli check` printed: level and text by subject."""
    rows: dict[str, str] = {}
    for line in result.stdout.splitlines()[1:]:
        if found := re.match(r"(ok|warning|error) +(\w[\w ]*?)  +(.*?) *$", line):
            rows[found[2]] = f"{found[1]}: {found[3]}"
            last = found[2]
        else:
            rows[last] += f" {line.strip()}"
    return rows


def test_without_a_command_it_says_what_there_is() -> None:
    result = linli("--help")
    assert result.exit_code == 0
    for command in ("serve", "migrate", "sample", "schema", "check"):
        assert re.search(rf"\b{command}\b", result.stdout)


def test_migrate_applies_once_and_then_has_nothing_to_do(configured: str) -> None:
    first = linli("migrate")
    assert first.exit_code == 0
    *applied, last = first.stdout.splitlines()
    assert applied[0] == "applied core.0001_initial"
    assert last == "The database is up to date."
    assert linli("migrate").stdout == "The database is up to date.\n"


def test_a_plan_changes_nothing(configured: str) -> None:
    plan = linli("migrate", "--plan").stdout
    assert plan.startswith("-- core.0001_initial\n")
    assert 'CREATE TABLE "place"' in plan
    assert linli("migrate", "--plan").stdout == plan


def test_of_what_is_done_nothing_is_planned(migrated: str) -> None:
    assert linli("migrate", "--plan").stdout == "The database is up to date.\n"


def test_migrations_can_be_undone(migrated: str) -> None:
    undone = linli("migrate", "--undo-to", "core.zero")
    assert undone.exit_code == 0
    assert undone.stdout.splitlines()[-2:] == ["undid core.0001_initial", "core stands at zero."]
    assert linli("migrate").stdout.startswith("applied core.0001_initial\n")


def test_undoing_asks_before_rows_are_lost(migrated: str) -> None:
    row = (
        "INSERT INTO area (id, level, name, version, created_at, updated_at) VALUES "
        "('00000000-0000-0000-0000-000000000001', 'CITY', '成都市', 1, '2024-07-10T09:00Z', '2024-07-10T09:00Z')"
    )
    asyncio.run(execute(migrated, row))
    refused = linli("migrate", "--undo-to", "core.zero")
    assert (refused.exit_code, refused.stdout, refused.stderr) == (
        1,
        "",
        "Error: Nothing was undone: these tables would be dropped: area (1 row(s)), area_ancestor (1 row(s)). "
        "Take a backup, and say --yes.\n",
    )
    assert asyncio.run(rows(migrated, "SELECT name FROM area")) == [("成都市",)]
    assert linli("migrate", "--undo-to", "core.zero", "--yes").stdout.endswith("core stands at zero.\n")


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--undo-to", "core"], "'core' is not APP.NAME, for example core.0001_initial or core.zero"),
        (["--yes"], "--yes is for --undo-to"),
        (["--undo-to", "core.zero", "--plan"], "choose one of --plan, --undo-to and --make"),
    ],
)
def test_migrate_refuses_unclear_orders(configured: str, arguments: list[str], message: str) -> None:
    result = linli("migrate", *arguments)
    assert result.exit_code == 2
    assert message in re.sub(r"[│\s]+", " ", result.stderr)


@pytest.mark.parametrize("command", ["sample", "serve"])
def test_commands_that_need_tables_name_pending_migrations(configured: str, command: str) -> None:
    result = linli(command)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: The database lacks ")
    assert "core.0001_initial" in result.stderr
    assert "Run `linli migrate`" in result.stderr
    assert result.stdout == ""


def test_expected_errors_are_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_PRT", "1")
    result = linli("migrate")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: One setting is wrong:\n"
        "  - `LINLI_PRT` in the environment is not a setting. Did you mean `LINLI_PORT`?\n"
    )


def test_check_reports_wrong_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_PORT", "eighty")
    result = linli("check")
    assert result.exit_code == 1
    assert table(result) == {
        "settings": "error: One setting is wrong: - LINLI_PORT (`port` in linli.toml) is 'eighty' in the "
        "environment: must be a whole number, at least 1 and at most 65535. → Correct them, and check again."
    }


def test_check_of_a_good_installation(migrated: str, dialect: Dialect) -> None:
    result = linli("check")
    findings = table(result)
    assert result.exit_code == 0, result.stdout
    assert {text.partition(":")[0] for text in findings.values()} == {"ok"}
    assert {"settings", "data directory", "admin token", "database", "foreign keys", "migrations"} <= set(findings)
    assert ("SQLite" in findings) is (dialect is Dialect.SQLITE)
    assert ("encoding" in findings) is (dialect is Dialect.POSTGRES)


def test_check_tells_that_migrations_are_pending(configured: str, dialect: Dialect) -> None:
    result = linli("check")
    findings = table(result)
    if dialect is Dialect.SQLITE:
        assert result.exit_code == 0
        assert findings["database"].endswith("does not exist yet → Run `linli migrate`.")
    else:
        assert result.exit_code == 1
        assert findings["migrations"].startswith("error: not applied yet: core.0001_initial")
        assert findings["migrations"].endswith("→ Run `linli migrate`.")


def test_check_of_the_models_needs_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    result = linli("check", "--migrations")
    assert result.exit_code == 0
    assert table(result) == {"models": "ok: the migrations do what they say"}


def test_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_DATABASE_URL", "postgresql://nobody:geheim@127.0.0.1:1/nothing")
    checked, migrated = linli("check"), linli("migrate")
    assert checked.exit_code == migrated.exit_code == 1
    assert table(checked)["database"].startswith("error: The database nothing at 127.0.0.1:1 cannot be reached")
    assert migrated.stderr.startswith("Error: The database nothing at 127.0.0.1:1 cannot be reached")
    assert "geheim" not in checked.output + migrated.output


def test_only_the_demo_lies_around_a_day(migrated: str) -> None:
    refused = linli("sample", "--scale", "district", "--day", "2026-07-01")
    assert refused.exit_code == 2
    assert "Only the demo lies around a day." in refused.stderr


def test_sample_loads_once(migrated: str, tmp_path: Path) -> None:
    # A second load adds nothing on another day either.
    first, second = linli("sample", "--day", "2026-07-01"), linli("sample")
    assert first.exit_code == second.exit_code == 0
    assert re.fullmatch(r"Added [1-9]\d*,\d{3} rows: core [1-9]\d*,\d{3}(, \w+ [\d,]+)*\.\n", first.stdout)
    assert second.stdout == "The sample data is there already: nothing was added.\n"
    checked = table(linli("check"))
    assert checked["contact keys"] == "ok: present, and they decrypt what is stored"


def test_schema_prints_what_is_committed() -> None:
    committed = (Path(__file__).parents[1] / "schema" / "schema.graphql").read_text(encoding="utf-8")
    result = linli("schema")
    assert result.exit_code == 0
    assert result.stdout == committed
    assert linli("schema", "--check").stdout == "schema.graphql is current.\n"


def test_schema_into_a_file(tmp_path: Path) -> None:
    assert linli("schema", "--output", str(tmp_path / "out.graphql")).exit_code == 0
    assert (tmp_path / "out.graphql").read_text(encoding="utf-8") == linli("schema").stdout


def test_an_outdated_schema_is_shown_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.sdl.schema_text", lambda _: "type Query {\n  other: Int\n}\n")
    result = linli("schema", "--check")
    assert result.exit_code == 1
    assert "+  other: Int" in result.stdout.splitlines()
    message = "schema/schema.graphql is not what the code says. Run `make schema`, and commit it."
    assert result.stderr == f"Error: {message}\n"
    assert message in table(linli("check"))["schema"]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def test_serve_refuses_a_port_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        monkeypatch.setenv("LINLI_PORT", str(number))
        result = linli("serve")
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: The server cannot listen on 127.0.0.1, port {number}: Address already in use. "
        "Stop what listens there, or choose others with LINLI_HOST and LINLI_PORT.\n"
    )


class Server:
    """`linli serve` in a process of its own."""

    def __init__(self, port: int, *arguments: str) -> None:
        environment = os.environ | {"LINLI_PORT": str(port)}
        self.address = ("127.0.0.1", port)
        self._process = subprocess.Popen(
            [Path(sys.executable).with_name("linli"), "serve", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection(self.address, timeout=5).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self.stop()}")

    def stop(self) -> str:
        """Ask it to stop, and give what it printed."""
        self._process.send_signal(signal.SIGINT)
        output, _ = self._process.communicate(timeout=60)
        return output


def test_serve_shows_the_token_at_the_first_start_only(configured: str, port: int, tmp_path: Path) -> None:
    texts = []
    for _ in range(2):
        server = Server(port, "--migrate")
        server.wait()
        texts.append(server.stop())
    first, second = texts
    (token,) = re.findall(r"^  ([\w-]{43})$", first, flags=re.MULTILINE)
    assert "which is shown only now" in first
    assert token not in second
    assert "which is shown only now" not in second
    assert (tmp_path / "data" / "admin-token.sha256").exists()
    assert f"GraphQL answers at http://127.0.0.1:{port}/graphql" in second
