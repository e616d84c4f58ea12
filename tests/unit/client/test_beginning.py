import pytest

from terminal_daemon.client.beginning import Beginning, Failure
from terminal_daemon.client.errors import (
    ClientError,
    Invalid,
    KeyReused,
    NoSuchSale,
    NotAllowed,
    NotNow,
    NotUnderstood,
    Occupied,
    OutcomeUnknown,
    Refused,
    TerminalFault,
    Unreachable,
)

NEVER_ARRIVED = Unreachable("refused", sent=False)
LOST = Unreachable("cut", sent=True)
NOT_NOW = NotNow(503, {"status": 503}, 1.0)
OCCUPIED = Occupied(409, {"why": "sale"})
NOT_ALLOWED = NotAllowed(401, {"status": 401})


def end_of(*failures: Failure, fresh: bool = True) -> ClientError:
    """Return what is raised once these tries failed and time is up."""
    beginning = Beginning("key-1", is_fresh=fresh)
    try:
        for failure in failures:
            beginning.failed(failure)
    except ClientError as raised:
        return raised
    return beginning.given_up()


@pytest.mark.parametrize(
    "failures",
    [
        (LOST,),
        (LOST, NEVER_ARRIVED),
        (LOST, OCCUPIED),
        (LOST, NOT_NOW),
        (LOST, NOT_ALLOWED),
        (NotUnderstood("cut"),),
        (TerminalFault(500, {}),),
    ],
)
def test_once_a_try_may_have_arrived_only_a_sale_would_be_an_answer(
    failures: tuple[Failure, ...],
) -> None:
    raised = end_of(*failures)

    assert isinstance(raised, OutcomeUnknown)
    assert (raised.key, raised.sent) == ("key-1", True)
    assert raised.problem == failures[-1].problem


@pytest.mark.parametrize("failure", [NEVER_ARRIVED, NOT_NOW, OCCUPIED, NOT_ALLOWED])
def test_where_nothing_arrived_or_nothing_was_begun_it_says_so(failure: Failure) -> None:
    assert end_of(failure) is failure
    assert end_of(NEVER_ARRIVED, failure) is failure


@pytest.mark.parametrize("failure", [NEVER_ARRIVED, NOT_NOW])
def test_a_key_that_is_not_fresh_may_have_begun_a_sale_earlier(failure: Failure) -> None:
    raised = end_of(failure, fresh=False)

    assert isinstance(raised, OutcomeUnknown)
    assert not raised.sent


@pytest.mark.parametrize(
    "failure", [Invalid(422, {}), KeyReused(422, {}), NoSuchSale(404, {}), Refused(415, {})]
)
def test_what_is_wrong_with_the_request_is_said_at_once(failure: Refused) -> None:
    assert end_of(failure) is failure


@pytest.mark.parametrize("failure", [Invalid(422, {}), KeyReused(422, {}), NoSuchSale(404, {})])
def test_what_is_wrong_with_every_try_is_said_after_a_lost_one_too(failure: Refused) -> None:
    assert end_of(LOST, failure) is failure


def test_the_next_try_waits_as_long_as_the_terminal_says() -> None:
    beginning = Beginning("key-1", is_fresh=True)

    assert beginning.failed(NOT_NOW) == 1.0
    assert beginning.failed(LOST) == 0.0


def test_without_any_try_nothing_is_known() -> None:
    assert isinstance(Beginning("key-1", is_fresh=True).given_up(), OutcomeUnknown)
