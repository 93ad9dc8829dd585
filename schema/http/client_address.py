"""Whom limits take for one client among those without a token: an address, or of IPv6 the network of a connection."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv6Address, IPv6Network
from typing import Final

from starlette.types import Scope

_PREFIX: Final = 64
"""Bits of an IPv6 address that a connection is given; whoever has it may use all of the addresses behind them."""


def client_address(scope: Scope) -> str:
    """The address from which a request came, or its network; empty where the server does not know."""
    host = str((scope.get("client") or ("",))[0])
    if ":" not in host:
        return host
    try:
        address = IPv6Address(host)
    except AddressValueError:
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address, _PREFIX), strict=False))
