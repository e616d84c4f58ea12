"""Problem documents (RFC 9457): every way in which a call is refused."""

import json
from collections.abc import Mapping
from enum import Enum
from typing import Final

from terminal_daemon.api.exchange import Answer
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.errors import TerminalError

PROBLEM: Final = "application/problem+json"


class Kind(Enum):
    """What is wrong; the values are name, HTTP status and title, as they stand in the document."""

    MALFORMED = ("malformed", 400, "The request cannot be understood")
    HOST_MISSING = ("host-missing", 400, "The request names no host, or several")
    UNAUTHORIZED = ("unauthorized", 401, "A token or a session is needed")
    FORBIDDEN_ORIGIN = ("forbidden-origin", 403, "Another site's page may not do this")
    FORBIDDEN_SCOPE = ("forbidden-scope", 403, "Who calls may not refund")
    PIN_NEEDED = ("pin-needed", 403, "The operator's PIN is needed")
    PIN_NOT_SET = ("pin-not-set", 403, "The operator has no PIN yet")
    PIN_WRONG = ("pin-wrong", 403, "The PIN is wrong")
    NOT_FOUND = ("not-found", 404, "There is nothing here")
    NO_SUCH_SALE = ("no-such-sale", 404, "There is no sale with this order number")
    NO_SUCH_DAY = ("no-such-day", 404, "No books are kept of this day")
    METHOD_NOT_ALLOWED = ("method-not-allowed", 405, "This cannot be done here")
    TIMED_OUT = ("timed-out", 408, "The request did not arrive in time")
    OCCUPIED = ("occupied", 409, "Something else is at the counter")
    PERHAPS_PAID = ("perhaps-paid", 409, "The sale that is tried again may be paid")
    TOO_LATE = ("too-late", 409, "The sale cannot be cancelled any more")
    NOTHING_TO_ASK = ("nothing-to-ask", 409, "The gateway cannot be asked about this sale")
    NOTHING_TO_ACKNOWLEDGE = ("nothing-to-acknowledge", 409, "Nothing waits to be acknowledged")
    NOT_REFUNDABLE = ("not-refundable", 409, "This cannot be refunded")
    NO_PRINTER = ("no-printer", 409, "This terminal has no printer")
    TOO_LARGE = ("too-large", 413, "The request is too large")
    NOT_JSON = ("not-json", 415, "Only JSON is read, as it is")
    EXPECTATION_FAILED = ("expectation-failed", 417, "This expectation is not met")
    WRONG_HOST = ("wrong-host", 421, "The terminal is not known by this host's name")
    INVALID = ("invalid", 422, "A value is not as it must be")
    KEY_REUSED = ("key-reused", 422, "The Idempotency-Key began something else")
    TOO_MANY_REQUESTS = ("too-many-requests", 429, "Too many requests")
    TOO_MANY_WRONG_TOKENS = ("too-many-wrong-tokens", 429, "Too many wrong tokens")
    PIN_LOCKED = ("pin-locked", 429, "Too many wrong PINs: none is taken for a while")
    UNREACHABLE = ("unreachable", 502, "The gateway did not answer")
    TOO_MANY_STREAMS = ("too-many-streams", 503, "Too many listen to events")
    BUG = ("internal-error", 500, "The terminal made a mistake")
    JOURNAL = ("journal-unavailable", 503, "The journal cannot be used now")
    NOT_PRINTED = ("not-printed", 503, "The receipt was not printed")
    STOPPING = ("stopping", 503, "The terminal is stopping")
    TOO_MANY_CONNECTIONS = ("too-many-connections", 503, "Too many connections")

    @property
    def path(self) -> str:
        """The document's `type`."""
        return f"/problems/{self.value[0]}"

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.value[1]

    @property
    def title(self) -> str:
        """The kind in a few words."""
        return self.value[2]


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing to mend in a body or in a query."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem as it is told; `more` are further members of the document."""

    kind: Kind
    detail: str = ""
    errors: tuple[FieldError, ...] = ()
    more: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> bytes:
        """Return the document."""
        members: dict[str, object] = {
            "type": self.kind.path,
            "title": self.kind.title,
            "status": self.kind.status,
        }
        if self.detail:
            members["detail"] = self.detail
        if self.errors:
            told = [{"field": error.field, "message": error.message} for error in self.errors]
            members["errors"] = told
        return json.dumps(members | dict(self.more), ensure_ascii=False).encode()

    def answer(self) -> Answer:
        """Return the answer that carries the document."""
        return Answer(self.document(), self.kind.status, PROBLEM, self.headers)


class Refused(TerminalError):
    """The call is not carried out; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail or problem.kind.title)
        self.problem = problem


def refused(kind: Kind, detail: str = "", **more: object) -> Refused:
    """Return the refusal to raise."""
    return Refused(Problem(kind, detail, more=more))


def invalid(*errors: FieldError) -> Refused:
    """Return the refusal of values that are not as they must be."""
    return Refused(Problem(Kind.INVALID, errors[0].message if errors else "", errors))
