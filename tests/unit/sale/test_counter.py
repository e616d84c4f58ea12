from terminal_daemon.sale.counter import AwaitingCode, Counter, Paying, Result, Typing
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import Monotonic
from tests.unit.sale.sales import ARMED


def test_the_counter_wakes_for_whatever_comes_first() -> None:
    awaiting = AwaitingCode(ARMED.order, Fen(1), Monotonic(60.0))
    assert Counter().wake_at is None
    assert Counter(awaiting).wake_at == 60.0
    assert Counter(awaiting, message_until=Monotonic(3.0)).wake_at == 3.0
    assert (
        Counter(Result(ARMED, Monotonic(0.0), Monotonic(30.0)), notice_until=Monotonic(9.0)).wake_at
        == 9.0
    )
    assert Counter(Result(ARMED, Monotonic(0.0), None)).wake_at is None


def test_an_amount_can_be_typed_unless_something_must_be_acknowledged() -> None:
    assert Counter(Typing("1", Fen(0))).takes_amount
    assert Counter(Result(ARMED, Monotonic(0.0), Monotonic(30.0))).takes_amount
    assert not Counter(Result(ARMED, Monotonic(0.0), None)).takes_amount
    assert not Counter(notices=(ARMED,)).takes_amount
    assert not Counter(Paying(ARMED.order)).takes_amount
