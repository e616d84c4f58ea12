"""The floor of a sale: key events, a signature and JSON on a bare asyncio socket.

No journal, no screen, no HTTP library, no state: what is left cannot be left out.
"""

import asyncio
import hashlib
import json
import os
import ssl
import time
from struct import Struct
from typing import Any, Final
from urllib.parse import urlsplit

from terminal_daemon.keys.key_codes import PLAIN
from terminal_daemon.keys.presses import typed_bytes
from terminal_daemon.simulator.bank import SIMULATED_KEY, SIMULATED_MERCHANT_ID
from terminal_daemon.simulator.behaviour import TradeState

_EVENT: Final = Struct("llHHi")
_KEY: Final = SIMULATED_KEY.reveal()
_ENTER: Final = 28
_MANY_BYTES: Final = 1 << 14


def sign(members: dict[str, Any]) -> str:
    """Return the gateway's signature."""
    joined = "&".join(f"{name}={members[name]}" for name in sorted(members))
    return hashlib.md5(f"{joined}&key={_KEY}".encode(), usedforsecurity=False).hexdigest().upper()


def body_for(serial: str, code: str) -> dict[str, Any]:
    """Return a submit as small as the gateway takes it."""
    members: dict[str, Any] = {
        "merchant_id": SIMULATED_MERCHANT_ID,
        "pay_type": "wechat.micro",
        "mch_trade_id": serial,
        "auth_code": code,
        "total_fee": 1250,
        "body": "扫码收款",
        "spbill_create_ip": "127.0.0.1",
        "nonce_str": os.urandom(16).hex(),
        "sign_type": "md5",
    }
    members["sign"] = sign(members)
    return members


def is_paid(reply: bytes, serial: str) -> bool:
    """Tell whether the gateway signed that this order is paid."""
    answer = json.loads(reply)
    data = answer.get("data") or {}
    signed = sign({name: value for name, value in data.items() if value not in (None, "")})
    about = (data.get("mch_trade_id"), data.get("trade_state"))
    return about == (serial, TradeState.PAID.value) and answer.get("sign") == signed


class BareSocket(asyncio.Protocol):
    """Reads the keys from a pipe and pays over one socket."""

    def __init__(self, url: str, *, cold: bool) -> None:
        where = urlsplit(url)
        self._host, self._port, self._path = where.hostname or "", where.port or 0, where.path
        self._tls = ssl.create_default_context() if where.scheme == "https" else None
        self._cold = cold
        self._read_end, self._write_end = os.pipe()
        self._code = ""
        self._serial = ""
        self._request = b""
        self._reply = b""
        self._to: Any = None
        self._paid: asyncio.Future[int] | None = None
        self._opening: set[asyncio.Future[Any]] = set()

    async def open(self) -> None:
        """Read keys from now on; a warm one connects now."""
        asyncio.get_running_loop().add_reader(self._read_end, self._keys)
        if not self._cold:
            await self._connect()

    async def close(self) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._read_end)
        os.close(self._read_end)
        os.close(self._write_end)
        self._to.close()
        await asyncio.sleep(0.01)

    async def sale(self, serial: int, code: str) -> tuple[int, int]:
        """Return when the last key was typed, and when the payment was verified."""
        self._serial = f"FLOOR_{os.getpid()}_{serial}"
        self._reply = b""
        self._paid = asyncio.get_running_loop().create_future()
        os.write(self._write_end, typed_bytes(code))
        await asyncio.sleep(0.005)
        last_key = typed_bytes("\n")
        began = time.perf_counter_ns()
        os.write(self._write_end, last_key)
        async with asyncio.timeout(10):
            return began, await self._paid

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, self._host, self._port, ssl=self._tls)

    def _keys(self) -> None:
        for _, _, kind, code, value in _EVENT.iter_unpack(os.read(self._read_end, _MANY_BYTES)):
            if kind != 1 or value != 1:
                continue
            if code == _ENTER:
                self._submit()
            else:
                self._code += PLAIN[code]

    def _submit(self) -> None:
        body = json.dumps(body_for(self._serial, self._code), separators=(",", ":")).encode()
        self._code = ""
        self._request = (
            f"POST {self._path}/pay HTTP/1.1\r\nHost: {self._host}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body
        if self._cold:
            connecting = asyncio.get_running_loop().create_task(self._connect())
            self._opening = {connecting}
        else:
            self._to.write(self._request)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._to = transport
        if self._request:
            self._to.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._reply += data
        head, found, body = self._reply.partition(b"\r\n\r\n")
        length = int(head.partition(b"Content-Length: ")[2].split(b"\r\n", 1)[0]) if found else 1
        if len(body) < length or self._paid is None:
            return
        if not is_paid(body, self._serial):
            self._paid.set_exception(RuntimeError(f"not paid: {body.decode()}"))
        else:
            self._paid.set_result(time.perf_counter_ns())
