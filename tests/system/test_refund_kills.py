"""Killed at any moment of a refund, the daemon does each refund once, and forgets none."""

import asyncio
from pathlib import Path

import pytest

from tests.system.refund_kills import run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_twenty_kills_leave_every_refund_as_the_bank_has_it(tmp_path: Path) -> None:
    report = asyncio.run(run(20, "twenty", tmp_path))

    assert report.violations == []
    assert report.kills == 20
    assert report.refunded > 0
