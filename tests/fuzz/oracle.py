"""What an answer proves, judged again from the bytes alone, by the simulator's own signature."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from terminal_daemon.sale.effects import Call
from terminal_daemon.sale.verdict import (
    Approved,
    AskFirst,
    Closed,
    NotThere,
    Pending,
    Refunded,
    Unknown,
    Verdict,
)
from terminal_daemon.simulator.signer import sign

_SIGN: Final = re.compile(rb'"sign":"[^"]*"')
_STATES: Final[Mapping[type, frozenset[str]]] = {
    Approved: frozenset({"0", "SUCCESS"}),
    Refunded: frozenset({"1", "REFUND"}),
}
_PROVES_NOTHING: Final = (Unknown, Pending, NotThere, AskFirst)
_LONG_NUMBER: Final = re.compile(r"\d(?:[ -]?\d){14,}")
_SHORTEST_OPENID: Final = 16  # characters


def resigned(body: bytes, key: str) -> bytes:
    """Return the body with the signature that fits its data, where it can be read and has one."""
    signature = _signature(_read(body), key)
    return _SIGN.sub(f'"sign":"{signature}"'.encode(), body) if signature else body


def check_verdict(verdict: Verdict, call: Call, body: bytes, asked: Mapping[str, str]) -> None:
    """Fail if the verdict says more than the body proves.

    `asked` holds the members that data must have, as text, and the merchant's key as "key".
    """
    if not isinstance(verdict, Approved | Refunded | Closed):
        return
    top = _read(body)
    assert _is_signed(top, asked["key"]), verdict
    data = top["data"]
    assert data["merchant_id"] == asked["merchant_id"]
    assert data["mch_trade_id"] == asked["mch_trade_id"]
    if isinstance(verdict, Closed):
        assert call is Call.CLOSE
        assert data["close_status"] in {"0", "1"}
    else:
        assert data["total_fee"] == asked["total_fee"]
        assert data["trade_state"] in _STATES[type(verdict)]


def check_unprotected(verdict: Verdict, body: bytes, key: str) -> None:
    """Fail if a body that anybody could have written ends a sale."""
    if not _is_signed(_read(body), key):
        assert isinstance(verdict, _PROVES_NOTHING), verdict


def check_evidence(line: str, body: bytes) -> None:
    """Fail if what the journal keeps of an answer is too long, no JSON, or private."""
    assert len(line.encode()) <= 1024
    assert line.isprintable()
    kept = json.loads(line)
    if kept.get("verified"):
        for name in ("order", "merchant_id", "trade_id", "out_trade_id"):
            kept.pop(name, None)  # the gateway's own numbers of orders, long as they are
    check_private("\n".join(str(value) for value in kept.values()), body)


def check_private(shown: str, body: bytes) -> None:
    """Fail if what is shown of an answer may hold a payment code or the openid it named."""
    assert not _LONG_NUMBER.search(shown), shown
    for openid in _openids(_read(body)):
        assert openid not in shown, shown


def _read(body: bytes) -> Any:
    """Return the JSON with its numbers as the text that stood there, or None."""
    try:
        return json.loads(body.decode(), parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None


def _is_signed(top: Any, key: str) -> bool:
    signature = _signature(top, key)
    if not signature or not isinstance(top.get("sign"), str):
        return False
    return bool(top.get("code") == "0" and signature == top["sign"].upper())


def _signature(top: Any, key: str) -> str:
    """Return the signature of the answer's data, "" if it has none that could be signed."""
    if not isinstance(top, dict) or not isinstance(top.get("data"), dict):
        return ""
    try:
        return sign(top["data"], key)
    except UnicodeEncodeError:
        return ""


def _openids(top: Any) -> list[str]:
    data = top.get("data") if isinstance(top, dict) else None
    if not isinstance(data, dict):
        return []
    found = (data.get("openid"), data.get("sub_openid"))
    return [one for one in found if isinstance(one, str) and len(one) >= _SHORTEST_OPENID]
