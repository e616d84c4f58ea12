"""What a verdict, together with all that is known of its order, proves about the money.

The one rule (gateway.md): approved only on a verified reply for this order; not paid only on
evidence that the order cannot be paid any more; everything in between stays open.
"""

from terminal_daemon.sale import rules as waits
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.rules import Rules
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.verdict import (
    Approved,
    Declined,
    FailedForNow,
    NotOurs,
    NotThere,
    Pending,
    PerhapsFailed,
    Refunded,
    Rejected,
    Unknown,
    Verdict,
    Wait,
)
from terminal_daemon.values.moment import Moment

Ending = Approved | Declined | Rejected | Refunded


def age_s(sale: Sale, now: Moment) -> float:
    """Return the seconds since the submit, or since the restart that recovered the order."""
    if sale.chase.since is None:
        return 0.0
    return round(now.monotonic - sale.chase.since, 3)  # a timer set for 47 s must find 47 s over


def ending(sale: Sale, verdict: Verdict, now: Moment, rules: Rules) -> Ending | None:
    """Return how the sale ends, or None while the money may still move."""
    over = age_s(sale, now) >= rules.window_s
    dead = sale.closed or _expired(sale, now)  # nobody can pay it any more
    match verdict:
        case Approved() | Rejected() | Refunded():
            return verdict
        case Declined():
            # The submit's own words say more than the state that a query agrees with.
            return sale.chase.ask_first.no if sale.chase.ask_first is not None else verdict
        case Pending(Wait.NOT_PAID_YET):
            return _not_paid(sale) if dead else None
        case PerhapsFailed():
            return _not_paid(sale) if dead or _stayed_minus_one(sale, now) else None
        case FailedForNow():
            return _not_paid(sale) if dead or over else None
        case NotThere():
            return _not_there(sale, now, dead=dead and over)
        case NotOurs() | Unknown():
            return _same_refusal(sale, verdict)
        case _:
            return None


def _not_there(sale: Sale, now: Moment, *, dead: bool) -> Ending | None:
    """301 "can mean not there yet": final once nobody can pay, or if the submit was answered no."""
    if sale.submitted_at is None and age_s(sale, now) >= waits.NEVER_ARRIVED_S:
        return Declined(Reason.NEVER_ARRIVED)  # armed before a restart; its code has expired
    ask_first = sale.chase.ask_first
    if dead or (ask_first is not None and not ask_first.signed_only):
        return _not_paid(sale)
    return None


def _same_refusal(sale: Sale, verdict: NotOurs | Unknown) -> Ending | None:
    """Believe a refusal that the query repeats: the merchant's set-up is at fault."""
    ask_first = sale.chase.ask_first
    if ask_first is None or not isinstance(ask_first.no, Rejected):
        return None
    if isinstance(verdict, NotOurs):
        # OUT_TRADE_NO_USED: "query; if it isn't ours, rejected" (error-codes.md)
        return ask_first.no if ask_first.no.code == "OUT_TRADE_NO_USED" else None
    return ask_first.no if verdict.code and verdict.code == ask_first.no.code else None


def _not_paid(sale: Sale) -> Declined | Rejected:
    if sale.chase.ask_first is not None:
        return sale.chase.ask_first.no
    if sale.chase.minus_one_since is not None:
        return Declined(Reason.PAYMENT_FAILED, "-1")
    return Declined(Reason.NOT_PAID_IN_TIME)


def _stayed_minus_one(sale: Sale, now: Moment) -> bool:
    first = sale.chase.minus_one_since
    return first is not None and now.monotonic - first >= waits.MINUS_ONE_APART_S


def _expired(sale: Sale, now: Moment) -> bool:
    """Tell whether `time_expire` has passed, without asking today's wall clock.

    It was set by a trusted clock; since then at least the order's whole life has gone by on the
    monotonic one.
    """
    if sale.time_expire is None or sale.submitted_at is None:
        return False
    life_s = sale.time_expire - sale.submitted_at
    return age_s(sale, now) >= life_s + waits.EXPIRY_MARGIN_S
