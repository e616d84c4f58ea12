"""sale/failed_refund.py: what a refund that failed is worth once the gateway is asked anew."""

from dataclasses import replace
from typing import Final

import pytest

from terminal_daemon.sale.failed_refund import failed_still, may_be_done_since, told_anew
from terminal_daemon.sale.reason import Doubt
from terminal_daemon.sale.refund import REFUND_MOVES, Refund, RefundState, number_refund
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.refund_verdict import (
    RefundDone,
    RefundFailed,
    RefundInProgress,
    RefundVerdict,
)
from terminal_daemon.sale.verdict import NotSent, NotThere, Unknown
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from tests.unit.sale.sales import ARMED, NOON

LATER: Final = UnixSeconds(NOON + 86_400)
FAILED: Final = replace(
    Refund(number_refund(ARMED.order, 1), ARMED.order, Fen(250), NOON),
    state=RefundState.FAILED,
    reason=RefundReason.CHANNEL_FAILED,
    code="-1",
    finished_at=NOON,
)
REFUSED: Final = replace(FAILED, reason=RefundReason.BALANCE_TOO_LOW, code="NOTENOUGH")


@pytest.mark.parametrize("reason", [*RefundReason, None])
def test_what_never_left_cannot_have_been_done(reason: RefundReason | None) -> None:
    never_left = reason in {RefundReason.NO_NETWORK, RefundReason.NEVER_SENT}
    assert may_be_done_since(replace(FAILED, reason=reason)) is not never_left


@pytest.mark.parametrize("state", set(RefundState) - {RefundState.FAILED})
def test_only_what_failed_is_asked_about(state: RefundState) -> None:
    assert not may_be_done_since(replace(FAILED, state=state))


@pytest.mark.parametrize(
    ("refund", "verdict", "still"),
    [
        (FAILED, RefundFailed(), True),
        (FAILED, NotThere("301"), False),
        (REFUSED, RefundFailed(), True),
        (REFUSED, NotThere("301"), True),
        *((FAILED, verdict, False) for verdict in (RefundDone("x"), RefundInProgress("x"))),
        *((REFUSED, verdict, False) for verdict in (NotSent(), Unknown(Doubt.TIMED_OUT))),
    ],
)
def test_only_the_same_answer_again_proves_that_it_failed(
    refund: Refund, verdict: RefundVerdict, still: bool
) -> None:
    assert failed_still(refund, verdict) is still


def test_what_was_set_right_by_hand_is_refunded_and_said() -> None:
    done = told_anew(FAILED, RefundDone("4200"), LATER)

    assert (done.state, done.reason, done.code) == (RefundState.REFUNDED, None, "")
    assert (done.refund_id, done.finished_at, done.untold) == ("4200", LATER, True)


def test_what_is_on_its_way_again_is_open() -> None:
    pending = told_anew(replace(FAILED, refund_id="4200"), RefundInProgress(""), LATER)

    assert (pending.state, pending.reason, pending.code) == (RefundState.PENDING, None, "")
    assert (pending.refund_id, pending.finished_at, pending.untold) == ("4200", None, False)


@pytest.mark.parametrize("verdict", [RefundFailed(), NotThere("301"), Unknown(Doubt.TIMED_OUT)])
def test_any_other_answer_leaves_it_as_it_is(verdict: RefundVerdict) -> None:
    assert told_anew(FAILED, verdict, LATER) == FAILED


def test_these_are_moves_that_there_are() -> None:
    assert REFUND_MOVES[RefundState.FAILED] == {RefundState.PENDING, RefundState.REFUNDED}
