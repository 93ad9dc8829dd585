"""A client that asks as fast as it is answered: plain sockets and one loop, so that it costs little.

Run as a program; takes a job as JSON on its standard input and gives what it measured on its standard output.
"""

from __future__ import annotations

import json
import select
import socket
import sys
from time import perf_counter
from typing import TypedDict

RECEIVED_AT_ONCE = 1 << 18


class Job(TypedDict):
    """What to ask, and for how long."""

    port: int
    connections: int
    warm_up_seconds: float
    seconds: float
    requests: list[str]
    """Whole HTTP requests, asked in turn."""
    lengths: list[int]
    """The length of the body that answers each of them."""


class Result(TypedDict):
    """What came back while it was measured."""

    answers: int
    seconds: float
    all: int
    """Answers, those of the warm-up too."""
    wrong: int
    """Answers with another status than 200, or of another length than expected."""
    p50: float
    p99: float
    """Quantiles of the time from a request to its whole answer, in seconds."""


class _Connection:
    __slots__ = ("asked", "needed", "received", "sent_at", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self.asked = 0
        self.received = bytearray()
        self.needed = -1


def run(job: Job) -> Result:
    """Ask, wait, ask again, on all connections at a time."""
    requests = [text.encode() for text in job["requests"]]
    lengths = job["lengths"]
    number = 0
    poll = select.epoll()
    connections: dict[int, _Connection] = {}
    for _ in range(job["connections"]):
        connection = _Connection(job["port"])
        connections[connection.socket.fileno()] = connection
        poll.register(connection.socket, select.EPOLLIN)
    begin = perf_counter() + job["warm_up_seconds"]
    end = begin + job["seconds"]
    for connection in connections.values():
        connection.asked = number = (number + 1) % len(requests)
        connection.sent_at = perf_counter()
        connection.socket.sendall(requests[number])
    latencies: list[float] = []
    wrong = answered = 0
    last = begin
    now = perf_counter()
    while now < end:
        for descriptor, _ in poll.poll(1.0):
            connection = connections[descriptor]
            data = connection.socket.recv(RECEIVED_AT_ONCE)
            if not data:
                raise SystemExit("the server closed a connection")
            if connection.needed < 0:
                if connection.received:
                    data = bytes(connection.received) + data
                    connection.received.clear()
                head = data.find(b"\r\n\r\n")
                if head < 0:
                    connection.received += data
                    continue
                length = _content_length(data, head)
                connection.needed = length - (len(data) - head - 4)
                if data[9:12] != b"200" or length != lengths[connection.asked]:
                    wrong += 1
            else:
                connection.needed -= len(data)
            if connection.needed > 0:
                continue
            connection.needed = -1
            answered += 1
            now = perf_counter()
            if begin <= now < end:
                latencies.append(now - connection.sent_at)
                last = now
            number = (number + 1) % len(requests)
            connection.asked = number
            connection.sent_at = now
            connection.socket.send(requests[number])
        now = perf_counter()
    for connection in connections.values():
        connection.socket.close()
    latencies.sort()
    # The last answer ends what was measured: where answers are few, one more or less would count.
    seconds = (last if len(latencies) > 1 else end) - begin
    if not latencies:
        raise SystemExit(f"no answer within {job['seconds']} seconds")
    return {
        "answers": len(latencies),
        "seconds": seconds,
        "all": answered,
        "wrong": wrong,
        "p50": latencies[len(latencies) // 2],
        "p99": latencies[len(latencies) * 99 // 100],
    }


def _content_length(data: bytes, head: int) -> int:
    start = data.find(b"ontent-length: ", 0, head)
    if start < 0:
        start = data.find(b"ontent-Length: ", 0, head)
    if start < 0:
        raise SystemExit("the server sent an answer without its length")
    return int(data[start + 15 : data.find(b"\r\n", start)])


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
