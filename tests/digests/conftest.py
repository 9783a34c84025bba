"""The office whose mornings come one after the other."""

import pytest

from tests.digests.mornings import Mornings
from tests.office import Office


@pytest.fixture
def mornings(office: Office) -> Mornings:
    """Return the office with the timers of its digests."""
    return Mornings(office)
