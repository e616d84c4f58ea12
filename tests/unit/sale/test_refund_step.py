from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_daemon.sale.reason import Doubt
from terminal_daemon.sale.refund import (
    REFUND_MOVES,
    REFUND_OPEN,
    Refund,
    RefundCall,
    RefundState,
    number_refund,
)
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.refund_step import (
    AGREE_APART_S,
    ARRIVES_WITHIN_S,
    DAILY_S,
    HOURLY_S,
    HOURLY_UNTIL_S,
    SEND_AGAIN_S,
    SEND_FOR_S,
    WAITS_S,
    RefundArmed,
    RefundEvent,
    RefundGivenUp,
    RefundJudged,
    RefundRecovered,
    RefundStep,
    RefundWokenUp,
    refund_event_name,
    refund_step,
)
from terminal_daemon.sale.refund_verdict import (
    RefundDone,
    RefundFailed,
    RefundInProgress,
    RefundRefused,
    RefundVerdict,
)
from terminal_daemon.sale.step import IllegalEvent
from terminal_daemon.sale.verdict import NotSent, NotThere, Unknown
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import Monotonic
from tests.unit.sale.sales import ARMED as SALE
from tests.unit.sale.sales import NOON, at

SEND, ASK = RefundCall.SEND, RefundCall.ASK
ARMED: Final = Refund(number_refund(SALE.order, 1), SALE.order, Fen(250), NOON)
LOST: Final = Unknown(Doubt.TIMED_OUT)
BROKE: Final = RefundRefused(RefundReason.BALANCE_TOO_LOW, "NOTENOUGH")
UNSURE: Final = replace(BROKE, signed_only=True)


def lived(refund: Refund, *events: RefundEvent | RefundVerdict, since: float = 0.0) -> Refund:
    """Return the refund after these, each at once, a wake-up when it is due."""
    now = since
    for each in events:
        event: RefundEvent
        match each:
            case RefundArmed() | RefundGivenUp() | RefundRecovered():
                event = each
            case RefundJudged() | RefundWokenUp():
                event = each
            case verdict:
                if refund.chase.in_flight is None:
                    now = refund.chase.wake_at or now
                    refund = refund_step(refund, RefundWokenUp(), at(now)).refund
                assert refund.chase.in_flight is not None
                event = RefundJudged(refund.chase.in_flight, verdict)
        refund = refund_step(refund, event, at(now)).refund
    return refund


def test_once_armed_it_is_sent() -> None:
    sent = refund_step(ARMED, RefundArmed(), at(5.0))

    assert (sent.call, sent.refund.state) == (SEND, RefundState.ARMED)
    assert (sent.refund.chase.in_flight, sent.refund.chase.since) == (SEND, 5.0)


def test_it_is_refunded_by_a_verified_word_only() -> None:
    done = lived(ARMED, RefundArmed(), RefundDone("597"))

    assert (done.state, done.refund_id, done.untold) == (RefundState.REFUNDED, "597", True)
    assert (done.finished_at, done.chase.wake_at, done.chase.in_flight) == (NOON, None, None)


def test_one_in_progress_is_asked_for_until_it_is_done() -> None:
    pending = lived(ARMED, RefundArmed(), RefundInProgress("597"), NotSent(), RefundInProgress())

    assert (pending.state, pending.refund_id) == (RefundState.PENDING, "597")
    assert pending.chase.next_call is ASK
    done = lived(pending, RefundDone())
    assert (done.state, done.refund_id) == (RefundState.REFUNDED, "597")


def test_after_silence_it_is_asked_for_before_it_is_sent_again() -> None:
    silent = lived(ARMED, RefundArmed(), LOST)

    assert silent.state is RefundState.UNKNOWN
    assert (silent.chase.next_call, silent.chase.wake_at) == (ASK, WAITS_S[0])


