"""Killed at any moment, the daemon neither loses an order nor has one paid twice."""

import asyncio
from pathlib import Path

import pytest

from tests.system.kills import run
from tests.system.life import Moment

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_forty_kills_leave_every_order_as_the_bank_has_it(tmp_path: Path) -> None:
    report = asyncio.run(run(40, "forty", 2, tmp_path, lambda: None))

    assert report.violations == []
    assert all(report.kills[moment] == 5 for moment in Moment)
    assert report.late < 10
    assert report.paid >= 10
    assert report.shown >= 10
