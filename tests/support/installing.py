"""Environments that somebody makes by hand, as a page tells it, and a package index for them without the internet.

What they need beside Linli comes from the environment that runs the tests. As a program, ``installing.py DIRECTORY``
makes an environment as ``python -m venv DIRECTORY`` does, with what the variable of `PACKAGES_VARIABLE` names.
"""

from __future__ import annotations

import os
import site
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

PACKAGES_VARIABLE = "PACKAGES_OF_TESTS"
PROGRAMS = ("mypy", "pip", "pytest")
"""What an environment has as a command although it is installed elsewhere; and ruff, which is no module."""


def build_wheel(source: Path, directory: Path) -> None:
    """Build the wheel of a package into a directory."""
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", str(directory), str(source)]
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
