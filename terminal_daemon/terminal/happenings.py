"""What reaches the terminal's one queue beside keys and devices: outcomes of its own effects."""

from terminal_daemon.keys.inputs import InputEvent
from terminal_daemon.sale.events import (
    Armed,
    ArmingFailed,
    DeskNews,
    Judged,
    RegisterAsked,
    RegisterCancelled,
    SaleEvent,
)
from terminal_daemon.sale.refund import Refund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.order_number import OrderNumber


@dataclass(frozen=True, slots=True)
class CallReturned:
    """A gateway call of an order came back; `reached`: the gateway answered at all."""

    order: OrderNumber
    judged: Judged
    reached: bool


@dataclass(frozen=True, slots=True)
class Warmed:
    """The connection was opened, or could not be, while the customer looks for the phone."""

    reached: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """The journal has the sale on disk; `kept` False: it, or another one, could not be written."""

    was: Sale
    sale: Sale
    kept: bool


@dataclass(frozen=True, slots=True)
class ToRecord:
    """A durable step of a sale, on its way to the journal."""

    was: Sale
    sale: Sale
    event: SaleEvent


@dataclass(frozen=True, slots=True)
class ArmedLate:
    """The journal took so long to write this order that it was refused meanwhile."""

    sale: Sale


@dataclass(frozen=True, slots=True)
class FoundBefore:
    """The register's key began this order before; nothing was written."""

    order: OrderNumber
    digest: str


@dataclass(frozen=True, slots=True)
class JournalFoundDamaged:
    """What is on disk is at fault; the next start salvages it."""


@dataclass(frozen=True, slots=True)
class RefundMoved:
    """A step of a refund is on disk; `whole`: all of its order went back by now."""

    refund: Refund
    whole: bool = False


Happening = (
    InputEvent
    | CallReturned
    | Warmed
    | Recorded
    | Armed
    | ArmedLate
    | ArmingFailed
    | FoundBefore
    | JournalFoundDamaged
    | RegisterAsked
    | RegisterCancelled
    | RefundMoved
    | DeskNews
)
"""Everything that the one queue takes."""
