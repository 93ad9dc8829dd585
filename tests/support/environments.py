"""Throw-away environments with packages that pip installs from directories, without the internet."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ("app.py", "core", "schema", "linli", "plugins", "pyproject.toml", "README.md", "LICENSE")
"""What Linli's own package is built of."""

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "PYTEST_"))}
"""The variables of this process, without what would set up Linli or pytest."""


def copy_source(directory: Path) -> Path:
    """Copy what Linli's package is built of, so that building leaves nothing behind; gives the copy."""
    directory.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, directory / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / name, directory / name)
    return directory


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
