"""Words that a fuzzer would guess only after hours: what the readers look for."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from terminal_daemon.config.panels import DRIVERS
from terminal_daemon.config.reading import DEFAULTS
from terminal_daemon.gateway.error_codes import TABLE
from terminal_daemon.gateway.replies import TradeState
from terminal_daemon.keys.presses import typed_bytes
from terminal_daemon.keys.wire import EV_SYN, SYN_DROPPED, SYN_REPORT, encode_event

_MEMBERS: Final = (
    *("code", "msg", "data", "sign", "mch_trade_id", "merchant_id", "total_fee", "trade_state"),
    *("trade_id", "out_trade_id", "need_query", "result_code", "close_status", "time_end"),
    *("err_code", "err_msg", "trade_info", "openid", "sub_openid", "nonce_str"),
)
_VALUES: Final = (
    *("null", "true", "-1", "0", "1", "600", "601", "301", "107", "1e2", "[]", "{}", '"N"', '"Y"'),
    *('"SUCCESS"', '"NOTPAY"', '"USERPAYING"', '"REFUND"', '"20170613112300"', '"1497330780000"'),
    *("{CODE：text}", "\\ud800", "134546190000006401", "Sun, 06 Nov 1994 08:49:37 GMT"),
)


def words(target: str) -> list[bytes]:
    """Return the words of one target's language."""
    return list(_WORDS[target]) if target in _WORDS else []


def _gateway() -> Iterator[bytes]:
    yield from (f'"{name}":'.encode() for name in _MEMBERS)
    yield from (value.encode() for value in _VALUES)
    yield from (f'"{code}"'.encode() for code in TABLE)
    yield from (f'"{state.value}"'.encode() for state in TradeState)


def _config() -> Iterator[bytes]:
    for name, section in DEFAULTS.items():
        yield f"[{name}]\n".encode()
        for key in fields(section):
            yield f"{key.name} = ".encode()
            yield f"TERMINAL_{name}__{key.name}=".upper().encode()
    yield from (f'"{driver}"'.encode() for driver in DRIVERS)
    yield from (
        b"\x00",
        b'"""',
        b"1979-05-27T07:32:00Z",
        b"inf",
        b"nan",
        b"0xffff",
        b"[[",
        b"http://",
    )


def _keys() -> Iterator[bytes]:
    yield from (typed_bytes(char) for char in "1a A\n\t\b")
    yield from (encode_event(EV_SYN, code, 0) for code in (SYN_REPORT, SYN_DROPPED))


_REQUESTS: Final = (
    *(b"GET / HTTP/1.1\r\n", b"POST /v1/sales HTTP/1.1\r\n", b"HTTP/1.0", b"OPTIONS * ", b"HEAD "),
    *(b"Host: x\r\n", b"Content-Length: 2\r\n", b"Transfer-Encoding: chunked\r\n", b"\r\n\r\n"),
    *(b"Expect: 100-continue\r\n", b"Connection: close\r\n", b"Upgrade: h2c\r\n", b"0\r\n\r\n"),
    *(b"1\r\na\r\n", b"1;a=b\r\n", b"http://x/", b"%2e", b"\n", b"\r", b"\t", b": ", b"\r\n "),
)
_RESPONSES: Final = (
    *(
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.0 502\r\n",
        b"204",
        b"101",
    ),
    *(b"Content-Length: 2\r\n", b"Transfer-Encoding: chunked\r\n", b"Connection: close\r\n"),
    *(b"Content-Encoding: gzip\r\n", b"deflate", b"\x1f\x8b\x08\0\0\0\0\0", b"\x78\x9c"),
    *(b"0\r\n\r\n", b"1\r\na\r\n", b"1;a=b\r\n", b"\r\n\r\n", b"\n", b": ", b"\r\n "),
)
_WORDS: Final = {
    "gateway": tuple(_gateway()),
    "config": tuple(_config()),
    "keys": tuple(_keys()),
    "requests": _REQUESTS,
    "responses": _RESPONSES,
}
