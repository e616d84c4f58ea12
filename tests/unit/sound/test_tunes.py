"""sound/tunes.py: each sound is told from each other by ear alone."""

import pytest

from terminal_daemon.config.model import BuzzerKind
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sound.tunes import Tune, tune

SOUNDING = [BuzzerKind.PASSIVE, BuzzerKind.ACTIVE]


def tones(sound: Sound) -> list[float]:
    return [note.hertz for note in tune(BuzzerKind.PASSIVE, sound) if note.hertz is not None]


def pulses(steps: Tune) -> list[tuple[bool, float]]:
    return [(note.hertz is not None, note.seconds) for note in steps]


@pytest.mark.parametrize("kind", SOUNDING)
def test_every_sound_has_a_tune_and_no_two_the_same(kind: BuzzerKind) -> None:
    tunes = [tune(kind, sound) for sound in Sound]

    assert all(tunes)
    assert len(set(tunes)) == len(Sound)


def test_an_active_buzzer_tells_sounds_apart_by_length_alone() -> None:
    patterns = [pulses(tune(BuzzerKind.ACTIVE, sound)) for sound in Sound]

    assert all(patterns.count(pattern) == 1 for pattern in patterns)
    for pattern in patterns:
        assert [on for on, _ in pattern] == [place % 2 == 0 for place in range(len(pattern))]


def test_approved_rises_and_declined_falls() -> None:
    up, down = tones(Sound.APPROVED), tones(Sound.DECLINED)

    assert up == sorted(set(up))
    assert down == sorted(set(down), reverse=True)
    assert min(len(up), len(down)) >= 3


def test_attention_says_the_same_thing_three_times() -> None:
    steps = tune(BuzzerKind.PASSIVE, Sound.ATTENTION)

    assert steps == steps[: len(steps) // 3] * 3


@pytest.mark.parametrize("kind", SOUNDING)
def test_a_key_is_a_short_click(kind: BuzzerKind) -> None:
    assert sum(note.seconds for note in tune(kind, Sound.KEY)) <= 0.020


@pytest.mark.parametrize("kind", SOUNDING)
def test_no_tune_is_empty_air_and_none_lasts_longer_than_two_seconds(kind: BuzzerKind) -> None:
    for sound in Sound:
        steps = tune(kind, sound)
        assert steps[0].hertz is not None
        assert all(note.seconds > 0 for note in steps)
        assert sum(note.seconds for note in steps) <= 2.0
        assert all(note.hertz is None or 100 <= note.hertz <= 10_000 for note in steps)  # lgpio's


def test_without_a_buzzer_there_is_no_tune() -> None:
    assert [tune(BuzzerKind.NONE, sound) for sound in Sound] == [()] * len(Sound)
