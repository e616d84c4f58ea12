import asyncio
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.api.exchange import Call, Peer
from terminal_daemon.api.problems import Kind, Refused
from terminal_daemon.api.requests import (
    RefundWish,
    Wish,
    is_order,
    key_of,
    object_of,
    order_in,
    read_object,
    refund_wish_of,
    wish_of,
)
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.order_number import OrderNumber

MAXIMUM = Fen(5000)
OTHER = OrderNumber("T01_ABCDEFGH_000001")


def wrong(body: dict[str, object]) -> list[str]:
    with pytest.raises(Refused) as refusal:
        wish_of(body, MAXIMUM)
    assert refusal.value.problem.kind is Kind.INVALID
    return [error.field for error in refusal.value.problem.errors]


def test_a_wish_is_read() -> None:
    body = {"amount": 1250, "reference": "A-17", "description": "天虹", "retry_of": OTHER}

    assert wish_of(body, MAXIMUM) == Wish(Fen(1250), "A-17", "天虹", OTHER)
    assert wish_of({"amount": 1, "retry_of": None}, MAXIMUM) == Wish(Fen(1))
    assert wish_of({"amount": 1250.0}, MAXIMUM).digest == Wish(Fen(1250)).digest
    assert wish_of({"amount": MAXIMUM}, MAXIMUM).amount == MAXIMUM


@pytest.mark.parametrize(
    "amount", [None, 0, -1, 5001, 12.5, "1250", True, [1], {"fen": 1}, 10**30, 1e30, 1e999]
)
def test_what_is_no_amount_is_refused(amount: object) -> None:
    assert wrong({"amount": amount}) == ["amount"]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["amount"]),
        ({"amount": 1, "amuont": 2}, ["amuont"]),
        ({"amount": 1, "\n": 2}, ["?"]),
        ({"amount": 1, "reference": "x" * 65}, ["reference"]),
        ({"amount": 1, "reference": "a\nb"}, ["reference"]),
        ({"amount": 1, "reference": "\ud800"}, ["reference"]),
        ({"amount": 1, "reference": None}, ["reference"]),
        ({"amount": 1, "description": "x" * 41}, ["description"]),
        ({"amount": 1, "description": 5}, ["description"]),
        ({"amount": 1, "retry_of": "no order"}, ["retry_of"]),
        ({"amount": 1, "retry_of": 5}, ["retry_of"]),
        ({"x": 1, "retry_of": ""}, ["x", "amount", "retry_of"]),
    ],
)
def test_everything_wrong_is_told_at_once(body: dict[str, object], fields: list[str]) -> None:
    assert wrong(body) == fields


@given(st.dictionaries(st.text(), st.none() | st.text() | st.integers() | st.floats()))
def test_whatever_the_body_holds_it_is_a_wish_or_refused(body: dict[str, object]) -> None:
    try:
        wish = wish_of(body, MAXIMUM)
    except Refused as refusal:
        json.loads(refusal.problem.document())
    else:
        assert 1 <= wish.amount <= MAXIMUM


def test_alike_wishes_have_one_digest_and_others_another() -> None:
    wishes = [
        Wish(Fen(1)),
        Wish(Fen(2)),
        Wish(Fen(1), "a"),
        Wish(Fen(1), "", "a"),
        Wish(Fen(1), "", "", OTHER),
        Wish(Fen(1), '"', ","),
    ]
    assert len({wish.digest for wish in wishes}) == len(wishes)
    assert Wish(Fen(1), "é").digest == Wish(Fen(1), "é").digest
    assert len(wishes[0].digest) == 64


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[1]",
        b'"x"',
        b"{",
        b'{"a":1}x',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":1,"a":2}',
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b"[" * 16000,
        b'{"a":' * 3000 + b"1" + b"}" * 3000,
        b'{"a":[[[[[[[[1]]]]]]]]}',
        b'{"a":' + b"9" * 5000 + b"}",
        b"{'a':1}",
    ],
)
def test_what_is_no_json_object_of_ours_is_refused(body: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        object_of(body)
    assert refusal.value.problem.kind is Kind.MALFORMED


@given(st.binary())
def test_no_bytes_break_the_reading(body: bytes) -> None:
    with suppress(Refused):
        object_of(body)


def read(content_type: str) -> object:
    async def receive() -> bytes:
        return b'{"a": [{"b": 1}]}'

    headers = {"content-type": (content_type,)}
    return asyncio.run(read_object(Call("POST", "/", Peer("x"), headers, receive=receive)))


def test_a_body_must_say_that_it_is_json() -> None:
    assert read("application/json") == read("Application/JSON; charset=utf-8")
    for other in ("", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"):
        with pytest.raises(Refused) as refusal:
            read(other)
        assert refusal.value.problem.kind is Kind.NOT_JSON


def key(*values: str) -> str | None:
    return key_of(Call("POST", "/", Peer("x"), {"idempotency-key": values} if values else {}))


def test_a_key_is_printable_and_stands_once() -> None:
    assert key() is None
    assert key("a key") == "a key"
    assert key("x" * 255) == "x" * 255
    for wrong_ones in (("",), ("x" * 256,), ("ä",), ("a\tb",), ("a", "b")):
        with pytest.raises(Refused):
            key(*wrong_ones)


def test_the_form_of_an_order_number() -> None:
    assert is_order(OTHER)
    assert not any(map(is_order, ["T01", "T01-ABCDEFGH-1", OTHER * 2, f"{OTHER}\n", None, 5]))


def test_a_refund_is_of_an_amount_or_of_all_that_is_left() -> None:
    assert refund_wish_of({}) == RefundWish()
    assert refund_wish_of({"amount": None, "pin": None}) == RefundWish()
    assert refund_wish_of({"amount": 250.0, "pin": "2718"}) == RefundWish(Fen(250), "2718")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"amount": 0}, ["amount"]),
        ({"amount": True, "pin": 2718}, ["amount", "pin"]),
        ({"amount": 10**9, "pin": "271", "x": 1}, ["x", "amount", "pin"]),
        ({"pin": "27l8"}, ["pin"]),
    ],
)
def test_everything_wrong_with_a_refund_is_told_at_once(
    body: dict[str, object], fields: list[str]
) -> None:
    with pytest.raises(Refused) as refusal:
        refund_wish_of(body)

    assert [error.field for error in refusal.value.problem.errors] == fields
    assert "27l8" not in str(refusal.value.problem)


def test_the_pin_is_no_part_of_what_is_asked_for_and_never_shown() -> None:
    one, other = RefundWish(Fen(250), "2718"), RefundWish(Fen(250), "0000")

    assert one.digest(OTHER) == other.digest(OTHER)
    assert one.digest(OTHER) != RefundWish(Fen(251)).digest(OTHER) != RefundWish().digest(OTHER)
    assert "2718" not in repr(one)


def test_a_path_names_an_order_or_no_sale() -> None:
    call = Call("GET", "/", Peer("unix"), named={"order": OTHER})

    assert order_in(call) == OTHER
    with pytest.raises(Refused) as refusal:
        order_in(Call("GET", "/", Peer("unix"), named={"order": "x"}))
    assert refusal.value.problem.kind is Kind.NO_SUCH_SALE
