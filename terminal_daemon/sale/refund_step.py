"""The machine of a refund: an event in, the refund and its next call out. Pure, as sale/step.py.

The number is on disk before a byte leaves, and it is the only one that is ever sent for this
money: the gateway knows numbers, so the same one sent again is the same refund. It is asked for
until it is refunded or has failed, for days if need be.
"""

from typing import Final

from terminal_daemon.sale.reason import Doubt
from terminal_daemon.sale.refund import (
    REFUND_OPEN,
    Refund,
    RefundCall,
    RefundChase,
    RefundState,
)
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.refund_verdict import (
    RefundDone,
    RefundFailed,
    RefundInProgress,
    RefundRefused,
    RefundVerdict,
)
from terminal_daemon.sale.step import IllegalEvent
from terminal_daemon.sale.verdict import NotSent, NotThere, Unknown
from terminal_daemon.values.dataclass import dataclass, replace
from terminal_daemon.values.moment import Moment

# The gateway needs a few seconds for most; a channel or bank that is slow needs days.
WAITS_S: Final = (2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0)
HOURLY_S: Final = 3600.0
HOURLY_UNTIL_S: Final = 72 * 3600.0
DAILY_S: Final = 86400.0

# Not one byte left: the same number may be sent again, while somebody waits for it.
SEND_AGAIN_S: Final = 1.5
SEND_FOR_S: Final = 20.0

# "-1 failed", and a "no" to the request: two answers so far apart must agree.
AGREE_APART_S: Final = 3.0
# A request that got no answer may still be on its way; after so long it has arrived, or never will.
ARRIVES_WITHIN_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class RefundArmed:
    """The journal has the refund on disk: now it is sent."""


@dataclass(frozen=True, slots=True)
class RefundJudged:
    """A call came back. `evidence` is the reply without secrets, for the journal."""

    call: RefundCall
    verdict: RefundVerdict
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class RefundWokenUp:
    """The refund's `wake_at` has passed."""


@dataclass(frozen=True, slots=True)
class RefundRecovered:
    """The refund was read from the journal at start; it may have been sent."""


@dataclass(frozen=True, slots=True)
class RefundGivenUp:
    """It was on disk so late that whoever wanted it was told that there is none."""


RefundEvent = RefundArmed | RefundJudged | RefundWokenUp | RefundRecovered | RefundGivenUp


@dataclass(frozen=True, slots=True)
class RefundStep:
    """The refund after the event, and the call to make for it now."""

    refund: Refund
    call: RefundCall | None = None


def refund_event_name(event: RefundEvent) -> str:
    """Return the event as log and journal name it, for example "Judged refund_query NotThere"."""
    if isinstance(event, RefundJudged):
        return f"Judged {event.call.value} {type(event.verdict).__name__}"
    return type(event).__name__.removeprefix("Refund")


def refund_step(refund: Refund, event: RefundEvent, now: Moment) -> RefundStep:
    """Return what the event makes of the refund. Raises IllegalEvent and changes nothing."""
    if refund.state not in REFUND_OPEN:
        raise IllegalEvent(f"{event} in {refund.state}")
    match event:
        case RefundArmed():
            _must_be_new(refund)
            chase = RefundChase(since=now.monotonic, in_flight=RefundCall.SEND)
            return RefundStep(replace(refund, chase=chase), RefundCall.SEND)
        case RefundGivenUp():
            _must_be_new(refund)
            reason = RefundReason.NEVER_SENT
            return RefundStep(_finished(refund, RefundState.FAILED, now, reason=reason))
        case RefundRecovered():
            return _recovered(refund, now)
        case RefundWokenUp():
            if refund.chase.wake_at is None or refund.chase.in_flight is not None:
                raise IllegalEvent(f"woken up in {refund.state} without a reason")
            call = refund.chase.next_call
            return RefundStep(refund.chased(in_flight=call, wake_at=None), call)
        case RefundJudged(call, verdict):
            if call is not refund.chase.in_flight:
                raise IllegalEvent(f"{call} was not in flight in {refund.state}")
            return RefundStep(_judged(refund, call, verdict, now))


def _must_be_new(refund: Refund) -> None:
    if refund.state is not RefundState.ARMED or refund.chase != RefundChase():
        raise IllegalEvent(f"armed again in {refund.state}")


def _recovered(refund: Refund, now: Moment) -> RefundStep:
    """Ask first: what was on its way before the restart is not known any more."""
    perhaps_sent = refund if refund.state is not RefundState.ARMED else _unknown(refund)
    chase = RefundChase(
        since=now.monotonic, in_flight=RefundCall.ASK, perhaps_sent_at=now.monotonic
    )
    return RefundStep(replace(perhaps_sent, chase=chase), RefundCall.ASK)


