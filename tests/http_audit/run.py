"""Runs graphql-http's audit of GraphQL over HTTP against a server of its own, on a new SQLite database.

    python -m tests.http_audit.run [URL]

With a URL, against the server that runs there. Ends with 1 unless all rows of the audit are ok. Needs Node.js
18 or newer, and the packages of package-lock.json beside this file: `make audit` sees to both.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.served import served

HERE = Path(__file__).parent


def main() -> int:
    """The exit status of the audit."""
    if len(sys.argv) > 1:
        return _audit(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="linli-audit-") as directory, served(Path(directory)) as url:
        return _audit(f"{url}/graphql")


def _audit(url: str) -> int:
    return subprocess.run(["node", "audit.mjs", url], cwd=HERE, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
