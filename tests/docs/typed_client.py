"""Asks a server with the sample data by the compiled example of a typed client: `make codegen`.

The example in `examples/typed-client` was generated and compiled before. Ends with 1 unless it prints what it should.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.docs.markdown import ROOT
from tests.support.served import served

HERE = ROOT / "examples" / "typed-client"
EXPECTED = 3


def main() -> int:
    """The exit status."""
    with tempfile.TemporaryDirectory() as directory, served(Path(directory), sample=True) as url:
        done = subprocess.run(
            ["node", "built/main.js", f"{url}/graphql"], cwd=HERE, capture_output=True, text=True, check=False
        )
    print(done.stdout + done.stderr, end="")
    lines = done.stdout.splitlines()
    good = done.returncode == 0 and len(lines) == EXPECTED and all("(门店) " in line and "," in line for line in lines)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
