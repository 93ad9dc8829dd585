"""A server of its own, started as administrators start it, on a new SQLite database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 180


@contextmanager
def served(directory: Path, *, sample: bool = False, **settings: str) -> Iterator[str]:
    """The URL of a server on a migrated database, with the sample data or empty, stopped at the end of the block.

    ``settings`` are environment variables beside those that say where it is. Raises SystemExit if it does not start.
    """
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")} | {
        "LINLI_DATABASE_URL": f"sqlite:///{directory}/linli.sqlite3",
        "LINLI_DATA_DIR": str(directory),
        "LINLI_HOST": "127.0.0.1",
        "LINLI_PORT": str(port),
        **settings,
    }
    linli = str(Path(sys.executable).with_name("linli"))
    if sample:
        for command in ("migrate", "sample"):
            subprocess.run([linli, command], cwd=directory, env=environment, check=True)
    server = subprocess.Popen([linli, "serve", "--migrate"], cwd=directory, env=environment)
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise SystemExit(f"`linli serve` ended with {server.returncode} before anybody could ask it.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"`linli serve` did not listen on port {port} within {START_SECONDS} seconds.")
