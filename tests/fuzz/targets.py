"""What the terminal reads from outside, each as one function of bytes that must always return.

A target fails by an exception that its reader does not document, or by a promise it checks itself.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from terminal_daemon.config.load import ConfigError, load_config, warnings
from terminal_daemon.config.model import AmountEntry, Config
from terminal_daemon.gateway.evidence import evidence
from terminal_daemon.gateway.judge import Asked, judge
from terminal_daemon.gateway.replies import Answer, http_date, read_reply
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.keys.entry import Confirmed, Entry, EntryRules, Refused, typed
from terminal_daemon.keys.feed import Feed, fed, silent
from terminal_daemon.keys.inputs import InputEvent, KeysLost, KeyTyped, LineRead
from terminal_daemon.keys.match import Role
from terminal_daemon.keys.scan import LONGEST
from terminal_daemon.keys.wire import EV_KEY, EV_SYN, LAYOUT, encode_event
from terminal_daemon.sale.effects import Call
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.verdict import Approved
from terminal_daemon.simulator.bank import SIMULATED_KEY, SIMULATED_MERCHANT_ID
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import OFF, AuthCode, PayType, read_auth_code
from terminal_daemon.values.moment import Monotonic
from terminal_daemon.values.order_number import OrderNumber
from tests.fuzz import journals, oracle
from tests.fuzz.requests import fuzz_requests
from tests.fuzz.responses import fuzz_responses

CORPUS: Final = Path(__file__).parent / "corpus"
ORDER: Final = OrderNumber("T01_AAAAAAAA_000001")
AMOUNT: Final = Fen(1250)
_ASKED: Final = Asked(ORDER, SIMULATED_MERCHANT_ID, AMOUNT)
_MEMBERS: Final = {
    "merchant_id": SIMULATED_MERCHANT_ID,
    "mch_trade_id": ORDER,
    "total_fee": str(AMOUNT),
    "key": SIMULATED_KEY.reveal(),
}
_CODES: Final[Mapping[PayType, re.Pattern[str]]] = {
    PayType.WECHAT: re.compile("1[0-5][0-9]{16}"),
    PayType.ALIPAY: re.compile("(?:2[5-9]|30)[0-9]{14,22}"),
    PayType.QQ: re.compile("91[0-9]{16}"),
}
_KEY: Final = b"TheMerchantsKeyOfTheFuzzedFile00"
_MOST_PIECES: Final = 200
_LONGEST_SENTENCE: Final = 1000  # characters


def fuzz_keys(data: bytes) -> None:
    """Read kernel events, cut into pieces; the first byte says of whom, how packed and cut."""
    how, rest = (data[0], data[1:]) if data else (0, data)
    role = Role.SCANNER if how & 1 else Role.KEYPAD
    stream = _unpacked(rest) if how & 2 else rest
    size = max(how >> 2, len(stream) // _MOST_PIECES) if how >> 2 else len(stream) or 1
    whole, said = fed(Feed(role), stream)
    feed, pieces = Feed(role), list[InputEvent]()
    for start in range(0, len(stream), size):
        feed, some = fed(feed, stream[start : start + size])
        pieces += some
    assert (feed, tuple(pieces)) == (whole, said)
    assert len(feed.rest) < LAYOUT.size
    assert len(feed.scan.text) <= LONGEST
    feed, last = silent(feed)
    assert not feed.waits_for_gap
    _check_said(role, [*pieces, *last])


def fuzz_line(data: bytes) -> None:
    """Read a scanned line; the first byte says which wallets the shop takes."""
    which, text = (data[0], data[1:].decode(errors="replace")) if data else (0, "")
    accepted = {wallet for bit, wallet in enumerate(PayType) if which >> bit & 1}
    _check_line(text, accepted)


def fuzz_gateway(data: bytes) -> None:
    """Read and judge an answer; with an odd first byte it is signed afresh, as a gateway could."""
    body = data[1:]
    http_date(body.decode("latin-1"))
    if data and data[0] & 1:
        body = oracle.resigned(body, SIMULATED_KEY.reveal())
    outcome = read_reply(Answer(body), SIMULATED_KEY)
    oracle.check_evidence(evidence(outcome), body)
    for call in Call:
        for tls in (True, False):
            verdict = judge(call, outcome, _ASKED, tls=tls)
            oracle.check_verdict(verdict, call, body, _MEMBERS)
            if not isinstance(verdict, Approved):  # its numbers are long, and the gateway's own
                oracle.check_private(repr(verdict), body)
        oracle.check_unprotected(verdict, body, SIMULATED_KEY.reveal())


def fuzz_config(data: bytes) -> None:
    """Load a configuration: the file, then after a zero byte variables, then the key's file."""
    text, _, more = data.partition(b"\0")
    variables, _, key = more.partition(b"\0")
    with journals.folder() as place:
        for name, content in (("config", text), ("merchant-key", key or _KEY), ("token", _KEY)):
            (place / name).write_bytes(content)
            (place / name).chmod(0o600)
        try:
            config = load_config(place / "config", _environ(place, variables))
        except ConfigError as error:
            _check_mistakes(error, hidden=not key and _KEY not in data)
        else:
            _check_config(config)


