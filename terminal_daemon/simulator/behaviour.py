"""What a simulated customer can do: the words in which customers.py is written."""

import math
from enum import Enum, IntEnum
from typing import Final

from terminal_daemon.values.dataclass import dataclass

NEVER: Final = math.inf
REVOKED_AFTER_S: Final = 45.0
"""WeChat revokes a barcode order that is not paid so long after it was made."""


class TradeState(IntEnum):
    """An order's state, under the gateway's numbers."""

    PERHAPS_FAILED = -1
    PAID = 0
    REFUNDED = 1
    NOT_PAID = 2
    CLOSED = 3
    REVERSED = 4
    REVERSING = 5
    CONFIRMING = 6
    FAILED = 7


class Fault(Enum):
    """What happens to the submit's reply on its way back."""

    NONE = "none"
    BAD_SIGNATURE = "bad_signature"
    OTHER_AMOUNT = "other_amount"
    OTHER_ORDER = "other_order"
    OTHER_MERCHANT = "other_merchant"
    HELD = "held"  # it never comes, though the connection stays
    RESET = "reset"  # the connection breaks in the middle of it
    BYTE_BY_BYTE = "byte_by_byte"
    HUGE = "huge"  # 300 KiB, and signed
    BAD_GATEWAY = "bad_gateway"  # HTTP 502
    WEB_PAGE = "web_page"  # HTTP 200 with HTML


class Shape(Enum):
    """The shapes in which the channel's error codes arrive (error-codes.md)."""

    MEMBERS = "members"  # err_code and err_msg
    WIDE_BRACES = "wide_braces"  # msg: "{CODE：text}"
    BRACES = "braces"  # msg: "{CODE:text}"
    BARE = "bare"  # msg: "CODE"
    COMMA = "comma"  # msg: "CODE, text"
    TRADE_INFO = "trade_info"  # trade_info: "text, CODE, text"


class Dialect(Enum):
    """How the values in a signed reply are spelt; all of these occur."""

    NUMBERS = "numbers"
    STRINGS = "strings"  # numbers in quotes, time_end as yyyymmddHHMMSS
    WORDS = "words"  # queries say SUCCESS, NOTPAY…; time_end in milliseconds


class OnClose(Enum):
    """What a close does to an order that is still open."""

    CLOSES = "closes"
    PAID_JUST_THEN = "paid_just_then"  # the password and the close cross
    TOO_EARLY = "too_early"  # refused for five minutes


@dataclass(frozen=True, slots=True)
class ChannelError:
    """Code 600: the channel's own error, passed through. Never signed."""

    err_code: str
    err_msg: str = ""
    shape: Shape = Shape.MEMBERS


@dataclass(frozen=True, slots=True)
class GatewayError:
    """Any other code that is not 0. Never signed."""

    code: int
    msg: str


@dataclass(frozen=True, slots=True)
class QueryTrouble:
    """Queries are answered with an error until the order has this age."""

    until_s: float
    says: ChannelError | GatewayError


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer, chosen by four digits; what happens to the order, and what is said about it."""

    digits: str
    """The last four of the payment code: "0001"."""
    name: str
    does: str
    story: tuple[tuple[float, TradeState], ...] = ((0.0, TradeState.PAID),)
    """The order's state from each age in seconds on, oldest first."""
    arrives_after_s: float = 0.0
    """How long the order is unknown to the gateway (301); NEVER if the submit is lost."""
    revoked_after_s: float = REVOKED_AFTER_S
    says: ChannelError | GatewayError | None = None
    """The answer to the submit; None is the truth."""
    fault: Fault = Fault.NONE
    queries: QueryTrouble | None = None
    on_close: OnClose = OnClose.CLOSES
    dialect: Dialect = Dialect.NUMBERS

    @property
    def pays_after_s(self) -> float:
        """The order's age when it is paid, if nobody closes it; NEVER if it is not."""
        if self.arrives_after_s == NEVER:
            return NEVER
        paid = min((age for age, state in self.story if state is TradeState.PAID), default=NEVER)
        return paid if paid <= self.revoked_after_s else NEVER