def _judged(refund: Refund, call: RefundCall, verdict: RefundVerdict, now: Moment) -> Refund:
    if call is RefundCall.SEND and isinstance(verdict, NotSent):
        return _not_sent(refund, now)
    refund = refund.chased(in_flight=None, calls=refund.chase.calls + 1)
    match verdict:
        case RefundDone(refund_id):
            done = replace(refund, refund_id=refund_id or refund.refund_id)
            return _finished(done, RefundState.REFUNDED, now)
        case RefundInProgress(refund_id):
            return _ask_later(_in_progress(refund, refund_id), now)
        case RefundFailed():
            return _said_to_have_failed(refund, call, now)
        case RefundRefused():
            return _ask_in(_unknown(refund).chased(refused=verdict), AGREE_APART_S, now)
        case NotThere() if call is RefundCall.ASK:
            return _not_found(refund, now)
        case NotThere():  # no such order, yet: the same number may be sent again
            return _wait(_unknown(refund), RefundCall.SEND, now)
        case Unknown(doubt):
            slower = refund.chase.slower or doubt is Doubt.SLOW_DOWN
            return _ask_later(_unanswered(refund, call, doubt, now).chased(slower=slower), now)
        case NotSent():
            return _ask_later(refund, now)


def _not_sent(refund: Refund, now: Moment) -> Refund:
    """Not one byte of this request left; of an earlier one perhaps."""
    if refund.state is not RefundState.ARMED:
        return _ask_later(refund.chased(in_flight=None), now)
    if _age_s(refund, now) >= SEND_FOR_S:
        return _finished(refund, RefundState.FAILED, now, reason=RefundReason.NO_NETWORK)
    again = now.after(SEND_AGAIN_S)
    return refund.chased(in_flight=None, wake_at=again, next_call=RefundCall.SEND)


def _unanswered(refund: Refund, call: RefundCall, doubt: Doubt, now: Moment) -> Refund:
    """Note that a request may be on its way; the refund exists if the gateway says so (107)."""
    if call is RefundCall.ASK:
        return refund
    refund = _unknown(refund)
    if doubt is Doubt.ORDER_EXISTS:
        return refund.chased(refused=None)
    return refund.chased(perhaps_sent_at=now.monotonic)


def _in_progress(refund: Refund, refund_id: str) -> Refund:
    refund_id = refund_id or refund.refund_id
    moved = replace(refund, state=RefundState.PENDING, refund_id=refund_id)
    return moved.chased(refused=None, failed_since=None)


def _said_to_have_failed(refund: Refund, call: RefundCall, now: Moment) -> Refund:
    first = refund.chase.failed_since
    if first is None:
        return _ask_in(_unknown(refund).chased(failed_since=now.monotonic), AGREE_APART_S, now)
    if call is RefundCall.ASK and now.monotonic - first >= AGREE_APART_S:
        reason = RefundReason.CHANNEL_FAILED
        return _finished(refund, RefundState.FAILED, now, reason=reason, code="-1")
    return _ask_in(refund, AGREE_APART_S, now)


def _not_found(refund: Refund, now: Moment) -> Refund:
    """Weigh that no such refund is known: not yet, or it was refused, or never arrived."""
    if refund.state is RefundState.PENDING or refund.chase.failed_since is not None:
        return _ask_later(refund, now)  # it had it before: that is no proof of anything
    refused = refund.chase.refused
    if refused is None or refused.signed_only:
        return _wait(refund, RefundCall.SEND, now)
    if not _all_arrived(refund, now):
        return _ask_later(refund, now)
    how = {"reason": refused.reason, "code": refused.code}
    return _finished(refund, RefundState.FAILED, now, **how)


def _all_arrived(refund: Refund, now: Moment) -> bool:
    perhaps = refund.chase.perhaps_sent_at
    return perhaps is None or now.monotonic - perhaps >= ARRIVES_WITHIN_S


def _ask_later(refund: Refund, now: Moment) -> Refund:
    return _wait(refund, RefundCall.ASK, now)


def _wait(refund: Refund, call: RefundCall, now: Moment) -> Refund:
    count = max(0, refund.chase.calls - 1)
    if count < len(WAITS_S):
        wait = WAITS_S[count]
    else:
        wait = HOURLY_S if _age_s(refund, now) < HOURLY_UNTIL_S else DAILY_S
    wait *= 2 if refund.chase.slower else 1
    return refund.chased(wake_at=now.after(wait), next_call=call)


def _ask_in(refund: Refund, seconds: float, now: Moment) -> Refund:
    return refund.chased(wake_at=now.after(seconds), next_call=RefundCall.ASK)


def _age_s(refund: Refund, now: Moment) -> float:
    since = refund.chase.since
    return 0.0 if since is None else round(now.monotonic - since, 3)


def _unknown(refund: Refund) -> Refund:
    """Say that it may have been sent, where nothing better is known."""
    if refund.state is RefundState.ARMED:
        return replace(refund, state=RefundState.UNKNOWN)
    return refund


def _finished(refund: Refund, state: RefundState, now: Moment, **changes: object) -> Refund:
    end = {"finished_at": now.unix, "untold": True, "chase": RefundChase()}
    return replace(refund, state=state, **end, **changes)  # type: ignore[arg-type]
