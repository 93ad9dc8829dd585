"""Whom limits take for one client."""

import pytest

from schema.http.client_address import client_address


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        # A household or a rented server has all addresses of such a network.
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix:socket", "unix:socket"),
    ],
)
def test_one_connection_is_one_client(host: str, client: str) -> None:
    assert client_address({"type": "http", "client": (host, 1)}) == client


def test_a_server_that_does_not_know() -> None:
    assert client_address({"type": "http", "client": None}) == ""
    assert client_address({"type": "http"}) == ""
