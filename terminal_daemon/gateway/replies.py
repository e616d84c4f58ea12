"""Bytes from the gateway to a typed Reply, or the Failure that stands for it."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import Enum
from typing import Any, Final, NoReturn

from terminal_daemon.gateway.error_codes import error_code
from terminal_daemon.gateway.payer import payer_of
from terminal_daemon.gateway.signature import is_signed
from terminal_daemon.sale.reason import Doubt
from terminal_daemon.values.dataclass import dataclass, field, replace
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.secret import Secret


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP 200 answer: its body, and the gateway's `Date` header as Unix seconds."""

    body: bytes = field(repr=False)
    date: int | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """No usable answer. `any_byte_sent` is False only if not one byte of the request left."""

    any_byte_sent: bool
    doubt: Doubt
    detail: str = ""
    """For the log: an HTTP status or an exception's name; never a header, body or secret."""


class TradeState(Enum):
    """How the order stands (gateway.md, `trade_state`); the values are the gateway's numbers."""

    PAID = "0"
    REFUNDED = "1"
    NOT_PAID = "2"
    CLOSED = "3"
    REVERSED = "4"
    REVERSING = "5"
    CONFIRMING = "6"
    FAILED = "7"
    MINUS_ONE = "-1"
    PAYERROR = "PAYERROR"
    OTHER = "other"  # stated, but none that we know


