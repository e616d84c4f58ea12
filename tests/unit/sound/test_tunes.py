"""sound/tunes.py: each sound is told from each other by ear alone."""

from itertools import combinations, permutations

import pytest

from terminal_daemon.config.model import BuzzerKind
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sound.tunes import Note, Tune, cuts, tune

SOUNDING = [BuzzerKind.PASSIVE, BuzzerKind.ACTIVE]
UNLIKE = 1.45  # times as long: shorter and longer are told apart at once
WHOLE_TONES = 1.18  # times the pitch: a minor third
ENDS = (Sound.APPROVED, Sound.DECLINED, Sound.ATTENTION)


def tones(sound: Sound) -> list[float]:
    return [note.hertz for note in tune(BuzzerKind.PASSIVE, sound) if note.hertz is not None]


def seconds(kind: BuzzerKind, sound: Sound) -> float:
    return sum(note.seconds for note in tune(kind, sound))


def beats(kind: BuzzerKind, sound: Sound) -> list[float]:
    """Return how long each tone of it is."""
    return [note.seconds for note in tune(kind, sound) if note.hertz is not None]


def times(one: float, other: float) -> float:
    return max(one, other) / min(one, other)


def sounds_alike(one: Note, other: Note) -> bool:
    """Tell whether two steps could be taken for each other; an active buzzer has but one tone."""
    if one.hertz is None or other.hertz is None:
        return one.hertz is other.hertz
    same_pitch = times(one.hertz, other.hertz) < WHOLE_TONES
    return same_pitch and times(one.seconds, other.seconds) < UNLIKE


def is_heard_in(shorter: Tune, longer: Tune) -> bool:
    return len(shorter) <= len(longer) and all(map(sounds_alike, shorter, longer))


@pytest.mark.parametrize("kind", SOUNDING)
@pytest.mark.parametrize(("one", "other"), list(permutations(Sound, 2)))
def test_no_tune_is_the_beginning_of_another(kind: BuzzerKind, one: Sound, other: Sound) -> None:
    assert not is_heard_in(tune(kind, one), tune(kind, other))


@pytest.mark.parametrize("kind", SOUNDING)
@pytest.mark.parametrize(("one", "other"), list(combinations(Sound, 2)))
def test_already_the_first_tone_tells_which_sound_it_is(
    kind: BuzzerKind, one: Sound, other: Sound
) -> None:
    assert not sounds_alike(tune(kind, one)[0], tune(kind, other)[0])


@pytest.mark.parametrize("kind", SOUNDING)
def test_a_refusal_takes_half_as_long_again_as_an_approval_and_begins_twice_as_slowly(
    kind: BuzzerKind,
) -> None:
    approved, declined = beats(kind, Sound.APPROVED), beats(kind, Sound.DECLINED)

    assert seconds(kind, Sound.DECLINED) >= 1.5 * seconds(kind, Sound.APPROVED)
    assert declined[0] >= 2 * approved[0]
    assert len(approved) > len(declined)


@pytest.mark.parametrize("kind", SOUNDING)
@pytest.mark.parametrize(("one", "other"), list(combinations(ENDS, 2)))
def test_the_ends_of_a_sale_differ_in_length_and_in_rhythm(
    kind: BuzzerKind, one: Sound, other: Sound
) -> None:
    assert times(seconds(kind, one), seconds(kind, other)) >= 1.3
    assert len(beats(kind, one)) != len(beats(kind, other))


def test_approved_rises_an_octave_and_declined_falls_one_below_it() -> None:
    up, down = tones(Sound.APPROVED), tones(Sound.DECLINED)

    assert up == sorted(set(up))
    assert down == sorted(set(down), reverse=True)
    assert min(len(up), len(down)) >= 3
    assert up[-1] / up[0] == pytest.approx(2, abs=0.01)
    assert down[0] / down[-1] == pytest.approx(2, abs=0.01)
    assert max(down) < min(up)


def test_an_active_buzzer_tells_approved_by_a_last_long_pulse() -> None:
    *quick, last = beats(BuzzerKind.ACTIVE, Sound.APPROVED)
    slow = beats(BuzzerKind.ACTIVE, Sound.DECLINED)

    assert last >= 5 * max(quick)
    assert min(slow) == max(slow) >= 5 * max(quick)


def test_an_active_buzzer_goes_on_and_off_in_turns() -> None:
    for sound in Sound:
        on = [note.hertz is not None for note in tune(BuzzerKind.ACTIVE, sound)]
        assert on == [place % 2 == 0 for place in range(len(on))]


def test_attention_says_the_same_thing_three_times() -> None:
    steps = tune(BuzzerKind.PASSIVE, Sound.ATTENTION)

    assert steps == steps[: len(steps) // 3] * 3


@pytest.mark.parametrize("kind", SOUNDING)
def test_a_key_is_a_short_click(kind: BuzzerKind) -> None:
    assert seconds(kind, Sound.KEY) <= 0.020


@pytest.mark.parametrize("kind", SOUNDING)
@pytest.mark.parametrize("sound", Sound)
def test_no_tune_is_empty_air_and_none_lasts_longer_than_two_seconds(
    kind: BuzzerKind, sound: Sound
) -> None:
    steps = tune(kind, sound)

    assert steps[0].hertz is not None
    assert all(note.seconds > 0 for note in steps)
    assert seconds(kind, sound) <= 2.0
    assert all(note.hertz is None or 100 <= note.hertz <= 10_000 for note in steps)  # lgpio's


def test_without_a_buzzer_there_is_no_tune() -> None:
    assert [tune(BuzzerKind.NONE, sound) for sound in Sound] == [()] * len(Sound)


@pytest.mark.parametrize(("newer", "older"), [(a, b) for a in Sound for b in Sound])
def test_what_tells_an_end_is_never_cut_and_a_click_cuts_only_clicks(
    newer: Sound, older: Sound
) -> None:
    may = older not in ENDS and (newer is not Sound.KEY or older is Sound.KEY)

    assert cuts(newer, older) is may
