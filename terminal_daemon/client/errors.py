"""Every error of the client, with the problem document where the terminal sent one.

ClientError
    Unreachable         no answer came
    NotUnderstood       an answer came that is none of this API
    OutcomeUnknown      a sale, or a refund, may have begun: ask again by the same key
    StillOpen           it has not ended in time
    Refused             the terminal says no
        NotAllowed      the token is missing or wrong, or may not do this
        PinRefused      the operator's PIN is missing or wrong, or none is looked at
        NoSuchSale      the journal has no sale with this order number
        Occupied        something else is at the counter; nothing was begun
        PerhapsPaid     the sale to be tried again is paid, or may be
        NotPrinted      the receipt did not come out, or there is no printer
        NotRefundable   nothing goes back of the sale, or not so much
        TooLate         the sale cannot be cancelled any more
        NothingToDo     there is nothing to ask or to acknowledge
        Invalid         a value is not as it must be
        KeyReused       the key came with other values before
        NotNow          too much is asked, or the terminal is stopping, or its disk fails
        TerminalFault   the terminal made a mistake
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from terminal_daemon.values.errors import TerminalError

Problem = Mapping[str, Any]
_NOTHING: Final[Problem] = MappingProxyType({})


class ClientError(TerminalError):
    """Something went wrong between register and terminal."""

    def __init__(self, message: str, problem: Problem = _NOTHING) -> None:
        super().__init__(message)
        self.problem = problem
        """The problem document, RFC 9457; empty where none came."""


class Unreachable(ClientError):
    """No answer came, or only a part of one."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent
        """Whether the terminal may have received the request."""


class NotUnderstood(ClientError):
    """Something answered, but not as this API does."""


class OutcomeUnknown(ClientError):
    """A sale or refund may have begun, or may not: the same call with this key tells."""

    def __init__(self, key: str, problem: Problem = _NOTHING, *, sent: bool) -> None:
        super().__init__(f"no answer tells whether anything began for the key {key}", problem)
        self.key = key
        self.sent = sent
        """False: no request of this call can have arrived; only an earlier one with this key."""


class StillOpen(ClientError):
    """The sale or refund has not ended yet; that says nothing about how it will."""

    def __init__(self, order: str, state: str) -> None:
        super().__init__(f"{order} is still {state}")
        self.order = order
        self.state = state


class Refused(ClientError):
    """The terminal did not do it, and says why."""

    def __init__(self, status: int, problem: Problem, retry_after_s: float = 0.0) -> None:
        detail = problem.get("detail") or problem.get("title") or f"status {status}"
        super().__init__(str(detail), problem)
        self.status = status
        self.retry_after_s = retry_after_s

    def told(self, name: str) -> str | None:
        """Return what the document says besides, for example `order`; None: nothing."""
        value = self.problem.get(name)
        return value if isinstance(value, str) else None


class NotAllowed(Refused):
    """The token is missing or wrong, or may not do this."""


class PinRefused(Refused):
    """The operator's PIN is missing, wrong or not set, or none is looked at for a while."""

    @property
    def left(self) -> int | None:
        """How many more may be wrong before a pause."""
        value = self.problem.get("left")
        return value if isinstance(value, int) else None


class NoSuchSale(Refused):
    """The journal has no sale with this order number."""


class Occupied(Refused):
    """Something else is at the counter: `why` and perhaps `order` say what. Nothing was begun."""

    @property
    def why(self) -> str | None:
        """What it is: "sale", "typing", "notice", "stopping" or "not_from_here"."""
        return self.told("why")

    @property
    def order(self) -> str | None:
        """The order number of what is there."""
        return self.told("order")


class PerhapsPaid(Refused):
    """The sale to be tried again is paid, or may be: wait for its end, do not charge again."""

    @property
    def state(self) -> str | None:
        """How far it is."""
        return self.told("state")


class NotRefundable(Refused):
    """Nothing was begun; `why` says what stands in the way."""

    @property
    def why(self) -> str | None:
        """One of "not_paid", "more_than_paid", "already_refunded", "refund_open" and others."""
        return self.told("why")


class NotPrinted(Refused):
    """The receipt did not come out, or there is no printer; the text says what to do."""

    @property
    def why(self) -> str | None:
        """For example "no_paper", "cover_open" or "not_reached"; None: there is no printer."""
        return self.told("why")


class TooLate(Refused):
    """The sale cannot be cancelled any more: a payment may be under way."""

    @property
    def state(self) -> str | None:
        """How far the sale is."""
        return self.told("state")


class NothingToDo(Refused):
    """There is nothing to ask the gateway about, or nothing to acknowledge."""


class Invalid(Refused):
    """A value is not as it must be: `errors` of the problem document says which."""


class KeyReused(Refused):
    """The key came with other values before; `order` is the sale that it began, or whose refund."""

    @property
    def order(self) -> str | None:
        """The sale that the key began."""
        return self.told("order")


class NotNow(Refused):
    """Too much is asked, or the terminal is stopping, or its disk fails: try again later."""


class TerminalFault(Refused):
    """The terminal made a mistake; its log says more."""
