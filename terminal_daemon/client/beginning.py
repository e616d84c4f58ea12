"""What a failed try to begin a sale leaves open, and whether to try again by the same key."""

from typing import Final

from terminal_daemon.client.errors import (
    ClientError,
    Invalid,
    KeyReused,
    NoSuchSale,
    NotNow,
    NotUnderstood,
    Occupied,
    OutcomeUnknown,
    Refused,
    TerminalFault,
    Unreachable,
)

Failure = Unreachable | NotUnderstood | Refused
FAILURES: Final = (Unreachable, NotUnderstood, Refused)


class Beginning:
    """The tries under one key.

    Once a try may have arrived, only a sale is an answer: a later refusal says nothing of the try
    that may still be on its way.
    """

    def __init__(self, key: str, *, is_fresh: bool) -> None:
        """Take a key; it is fresh if nobody can have sent it before."""
        self.key = key
        self._is_fresh = is_fresh
        self._lost = False
        self._last: ClientError | None = None

    def failed(self, failure: Failure) -> float:
        """Return the least seconds until the next try. Raises ClientError: there should be none."""
        self._last = failure
        match failure:
            case Unreachable(sent=sent):
                self._lost = self._lost or sent
            case NotUnderstood() | TerminalFault():
                self._lost = True
            case NotNow(retry_after_s=after_s):
                return after_s
            case Occupied() if self._lost:
                pass
            case Invalid() | KeyReused() | NoSuchSale():
                raise failure  # every try is refused alike
            case _ if self._lost:
                raise OutcomeUnknown(self.key, failure.problem, sent=True)
            case _:
                raise failure
        return 0.0

    def given_up(self) -> ClientError:
        """Return what to raise when there is no more time."""
        if self._last is None or self._lost or not self._is_fresh:
            problem = {} if self._last is None else self._last.problem
            return OutcomeUnknown(self.key, problem, sent=self._lost)
        return self._last
