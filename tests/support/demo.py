"""The core's demo, in databases that many tests begin with: see `linli.testing.databases.Databases.migrated`."""

from __future__ import annotations

from core.database.connect import database
from core.privacy import ContactVault
from core.sample.demo import load_demo
from linli.testing import plugin_set
from linli.testing.plugins import in_force

KEY = "bGlubGkgdGVzdHMgb25seSwgbmV2ZXIgYSBzZWNyZXQ="
"""A Fernet key: 32 bytes in base64."""

VAULT = ContactVault([KEY], KEY)
"""What the phone numbers of the demo are encrypted with."""


async def load(url: str) -> None:
    """Load the demo into a database that has the core's tables."""
    with in_force(plugin_set()):
        async with database(url) as opened:
            await load_demo(opened, VAULT)
