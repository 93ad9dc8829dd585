"""Reads on SQLite: a few threads, and the event loop itself for the smallest statements."""

import asyncio
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final
from urllib.parse import quote

from core.database.sqlite_library import check_library
from core.database.url import DatabaseUrl, Dialect
from core.errors import DatabaseUnavailable, StatementTimeout

STATEMENTS: Final = 64
"""How many prepared statements each connection keeps."""

EXPLAIN: Final = "EXPLAIN QUERY PLAN "
"""Makes a statement one that gives its plan, and is not run itself."""

INLINE_SECONDS: Final = 0.005
"""How long a statement that was called small may hold up the event loop, before a thread takes over."""

_BUSY_SECONDS = 5.0
_INLINE_CHECK_OPERATIONS = 1000
_MANY = 1000
_UNAVAILABLE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL})


def connect_to_read(path: Path, *, busy_seconds: float = _BUSY_SECONDS) -> sqlite3.Connection:
    """A connection to an existing file, which can only read, and gives texts as bytes.

    Threads may use it one after the other. Raises DatabaseUnavailable.
    """
    try:
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro",
            uri=True,
            timeout=busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=STATEMENTS,
        )
        try:
            connection.text_factory = bytes
            connection.execute("PRAGMA query_only = 1")
            connection.execute("PRAGMA cache_size = -4000")
            check_library(connection)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise _unavailable(path, error) from error
    return connection


def _unavailable(path: Path | str, error: sqlite3.Error) -> DatabaseUnavailable:
    return DatabaseUnavailable(f"The database {path} cannot be read: {error}")


def _run(connection: sqlite3.Connection, sql: str, params: Sequence[object]) -> bytes | None:
    row = connection.execute(sql, params).fetchone()
    if row is None or row[0] is None:
        return None
    value = row[0]
    if isinstance(value, bytes):
        return value
    raise TypeError(f"A read must give one text column, and this one gave {type(value).__name__}: {sql}")


def _explain(connection: sqlite3.Connection, sql: str, params: Sequence[object]) -> bytes:
    return steps_of(connection.execute(EXPLAIN + sql, params).fetchall()).encode()


def steps_of(rows: Iterable[Sequence[Any]]) -> str:
    """The lines of a plan, from rows of a step's number, that of the step around it, nothing, and the step."""
    depths: dict[int, int] = {0: -1}
    lines = []
    for number, around, _, step in rows:
        depths[number] = depths.get(around, -1) + 1
        lines.append("  " * depths[number] + (step.decode() if isinstance(step, bytes) else str(step)))
    return "\n".join(lines)


_Read = Callable[[sqlite3.Connection, str, Sequence[object]], bytes | None]


class _Job:
    """One statement, what is read of it, its caller's future, and how it goes."""

    __slots__ = ("deadline", "future", "overdue", "params", "read", "sql")

    def __init__(self, read: _Read, sql: str, params: Sequence[object], future: "asyncio.Future[bytes | None]") -> None:
        self.read = read
        self.sql = sql
        self.params = params
        self.future = future
        self.deadline = 0.0
        self.overdue = False


class _Worker:
    """A thread with a connection of its own."""

    def __init__(self, reader: "SqliteReader", connection: sqlite3.Connection, number: int) -> None:
        self._reader = reader
        self._connection = connection
        self._lock = threading.Lock()
        self.job: _Job | None = None
        self.thread = threading.Thread(target=self._work, name=f"linli-read-{number}", daemon=True)

    def interrupt(self, job: _Job) -> None:
        """Stop `job` if it runs here. SQLite forgets an interrupt that comes before a start: repeat it."""
        with self._lock:
            if self.job is job:
                self._connection.interrupt()

    def _work(self) -> None:
        reader = self._reader
        while (job := reader.queue.get()) is not None:
            outcome: bytes | BaseException | None = None
            # Whoever asked may have gone away while the job was waiting.
            if not job.future.done():
                job.deadline = time.monotonic() + reader.limit
                with self._lock:
                    self.job = job
                try:
                    outcome = job.read(self._connection, job.sql, job.params)
                except BaseException as error:  # whatever it is, it is the caller's
                    outcome = error
                with self._lock:
                    self.job = None
            reader.report(job, outcome)
        self._connection.close()
        reader.report(None, None)


