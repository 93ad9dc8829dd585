"""The SQLite that this Python is linked with: set up for threads, and checked for what Linli needs.

It is used through the standard library's `sqlite3` only. A second copy of SQLite in the process (say `apsw`)
must never open the same file: POSIX drops all locks of a process on a file when any handle of it is closed
(https://www.sqlite.org/howtocorrupt.html, section 2.2.1).
"""

import _sqlite3
import ctypes
import logging
import sqlite3
from functools import cache
from typing import Final

from core.errors import DatabaseUnavailable

logger = logging.getLogger(__name__)

MINIMUM: Final = (3, 38, 0)
_FUNCTIONS = frozenset({"json_object", "json_group_array", "sqrt", "acos"})
_MODULES = frozenset({"json_each", "fts5"})

# Numbers of sqlite3.h.
_OK = 0
_CONFIG_MEMSTATUS = 9
_STATUS_MEMORY_USED = 0


@cache
def stop_memory_statistics() -> bool:
    """Switch SQLite's memory statistics off, once, before the first connection is opened; whether it worked.

    The statistics are kept under one lock, which every allocation of every connection takes: with them,
    threads read one after the other. They can be switched off only while the library is shut down, so it must
    not be in use. Where that cannot be done a warning is logged, and reads are slower.
    """
    try:
        # Resolved through the module itself, so that it is the very library which `sqlite3` uses; where the
        # module is built into the interpreter, the library is too.
        library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
        library.sqlite3_libversion.restype = ctypes.c_char_p
        version = library.sqlite3_libversion().decode()
        status, shutdown, initialize = (
            library.sqlite3_status64,
            library.sqlite3_shutdown,
            library.sqlite3_initialize,
        )
        config = library.sqlite3_config
    except (OSError, AttributeError) as error:
        return _kept(f"the library is out of reach ({error})")
    if version != sqlite3.sqlite_version:
        return _kept(f"found SQLite {version} where Python uses {sqlite3.sqlite_version}")
    used, highest = ctypes.c_int64(), ctypes.c_int64()
    # What a variadic function takes must be declared: some platforms pass the rest differently.
    config.argtypes = [ctypes.c_int]
    if status(_STATUS_MEMORY_USED, ctypes.byref(used), ctypes.byref(highest), 0) != _OK or used.value:
        return _kept("something in this process has a connection open already")
    if shutdown() != _OK:
        return _kept("it cannot be shut down")
    code = config(_CONFIG_MEMSTATUS, 0)
    initialize()
    return code == _OK or _kept(f"it refused with code {code}")


def _kept(reason: str) -> bool:
    logger.warning("SQLite keeps its memory statistics, which slow down concurrent reads: %s.", reason)
    return False


def check_library(connection: sqlite3.Connection) -> None:
    """Raise DatabaseUnavailable, which names all that is missing, if this SQLite is not enough for Linli."""
    if sqlite3.sqlite_version_info < MINIMUM:
        raise DatabaseUnavailable(
            f"Python is linked with SQLite {sqlite3.sqlite_version}, and Linli needs "
            f"{'.'.join(map(str, MINIMUM))} or newer. Update the system's SQLite, or use PostgreSQL."
        )
    found = {
        name
        for (name,) in connection.execute(
            "SELECT name FROM pragma_function_list UNION SELECT name FROM pragma_module_list"
        )
    }
    # A connection that reads texts as bytes asks as well.
    missing = sorted(name for name in _FUNCTIONS | _MODULES if name not in found and name.encode() not in found)
    if not sqlite3.threadsafety:
        missing.append("support for threads")
    if missing:
        raise DatabaseUnavailable(
            f"The SQLite {sqlite3.sqlite_version} that Python is linked with was built without "
            f"{', '.join(missing)}. Use a build with JSON, mathematical functions, FTS5 and threads, or use "
            "PostgreSQL."
        )