def fuzz_journal(data: bytes) -> None:
    """Open and use a journal; the first byte says how the others damage it (journals.py)."""
    with journals.folder() as place, _said_in_lines():
        path = place / journals.NAME
        laid = journals.lay(place, data)
        try:
            opened = open_journal(path, inline=True)
        except JournalError as error:
            _check_sentence(str(error))
            if journals.LOG not in laid:  # else sqlite may have put the log's pages in their place
                assert _found(place, journals.NAME) == laid[journals.NAME]
            return
        if opened.moved_aside is not None:
            for name, content in laid.items():
                assert not content or _found(place, name) == content
        asyncio.run(_use(opened.journal))


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "keys": fuzz_keys,
    "line": fuzz_line,
    "gateway": fuzz_gateway,
    "config": fuzz_config,
    "journal": fuzz_journal,
    "requests": fuzz_requests,
    "responses": fuzz_responses,
}


def _unpacked(packed: bytes) -> bytes:
    """Return the events that triples mean: what kind, which code, how many milliseconds later."""
    events, at = [], 0.0
    for start in range(0, len(packed) - 2, 3):
        what, code, gap = packed[start : start + 3]
        at += gap / 1000
        kind = EV_SYN if what & 4 else EV_KEY
        events.append(encode_event(kind, code % 4 if what & 4 else code, what & 3, Monotonic(at)))
    return b"".join(events)


def _check_said(role: Role, said: list[InputEvent]) -> None:
    entry, rules = Entry(), EntryRules(AmountEntry.DECIMAL, Fen(500_000))
    for event in said:
        match event:
            case KeyTyped(char):
                assert role is Role.KEYPAD
                assert len(char) == 1
                entry = _check_typed(entry, char, rules)
            case KeysLost():
                assert role is Role.KEYPAD
                entry = Entry()
            case LineRead(line):
                assert role is Role.SCANNER
                assert len(line.text) <= LONGEST
                assert not (line.damaged and line.text)
                assert not line.text or line.text.isprintable() or set(line.text) & {"\b", "\x1b"}
                _check_line(line.text, set(PayType))
            case _:
                raise AssertionError(event)


def _check_typed(entry: Entry, char: str, rules: EntryRules) -> Entry:
    match typed(entry, char, rules):
        case Confirmed(amount):
            assert 1 <= amount <= rules.maximum
            return Entry()
        case Refused(_, kept):
            return kept
        case Entry() as grown:
            return grown


def _check_line(line: str, accepted: set[PayType]) -> None:
    fits = {wallet for wallet, code in _CODES.items() if code.fullmatch(line)}
    result = read_auth_code(line, accepted)
    if isinstance(result, AuthCode):
        assert {result.pay_type} == fits & accepted
        assert result.digits == line
        assert line not in f"{result} {result!r}"
    else:
        assert not fits & accepted
        assert (result in OFF.values()) == bool(fits)


def _environ(place: Path, variables: bytes) -> dict[str, str]:
    """Return the variables; secrets are only ever read from the folder."""
    pairs = [line.partition("=") for line in variables.decode(errors="replace").splitlines()]
    return {name: value for name, _, value in pairs if name.startswith("TERMINAL_")} | {
        "CREDENTIALS_DIRECTORY": str(place),
        "TERMINAL_API__TOKEN_FILE": str(place / "token"),
    }


def _check_mistakes(error: ConfigError, *, hidden: bool) -> None:
    assert error.mistakes
    for mistake in map(str, error.mistakes):
        _check_sentence(mistake)
        assert not hidden or _KEY.decode() not in mistake


def _check_sentence(text: str) -> None:
    """Fail if a damaged file can say what it likes in a log or on a terminal."""
    assert text.isprintable(), repr(text)
    assert len(text) <= _LONGEST_SENTENCE, len(text)


class _Listener(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        _check_sentence(record.getMessage())


@contextlib.contextmanager
def _said_in_lines() -> Iterator[None]:
    """Check everything that is logged meanwhile."""
    log, listener = logging.getLogger("terminal_daemon"), _Listener()
    log.addHandler(listener)
    try:
        yield
    finally:
        log.removeHandler(listener)


def _check_config(config: Config) -> None:
    warnings(config)
    assert config.key.reveal() not in repr(config)
    assert config.gateway.url.lower().startswith(("https://", "http://"))
    assert config.gateway.url.endswith("/paygate/merchant_info")
    assert 47 <= config.gateway.confirm_window <= 600
    assert 1 <= config.amount.maximum <= 99_999_999
    assert config.gateway.pay_types
    assert 1 <= len(config.terminal.id) <= 12


def _found(place: Path, name: str) -> bytes:
    """Return a file under its own name, or under the one it was given when it was moved aside."""
    moved = place / name.replace(journals.NAME, f"{journals.NAME}.broken-1")
    return (moved if moved.exists() else place / name).read_bytes()


async def _use(journal: Journal) -> None:
    """Do what the terminal does with a journal; it may only fail in plain words."""
    with contextlib.suppress(JournalError):
        for old in (await journal.open_sales())[:2]:
            await journal.history(old.order)
            await journal.record(old, "Judged", "{}", journals.NOW)
    with contextlib.suppress(JournalError):
        sale = await journal.arm("T01", lambda order: Sale(order, AMOUNT, journals.NOW))
        assert await journal.sale(sale.order) == sale
        await journal.record(sale, "Judged", "{}", journals.NOW)
        assert len(await journal.history(sale.order)) == 2
    with contextlib.suppress(JournalError):
        await journal.close()
