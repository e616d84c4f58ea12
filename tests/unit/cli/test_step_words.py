import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.cli.step_words import CALLS, EVENTS, REFUNDS, VERDICTS, in_words
from tests.unit.rules.test_page import STEP_WORDS


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("Armed", "Order written down"),
        ("GivenUp cancelled_by_staff", "No code was used"),
        ("Judged query Pending", "Query: not paid yet"),
        ("Judged submit Unknown", "Payment: no answer that proves anything"),
        ("Refund 1 pending: Judged refund RefundInProgress", "Refund 1: the gateway is at it"),
        ("Refund 12 refunded: RefundFound", "Refund 12: the money goes back"),
        ("Judged query SomethingNew", "Judged query SomethingNew"),
        ("Judged dance Approved", "Judged dance Approved"),
        ("Refund 1 tripled: x", "Refund 1 tripled: x"),
        ("NobodyKnows", "NobodyKnows"),
    ],
)
def test_an_event_is_said_in_words_and_one_without_as_it_is(event: str, words: str) -> None:
    assert in_words(event) == words


def test_it_says_what_the_page_says() -> None:
    english = STEP_WORDS[1]
    groups = (("event_", EVENTS), ("call_", CALLS), ("verdict_", VERDICTS), ("refund_", REFUNDS))
    ours = {f"{prefix}{name}": words for prefix, group in groups for name, words in group.items()}

    assert ours == {key: english[key] for key in english if key not in {"judged", "refunding"}}


@given(st.text())
def test_any_event_is_said_somehow(event: str) -> None:
    assert in_words(event) or not event
