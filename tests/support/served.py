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
    port = free_port()
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
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, server: subprocess.Popen[bytes], seconds: float = START_SECONDS) -> None:
    """Wait until something listens on a port of 127.0.0.1.

    Raises SystemExit if ``server`` ends before, or takes longer than ``seconds``.
    """
    command = server.args if isinstance(server.args, list) else [server.args]
    told = " ".join(Path(str(word)).name for word in command)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise SystemExit(f"`{told}` ended with {server.returncode} before anybody could ask it.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"`{told}` did not listen on port {port} within {seconds:.0f} seconds.")
