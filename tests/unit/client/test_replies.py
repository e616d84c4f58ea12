import json

import pytest

from terminal_daemon.api.problems import PROBLEM, Kind
from terminal_daemon.client import errors
from terminal_daemon.client.errors import NoSuchSale, NotUnderstood, Refused
from terminal_daemon.client.replies import Reply, plain_text, refusal_of, understood

EXPECTED = {
    Kind.NO_SUCH_SALE: errors.NoSuchSale,
    Kind.OCCUPIED: errors.Occupied,
    Kind.PERHAPS_PAID: errors.PerhapsPaid,
    Kind.TOO_LATE: errors.TooLate,
    Kind.NOTHING_TO_ASK: errors.NothingToDo,
    Kind.NOTHING_TO_ACKNOWLEDGE: errors.NothingToDo,
    Kind.INVALID: errors.Invalid,
    Kind.KEY_REUSED: errors.KeyReused,
    Kind.UNAUTHORIZED: errors.NotAllowed,
    Kind.TOO_MANY_WRONG_TOKENS: errors.NotAllowed,
    Kind.TOO_MANY_REQUESTS: errors.NotNow,
    Kind.TOO_MANY_STREAMS: errors.NotNow,
    Kind.TOO_MANY_CONNECTIONS: errors.NotNow,
    Kind.FORBIDDEN_SCOPE: errors.NotAllowed,
    Kind.NO_PRINTER: errors.NotPrinted,
    Kind.NOT_PRINTED: errors.NotPrinted,
    Kind.NOT_REFUNDABLE: errors.NotRefundable,
    Kind.PIN_NEEDED: errors.PinRefused,
    Kind.PIN_NOT_SET: errors.PinRefused,
    Kind.PIN_WRONG: errors.PinRefused,
    Kind.PIN_LOCKED: errors.PinRefused,
    Kind.JOURNAL: errors.NotNow,
    Kind.STOPPING: errors.NotNow,
    Kind.BUG: errors.TerminalFault,
}
"""Every other problem is plainly refused."""


def reply(kind: Kind, retry_after: str = "", **more: object) -> Reply:
    document = {"type": kind.path, "title": kind.title, "status": kind.status} | more
    return Reply(kind.status, PROBLEM, json.dumps(document).encode(), retry_after)


@pytest.mark.parametrize("kind", Kind)
def test_every_problem_of_the_terminal_is_an_error_that_carries_its_document(kind: Kind) -> None:
    with pytest.raises(Refused) as raised:
        understood(reply(kind, state="pending"))

    assert type(raised.value) is EXPECTED.get(kind, Refused)
    assert raised.value.status == kind.status
    assert raised.value.problem["type"] == kind.path
    assert str(raised.value) == kind.title


def test_an_answer_is_its_document() -> None:
    assert understood(Reply(201, "application/json", b'{"a": 1}')) == {"a": 1}


@pytest.mark.parametrize(
    "answer",
    [
        Reply(200, "application/json", b"[]"),
        Reply(302, "text/html", b""),
        Reply(502, "text/html", b"<h1>Bad gateway</h1>"),
        Reply(409, PROBLEM, b"busy"),
    ],
)
def test_what_is_not_of_this_api_is_not_understood(answer: Reply) -> None:
    with pytest.raises(NotUnderstood):
        understood(answer)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("", 0), ("7", 7), ("90", 60), ("900", 0), ("-1", 0), ("soon", 0), ("٣", 0)],
)
def test_a_wait_that_the_terminal_names_is_kept_within_reason(header: str, seconds: float) -> None:
    assert refusal_of(reply(Kind.TOO_MANY_REQUESTS, header)).retry_after_s == seconds


def test_text_is_read_as_it_is() -> None:
    assert plain_text(Reply(200, "text/plain", "凭条\n".encode())) == "凭条\n"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, "application/json", b"{}"),
        Reply(200, "text/plain", b"\xff"),
        Reply(502, "text/html", b"<html>"),
    ],
)
def test_what_is_no_text_of_the_terminals_is_not_taken_for_it(reply: Reply) -> None:
    with pytest.raises(NotUnderstood):
        plain_text(reply)


def test_a_refusal_is_one_where_text_was_asked_for_too() -> None:
    problem = b'{"type": "/problems/no-such-sale", "title": "no", "status": 404}'

    with pytest.raises(NoSuchSale):
        plain_text(Reply(404, "application/problem+json", problem))
