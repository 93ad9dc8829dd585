"""Runs graphql-http's audit of GraphQL over HTTP against a server of its own, on a new SQLite database.

    python -m tests.http_audit.run [URL]

With a URL, against the server that runs there. Ends with 1 unless all rows of the audit are ok. Needs Node.js
18 or newer, and the packages of package-lock.json beside this file: `make audit` sees to both.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
START_SECONDS = 60


def main() -> int:
    """The exit status of the audit."""
    if len(sys.argv) > 1:
        return _audit(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="linli-audit-") as directory, server(Path(directory)) as url:
        return _audit(url)


def _audit(url: str) -> int:
    return subprocess.run(["node", "audit.mjs", url], cwd=HERE, check=False).returncode


@contextmanager
def server(directory: Path, *, sample: bool = False) -> Iterator[str]:
    """The URL of a server on a migrated database, empty or with the sample data, stopped at the end of the block."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")} | {
        "LINLI_DATABASE_URL": f"sqlite:///{directory}/audit.sqlite3",
        "LINLI_DATA_DIR": str(directory),
        "LINLI_HOST": "127.0.0.1",
        "LINLI_PORT": str(port),
    }
    linli = str(Path(sys.executable).with_name("linli"))
    subprocess.run([linli, "migrate"], cwd=directory, env=environment, check=True)
    if sample:
        subprocess.run([linli, "sample"], cwd=directory, env=environment, check=True)
    process = subprocess.Popen([linli, "serve"], cwd=directory, env=environment)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}/graphql"
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise SystemExit(f"`linli serve` ended with {server.returncode} before it could be audited.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"`linli serve` did not listen on port {port} within {START_SECONDS} seconds.")


if __name__ == "__main__":
    sys.exit(main())
