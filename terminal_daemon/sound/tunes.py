"""Each sound's tune: tones for a passive buzzer, pulses for an active one."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.config.model import BuzzerKind
from terminal_daemon.sale.effects import Sound
from terminal_daemon.values.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """One step of a tune. An active buzzer has a tone of its own and sounds at any `hertz`."""

    hertz: float | None  # None is a rest
    seconds: float


Tune = tuple[Note, ...]


def _tones(*steps: tuple[float | None, float]) -> Tune:
    return tuple(Note(hertz, seconds) for hertz, seconds in steps)


def _pulses(*seconds: float) -> Tune:
    """Alternate on and off, beginning with on."""
    return tuple(
        Note(_OWN_TONE if place % 2 == 0 else None, length) for place, length in enumerate(seconds)
    )


_OWN_TONE: Final = 2400.0  # what small active buzzers sound at
_C6, _E6, _G6, _C7 = 1046.5, 1318.5, 1568.0, 2093.0
_A5, _E5, _A4 = 880.0, 659.3, 440.0
_CLICK: Final = 4000.0

_TONES: Final[Mapping[Sound, Tune]] = {
    Sound.KEY: _tones((_CLICK, 0.008)),
    Sound.CODE_READ: _tones((_C7, 0.070)),
    Sound.WRONG: _tones((_A4, 0.090), (None, 0.050), (_A4, 0.090)),
    Sound.APPROVED: _tones((_C6, 0.090), (_E6, 0.090), (_G6, 0.090), (_C7, 0.260)),
    Sound.DECLINED: _tones((_A5, 0.220), (_E5, 0.220), (_A4, 0.460)),
    Sound.ATTENTION: _tones(*((_G6, 0.140), (None, 0.060), (_E6, 0.140), (None, 0.180)) * 3),
}
# Already the first pulse of each is half as long again as that of the next shorter one.
_PULSES: Final[Mapping[Sound, Tune]] = {
    Sound.KEY: _pulses(0.010),
    Sound.WRONG: _pulses(0.030, 0.030, 0.030, 0.030, 0.030, 0.030, 0.030),
    Sound.APPROVED: _pulses(0.060, 0.060, 0.060, 0.060, 0.350),
    Sound.CODE_READ: _pulses(0.100),
    Sound.ATTENTION: _pulses(0.200, 0.100, 0.200, 0.100, 0.200, 0.100, 0.200, 0.100, 0.200),
    Sound.DECLINED: _pulses(0.450, 0.150, 0.450),
}
_BY_KIND: Final[Mapping[BuzzerKind, Mapping[Sound, Tune]]] = {
    BuzzerKind.PASSIVE: _TONES,
    BuzzerKind.ACTIVE: _PULSES,
    BuzzerKind.NONE: {},
}
_TELLS_AN_END: Final = frozenset({Sound.APPROVED, Sound.DECLINED, Sound.ATTENTION})


def tune(kind: BuzzerKind, sound: Sound) -> Tune:
    """Return the steps of a sound on this kind of buzzer; none where there is no buzzer."""
    return _BY_KIND[kind].get(sound, ())


def cuts(newer: Sound, older: Sound) -> bool:
    """Tell whether the newer sound cuts the older one short.

    What tells how money stands is always heard out: a code that is read again while the approval
    sounds must not turn it into a refusal. A key's click cuts nothing but clicks.
    """
    if older in _TELLS_AN_END:
        return False
    return newer is not Sound.KEY or older is Sound.KEY
