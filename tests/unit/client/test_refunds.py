from datetime import UTC, datetime
from typing import Any

import pytest

from terminal_daemon.api.representation import refund_members, refunds_members
from terminal_daemon.client.documents import Why
from terminal_daemon.client.errors import NotUnderstood
from terminal_daemon.client.refunds import RefundState, refund_of, refunds_of
from terminal_daemon.config.model import Language
from terminal_daemon.sale import refund as terminal
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import compose

ORDER = compose("T01", "7K3M2QXA", 42)
NOON = UnixSeconds(1_790_000_000)
FAILED = terminal.Refund(
    terminal.number_refund(ORDER, 1),
    ORDER,
    Fen(250),
    NOON,
    "59382e3c",
    state=terminal.RefundState.FAILED,
    reason=RefundReason.BALANCE_TOO_LOW,
)


def sent(**more: Any) -> dict[str, Any]:
    """Return a refund's members as the terminal itself writes them."""
    return refund_members(FAILED, Language.ENGLISH) | more


def test_a_refund_is_read_as_the_terminal_writes_it() -> None:
    refund = refund_of(sent())

    assert (refund.number, refund.order, refund.amount) == (f"{ORDER}R1", ORDER, 250)
    assert refund.state is RefundState.FAILED
    assert refund.reason == Why("balance_too_low", refund.members["reason"]["message"])
    assert refund.created_at == datetime.fromtimestamp(NOON, UTC)
    assert (refund.refund_id, refund.finished_at) == (None, None)
    assert refund.members == sent()


def test_both_sides_have_the_same_states() -> None:
    assert {each.value for each in RefundState} == {each.value for each in terminal.RefundState}


@pytest.mark.parametrize("state", terminal.RefundState)
def test_only_refunded_is_money_back_and_what_is_open_is_not_final(
    state: terminal.RefundState,
) -> None:
    refund = refund_of(sent(state=state.value, reason=None))

    assert refund.is_refunded is (state is terminal.RefundState.REFUNDED)
    assert refund.is_final is (state not in terminal.REFUND_OPEN)
    assert refund.reason is None


def test_a_state_of_a_newer_terminal_is_neither_refunded_nor_final() -> None:
    refund = refund_of(sent(state="on_its_way"))

    assert (refund.state, refund.is_refunded, refund.is_final) == (None, False, False)


@pytest.mark.parametrize("name", ["refund", "order", "amount", "state"])
def test_a_refund_without_its_members_is_none(name: str) -> None:
    with pytest.raises(NotUnderstood, match=name):
        refund_of({key: value for key, value in sent().items() if key != name})


def test_a_sales_refunds_say_what_is_left_of_it() -> None:
    sale = Sale(ORDER, Fen(1250), NOON, state=State.APPROVED)
    members = refunds_members(sale, (FAILED,), Language.ENGLISH)
    found = refunds_of(members)

    assert (found.order, found.refunds) == (ORDER, (refund_of(sent()),))
    assert (found.refunded, found.refundable) == (members["refunded"], members["refundable"])
    assert found.members == members
