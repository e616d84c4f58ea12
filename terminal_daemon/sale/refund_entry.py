"""A refund at the keypad: how far the operator is, and what the screen says in between."""

from enum import Enum

from terminal_daemon.sale.refund import RefundNumber
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.moment import Monotonic, UnixSeconds
from terminal_daemon.values.order_number import OrderNumber


@dataclass(frozen=True, slots=True)
class Found:
    """An order of which something can be refunded."""

    order: OrderNumber
    left: Fen
    """How much."""
    at: UnixSeconds
    """When it was paid."""


@dataclass(frozen=True, slots=True)
class FindOrder:
    """The last digits of the order are typed; `looking`: the journal is asked for it."""

    digits: str = ""
    looking: bool = False


@dataclass(frozen=True, slots=True)
class ShowOrder:
    """Is it this one?"""

    found: Found


@dataclass(frozen=True, slots=True)
class TypePart:
    """How much goes back; nothing typed is all of it."""

    found: Found
    text: str = ""


@dataclass(frozen=True, slots=True)
class TypePin:
    """The operator's PIN is typed."""

    found: Found
    amount: Fen
    digits: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sending:
    """It is asked for, and under way once it has a number."""

    found: Found
    amount: Fen
    number: RefundNumber | None = None


@dataclass(frozen=True, slots=True)
class RefundEntry:
    """A refund is entered; it is given up at `until`."""

    at: FindOrder | ShowOrder | TypePart | TypePin | Sending
    until: Monotonic


class RefundWord(Enum):
    """What is said of a refund that is entered."""

    NOT_FOUND = "not_found"
    REFUSED = "refused"
    GOES_ON = "goes_on"
    PIN_WRONG = "pin_wrong"
    PIN_LOCKED = "pin_locked"
    PIN_NOT_SET = "pin_not_set"


@dataclass(frozen=True, slots=True)
class RefundSays:
    """A message; `count`: tries that are left, or seconds until the next one."""

    word: RefundWord
    count: int = 0
