"""What an HTTP answer says: the members of its document, or the error that it is."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.client.errors import (
    Invalid,
    KeyReused,
    NoSuchSale,
    NotAllowed,
    NothingToDo,
    NotNow,
    NotPrinted,
    NotRefundable,
    NotUnderstood,
    Occupied,
    PerhapsPaid,
    PinRefused,
    Refused,
    TerminalFault,
    TooLate,
)
from terminal_daemon.client.members import Members, object_of
from terminal_daemon.values.dataclass import dataclass

_PROBLEM: Final = "application/problem+json"
_OK: Final = range(200, 300)
_LONGEST_RETRY_S: Final = 60.0

_BY_TYPE: Final[Mapping[str, type[Refused]]] = {
    "/problems/no-such-sale": NoSuchSale,
    "/problems/occupied": Occupied,
    "/problems/perhaps-paid": PerhapsPaid,
    "/problems/too-late": TooLate,
    "/problems/nothing-to-ask": NothingToDo,
    "/problems/nothing-to-acknowledge": NothingToDo,
    "/problems/invalid": Invalid,
    "/problems/key-reused": KeyReused,
    "/problems/unauthorized": NotAllowed,
    "/problems/too-many-wrong-tokens": NotAllowed,
    "/problems/forbidden-scope": NotAllowed,
    "/problems/no-printer": NotPrinted,
    "/problems/not-printed": NotPrinted,
    "/problems/not-refundable": NotRefundable,
    "/problems/pin-needed": PinRefused,
    "/problems/pin-not-set": PinRefused,
    "/problems/pin-wrong": PinRefused,
    "/problems/pin-locked": PinRefused,
}
_BY_STATUS: Final[Mapping[int, type[Refused]]] = {
    429: NotNow,
    500: TerminalFault,
    503: NotNow,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that came whole."""

    status: int
    content_type: str
    body: bytes
    retry_after: str = ""


def understood(reply: Reply) -> Members:
    """Return the answer's document. Raises Refused, NotUnderstood."""
    if reply.status in _OK:
        return object_of(reply.body)
    raise refusal_of(reply)


def plain_text(reply: Reply) -> str:
    """Return the answer's text. Raises Refused, NotUnderstood."""
    if reply.status not in _OK:
        raise refusal_of(reply)
    try:
        if reply.content_type == "text/plain":
            return reply.body.decode()
    except UnicodeDecodeError:
        raise NotUnderstood("it is not UTF-8") from None
    raise NotUnderstood("it is no text")


def refusal_of(reply: Reply) -> Refused:
    """Return the refusal that an answer is. Raises NotUnderstood: it is not the terminal's."""
    if reply.content_type != _PROBLEM:
        raise NotUnderstood(f"status {reply.status} without a problem document")
    problem = object_of(reply.body)
    kind = _BY_TYPE.get(str(problem.get("type"))) or _BY_STATUS.get(reply.status, Refused)
    return kind(reply.status, problem, _seconds(reply.retry_after))


def _seconds(text: str) -> float:
    """Return how long to wait, as the terminal says it; 0 where it does not."""
    known = text.isascii() and text.isdigit() and len(text) <= len("60")
    return min(float(text), _LONGEST_RETRY_S) if known else 0.0
