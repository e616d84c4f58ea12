"""What the stream of events tells: steps of sales, the terminal, and that the place is lost."""

from datetime import datetime

from terminal_daemon.client.documents import Sale, sale_of
from terminal_daemon.client.events import Message
from terminal_daemon.client.members import Members, inner, moment, object_of, text, whole
from terminal_daemon.values.dataclass import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one sale. Keep the id: `events(id)` goes on after it."""

    id: int
    at: datetime
    event: str
    sale: Sale


@dataclass(frozen=True, slots=True)
class TerminalNow:
    """What the terminal is doing, as GET /v1/terminal says it."""

    doing: str
    members: Members = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reset:
    """The place that was named is not of this journal: read your sales anew."""

    newest: int


News = Step | TerminalNow | Reset


def news_of(message: Message) -> News | None:
    """Return what an event tells; None: something newer than this client. Raises NotUnderstood."""
    match message.name:
        case "sale":
            members = object_of(message.data)
            return Step(
                whole(members, "id"),
                moment(members, "at"),
                text(members, "event"),
                sale_of(inner(members, "sale")),
            )
        case "terminal":
            members = object_of(message.data)
            return TerminalNow(text(members, "doing"), members)
        case "reset":
            return Reset(whole(object_of(message.data), "newest"))
        case _:
            return None