def test_one_that_is_not_there_is_sent_again_under_the_same_number() -> None:
    missing = lived(ARMED, RefundArmed(), LOST, NotThere())

    assert (missing.state, missing.chase.next_call) == (RefundState.UNKNOWN, SEND)
    assert missing.number == ARMED.number


def test_one_that_nobody_wants_any_more_is_never_sent() -> None:
    step = refund_step(ARMED, RefundGivenUp(), at(9.0))

    assert step.call is None
    assert (step.refund.state, step.refund.reason) == (RefundState.FAILED, RefundReason.NEVER_SENT)


def test_an_order_that_is_not_there_yet_is_refunded_later() -> None:
    early = lived(ARMED, RefundArmed(), NotThere())

    assert (early.state, early.chase.next_call) == (RefundState.UNKNOWN, SEND)


@pytest.mark.parametrize("state", sorted(REFUND_OPEN, key=str))
def test_after_a_restart_it_is_asked_for_first(state: RefundState) -> None:
    step = refund_step(replace(ARMED, state=state), RefundRecovered(), at(3.0))

    assert step.call is ASK
    assert step.refund.state is (RefundState.UNKNOWN if state is RefundState.ARMED else state)
    assert step.refund.chase.perhaps_sent_at == 3.0


def test_what_cannot_be_sent_is_tried_for_a_while_and_has_then_failed() -> None:
    waiting = lived(ARMED, RefundArmed(), NotSent())
    assert (waiting.state, waiting.chase.wake_at) == (RefundState.ARMED, SEND_AGAIN_S)
    assert waiting.chase.next_call is SEND

    resent = refund_step(waiting, RefundWokenUp(), at(SEND_FOR_S)).refund
    failed = refund_step(resent, RefundJudged(SEND, NotSent()), at(SEND_FOR_S)).refund

    assert (failed.state, failed.reason) == (RefundState.FAILED, RefundReason.NO_NETWORK)


def test_one_that_may_have_been_sent_does_not_fail_for_want_of_a_network() -> None:
    missing = lived(ARMED, RefundArmed(), LOST, NotThere())
    later = lived(missing, NotSent(), since=SEND_FOR_S * 2)

    assert (later.state, later.chase.next_call) == (RefundState.UNKNOWN, ASK)
    assert later.chase.in_flight is None


def test_a_refusal_is_believed_once_a_query_finds_nothing() -> None:
    refused = lived(ARMED, RefundArmed(), BROKE)
    assert (refused.state, refused.chase.next_call) == (RefundState.UNKNOWN, ASK)
    assert refused.chase.wake_at == AGREE_APART_S

    failed = lived(refused, NotThere())

    assert (failed.state, failed.reason, failed.code) == (
        RefundState.FAILED,
        RefundReason.BALANCE_TOO_LOW,
        "NOTENOUGH",
    )
    assert failed.untold


def test_a_refusal_is_not_believed_while_an_earlier_request_may_still_arrive() -> None:
    doubtful = lived(ARMED, RefundArmed(), LOST, NotThere(), BROKE, NotThere())
    assert (doubtful.state, doubtful.chase.next_call) == (RefundState.UNKNOWN, ASK)

    asked = refund_step(doubtful, RefundWokenUp(), at(ARRIVES_WITHIN_S)).refund
    failed = refund_step(asked, RefundJudged(ASK, NotThere()), at(ARRIVES_WITHIN_S)).refund

    assert failed.state is RefundState.FAILED


def test_without_tls_nothing_unsigned_ends_it() -> None:
    again = lived(ARMED, RefundArmed(), UNSURE, NotThere())

    assert (again.state, again.chase.next_call) == (RefundState.UNKNOWN, SEND)


def test_a_refusal_is_forgotten_once_the_refund_is_there() -> None:
    exists = Unknown(Doubt.ORDER_EXISTS, "107")
    refused = lived(ARMED, RefundArmed(), UNSURE, NotThere(), exists)

    assert refused.chase.refused is None
    assert lived(refused, RefundInProgress()).state is RefundState.PENDING


