"""The customers of the scripted demo, in their order, and how each sale ought to end."""

from enum import Enum
from typing import Final

from terminal_daemon.sale.state import State
from terminal_daemon.values.dataclass import dataclass


class Act(Enum):
    """What happens while the code is awaited."""

    SCAN = "scan"
    PRODUCT_FIRST = "product_first"  # a product's barcode is scanned before the code
    UNPLUG = "unplug"  # the scanner is pulled out in the middle of the code, and put back
    NO_NETWORK = "no_network"
    ESCAPE = "escape"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Scene:
    """One sale: who comes (the last four digits of the code), and the states it ought to reach."""

    title: str
    digits: str
    counter: State
    """What the cashier is told while the customer stands there."""
    end: State | None = None
    """What it turns into later, in the background; None: it stays."""
    late: bool = False
    act: Act = Act.SCAN
    again: bool = False
    """The amount of the scene before, so that the same customer pays twice; staff are told."""


_A, _D, _U, _C = State.APPROVED, State.DECLINED, State.UNKNOWN, State.CANCELLED

SCENES: Final = (
    Scene("pays at once", "0001", _A),
    Scene("pays the same once more", "0001", _A, again=True),
    Scene("enters the password after 8 s", "2008", _A),
    Scene("never enters the password", "0101", _D),
    Scene("pays at the moment of the close", "0103", _A),
    Scene("has not enough money", "1001", _D),
    Scene("shows an expired code", "1002", _D),
    Scene("has no usable card", "1005", _D),
    Scene("declined, and paid 20 s later", "1007", _D, _A, late=True),
    Scene("paid, but the reply is lost", "3001", _A),
    Scene("the submit is lost on its way", "3002", _U, _D),
    Scene("the order appears after 8 s", "3003", _A),
    Scene("the reply is cut in the middle", "3004", _A),
    Scene("HTTP 502, but paid", "3007", _A),
    Scene("a web page for an answer, but paid", "3008", _A),
    Scene("the reply's signature is wrong", "4001", _A),
    Scene("a reply about another amount", "4002", _A),
    Scene("a reply about another order", "4003", _A),
    Scene("channel time-out (601), but paid", "5001", _A),
    Scene("trade_state -1, then paid", "5004", _A),
    Scene("trade_state -1, and it stays", "5005", _D),
    Scene("order number known (107), paid", "5006", _A),
    Scene("the merchant is suspended", "6001", _D),
    Scene("a product's barcode first", "0001", _A, act=Act.PRODUCT_FIRST),
    Scene("the scanner falls out mid-code", "0001", _A, act=Act.UNPLUG),
    Scene("the network is down", "0001", _C, act=Act.NO_NETWORK),
    Scene("the cashier presses Esc", "0001", _C, act=Act.ESCAPE),
    Scene("nobody shows a code", "0001", _C, act=Act.NOBODY),
)
