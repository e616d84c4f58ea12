from dataclasses import replace

import pytest

from terminal_daemon.sale.counter import (
    Arming,
    AwaitingCode,
    Counter,
    Idle,
    Mode,
    Paying,
    Result,
    Typing,
)
from terminal_daemon.sale.refund_entry import FindOrder, Found, RefundEntry, Sending
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.verdict import Wait
from terminal_daemon.terminal.doing import Doing, about, doing
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import Monotonic, UnixSeconds
from tests.unit.sale.sales import ARMED, submitted

ORDER, AMOUNT = ARMED.order, ARMED.amount
T1 = Monotonic(1.0)


@pytest.mark.parametrize(
    ("mode", "sale", "word", "at"),
    [
        (Idle(), None, Doing.READY, (None, None)),
        (Typing("1", Fen(0)), None, Doing.TYPING, (None, None)),
        (Arming(AMOUNT), None, Doing.ARMING, (None, AMOUNT)),
        (RefundEntry(FindOrder(), Monotonic(9.0)), None, Doing.REFUNDING, (None, None)),
        (
            RefundEntry(Sending(Found(ORDER, AMOUNT, UnixSeconds(0)), Fen(1)), Monotonic(9.0)),
            None,
            Doing.REFUNDING,
            (ORDER, Fen(1)),
        ),
        (AwaitingCode(ORDER, AMOUNT, T1), None, Doing.AWAITING_CODE, (ORDER, AMOUNT)),
        (Paying(ORDER), submitted(), Doing.PAYING, (ORDER, AMOUNT)),
        (Paying(ORDER), submitted(in_flight=None), Doing.NO_NETWORK_YET, (ORDER, AMOUNT)),
        (
            Paying(ORDER),
            submitted(State.PENDING, wait=Wait.CONFIRMING),
            Doing.CONFIRMING,
            (ORDER, AMOUNT),
        ),
        (Paying(ORDER), submitted(State.PENDING), Doing.CHECKING, (ORDER, AMOUNT)),
        (Paying(ORDER), submitted(State.APPROVED), None, (ORDER, AMOUNT)),
        (Paying(ORDER), None, None, (ORDER, None)),
    ],
)
def test_each_mode_has_its_word(
    mode: Mode, sale: Sale | None, word: Doing | None, at: tuple[object, object]
) -> None:
    assert doing(Counter(mode), sale) is word
    assert about(Counter(mode), sale) == at


@pytest.mark.parametrize(
    "state",
    [State.APPROVED, State.DECLINED, State.REFUNDED, State.CANCELLED, State.UNKNOWN],
)
def test_each_end_has_the_word_of_its_state(state: State) -> None:
    counter = Counter(Result(replace(ARMED, state=state), T1, None))

    word = doing(counter, None)
    assert word is not None
    assert word.value == state.value
    assert about(counter, None) == (ORDER, AMOUNT)


def test_a_notice_is_said_once_nothing_is_in_front_of_it() -> None:
    assert doing(Counter(notices=(ARMED,)), None) is Doing.NOTICE
    assert doing(Counter(Paying(ORDER), notices=(ARMED,)), submitted()) is Doing.PAYING
