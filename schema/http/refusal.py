"""The refusal of an HTTP request before any GraphQL is looked at."""

from collections.abc import Sequence


class Refusal(Exception):
    """The request gets `status`, and a GraphQL error with `code` and `message` for a body."""

    def __init__(self, status: int, code: str, message: str, headers: Sequence[tuple[bytes, bytes]] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers
