"""The servers that are compared, each a process of its own, and what they cost the processors."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from benchmarks.data import ROOT, Measured
from benchmarks.questions import Question

START_SECONDS = 30
STOP_SECONDS = 10
_TICKS = os.sysconf("SC_CLK_TCK")

LINLI = "linli"
LIMIT = "limit"
USUAL = "usual"

_UVICORN = (
    *(sys.executable, "-m", "uvicorn", "--loop", "uvloop", "--http", "httptools", "--ws", "none", "--lifespan", "on"),
    *("--no-access-log", "--no-server-header", "--log-level", "warning"),
)
_COMMANDS = {
    LINLI: (sys.executable, "-c", "from app import main; main()", "serve"),
    LIMIT: (*_UVICORN, "benchmarks.limit_app:app"),
    USUAL: (*_UVICORN, "benchmarks.usual_app:app"),
}


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    token: str

    def request(self, question: Question, variables: dict[str, object]) -> bytes:
        """A whole HTTP request, with the headers of a usual client."""
        path = f"/{question.name}" if self.name == LIMIT else "/graphql" if self.name == LINLI else "/graphql/"
        body = orjson.dumps(
            variables
            if self.name == LIMIT
            else {
                "query": question.linli if self.name == LINLI else question.usual,
                "variables": variables,
            }
        )
        return self.post(path, body, token=question.token)

    def post(self, path: str, body: bytes, *, token: bool) -> bytes:
        """A whole HTTP request with this body."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            "Accept: application/graphql-response+json, application/json\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        )
        if token:
            head += f"Authorization: Bearer {self.token}\r\n"
        return f"{head}\r\n".encode() + body

    def ask(self, question: Question, variables: dict[str, object]) -> bytes:
        """The body of one answer. Raises for an answer with another status than 200."""
        head, _, body = self.request(question, variables).partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        path = first.split(" ")[1]
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            found: bytes = answer.read()
        return found

    def processor_seconds(self) -> float:
        """The processor time that the server has taken so far."""
        return _processor_seconds(self.process.pid)


@contextmanager
def running(name: str, measured: Measured) -> Iterator[Server]:
    """One server over a database, as long as the block runs."""
    port = _free_port()
    token = secrets.token_urlsafe(16)
    with TemporaryDirectory(prefix="linli-benchmark-") as directory:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LINLI_")},
            "PYTHONPATH": str(ROOT),
            "LINLI_DATABASE_URL": measured.url,
            "LINLI_PORT": str(port),
            "LINLI_ADMIN_TOKEN": token,
            "LINLI_DATA_DIR": directory,
        }
        command = [*_COMMANDS[name], *(() if name == LINLI else ("--port", str(port)))]
        # In a directory of its own, no settings file of somebody's is found.
        process = subprocess.Popen(command, env=environment, cwd=directory, stdout=subprocess.DEVNULL)
        try:
            _wait(process, port, name)
            yield Server(name, port, process, token)
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def database_processor_seconds(measured: Measured) -> float:
    """The processor time of all processes of the database's server; none for SQLite, which has no server."""
    if measured.postmaster is None:
        return 0.0
    postmaster = (measured.postmaster / "postmaster.pid").read_text().split("\n", 1)[0]
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return sum(_processor_seconds(int(pid)) for pid in [postmaster, *children])


def _processor_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _wait(process: subprocess.Popen[bytes], port: int, name: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"The server {name} ended at once, with code {process.returncode}.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"The server {name} does not listen after {START_SECONDS} seconds.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