class SqliteReader:
    """Reads on SQLite. See `core.database.reader.Reader`; made by `open`.

    Threads wait for the interpreter's lock several times for each statement. A statement of some microseconds
    is therefore run on the event loop, on a connection with a watch on its time.
    """

    dialect: Final = Dialect.SQLITE

    def __init__(self, url: DatabaseUrl, *, size: int, statement_timeout_seconds: float) -> None:
        assert url.path is not None
        self.limit = statement_timeout_seconds
        self.queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._url = url
        self._loop = asyncio.get_running_loop()
        self._closed = False
        self._outcomes: deque[tuple[_Job | None, bytes | BaseException | None]] = deque()
        self._delivery_is_due = False
        self._pending = 0
        self._watching = False
        self._watch_seconds = max(0.01, min(0.1, self.limit / 10))
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._inline_until = 0.0
        # Statements that were called small and are not.
        self._not_small: set[str] = set()
        # A busy database must not hold up the event loop: a thread waits for it.
        self._inline = connect_to_read(url.path, busy_seconds=0)
        self._inline.set_progress_handler(self._inline_takes_too_long, _INLINE_CHECK_OPERATIONS)
        self._workers = [_Worker(self, connect_to_read(url.path), number) for number in range(size)]
        self._running = size
        for worker in self._workers:
            worker.thread.start()

    @classmethod
    async def open(cls, url: DatabaseUrl, *, size: int, statement_timeout_seconds: float) -> "SqliteReader":
        """A reader with `size` threads, on the running event loop. The file must exist."""
        return cls(url, size=size, statement_timeout_seconds=statement_timeout_seconds)

    async def fetch(self, sql: str, params: Sequence[object], *, small: bool = False) -> bytes | None:
        """See `Reader.fetch`."""
        if self._closed:
            raise self._closed_error()
        if small and sql not in self._not_small:
            try:
                self._inline_until = time.monotonic() + INLINE_SECONDS
                return _run(self._inline, sql, params)
            except sqlite3.OperationalError as error:
                code = _primary_code(error)
                if code == sqlite3.SQLITE_INTERRUPT:
                    if len(self._not_small) >= _MANY:
                        self._not_small.clear()
                    self._not_small.add(sql)
                elif code != sqlite3.SQLITE_BUSY:
                    raise self._translated(error) from error
        return await self._in_a_thread(_run, sql, params)

    async def explain(self, sql: str, params: Sequence[object]) -> str:
        """See `Reader.explain`."""
        if self._closed:
            raise self._closed_error()
        return (await self._in_a_thread(_explain, sql, params) or b"").decode()

    async def _in_a_thread(self, read: _Read, sql: str, params: Sequence[object]) -> bytes | None:
        job = _Job(read, sql, params, self._loop.create_future())
        self._pending += 1
        if not self._watching:
            self._watching = True
            self._loop.call_later(self._watch_seconds, self._watch)
        self.queue.put(job)
        try:
            return await job.future
        except asyncio.CancelledError:
            for worker in self._workers:
                worker.interrupt(job)
            raise

    async def close(self) -> None:
        """See `Reader.close`."""
        if self._closed:
            return
        self._closed = True
        self._inline.close()
        waiting = []
        while True:
            try:
                waiting.append(self.queue.get_nowait())
            except Empty:
                break
        for job in (*waiting, *(worker.job for worker in self._workers)):
            if job is not None and not job.future.done():
                job.future.set_exception(self._closed_error())
        for _ in self._workers:
            self.queue.put(None)
        await self._ended
        for worker in self._workers:
            worker.thread.join()

    def report(self, job: _Job | None, outcome: bytes | BaseException | None) -> None:
        """Called in a thread: `job` is over. Without a job: the thread is."""
        self._outcomes.append((job, outcome))
        # One wake-up of the event loop may deliver for several threads. The delivery clears the mark before
        # it looks, so nothing that was appended before a look at the mark is overlooked.
        if not self._delivery_is_due:
            self._delivery_is_due = True
            self._loop.call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        self._delivery_is_due = False
        while self._outcomes:
            job, outcome = self._outcomes.popleft()
            if job is None:
                self._running -= 1
                if not self._running:
                    self._ended.set_result(None)
                continue
            self._pending -= 1
            if job.future.done():
                continue
            if isinstance(outcome, BaseException):
                job.future.set_exception(self._translated(outcome, job))
            else:
                job.future.set_result(outcome)

    def _watch(self) -> None:
        """Stop what runs too long, and what nobody waits for any more; again, as long as anything runs."""
        now = time.monotonic()
        for worker in self._workers:
            job = worker.job
            if job is not None and (job.future.done() or now > job.deadline):
                job.overdue = True
                worker.interrupt(job)
        self._watching = self._pending > 0
        if self._watching:
            self._loop.call_later(self._watch_seconds, self._watch)

    def _inline_takes_too_long(self) -> bool:
        return time.monotonic() > self._inline_until

    def _closed_error(self) -> DatabaseUnavailable:
        return DatabaseUnavailable(f"The connections to the database {self._url} are closed.")

    def _translated(self, error: BaseException, job: _Job | None = None) -> BaseException:
        if not isinstance(error, sqlite3.Error):
            return error
        code = _primary_code(error)
        if code == sqlite3.SQLITE_INTERRUPT and job is not None and job.overdue:
            return StatementTimeout(
                f"A read ran longer than {self.limit:g} s and was stopped. Ask for less at once, or raise "
                "the setting statement_timeout_seconds."
            )
        if code in _UNAVAILABLE:
            return _unavailable(self._url.name, error)
        return error


def _primary_code(error: sqlite3.Error) -> int:
    # An extended code carries the primary one in its lowest byte. Errors of the module itself have none.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
