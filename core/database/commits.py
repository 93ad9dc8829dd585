"""What is to happen once a transaction has committed, in the process that ran it."""

from collections.abc import Callable
from weakref import WeakKeyDictionary

from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient

_WAITING: WeakKeyDictionary[BaseDBAsyncClient, list[Callable[[], None]]] = WeakKeyDictionary()


def after_commit(connection: BaseDBAsyncClient, function: Callable[[], None]) -> None:
    """Call `function` when the transaction of `connection` has committed, and never if it is rolled back.

    `connection` is the one that models use at the time: without a transaction on it, `function` is called at once. A
    savepoint that is rolled back does not count, so `function` must bear being called for nothing. It must not raise.
    """
    if isinstance(connection, TransactionalDBClient) and not connection._finalized:
        _WAITING.setdefault(connection, []).append(function)
    else:
        function()


def has_committed(connection: BaseDBAsyncClient) -> None:
    """Call what waits for the transaction of `connection`. For the code that commits."""
    for function in _WAITING.pop(connection, ()):
        function()
