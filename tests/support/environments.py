"""Throw-away environments with packages that pip installs from directories, without the internet."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import sysconfig
from pathlib import Path

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "PYTEST_"))}
"""The variables of this process, without what would set up Linli or pytest."""


def make_environment(directory: Path, *projects: Path, platform: bool) -> Path:
    """Make an environment with these projects; gives its Python.

    What else they need comes from the environment that runs the tests: with Linli itself as it is installed there if
    ``platform``, and without it otherwise.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(directory)], check=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(directory)}))
    # A plain line adds what lies in the directory; `addsitedir` also what is installed there to be edited.
    lines = [f"import site; site.addsitedir({path!r})" if platform else path for path in site.getsitepackages()]
    (packages / "tests.pth").write_text("\n".join(lines) + "\n")
    python = directory / "bin" / "python"
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", *options, *map(str, projects)]
    subprocess.run(install, check=True)
    return python


def run(command: list[str], *, cwd: Path, env: dict[str, str] | None = None) -> str:
    """What a command prints. Fails, and shows it, if the command does."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**CLEAN, "COLUMNS": "200", **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}"
    return done.stdout
