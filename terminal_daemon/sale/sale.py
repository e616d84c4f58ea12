"""The frozen Sale: one amount, one order number, one payment code."""

from terminal_daemon.sale.effects import Call
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.state import State
from terminal_daemon.sale.verdict import AskFirst, Wait
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode, PayType
from terminal_daemon.values.dataclass import dataclass, field, replace
from terminal_daemon.values.moment import Monotonic, UnixSeconds
from terminal_daemon.values.order_number import OrderNumber


@dataclass(frozen=True, slots=True)
class Chase:
    """How an open order is being followed up. In memory only: a restart begins it anew."""

    since: Monotonic | None = None
    """When this order was submitted, or recovered after a restart."""
    in_flight: Call | None = None
    wake_at: Monotonic | None = None
    auth_code: AuthCode | None = None
    """Kept only while the same order may be sent again after NotSent."""
    queries: int = 0
    """Answered or not, since `since`; picks the next wait."""
    in_background: int = 0
    """Queries since the order left the counter."""
    closes: int = 0
    ask_first: AskFirst | None = None
    """The submit's own "no", waiting for a query to agree."""
    minus_one_since: Monotonic | None = None
    """When a query first answered -1, unless another answer came between."""
    slower: bool = False
    """The channel asked for fewer calls."""
    wait: Wait | None = None
    """What the order is waiting for, by the last answer that said so: it can still be paid."""


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale as the journal keeps it, and how it is being chased.

    Two sales are equal if the journal would keep them alike: the chase does not count.
    """

    order: OrderNumber
    amount: Fen
    created_at: UnixSeconds
    state: State = State.AWAITING_CODE
    reason: Reason | None = None
    code: str = ""
    """The gateway's or channel's own word for `reason`, for example "NOTENOUGH"."""
    late: bool = False
    """Approved after it was declined."""
    reference: str = ""
    description: str = ""
    pay_type: PayType | None = None
    masked_code: str = ""
    """For example "13••••6401"."""
    trade_id: str = ""
    out_trade_id: str = ""
    payer: str = ""
    """Keyed hash of who paid, so that the same payer is recognised; "": not known."""
    merchant_id: str = ""
    """Whose order it is (values/owner.py); "": the merchant of today, as far as is known."""
    retry_of: OrderNumber | None = None
    submitted_at: UnixSeconds | None = None
    finished_at: UnixSeconds | None = None
    time_expire: UnixSeconds | None = None
    """Sent with the submit when the clock could be trusted: nobody can pay the order after it."""
    closed: bool = False
    """The gateway's signed word that the order is closed."""
    checks_left: int = 0
    """Queries still owed to a declined order, so that money arriving late is noticed."""
    refunded: Fen = Fen(0)
    """How much of it went back; once it is all of it, the sale is refunded."""
    untold: bool = False
    """It ended, and staff were not told yet: after a restart it is announced."""
    chase: Chase = field(default=Chase(), compare=False)

    def chased(self, **changes: object) -> "Sale":
        """Return the sale with its chase changed."""
        return replace(self, chase=replace(self.chase, **changes))  # type: ignore[arg-type]
