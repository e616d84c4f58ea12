"""What the cash register wants charged, and why the counter may not be free for it."""

from enum import Enum

from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.order_number import OrderNumber


@dataclass(frozen=True, slots=True)
class Wish:
    """A sale that the register asks for; `number` tells the asks of one run apart."""

    number: int
    amount: Fen
    reference: str = ""
    description: str = ""
    """"": the terminal's own."""
    retry_of: OrderNumber | None = None


class Busy(Enum):
    """Why the register's sale cannot begin now; the values stand in the API."""

    SALE = "sale"
    """Another one is at the counter."""
    TYPING = "typing"
    """Somebody types an amount."""
    NOTICE = "notice"
    """The screen says what must be acknowledged first."""
    STOPPING = "stopping"
    NOT_FROM_HERE = "not_from_here"
    """This terminal takes no amounts from a register."""