def test_a_failure_is_believed_once_a_later_query_agrees() -> None:
    once = lived(ARMED, RefundArmed(), RefundFailed())
    assert (once.state, once.chase.next_call) == (RefundState.UNKNOWN, ASK)

    failed = lived(once, RefundFailed())

    assert (failed.state, failed.reason, failed.code) == (
        RefundState.FAILED,
        RefundReason.CHANNEL_FAILED,
        "-1",
    )


def test_two_failures_too_close_to_one_another_are_one() -> None:
    asked = lived(ARMED, RefundArmed(), LOST, RefundFailed())
    woken = refund_step(asked, RefundWokenUp(), at(4.0)).refund

    again = refund_step(woken, RefundJudged(ASK, RefundFailed()), at(4.0)).refund

    assert (again.state, again.chase.next_call) == (RefundState.UNKNOWN, ASK)


def test_a_failure_that_is_taken_back_is_none() -> None:
    back = lived(ARMED, RefundArmed(), RefundFailed(), RefundInProgress(), RefundFailed())

    assert back.state is RefundState.PENDING


@pytest.mark.parametrize("known", [RefundInProgress(), RefundFailed()])
def test_one_that_was_there_and_is_gone_is_asked_for_again(known: RefundVerdict) -> None:
    gone = lived(ARMED, RefundArmed(), known, NotThere())

    assert gone.state in REFUND_OPEN
    assert gone.chase.next_call is ASK


def test_the_waits_grow_to_a_day_and_never_end() -> None:
    refund = lived(ARMED, RefundArmed(), RefundInProgress())
    waits = []
    now = 0.0
    while now < HOURLY_UNTIL_S + 3 * DAILY_S:
        assert refund.chase.wake_at is not None
        waits.append(refund.chase.wake_at - now)
        now = refund.chase.wake_at
        woken = refund_step(refund, RefundWokenUp(), at(now)).refund
        refund = refund_step(woken, RefundJudged(ASK, LOST), at(now)).refund

    assert waits[: len(WAITS_S)] == pytest.approx(WAITS_S)
    assert waits == sorted(waits)
    assert HOURLY_S in waits
    assert waits[-1] == DAILY_S


def test_it_is_asked_for_half_as_often_if_the_channel_wants_that() -> None:
    slower = lived(ARMED, RefundArmed(), RefundInProgress(), Unknown(Doubt.SLOW_DOWN))

    assert slower.chase.wake_at == WAITS_S[0] + 2 * WAITS_S[1]


@pytest.mark.parametrize(
    ("refund", "event"),
    [
        (lived(ARMED, RefundArmed()), RefundArmed()),
        (replace(ARMED, state=RefundState.PENDING), RefundArmed()),
        (lived(ARMED, RefundArmed()), RefundGivenUp()),
        (ARMED, RefundWokenUp()),
        (lived(ARMED, RefundArmed()), RefundWokenUp()),
        (ARMED, RefundJudged(SEND, RefundDone())),
        (lived(ARMED, RefundArmed()), RefundJudged(ASK, RefundDone())),
        (replace(ARMED, state=RefundState.REFUNDED), RefundRecovered()),
        (replace(ARMED, state=RefundState.FAILED), RefundJudged(ASK, RefundDone())),
    ],
)
def test_an_event_out_of_place_is_a_bug(refund: Refund, event: RefundEvent) -> None:
    with pytest.raises(IllegalEvent):
        refund_step(refund, event, at(1.0))


def test_the_names_of_events() -> None:
    events = (RefundJudged(ASK, NotThere()), RefundArmed(), RefundRecovered(), RefundWokenUp())

    assert [refund_event_name(event) for event in events] == [
        "Judged refund_query NotThere",
        "Armed",
        "Recovered",
        "WokenUp",
    ]


# Any chance at all


