"""Runs the tests of web/tests in a headless Chromium against a server of its own, with the sample data.

    python -m tests.browser.run

Ends with 1 unless all of them pass; what the browser saw is in web/shots. Needs Chromium, Node.js, the packages of
web/package-lock.json and a built console: `make browser` sees to all of them.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.served import served

WEB = Path(__file__).parents[2] / "web"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """The exit status of the tests."""
    browser = a_browser()
    shots = empty_shots()
    token = secrets.token_urlsafe(24)
    with (
        tempfile.TemporaryDirectory(prefix="linli-browser-") as directory,
        served(Path(directory), sample=True, LINLI_ADMIN_TOKEN=token) as url,
    ):
        tests = sorted(path.relative_to(WEB) for path in (WEB / "tests").glob("*.test.mjs"))
        return run_tests(WEB, tests, browser=browser, shots=shots, url=url, token=token)


def a_browser() -> str:
    """The browser of the system. Raises SystemExit where there is none."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise SystemExit(f"The tests in a browser need one of {', '.join(BROWSERS)}: install your system's package.")
    return browser


def empty_shots() -> Path:
    """The directory for what the browser sees, with nothing of earlier runs."""
    shots = WEB / "shots"
    shutil.rmtree(shots, ignore_errors=True)
    shots.mkdir()
    return shots


def run_tests(web: Path, tests: list[Path], *, browser: str, shots: Path, url: str, token: str) -> int:
    """The exit status of tests of a directory ``web``, put to the server at ``url`` with its administrator's token."""
    environment = os.environ | {"LINLI_URL": url, "LINLI_TOKEN": token, "BROWSER": browser, "SHOTS": str(shots)}
    command = ["node", "--test", "--test-reporter=spec", *map(str, tests)]
    return subprocess.run(command, cwd=web, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
