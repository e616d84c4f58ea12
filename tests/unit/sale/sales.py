"""Sales in every state, and moments, for the tests of sale/."""

from dataclasses import replace

from terminal_daemon.sale.effects import Call
from terminal_daemon.sale.rules import Rules
from terminal_daemon.sale.sale import Chase, Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode
from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

CODE = AuthCode("134546190000006401")
NOON = UnixSeconds(1_790_000_000)
RULES = Rules()

ARMED = Sale(OrderNumber("T01_7K3M2QXA_000042"), Fen(1250), NOON)


def at(seconds: float, *, trusted: bool = True) -> Moment:
    """Return the moment so many seconds into the test."""
    return Moment(Monotonic(seconds), UnixSeconds(NOON + int(seconds)), trusted)


def submitted(state: State = State.SUBMITTING, **chase: object) -> Sale:
    """Return a sale that was submitted at second 0."""
    flight = Call.SUBMIT if state is State.SUBMITTING else Call.QUERY
    followed = Chase(since=Monotonic(0.0), in_flight=flight)
    return replace(
        ARMED,
        state=state,
        submitted_at=NOON,
        time_expire=UnixSeconds(NOON + 77),
        chase=replace(followed, **chase),  # type: ignore[arg-type]
    )