@dataclass
class Bank:
    """One gateway that takes a refund once under its number, whenever a request arrives."""

    refuses: bool
    fails: bool
    made_at: float | None = None
    under_way: list[float] = field(default_factory=list)
    """When requests arrive that nobody waits for any more."""

    def pass_time(self, now: float) -> None:
        for arrival in sorted(self.under_way):
            if arrival <= now:
                self.under_way.remove(arrival)
                self.take(arrival)

    def take(self, now: float) -> RefundVerdict:
        if self.made_at is None and self.refuses:
            return BROKE
        self.made_at = now if self.made_at is None else self.made_at
        return self.status(now)

    def status(self, now: float) -> RefundVerdict:
        if self.made_at is None:
            return NotThere()
        if now - self.made_at < 3.0:
            return RefundInProgress("597")
        return RefundFailed() if self.fails else RefundDone("597")


def answered(chance: Random, bank: Bank, call: RefundCall, now: float) -> RefundVerdict:
    """Return what comes back of a call, by chance of the wire."""
    fate = chance.choice(["well", "well", "not sent", "lost", "reply lost", "slow"])
    match fate:
        case "not sent":
            return NotSent()
        case "lost":
            return LOST
        case "slow" if call is SEND:
            delay = chance.uniform(0.0, ARRIVES_WITHIN_S - 1.0)
            bank.under_way.append(now + delay)
            return LOST
    verdict = bank.take(now) if call is SEND else bank.status(now)
    return verdict if fate == "well" else LOST


def followed(was: Refund, step: RefundStep) -> None:
    """Check what must hold after every step."""
    refund = step.refund
    assert refund.number == was.number
    assert refund.amount == was.amount
    assert refund.state is was.state or refund.state in REFUND_MOVES[was.state]
    ahead = (refund.chase.in_flight is not None) + (refund.chase.wake_at is not None)
    assert ahead == (1 if refund.state in REFUND_OPEN else 0)
    assert step.call is None or step.call is refund.chase.in_flight


@settings(deadline=None, max_examples=300)
@given(seed=st.integers(0, 2**64), refuses=st.booleans(), fails=st.booleans())
def test_in_every_world_the_end_is_the_banks_and_comes(
    seed: int, refuses: bool, fails: bool
) -> None:
    chance = Random(seed)
    bank, refund, now = Bank(refuses, fails), ARMED, 0.0
    event: RefundEvent = RefundArmed()
    for _ in range(40):
        bank.pass_time(now)
        step = refund_step(refund, event, at(now))
        followed(refund, step)
        refund = step.refund
        if refund.state not in REFUND_OPEN:
            break
        if chance.random() < 0.1:
            event = RefundRecovered()
            refund = replace(refund, chase=ARMED.chase)
            now += chance.uniform(0.0, 100.0)
            continue
        if refund.chase.in_flight is not None:
            call = refund.chase.in_flight
            event = RefundJudged(call, answered(chance, bank, call, now))
        else:
            now = max(now, refund.chase.wake_at or now)
            event = RefundWokenUp()
    bank.pass_time(now + ARRIVES_WITHIN_S)

    if refund.state is RefundState.REFUNDED:
        assert bank.made_at is not None
        assert not fails
    if refund.state is RefundState.FAILED:
        assert bank.made_at is None or fails
    if refund.state is RefundState.PENDING:
        assert bank.made_at is not None


def test_a_wire_that_works_again_brings_every_open_refund_to_its_end() -> None:
    bank, refund, now = Bank(refuses=False, fails=False), ARMED, 0.0
    refund = lived(ARMED, RefundArmed(), LOST, NotThere(), LOST, LOST)
    for _ in range(8):
        if refund.state is RefundState.REFUNDED:
            break
        now = refund.chase.wake_at or now
        call = refund_step(refund, RefundWokenUp(), at(now)).call
        assert call is not None
        told = bank.take(now) if call is SEND else bank.status(now)
        refund = lived(refund, told, since=now)

    assert refund.state is RefundState.REFUNDED
    assert isinstance(refund.finished_at, int)
    assert refund.chase.wake_at is None
    assert Monotonic(now) > 0
