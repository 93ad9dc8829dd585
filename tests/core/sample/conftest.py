"""What the tests of the sample data share."""

import pytest

from core.privacy import ContactVault

KEY = "bGlubGkgdGVzdHMgb25seSwgbmV2ZXIgYSBzZWNyZXQ="
"""A Fernet key: 32 bytes in base64."""


@pytest.fixture
def vault() -> ContactVault:
    return ContactVault([KEY], KEY)
