"""What the tests of the sample data share."""

import pytest

from core.privacy import ContactVault
from tests.support.demo import VAULT


@pytest.fixture
def vault() -> ContactVault:
    return VAULT
