import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.config.remote import Remote
from terminal_daemon.fleet.envelope import (
    LARGEST,
    EnvelopeRefused,
    Letter,
    Sealed,
    envelope,
    is_address,
    letter_of,
    refuse_unless_due,
    sealed,
    text_of,
)
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds

HERE = "terminals/T01"
REMOTE = Remote(12, "[amount]\nmaximum = 900\n")
LETTER = Letter((HERE,), REMOTE)
NOON = UnixSeconds(1_795_600_800)
SEAL = Sealed(b"text", b"s" * 64)
TEXTS = st.text(st.characters(codec="utf-8"))
TIMES = st.none() | st.integers(0, 1 << 40).map(UnixSeconds)
ORDERS = st.builds(
    Letter,
    st.lists(st.sampled_from([HERE, "terminals/*", "shops/north/T2"]), max_size=4).map(tuple),
    st.builds(Remote, st.integers(1, (1 << 53) - 1), TEXTS),
    TIMES,
    TIMES,
)


def now(unix: int = NOON, *, trusted: bool = True) -> Moment:
    return Moment(Monotonic(0.0), UnixSeconds(unix), trusted)


@given(ORDERS)
def test_what_is_signed_is_read_as_it_was_meant(letter: Letter) -> None:
    assert letter_of(text_of(letter)) == letter


@given(st.binary(max_size=200), st.binary(min_size=64, max_size=64))
def test_an_envelope_holds_the_text_byte_by_byte(text: bytes, signature: bytes) -> None:
    seal = Sealed(text, signature)

    assert sealed(envelope(seal)) == seal


@given(st.integers(0, 200))
def test_an_envelope_that_is_cut_short_is_refused(length: int) -> None:
    whole = envelope(SEAL)
    with pytest.raises(EnvelopeRefused):
        sealed(whole[: min(length, len(whole) - 1)])


@given(st.binary(max_size=300))
def test_any_bytes_are_an_envelope_or_refused(payload: bytes) -> None:
    with suppress(EnvelopeRefused):
        assert len(sealed(payload).signature) == 64


def members(**more: Any) -> bytes:
    return json.dumps(json.loads(envelope(SEAL)) | more).encode()


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"x" * (LARGEST + 1), "larger than 65536 bytes"),
        (b"[" * 5000, "no JSON object"),
        (b"[]", "no JSON object"),
        (b"\xff", "no JSON object"),
        (members(v=2), "another version"),
        (members(signed=7), "`signed` is no base64"),
        (members(signed="a b"), "`signed` is no base64"),
        (members(signature="é"), "`signature` is no base64"),
        (members(signature="AAAA"), "no Ed25519 signature"),
    ],
)
def test_what_is_no_envelope_is_refused_with_the_reason(payload: bytes, why: str) -> None:
    with pytest.raises(EnvelopeRefused, match=why):
        sealed(payload)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"to": "terminals/T01"}, "no list of terminals"),
        ({"to": ["T01"]}, "no list of terminals"),
        ({"to": [7]}, "no list of terminals"),
        ({"serial": 0}, "no number from 1 on"),
        ({"serial": True}, "no number from 1 on"),
        ({"serial": 1.5}, "no number from 1 on"),
        ({"serial": 1 << 60}, "no number from 1 on"),
        ({"serial": None}, "no number from 1 on"),
        ({"config": None}, "no text"),
        ({"config": "\ud800"}, "no text"),
        ({"expires": "2026-11-25"}, "seconds since 1970, or null"),
        ({"not_before": 1 << 60}, "seconds since 1970, or null"),
    ],
)
def test_what_was_signed_by_mistake_is_refused(more: dict[str, Any], why: str) -> None:
    text = json.dumps(json.loads(text_of(LETTER)) | more).encode()
    with pytest.raises(EnvelopeRefused, match=why):
        letter_of(text)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists))
def test_any_signed_json_is_a_letter_or_refused(said: object) -> None:
    for text in (json.dumps(said), json.dumps({"to": said, "serial": said, "config": said})):
        with pytest.raises(EnvelopeRefused):
            letter_of(text.encode())


@pytest.mark.parametrize("to", [(HERE,), ("terminals/*",), ("terminals/T02", HERE)])
def test_a_terminal_takes_what_is_for_it_or_for_all_of_its_fleet(to: tuple[str, ...]) -> None:
    refuse_unless_due(replace(LETTER, to=to), HERE, 11, now())


@pytest.mark.parametrize(
    "to", [(), ("terminals/T02",), ("shops/*",), ("shops/T01",), ("terminals/x/*",)]
)
def test_what_is_for_others_is_refused(to: tuple[str, ...]) -> None:
    with pytest.raises(EnvelopeRefused, match="and this is terminals/T01"):
        refuse_unless_due(replace(LETTER, to=to), HERE, 0, now())


@pytest.mark.parametrize("highest", [12, 13, 999])
def test_an_old_one_that_comes_again_is_refused(highest: int) -> None:
    with pytest.raises(EnvelopeRefused, match=f"serial 12 is not above {highest}"):
        refuse_unless_due(LETTER, HERE, highest, now())


def test_its_times_count_where_the_clock_can_be_trusted() -> None:
    letter = replace(LETTER, not_before=NOON, expires=UnixSeconds(NOON + 60))

    refuse_unless_due(letter, HERE, 0, now())
    with pytest.raises(EnvelopeRefused, match="not to be taken yet"):
        refuse_unless_due(letter, HERE, 0, now(NOON - 1))
    with pytest.raises(EnvelopeRefused, match="has expired"):
        refuse_unless_due(letter, HERE, 0, now(NOON + 60))
    refuse_unless_due(letter, HERE, 0, now(0, trusted=False))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("terminals/T01", True),
        ("shops/north/*", True),
        ("T01", False),
        ("*", False),
        ("terminals/T01\n", False),
        ("terminals/#", False),
        (None, False),
    ],
)
def test_an_address_is_a_prefix_and_a_terminal_or_all(text: object, is_one: bool) -> None:
    assert is_address(text) is is_one
