"""How the panel rests: when a picture that stays is moved, dimmed and put out. Pure.

Pixels that shine for years fade. So a picture nobody touches wanders a little, then dims, then
goes dark; a new screen brings the light back at once.
"""

from enum import Enum
from typing import Final

from terminal_daemon.screen import view
from terminal_daemon.screen.view import Picture, Ticking
from terminal_daemon.values.dataclass import dataclass

DRIFT_EVERY_S: Final = 60.0
_NEVER: Final = 0.0

_UNDER_WAY: Final = (
    Ticking | view.Connecting | view.NoNetworkYet | view.Starting | view.Stopped | view.ClosedDay
)
"""A sale goes on and customer and cashier look on; or the last word, which must stay; or a code
that is photographed, which goes by itself."""
_MAY_GO_DARK: Final = view.Ready | view.EnterAmount
"""All other screens say something that staff must read: they dim, but never go dark."""


class Light(Enum):
    """How bright the panel is."""

    BRIGHT = "bright"
    DIM = "dim"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Habits:
    """Seconds without a new screen until the panel dims, and until it goes dark; 0: never."""

    dim_after_s: float = _NEVER
    blank_after_s: float = _NEVER


@dataclass(frozen=True, slots=True)
class Rest:
    """What becomes of a picture now."""

    light: Light
    step: int
    """How many steps the picture has wandered; 0: it stands where it was drawn."""
    until: float | None
    """When this changes if no new screen comes; None: it does not."""


AWAKE: Final = Rest(Light.BRIGHT, 0, None)


def rest_of(picture: Picture, since: float, now: float, habits: Habits) -> Rest:
    """Return what becomes of the picture whose screen stands since then (both in seconds)."""
    if isinstance(picture.view, _UNDER_WAY):
        return AWAKE
    stood_s = now - since
    dim_after_s = habits.dim_after_s
    blank_after_s = habits.blank_after_s if _may_go_dark(picture) else _NEVER
    if blank_after_s and stood_s >= blank_after_s:
        return Rest(Light.OFF, 0, None)
    light = Light.DIM if dim_after_s and stood_s >= dim_after_s else Light.BRIGHT
    step = int(stood_s // DRIFT_EVERY_S)
    ahead = ((step + 1) * DRIFT_EVERY_S, dim_after_s, blank_after_s)
    return Rest(light, step, since + min(each for each in ahead if each > stood_s))


def _may_go_dark(picture: Picture) -> bool:
    return picture.status.journal and isinstance(picture.view, _MAY_GO_DARK)
