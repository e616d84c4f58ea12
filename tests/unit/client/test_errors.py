import pytest

from terminal_daemon.client import errors
from terminal_daemon.client.errors import (
    ClientError,
    KeyReused,
    Occupied,
    OutcomeUnknown,
    PerhapsPaid,
    Refused,
    StillOpen,
    TooLate,
    Unreachable,
)

OURS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, ClientError)
]


@pytest.mark.parametrize("kind", OURS)
def test_the_tree_at_the_top_names_every_error(kind: type[ClientError]) -> None:
    assert kind.__doc__
    assert errors.__doc__ is not None
    assert kind.__name__ in errors.__doc__.split()


def test_an_error_says_what_the_document_says() -> None:
    assert str(Refused(409, {"detail": "another sale", "title": "Occupied"})) == "another sale"
    assert str(Refused(409, {"title": "Occupied"})) == "Occupied"
    assert str(Refused(409, {})) == "status 409"


def test_what_the_document_says_besides_is_at_hand() -> None:
    occupied = Occupied(409, {"why": "sale", "order": "T01_A_1"})

    assert (occupied.why, occupied.order) == ("sale", "T01_A_1")
    assert Occupied(409, {"why": "typing", "order": None}).order is None
    assert PerhapsPaid(409, {"state": "approved"}).state == "approved"
    assert TooLate(409, {"state": "pending"}).state == "pending"
    assert KeyReused(422, {"order": "T01_A_1"}).order == "T01_A_1"


def test_the_others_say_what_is_known() -> None:
    assert OutcomeUnknown("key-1", sent=True).key == "key-1"
    assert OutcomeUnknown("key-1", {"status": 503}, sent=False).problem == {"status": 503}
    assert StillOpen("T01_A_1", "unknown").state == "unknown"
    assert Unreachable("gone", sent=True).sent
    assert Unreachable("gone", sent=False).problem == {}
