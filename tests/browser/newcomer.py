"""A newcomer's whole path: a clone of what is committed, `make run` in it, and the test of the clone in a browser.

    python -m tests.browser.newcomer

Ends with 1 unless it passes. It takes minutes, for it installs everything that `make run` installs, so neither
`make browser` nor the CI does it: `make newcomer` does.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.run import a_browser, empty_shots, run_tests
from tests.support.served import free_port, wait_for

ROOT = Path(__file__).parents[2]
TESTS = [Path("tests/newcomer.test.mjs")]
START_SECONDS = 1200
"""At the most, with all the packages that are fetched."""

_TOKEN = re.compile(r"shown only now:\s+(\S+)")
_OURS = ("LINLI_", "MAKE", "MFLAGS", "VIRTUAL_ENV")
"""How variables begin that a newcomer's shell has not: those of whoever runs this."""


def main() -> int:
    """The exit status of the test."""
    browser = a_browser()
    shots = empty_shots()
    with tempfile.TemporaryDirectory(prefix="linli-newcomer-") as directory:
        clone = Path(directory) / "linli"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        with _made(clone) as (url, token):
            return run_tests(clone / "web", TESTS, browser=browser, shots=shots, url=url, token=token)


@contextmanager
def _made(clone: Path) -> Iterator[tuple[str, str]]:
    """What `make run` starts in a clone: its URL, and the administrator's token as it was shown.

    Raises SystemExit, after what was shown, if nothing starts.
    """
    port = free_port()
    shown = clone.with_name("shown.txt")
    began = time.monotonic()
    with shown.open("wb") as output:
        # A session of its own, which can be ended as a whole: make hands on no signal to the server.
        making = subprocess.Popen(
            ["make", "run"],
            cwd=clone,
            env=_of_a_newcomer() | {"LINLI_PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        try:
            wait_for(port, making, START_SECONDS)
        except SystemExit:
            sys.stderr.write(shown.read_text(encoding="utf-8"))
            raise
        print(f"`make run` served after {time.monotonic() - began:.0f} seconds in a new clone.", flush=True)
        found = _TOKEN.search(shown.read_text(encoding="utf-8"))
        if found is None:
            raise SystemExit(f"`make run` shows no token for mutations:\n{shown.read_text(encoding='utf-8')}")
        yield f"http://127.0.0.1:{port}", found[1]
    finally:
        if making.poll() is None:
            os.killpg(making.pid, signal.SIGTERM)
        making.wait()


def _of_a_newcomer() -> dict[str, str]:
    """The environment without what tests and `make` have put into it."""
    own = str(Path(sys.executable).parent)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    environment["PATH"] = os.pathsep.join(one for one in os.environ["PATH"].split(os.pathsep) if one != own)
    return environment


if __name__ == "__main__":
    sys.exit(main())
