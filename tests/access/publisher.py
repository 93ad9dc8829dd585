"""An issuer's keys at an address on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.access.issuer import published, rsa_key


class Publisher:
    """Publishes keys over HTTP, and counts how often it is asked."""

    def __init__(self) -> None:
        self.keys: Any = published(rsa_key("first"))
        """What is sent as JSON, or a text as it is."""
        self.asked = 0
        self.status = 200
        self.headers: dict[str, str] = {}


@contextmanager
def publishing(publisher: Publisher) -> Iterator[str]:
    """The address of its keys, on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            publisher.asked += 1
            keys = publisher.keys
            body = (keys if isinstance(keys, str) else json.dumps(keys)).encode()
            self.send_response(publisher.status)
            for name, value in {**publisher.headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/keys"
        finally:
            server.shutdown()
            thread.join()
