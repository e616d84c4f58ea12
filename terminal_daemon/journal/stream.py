"""One step out of the stream of all sales' steps, with the sale as it was then."""

from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.rows import Row, entry_of, sale_of
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.values.dataclass import dataclass, replace
from terminal_daemon.values.moment import UnixSeconds


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to a sale."""

    seq: int
    at: UnixSeconds
    event: str
    sale: Sale
    """In the state of this step; the rest is as it is known now."""
    nth: int = 1
    """1, 2, 3 … within the sale."""


def step_of(row: Row) -> Step:
    """Return the step of a row. Raises JournalDamaged."""
    then = {name: row[f"then_{name}"] for name in ("state", "reason", "code")}
    sale, entry = sale_of(row), entry_of({**row, **then})
    if entry.seq is None:
        raise JournalDamaged("a step of the stream has no place in it")
    nth = row["step"]
    if not isinstance(nth, int):
        raise JournalDamaged("a step of a sale has no number")
    is_open = entry.state in OPEN
    sale = replace(
        sale,
        state=entry.state,
        reason=entry.reason,
        code=entry.code,
        late=sale.late and entry.state is State.APPROVED,
        finished_at=None if is_open else sale.finished_at,
    )
    return Step(entry.seq, entry.at, entry.event, sale, nth)
