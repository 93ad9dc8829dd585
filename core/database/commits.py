"""What is to happen at the end of a transaction: right before its commit, and after it in the process that ran it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from tortoise.backends.base.client import BaseDBAsyncClient, NestedTransactionContext, TransactionalDBClient

Last = Callable[[Sequence[Any]], Awaitable[None]]
"""Writes the items that were queued for it, as the last thing that a transaction does."""


@dataclass
class _Waiting:
    before: list[tuple[Last, Any]] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)


_WAITING: WeakKeyDictionary[BaseDBAsyncClient, _Waiting] = WeakKeyDictionary()


def in_transaction(connection: BaseDBAsyncClient) -> bool:
    """Whether a transaction is open on a connection, which is the one that models use at the time."""
    return isinstance(connection, TransactionalDBClient) and not connection._finalized


def at_the_end(connection: BaseDBAsyncClient, last: Last, item: Any) -> None:
    """Queue an item for `last`, which is awaited with all of them right before the transaction commits.

    `connection` has an open transaction. What is queued in a savepoint that is rolled back is forgotten. What `last`
    raises undoes the transaction. It may hold locks that everybody needs, for nothing is waited for after it.
    """
    _WAITING.setdefault(connection, _Waiting()).before.append((last, item))


def after_commit(connection: BaseDBAsyncClient, function: Callable[[], None]) -> None:
    """Call `function` when the transaction of `connection` has committed, and never if it is rolled back.

    `connection` is the one that models use at the time: without a transaction on it, `function` is called at once. A
    function of a savepoint that is rolled back is forgotten. It must not raise.
    """
    if in_transaction(connection):
        _WAITING.setdefault(connection, _Waiting()).after.append(function)
    else:
        function()


async def commits(connection: BaseDBAsyncClient) -> None:
    """Do what is queued for the end of the transaction of `connection`. For the code that commits, right before."""
    waiting = _WAITING.get(connection)
    while waiting is not None and waiting.before:
        last = waiting.before[0][0]
        items = [item for each, item in waiting.before if each is last]
        waiting.before = [(each, item) for each, item in waiting.before if each is not last]
        await last(items)


def has_committed(connection: BaseDBAsyncClient) -> None:
    """Call what waits for the transaction of `connection`. For the code that commits."""
    waiting = _WAITING.pop(connection, None)
    for function in () if waiting is None else waiting.after:
        function()


class Savepoint(NestedTransactionContext):
    """A savepoint of a transaction: if it is rolled back, what was queued in it is forgotten.

    `outer` is the transaction's own client, which models use in the savepoint too.
    """

    __slots__ = ("_after", "_before", "_outer")

    def __init__(self, client: TransactionalDBClient, outer: BaseDBAsyncClient) -> None:
        super().__init__(client)
        self._outer = outer

    async def __aenter__(self) -> TransactionalDBClient:
        waiting = _WAITING.get(self._outer, _Waiting())
        self._before, self._after = len(waiting.before), len(waiting.after)
        return await super().__aenter__()

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        if exc_type is not None and (waiting := _WAITING.get(self._outer)) is not None:
            del waiting.before[self._before :]
            del waiting.after[self._after :]
        await super().__aexit__(exc_type, exc_val, exc_tb)
