"""Environments in which Linli and plugins are installed as from a package index, without the internet.

What they need beside comes from the environment that runs the tests. As a program, `python installing.py DIRECTORY`
makes an environment as `python -m venv DIRECTORY` does, with what the variable of `PACKAGES_VARIABLE` names.
"""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ("app.py", "core", "schema", "linli", "plugins", "pyproject.toml", "README.md", "LICENSE")
"""What Linli's own package is built of."""

PACKAGES_VARIABLE = "PACKAGES_OF_TESTS"
PROGRAMS = ("mypy", "pip", "pytest")
"""What an environment has as a command although it is installed elsewhere; and ruff, which is no module."""

OFFLINE = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
"""Options of pip."""


def copy_source(directory: Path) -> Path:
    """Copy what Linli's package is built of, so that building leaves nothing behind, and give the copy."""
    directory.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, directory / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / name, directory / name)
    return directory


def build_wheel(source: Path, directory: Path) -> None:
    """Build the wheel of a package into a directory."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", *OFFLINE, "--wheel-dir", str(directory), str(source)]
    subprocess.run(command, check=True)


def packages_without_linli(directory: Path) -> Path:
    """Fill a directory with links to all installed packages but Linli itself, and give it."""
    directory.mkdir()
    for packages in map(Path, site.getsitepackages()):
        for package in packages.iterdir():
            if not package.name.startswith(("linli-", "__editable__")) and package.suffix != ".pth":
                (directory / package.name).symlink_to(package)
    return directory


def make_environment(environment: Path, packages: str) -> None:
    """Make a virtual environment that finds what is in the directories ``packages``, one a line, beside its own."""
    venv.create(environment, symlinks=True)
    own = Path(sysconfig.get_path("purelib", vars={"base": str(environment)}))
    (own / "tests.pth").write_text(f"{packages}\n")
    for name in PROGRAMS:
        program = environment / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{environment.resolve()}/bin/python" -m {name} "$@"\n')
        program.chmod(0o755)
    (environment / "bin" / "ruff").symlink_to(Path(sys.executable).with_name("ruff"))


if __name__ == "__main__":
    make_environment(Path(sys.argv[1]), os.environ[PACKAGES_VARIABLE])
