"""Every state, with all that may be known of its order, meets every event."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Final

import pytest

from terminal_daemon.sale.effects import Call, Submit
from terminal_daemon.sale.events import (
    AskedNow,
    CodeScanned,
    GivenUp,
    Judged,
    Recovered,
    SaleEvent,
    WokenUp,
)
from terminal_daemon.sale.reason import Doubt, Reason
from terminal_daemon.sale.sale import Chase, Sale
from terminal_daemon.sale.state import MOVES, OPEN, State
from terminal_daemon.sale.step import IllegalEvent, Step, step
from terminal_daemon.sale.verdict import (
    Approved,
    AskFirst,
    Closed,
    Declined,
    FailedForNow,
    NotOurs,
    NotSent,
    NotThere,
    Pending,
    PerhapsFailed,
    Refunded,
    Rejected,
    Unknown,
    Verdict,
    Wait,
)
from terminal_daemon.values.moment import Monotonic
from tests.unit.sale.sales import ARMED, CODE, NOON, RULES, at, submitted

BROKE: Final = Declined(Reason.NOT_ENOUGH, "NOTENOUGH")
SET_UP: Final = Rejected(Reason.MERCHANT_SETUP, "201")

PROVES_NOTHING: Final[tuple[Verdict, ...]] = (
    Unknown(Doubt.TIMED_OUT),
    Unknown(Doubt.SLOW_DOWN),
    NotSent(),
    NotOurs(),
    Closed(),
    AskFirst(BROKE),
    Pending(Wait.CONFIRMING),
    Pending(Wait.REVERSING),
)
"""Whatever else is known, none of these ends a sale as not paid."""

PROVES_LATER: Final[tuple[Verdict, ...]] = (
    Pending(Wait.NOT_PAID_YET),
    NotThere(),
    PerhapsFailed(),
    FailedForNow(),
)
"""Not paid, but perhaps not yet: the order's age, or the gateway's word, must end it."""

PROVES: Final[tuple[Verdict, ...]] = (Approved("t"), BROKE, SET_UP, Refunded())
ANSWERS: Final = (*PROVES_NOTHING, *PROVES_LATER, *PROVES)
STAFF: Final[tuple[SaleEvent, ...]] = (
    CodeScanned(CODE),
    GivenUp(Reason.CANCELLED_BY_STAFF),
    WokenUp(),
    AskedNow(),
    Recovered(),
)
AGES_S: Final = (1.0, 20.0, 50.0, 350.0)

Meeting = tuple[Sale, SaleEvent, float]


def sales() -> Iterator[Sale]:
    """Return a sale for every state and everything that may be known of its order."""
    chases = [
        Chase(since=Monotonic(0.0), auth_code=CODE, wait=wait, ask_first=no, minus_one_since=minus)
        for wait, no, minus in product(
            (None, Wait.NOT_PAID_YET),
            (None, AskFirst(BROKE), AskFirst(SET_UP, signed_only=True)),
            (None, Monotonic(6.0)),
        )
    ]
    due: list[dict[str, object]] = [{"in_flight": call} for call in Call]
    due.append({"wake_at": Monotonic(1.0)})
    for state, chase, ahead, closed, dated in product(
        State, chases, due, (False, True), (False, True)
    ):
        known = replace(
            submitted(state),
            closed=closed,
            checks_left=2 if state is State.DECLINED else 0,
            chase=replace(chase, **ahead),  # type: ignore[arg-type]
        )
        yield known if dated else replace(known, submitted_at=None, time_expire=None)
    yield ARMED


def events(sale: Sale) -> Iterator[SaleEvent]:
    """Return every event, and every answer to the call that is in flight."""
    yield from STAFF
    if sale.chase.in_flight is not None:
        for answer in ANSWERS:
            yield Judged(sale.chase.in_flight, answer)


def met(sale: Sale, event: SaleEvent, age: float) -> Step | None:
    """Return what the event makes of the sale; None: this state does not know it."""
    try:
        return step(sale, event, at(age), RULES)
    except IllegalEvent:
        return None


def every_move() -> Iterator[tuple[Sale, SaleEvent, float, Step]]:
    """Return each meeting that has an outcome."""
    for sale in sales():
        for event, age in product(events(sale), AGES_S):
            result = met(sale, event, age)
            if result is not None:
                yield sale, event, age, result


@pytest.mark.timeout(60)
def test_every_state_meets_every_event() -> None:
    seen: set[tuple[State, State]] = set()
    for sale, event, age, result in every_move():
        after = result.sale
        if after.state is not sale.state:
            seen.add((sale.state, after.state))
        where = (sale, event, age)
        _approves_and_declines_on_proof_only(sale, event, age, after, where)
        _goes_on(sale, after, where)
        if any(isinstance(effect, Submit) for effect in result.effects):
            assert isinstance(event, CodeScanned | WokenUp), where
            assert sale.state in {State.AWAITING_CODE, State.SUBMITTING}, where

    assert seen == {(origin, to) for origin, ways in MOVES.items() for to in ways}


def _approves_and_declines_on_proof_only(
    sale: Sale, event: SaleEvent, age: float, after: Sale, where: Meeting
) -> None:
    verdict = event.verdict if isinstance(event, Judged) else None
    if after.state is sale.state:
        return
    if after.state is State.APPROVED:
        assert isinstance(verdict, Approved), where
    if after.state is State.CANCELLED:
        assert verdict is None or isinstance(verdict, NotSent), where
    if after.state is State.DECLINED:
        assert verdict in PROVES or verdict in PROVES_LATER, where
        if verdict in PROVES_LATER:
            assert _cannot_be_paid(sale, verdict, age), where


def _cannot_be_paid(sale: Sale, verdict: Verdict | None, age: float) -> bool:
    """Say it again in other words: what makes "not paid" mean "not paid for ever"."""
    expired = sale.time_expire is not None and age > sale.time_expire - NOON + 60
    gone = age >= RULES.window_s
    chase = sale.chase
    match verdict:
        case NotThere():
            refused = chase.ask_first is not None and not chase.ask_first.signed_only
            never_left = sale.submitted_at is None and age >= 300
            return refused or never_left or (gone and (sale.closed or expired))
        case PerhapsFailed():
            stayed = chase.in_flight is Call.QUERY and chase.minus_one_since is not None
            return sale.closed or expired or stayed or chase.minus_one_since is not None
        case FailedForNow():
            return sale.closed or expired or gone
        case _:
            return sale.closed or expired


def _goes_on(sale: Sale, after: Sale, where: Meeting) -> None:
    """No open sale is left without a call in flight or a wake-up ahead."""
    if after.state in OPEN and after.state is not State.AWAITING_CODE:
        ahead = (after.chase.in_flight, after.chase.wake_at)
        assert ahead.count(None) == 1 or after == sale, where
    if after.state is State.DECLINED and after.checks_left:
        assert (after.chase.in_flight, after.chase.wake_at) != (None, None), where
