"""journal/refund_event.py: whoever reads a history tells a refund's steps by their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.journal.refund_event import RefundStep, refund_event, refund_step_in
from terminal_daemon.sale.refund import MOST_REFUNDS, Refund, RefundState, number_refund
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

ORDER = OrderNumber("T01_7K3M2QXA_000042")


@given(st.integers(1, MOST_REFUNDS), st.sampled_from(RefundState), st.text())
def test_a_refunds_step_tells_which_refund_it_is_and_how_it_stood(
    nth: int, state: RefundState, event: str
) -> None:
    refund = Refund(number_refund(ORDER, nth), ORDER, Fen(1), UnixSeconds(0), state=state)

    assert refund_step_in(refund_event(refund, event)) == RefundStep(nth, state)


@pytest.mark.parametrize(
    "event", ["", "Armed", "Judged refund RefundDone", "Refund 1 tripled: x", "a Refund 1 armed: x"]
)
def test_another_step_is_of_no_refund(event: str) -> None:
    assert refund_step_in(event) is None


@given(st.text())
def test_any_text_is_a_refunds_step_or_none(event: str) -> None:
    step = refund_step_in(event)

    assert step is None or event.startswith(f"Refund {step.nth} {step.state.value}: ")
