"""Files that nobody but the server's user may read."""

import os
import tempfile
from pathlib import Path


def create_private_file(path: Path, content: str) -> bool:
    """Make the file with this text, unless it exists. Whether it was made here.

    It appears whole at once, readable by its owner alone (mode 0600): of several processes that try at once, one
    makes it, and the others find it complete. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(temporary)
    return True
