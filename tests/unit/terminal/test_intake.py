"""terminal/intake.py: whatever a scanner sends is a valid code, a message, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.config.model import (
    AmountSection,
    AmountSource,
    Config,
    GatewaySection,
    ScannerSection,
)
from terminal_daemon.config.receipt import FilePrinter, ReceiptSection
from terminal_daemon.keys.feed import Feed, fed, silent
from terminal_daemon.keys.flood import MOST_LINES
from terminal_daemon.keys.inputs import InputEvent, LineCutOff, LineRead
from terminal_daemon.keys.key_codes import KEY_LEFTSHIFT
from terminal_daemon.keys.match import Role
from terminal_daemon.keys.presses import typed_bytes
from terminal_daemon.keys.scan import LONGEST, ScannedLine
from terminal_daemon.keys.strokes import MOST_GAPS, Strokes
from terminal_daemon.keys.wire import EV_KEY, EV_SYN, LAYOUT, encode_event
from terminal_daemon.sale.counter import AwaitingCode, Counter, Paying, Typing
from terminal_daemon.sale.counter_step import counter_step
from terminal_daemon.sale.effects import SendCode
from terminal_daemon.sale.events import (
    AmountConfirmed,
    AmountRefused,
    AmountTyped,
    BackspacePressed,
    CounterEvent,
    DigitPressed,
    EnterPressed,
    EscapePressed,
    LineScanned,
    OtherKeyPressed,
    ReceiptKeyPressed,
    RefundKeyPressed,
    ScanCutOff,
)
from terminal_daemon.sale.refund_entry import FindOrder, Found, RefundEntry, TypePart, TypePin
from terminal_daemon.terminal.intake import key_pressed, line_scanned
from terminal_daemon.terminal.setup import setup_from
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.auth_code import AuthCode, NotACode, PayType, wallet_of
from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.secret import Secret

CODE = "134567890123456401"
SETUP = setup_from(Config(key=Secret("k")), test=False)
AFFIXED = setup_from(Config(scanner=ScannerSection(prefix="]Q1"), key=Secret("k")), test=False)
ALL = setup_from(
    Config(gateway=GatewaySection(pay_types=frozenset(PayType)), key=Secret("k")), test=False
)
AWAITING = Counter(AwaitingCode(OrderNumber("T01_7K3M2QXA_000042"), Fen(1), Monotonic(1e9)))


def test_a_line_says_when_it_was_typed() -> None:
    line = ScannedLine(CODE, strokes=Strokes(last=Monotonic(7.0)))

    assert line_scanned(LineRead(line), SETUP) == LineScanned(AuthCode(CODE), Monotonic(7.0))
    assert line_scanned(LineRead(ScannedLine(CODE)), SETUP) == LineScanned(AuthCode(CODE), None)


def test_what_a_scanner_adds_is_taken_off_only_where_it_was_configured() -> None:
    line = LineRead(ScannedLine(f"]Q1{CODE}"))

    assert line_scanned(line, AFFIXED) == LineScanned(AuthCode(CODE))
    assert line_scanned(line, SETUP) == LineScanned(NotACode.LETTERS)


def test_a_code_typed_for_another_layout_is_said_and_never_mended() -> None:
    shift = encode_event(EV_KEY, KEY_LEFTSHIFT, 1)
    _, (said,) = fed(Feed(Role.SCANNER), shift + typed_bytes(CODE + "\n"))

    assert isinstance(said, LineRead)
    assert line_scanned(said, SETUP) == LineScanned(NotACode.LAYOUT)


def test_a_damaged_line_asks_for_a_new_scan() -> None:
    damaged = LineRead(ScannedLine("", damaged=True))

    assert line_scanned(damaged, SETUP) == LineScanned(NotACode.DAMAGED)
    assert line_scanned(LineCutOff(), SETUP) == ScanCutOff()


@pytest.mark.parametrize("source", [AmountSource.POS, AmountSource.FIXED])
def test_where_amounts_are_not_typed_digits_make_none(source: AmountSource) -> None:
    amount = AmountSection(source=source, fixed=Fen(1))
    setup = setup_from(Config(amount=amount, key=Secret("k")), test=False)
    said = [key_pressed(Counter(), char, setup) for char in "5\n\x1b+"]

    assert said == [OtherKeyPressed(), EnterPressed(), EscapePressed(), OtherKeyPressed()]


def test_keys_make_an_amount_where_one_can_be_typed() -> None:
    typing = Counter(Typing("12.5", Fen(0)))
    unpaid = Counter(Typing("0", Fen(0)))

    assert key_pressed(Counter(), "7", SETUP) == AmountTyped("7", Fen(0))
    assert key_pressed(typing, "+", SETUP) == AmountTyped("", Fen(1250))
    assert key_pressed(typing, "\n", SETUP) == AmountConfirmed(Fen(1250))
    refused = key_pressed(unpaid, "\n", SETUP)
    assert isinstance(refused, AmountRefused)
    assert key_pressed(AWAITING, "7", SETUP) == OtherKeyPressed()
    assert key_pressed(Counter(), "\n", SETUP) == EnterPressed()


FOUND = Found(OrderNumber("T01_7K3M2QXA_000042"), Fen(1250), UnixSeconds(0))


def entered(at: FindOrder | TypePart | TypePin) -> Counter:
    return Counter(RefundEntry(at, Monotonic(9.0)))


def meant(counter: Counter, keys: str) -> list[CounterEvent]:
    return [key_pressed(counter, char, SETUP) for char in keys]


def test_either_key_begins_a_refund_but_not_in_the_middle_of_an_amount() -> None:
    assert meant(Counter(), "/-") == [RefundKeyPressed()] * 2
    typing = Counter(Typing("12", Fen(0)))
    assert meant(typing, "/-") == [AmountTyped("12", Fen(0))] * 2


def test_a_key_prints_the_last_receipt_where_there_is_a_printer() -> None:
    place = FilePrinter("/dev/usb/lp0")
    receipt = ReceiptSection(printer=place)
    printing = setup_from(Config(receipt=receipt, key=Secret("k")), test=False)

    assert key_pressed(Counter(), "*", printing) == ReceiptKeyPressed()
    typing = Counter(Typing("12", Fen(0)))
    assert key_pressed(typing, "*", printing) == AmountTyped("12", Fen(0))
    assert meant(Counter(), "*") != [ReceiptKeyPressed()]


@pytest.mark.parametrize("at", [FindOrder("00"), TypePin(FOUND, Fen(1))])
def test_order_and_pin_are_digits(at: FindOrder | TypePin) -> None:
    assert meant(entered(at), "7\b\n\x1b./") == [
        DigitPressed("7"),
        BackspacePressed(),
        EnterPressed(),
        EscapePressed(),
        OtherKeyPressed(),
        OtherKeyPressed(),
    ]


def test_a_part_is_an_amount_of_at_most_what_is_left() -> None:
    assert meant(entered(TypePart(FOUND)), "2.\n\b\x1b+") == [
        AmountTyped("2", Fen(0)),
        AmountTyped("0.", Fen(0)),
        EnterPressed(),
        BackspacePressed(),
        EscapePressed(),
        OtherKeyPressed(),
    ]
    assert meant(entered(TypePart(FOUND, "12.5")), "\n1\b+\x1b") == [
        AmountConfirmed(Fen(1250)),
        AmountRefused(AmountProblem.TOO_MUCH, "12.51", Fen(0)),
        AmountTyped("12.", Fen(0)),
        OtherKeyPressed(),
        EscapePressed(),
    ]


KEYS = st.tuples(
    st.sampled_from([EV_KEY, EV_KEY, EV_KEY, EV_SYN]),
    st.sampled_from([0, 3, 28, 96, 101, 15, 42, 56, 58]) | st.integers(2, 11) | st.integers(0, 767),
    st.integers(0, 2),
    st.integers(0, 80_000),  # microseconds since the event before
)
CODES = st.builds(
    lambda prefix, rest: typed_bytes(f"{prefix}{rest}\n", at=Monotonic(50.0)),
    st.sampled_from(["13", "28", "91"]),
    st.text("0123456789", min_size=12, max_size=24),
)


def typed(keys: list[tuple[int, int, int, int]]) -> bytes:
    data, at = b"", 10_000_000
    for kind, code, value, gap in keys:
        at += gap
        data += LAYOUT.pack(at // 1_000_000, at % 1_000_000, kind, code, value)
    return data


def check_size(feed: Feed) -> None:
    """Whatever was typed, little is kept of it."""
    assert len(feed.scan.text) <= LONGEST
    assert len(feed.scan.strokes.gaps) <= MOST_GAPS
    assert len(feed.scan.strokes.held) <= 8
    assert len(feed.keyboard.held) <= 8
    assert len(feed.rest) < LAYOUT.size
    assert feed.flow.count <= MOST_LINES + 1


def check_meaning(said: tuple[InputEvent, ...]) -> None:
    """Each line is a valid code that goes to the sale, or a message, or nothing."""
    for event in said:
        assert isinstance(event, LineRead)
        scanned = line_scanned(event, ALL)
        assert isinstance(scanned, LineScanned)
        now = Moment(Monotonic(60.0), UnixSeconds(0), trusted=True)
        after = counter_step(AWAITING, scanned, now, ALL.counter)
        sent = [effect for effect in after.effects if isinstance(effect, SendCode)]
        if isinstance(scanned.read, AuthCode):
            assert wallet_of(scanned.read.digits) is scanned.read.pay_type
            assert scanned.read.digits == event.line.text.strip()
            assert sent or after.counter.message is NotACode.TOO_OLD
        else:
            assert not sent
            assert after.counter.message is scanned.read or scanned.read is NotACode.EMPTY
        assert isinstance(after.counter.mode, Paying if sent else AwaitingCode)


@given(st.lists(st.lists(KEYS, max_size=60).map(typed) | CODES, max_size=12))
def test_any_key_events_give_a_code_or_a_message_or_nothing(pieces: list[bytes]) -> None:
    feed = Feed(Role.SCANNER)
    for piece in pieces:
        feed, said = fed(feed, piece)
        check_size(feed)
        check_meaning(said)
    feed, said = silent(feed)
    check_size(feed)
    check_meaning(said)
