from dataclasses import replace

from terminal_daemon.sale.effects import Call
from terminal_daemon.sale.events import CodeScanned, GivenUp, Judged, Recovered, SaleEvent, WokenUp
from terminal_daemon.sale.reason import Doubt, Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.step import step
from terminal_daemon.sale.verdict import (
    Approved,
    Declined,
    NotSent,
    NotThere,
    Pending,
    Unknown,
    Wait,
)
from terminal_daemon.terminal.measures import NOT_SENT, Histogram, Measures, Phase
from tests.unit.sale.sales import ARMED, CODE, RULES, at

CONFIRMING = Pending(Wait.CONFIRMING)


def lived(*events: tuple[float, SaleEvent], sale: Sale = ARMED) -> Measures:
    """Step a sale through these events, and return what was measured."""
    measures = Measures()
    for seconds, event in events:
        was, sale = sale, step(sale, event, at(seconds), RULES).sale
        measures.stepped(was, sale, event, at(seconds))
    return measures


def times(measures: Measures, phase: Phase) -> tuple[int, float]:
    """Return how many were timed and the sum."""
    return sum(measures.seconds[phase].counts), round(measures.seconds[phase].total, 3)


def test_a_bucket_takes_what_is_no_longer_than_its_bound() -> None:
    histogram = Histogram((0.1, 1.0))
    for seconds in (0.0, 0.1, 0.1001, 1.0, 5.0):
        histogram.observe(seconds)

    assert histogram.counts == [2, 2, 1]
    assert round(histogram.total, 4) == 6.2001


def test_a_sale_that_is_confirmed_is_timed_in_its_parts() -> None:
    measures = lived(
        (0.0, CodeScanned(CODE)),
        (0.5, Judged(Call.SUBMIT, CONFIRMING)),
        (2.0, WokenUp()),
        (2.5, Judged(Call.QUERY, CONFIRMING)),
        (8.0, WokenUp()),
        (8.5, Judged(Call.QUERY, Approved("t"))),
    )

    assert times(measures, Phase.ANSWER) == (1, 0.5)
    assert times(measures, Phase.CONFIRMING) == (1, 8.0)
    assert times(measures, Phase.TOTAL) == (1, 8.5)
    assert measures.ended == {(State.APPROVED, None): 1}
    assert measures.gateway_errors == {}


def test_what_proves_nothing_is_counted_by_its_doubt() -> None:
    measures = lived(
        (0.0, CodeScanned(CODE)),
        (1.0, Judged(Call.SUBMIT, NotSent())),
        (2.5, WokenUp()),
        (3.0, Judged(Call.SUBMIT, Unknown(Doubt.TIMED_OUT))),
        (5.0, WokenUp()),
        (5.1, Judged(Call.QUERY, Unknown(Doubt.BAD_SIGNATURE))),
        (7.0, WokenUp()),
        (7.1, Judged(Call.QUERY, NotThere())),
    )

    assert measures.gateway_errors == {NOT_SENT: 1, "timed_out": 1, "bad_signature": 1}
    assert times(measures, Phase.ANSWER) == (1, 3.0)
    assert times(measures, Phase.TOTAL) == (0, 0.0)


def test_a_sale_that_left_the_counter_unknown_ends_twice_and_is_timed_once() -> None:
    measures = lived(
        (0.0, CodeScanned(CODE)),
        (1.0, Judged(Call.SUBMIT, Unknown(Doubt.TIMED_OUT))),
        (48.0, WokenUp()),
        (49.0, Judged(Call.CLOSE, Unknown(Doubt.TIMED_OUT))),
        (61.0, Judged(Call.QUERY, Unknown(Doubt.TIMED_OUT))),
        (121.0, WokenUp()),
        (121.5, Judged(Call.QUERY, Approved("t"))),
    )

    assert measures.ended == {(State.UNKNOWN, None): 1, (State.APPROVED, None): 1}
    assert times(measures, Phase.TOTAL) == (1, 61.0)


def test_each_end_is_counted_with_its_reason() -> None:
    declined = lived(
        (0.0, CodeScanned(CODE)), (1.0, Judged(Call.SUBMIT, Declined(Reason.NOT_ENOUGH)))
    )
    cancelled = lived((0.0, GivenUp(Reason.CANCELLED_BY_REGISTER)))

    assert declined.ended == {(State.DECLINED, Reason.NOT_ENOUGH): 1}
    assert cancelled.ended == {(State.CANCELLED, Reason.CANCELLED_BY_REGISTER): 1}
    assert times(cancelled, Phase.TOTAL) == (0, 0.0)


def test_what_a_restart_found_is_not_timed() -> None:
    recovered = lived((0.0, Recovered()), sale=replace(ARMED, state=State.SUBMITTING))

    assert times(recovered, Phase.TOTAL) == (0, 0.0)
