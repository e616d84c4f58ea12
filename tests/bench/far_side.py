"""The gateway as a process of its own, on another core: the simulated bank behind bare sockets.

    python -m tests.bench.far_side CHAIN.pem KEY.pem

Prints its addresses as a line of JSON, then a line for each submit: when its first byte was here.
"""

import asyncio
import json
import os
import ssl
import sys
import time
from email.utils import formatdate
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.bodies import How, Response
from tests.bench import cores

BASE: Final = "/paygate/merchant_info"


class Exchange(asyncio.Protocol):
    """One connection: each request is answered by the bank as soon as all of it is here."""

    def __init__(self, bank: Bank, *, hangs_up: bool) -> None:
        self._bank = bank
        self._hangs_up = hangs_up
        self._read = b""
        self._began = 0
        self._to: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._to = transport

    def data_received(self, data: bytes) -> None:
        if not self._read:
            self._began = time.perf_counter_ns()
        self._read += data
        head, found, body = self._read.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(body) < length:
            return
        path = head.split(b" ", 2)[1].decode().removeprefix(BASE)
        self._read = b""
        self._answer(self._bank.answer(path, body[:length], asyncio.get_running_loop().time()))
        if path == "/pay":
            os.write(1, b"%d\n" % self._began)

    def _answer(self, response: Response) -> None:
        if response.how is How.HELD:
            return
        if response.how is How.RESET:
            self._to.abort()
            return
        status = HTTPStatus(response.status)
        self._to.write(
            f"HTTP/1.1 {status.value} {status.phrase}\r\n"
            f"Content-Type: {response.content_type}; charset=utf-8\r\n"
            f"Content-Length: {len(response.body)}\r\n"
            f"Date: {formatdate(usegmt=True)}\r\n"
            f"{'Connection: close' if self._hangs_up else 'Server: bench'}\r\n\r\n".encode()
            + response.body
        )
        if self._hangs_up:
            self._to.close()


async def _serve(chain: str, key: str) -> None:
    loop = asyncio.get_running_loop()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(chain, key)
    bank = Bank()
    addresses = {}
    for name, context, hangs_up in (
        ("plain", None, False),
        ("plain cold", None, True),
        ("tls", tls, False),
        ("tls cold", tls, True),
    ):
        answers = partial(Exchange, bank, hangs_up=hangs_up)
        server = await loop.create_server(answers, "127.0.0.1", 0, ssl=context)
        scheme = "http" if context is None else "https"
        addresses[name] = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}{BASE}"
    os.write(1, json.dumps(addresses).encode() + b"\n")
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()  # until whoever started it is gone


if __name__ == "__main__":
    cores.pin(int(sys.argv[3]))
    asyncio.run(_serve(sys.argv[1], sys.argv[2]))
