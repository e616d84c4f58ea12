"""Which lamps are lit beside a screen: they say what the screen says, and never more."""

from enum import Enum
from typing import Final

from terminal_daemon.screen import view
from terminal_daemon.screen.view import View


class Lamp(Enum):
    """What a lamp can say."""

    APPROVED = "approved"
    DECLINED = "declined"
    BUSY = "busy"


Lit = frozenset[Lamp]

DARK: Final[Lit] = frozenset()


def lamps_for(shown: View) -> Lit:
    """Return the lamps that are lit while this is on the screen.

    An earlier order's end lights none: a lamp shows no amount, and whoever stands at the counter
    would take it for the own one.
    """
    match shown:
        case view.Approved(background=False):
            return frozenset({Lamp.APPROVED})
        case view.Declined(background=False):
            return frozenset({Lamp.DECLINED})
        case view.Connecting() | view.Paying() | view.NoNetworkYet():
            return frozenset({Lamp.BUSY})
        case view.Confirming() | view.Checking():
            return frozenset({Lamp.BUSY})
        case view.Advise(view.Advice.PAYMENT_RUNNING):
            return frozenset({Lamp.BUSY})
        case _:
            return DARK
