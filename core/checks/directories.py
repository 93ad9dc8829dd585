"""Whether a directory can be written."""

import tempfile
from pathlib import Path


def directory_problem(path: Path) -> str | None:
    """Why no file can be made in the directory `path`, or None. One that does not exist is not made.

    It is tried and not asked: permission bits say nothing about read-only file systems and full disks.
    """
    existing = path
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not existing.is_dir():
        return f"{existing} is a file, and a directory is needed there"
    try:
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"linli")
    except OSError as error:
        what = "cannot be written" if existing == path else "does not exist and cannot be made"
        return f"{path} {what}: {error.strerror}"
    return None