_STATES: Final[Mapping[str, TradeState]] = {
    **{state.value: state for state in TradeState if state is not TradeState.OTHER},
    "SUCCESS": TradeState.PAID,
    "REFUND": TradeState.REFUNDED,
    "NOTPAY": TradeState.NOT_PAID,
    "CLOSED": TradeState.CLOSED,
    "REVOKED": TradeState.REVERSED,
    "USERPAYING": TradeState.CONFIRMING,
    "ACCEPT": TradeState.CONFIRMING,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """A well-formed reply; only with `verified` is it the gateway's word.

    Of the fields of 5.2.1, 5.2.2 and gateway.md it has those that the terminal uses, and never an
    openid. Missing text is "".
    """

    code: int
    msg: str = ""
    """For people: cut short, and without anything that looks like a code, key or openid."""
    verified: bool = False
    """`code` is 0 and the members of `data` are signed with our key."""
    err_code: str = ""
    """The channel's code, wherever it stood (error-codes.md); "A/B" if there are two."""
    err_code_signed: bool = False
    order: str = ""
    merchant_id: str = ""
    total_fee: int | None = None
    """Fen."""
    trade_state: TradeState | None = None
    trade_id: str = ""
    out_trade_id: str = ""
    payer: str = ""
    """Keyed hash of who paid; only with `verified`."""
    need_query: str = ""
    result_code: str = ""
    close_status: int | None = None
    paid_at: UnixSeconds | None = None
    refund_number: str = ""
    refund_fee: int | None = None
    """Fen."""
    refund_status: int | None = None
    refund_id: str = ""


_CHINA: Final = timezone(timedelta(hours=8))
_WHOLE: Final = re.compile(r"0|-?[1-9][0-9]{0,13}")  # a payment code is longer
_DATE_AND_TIME: Final = re.compile(r"([0-9]{4})" + r"([0-9]{2})" * 5)
_MONTHS: Final = (  # not strptime, which reads them in the language of the machine
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_HTTP_DATE: Final = re.compile(
    rf"[A-Z][a-z]{{2}}, ([0-9]{{2}}) ({'|'.join(_MONTHS)}) ([0-9]{{4}})"
    r" ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT"
)
_SECONDS_DIGITS: Final = 10
_MILLISECONDS_DIGITS: Final = 13

_MEMBER: Final = re.compile(
    "&(mch_trade_id|merchant_id|total_fee|trade_state|trade_id|out_trade_id|need_query|result_code"
    "|close_status|time_end|err_code|err_msg|trade_info|openid|sub_openid"
    "|mch_refund_id|refund_fee|refund_status|refund_id)="
)
_PRIVATE: Final = re.compile(
    r"\d(?:[^0-9A-Za-z]{0,2}\d){14,}"  # payment codes
    r"|(?i:key)=\S*"
    r"|[A-Za-z0-9_-]{24,}"  # openids, keys and signatures; longer than any error code
    r"|(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{16,}"
)
LONGEST_MSG: Final = 120
LONGEST_FIELD: Final = 64
_LONGEST_WORD: Final = 15  # shorter than any payment code or openid


def read_reply(answer: Answer, key: Secret) -> Reply | Failure:
    """Read one answer; what is not strict JSON with a whole `code` is a Failure."""
    try:
        top = _JSON.decode(answer.body.decode())
    except (ValueError, RecursionError) as error:
        return _malformed(type(error).__name__)
    code = _whole(_text(top, "code")) if isinstance(top, dict) else None
    if code is None:
        return _malformed("no code")
    data = top.get("data")
    if not isinstance(data, dict):
        if code == 0:
            return _malformed("no data")
        data = {}
    signed = code == 0 and is_signed(data, _text(top, "sign"), key)
    verified = signed and not _hides_a_member(data)
    reply = _reply(code, top, data, verified=verified)
    return replace(reply, payer=payer_of(data, key)) if verified else reply


def printable(text: str, length: int) -> str:
    """Cut the text, and make a space of what would spoil a line."""
    cut = text[:length]
    if cut.isprintable():
        return cut
    return "".join(sign if sign.isprintable() else " " for sign in cut)


def http_date(header: str) -> int | None:
    """Read a `Date` header, "Sun, 06 Nov 1994 08:49:37 GMT", as Unix seconds."""
    if not (match := _HTTP_DATE.fullmatch(header)):
        return None
    day, month, year, *time = match.groups()
    return _unix(year, _MONTHS.index(month) + 1, day, *time, zone=UTC)


def _reply(code: int, top: dict[str, Any], data: dict[str, Any], *, verified: bool) -> Reply:
    stated, signed = _stated_error(code, top, data)
    return Reply(
        code=code,
        msg=_public(_text(top, "msg"), LONGEST_MSG),
        verified=verified,
        err_code=_public(stated, LONGEST_FIELD),
        err_code_signed=signed and verified,
        order=_text(data, "mch_trade_id"),
        merchant_id=_text(data, "merchant_id"),
        total_fee=_whole(_text(data, "total_fee")),
        trade_state=_trade_state(data),
        trade_id=_id(data, "trade_id") if verified else "",
        out_trade_id=_id(data, "out_trade_id") if verified else "",
        need_query=_public(_text(data, "need_query"), _LONGEST_WORD),
        result_code=_public(_text(data, "result_code"), _LONGEST_WORD),
        close_status=_whole(_text(data, "close_status")),
        paid_at=_paid_at(_text(data, "time_end")),
        refund_number=_text(data, "mch_refund_id"),
        refund_fee=_whole(_text(data, "refund_fee")),
        refund_status=_whole(_text(data, "refund_status")),
        refund_id=_id(data, "refund_id") if verified else "",
    )


def _id(data: Mapping[str, Any], name: str) -> str:
    """Return a number of the gateway's or the channel's, fit for a line, a file and a screen."""
    return printable(_text(data, name), LONGEST_FIELD)


def _public(text: str, longest: int) -> str:
    """Cut text short for people; what is private is found even in pieces."""
    return _PRIVATE.sub("…", printable(text, len(text)))[:longest] if text else ""


def _hides_a_member(data: Mapping[str, Any]) -> bool:
    """Tell whether a value swallowed a member that we read: `&` and `=` are signed unescaped."""
    texts = [value for value in data.values() if isinstance(value, str)]
    return _MEMBER.search("\n".join(texts)) is not None  # no name has a line break in it


def _stated_error(code: int, top: dict[str, Any], data: dict[str, Any]) -> tuple[str, bool]:
    """Return the channel's error code, and whether it stood in `data`, which can be signed."""
    inner = tuple(_text(data, name) for name in ("err_code", "err_msg", "trade_info"))
    outer = tuple(_text(top, name) for name in ("err_code", "err_msg", "trade_info"))
    if code != 0:  # nothing is signed, so every place counts alike; `msg` is the error's only now
        messages = (inner[1], outer[1], _text(top, "msg"))
        return error_code((inner[0], outer[0]), messages, (inner[2], outer[2])), False
    if not any((*inner, *outer)):
        return "", False
    if within := error_code(inner[:1], inner[1:2], inner[2:]):
        return within, True
    return error_code(outer[:1], outer[1:2], outer[2:]), False


def _text(members: Mapping[str, Any], name: str) -> str:
    """Return a string or number as text; anything else, unsigned or no number, is ""."""
    value = members.get(name)
    return value if isinstance(value, str) else ""


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) else None


def _trade_state(data: Mapping[str, Any]) -> TradeState | None:
    value = data.get("trade_state")
    if value is None or value == "":
        return None
    return _STATES.get(value, TradeState.OTHER) if isinstance(value, str) else TradeState.OTHER


def _paid_at(text: str) -> UnixSeconds | None:
    """Read `time_end`: seconds, milliseconds, or yyyymmddHHMMSS in China (gateway.md)."""
    if match := _DATE_AND_TIME.fullmatch(text):
        return _unix(*match.groups(), zone=_CHINA)
    if _WHOLE.fullmatch(text) and text[0] != "-":
        if len(text) == _SECONDS_DIGITS:
            return UnixSeconds(int(text))
        if len(text) == _MILLISECONDS_DIGITS:
            return UnixSeconds(int(text) // 1000)
    return None


def _unix(*parts: str | int, zone: tzinfo) -> UnixSeconds | None:
    """Return the instant of year, month, day, hour, minute and second; None if there is none."""
    year, month, day, hour, minute, second = map(int, parts)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    return UnixSeconds(int(moment.timestamp()))


def _malformed(detail: str) -> Failure:
    return Failure(any_byte_sent=True, doubt=Doubt.MALFORMED, detail=detail)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _without_repeats(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: one could be signed, the other read."""
    if len(result := dict(members)) != len(members):
        raise ValueError("a name stands twice")
    return result


_JSON: Final = json.JSONDecoder(
    object_pairs_hook=_without_repeats,
    parse_constant=_no_constant,
    parse_int=str,  # the signature needs the digits as they stood
    parse_float=str,
)
