"""What all tests have in common."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

# A slow machine is no failure; the tests' own time-out catches what hangs.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    """Take away what a command sets up for its log: its stderr is closed after the test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
