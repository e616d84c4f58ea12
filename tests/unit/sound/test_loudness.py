"""sound/loudness.py: a volume is what the ear makes of it."""

import math
from itertools import pairwise

import pytest

from terminal_daemon.sound.loudness import duty


def amplitude(volume: int) -> float:
    """Return how strong the tone itself is, of a wave that is high for this share."""
    return math.sin(math.pi * duty(volume))


def test_full_volume_is_a_square_wave() -> None:
    assert duty(100) == 0.5


def test_no_volume_is_silent_and_more_is_never_softer() -> None:
    shares = [duty(volume) for volume in range(1, 101)]

    assert shares[0] == 0.01  # the least the pin can do
    assert all(softer <= louder for softer, louder in pairwise(shares))


@pytest.mark.parametrize("volume", [40, 60, 80])
def test_half_the_volume_is_a_quarter_of_the_amplitude(volume: int) -> None:
    assert amplitude(volume // 2) / amplitude(volume) == pytest.approx(0.25, abs=0.05)


@pytest.mark.parametrize("volume", range(1, 101))
def test_a_share_is_whole_percents_for_the_pin_cuts_off_the_rest(volume: int) -> None:
    assert abs(duty(volume) * 100 - round(duty(volume) * 100)) < 1e-9
