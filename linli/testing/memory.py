"""Where files of tests can lie without a disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory. Tests make databases all the time, on PostgreSQL of a thousand files each."""

_ROOM_BYTES = 2 * 1024**3
"""What has to be free there. Containers often have 64 MiB, and a server whose disk is full stops."""


def directory_in_memory() -> Path | None:
    """A directory in memory with room for databases, if there is one."""
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM_BYTES:
        return _MEMORY
    return None
