"""Malformed and hostile requests: each gets its problem document, and the terminal goes on."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.component.api_shop import TOKEN, Shop, open_shop

POST = "POST /v1/sales HTTP/1.1"
JSON = "Content-Type: application/json"
AUTH = f"Authorization: Bearer {TOKEN}"


def request(line: str, *headers: str, body: bytes = b"", host: str = "localhost") -> bytes:
    """Return a request as it goes over the wire; its length is told unless `headers` tell it."""
    head = [line, *([f"Host: {host}"] if host else []), *headers]
    if body and not any("Length" in name or "Encoding: chunked" in name for name in headers):
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*head, "", "")).encode("latin-1") + body


def sale(body: bytes, *headers: str) -> bytes:
    return request(POST, JSON, AUTH, *headers, body=body)


def get(path: str, *headers: str) -> bytes:
    return request(f"GET {path} HTTP/1.1", AUTH, *headers)


HOSTILE: dict[str, tuple[bytes, int, str]] = {
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, "malformed"),
    "no version": (b"GET\r\n\r\n", 400, "malformed"),
    "odd version": (b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 400, "malformed"),
    "header without colon": (request("GET / HTTP/1.1", "oops"), 400, "malformed"),
    "blank in a header's name": (request("GET / HTTP/1.1", "a b: c"), 400, "malformed"),
    "nul in a header": (request("GET / HTTP/1.1", "a: \0"), 400, "malformed"),
    "folded header": (request("GET / HTTP/1.1", "a: b\r\n c"), 400, "malformed"),
    "two lengths": (sale(b"{}", "Content-Length: 2", "Content-Length: 3"), 400, "malformed"),
    "negative length": (sale(b"{}", "Content-Length: -2"), 400, "malformed"),
    "length in words": (sale(b"{}", "Content-Length: two"), 400, "malformed"),
    "length and chunks": (
        sale(b"0\r\n\r\n", "Content-Length: 5", "Transfer-Encoding: chunked"),
        400,
        "malformed",
    ),
    "no chunk": (sale(b"zz\r\n\r\n", "Transfer-Encoding: chunked"), 400, "malformed"),
    "long line": (get("/" + "a" * 9000), 400, "malformed"),
    "long header": (get("/v1/sales", "a: " + "b" * 9000), 400, "malformed"),
    "many headers": (get("/v1/sales", *(f"a{n}: b" for n in range(200))), 400, "malformed"),
    "no host": (request("GET /healthz HTTP/1.1", host=""), 400, "malformed"),
    "no host, of old": (request("GET /healthz HTTP/1.0", host=""), 400, "host-missing"),
    "two hosts": (request("GET /healthz HTTP/1.1", "Host: evil.example"), 400, "malformed"),
    "another host": (request("GET / HTTP/1.1", host="evil.example"), 421, "wrong-host"),
    "host with a path": (request("GET / HTTP/1.1", host="localhost/x"), 421, "wrong-host"),
    "another host in the line": (
        request("GET http://evil.example/v1/terminal HTTP/1.1", AUTH, host="evil.example"),
        421,
        "wrong-host",
    ),
    "no token": (request("GET /v1/terminal HTTP/1.1"), 401, "unauthorized"),
    "wrong token": (
        request("GET /v1/terminal HTTP/1.1", "Authorization: Bearer x"),
        401,
        "unauthorized",
    ),
    "token of bytes": (
        request("GET /v1/terminal HTTP/1.1", "Authorization: Bearer \xff\xfe"),
        401,
        "unauthorized",
    ),
    "made up cookie": (
        request("GET /v1/terminal HTTP/1.1", "Cookie: terminal-session=x"),
        401,
        "unauthorized",
    ),
    "log-in of another site": (
        request(
            "POST /v1/session HTTP/1.1",
            JSON,
            "Origin: http://evil.example",
            "X-Requested-With: terminal-daemon",
            body=b'{"token": "%s"}' % TOKEN.encode(),
        ),
        403,
        "forbidden-origin",
    ),
    "log-in with a number": (
        request("POST /v1/session HTTP/1.1", JSON, body=b'{"token": 1}'),
        422,
        "invalid",
    ),
    "nowhere": (get("/v2/sales"), 404, "not-found"),
    "up the folders": (get("/panel/../api.py"), 404, "not-found"),
    "up the folders, hidden": (get("/panel/%2e%2e%2fapi.py"), 404, "not-found"),
    "a program of the page": (get("/panel/__init__.py"), 404, "not-found"),
    "nul in the path": (get("/v1/sales/T01%00"), 404, "not-found"),
    "order of another form": (get("/v1/sales/a-b"), 404, "no-such-sale"),
    "no such sale": (get("/v1/sales/T01_NOTHERE2_000001"), 404, "no-such-sale"),
    "wrong method": (request("DELETE /v1/sales HTTP/1.1", AUTH), 405, "method-not-allowed"),
    "TRACE": (request("TRACE /v1/sales HTTP/1.1", AUTH), 405, "method-not-allowed"),
    "odd method": (request("PURGE /v1/sales HTTP/1.1", AUTH), 405, "method-not-allowed"),
    "body too long": (sale(b" " * 17_000), 413, "too-large"),
    "body said to be too long": (
        sale(b"", "Content-Length: 99999999999"),
        413,
        "too-large",
    ),
    "chunks without end": (
        sale(b"4000\r\n" + b" " * 0x4000 + b"\r\n4000\r\n ", "Transfer-Encoding: chunked"),
        413,
        "too-large",
    ),
    "form": (
        request(POST, AUTH, "Content-Type: application/x-www-form-urlencoded", body=b"amount=1"),
        415,
        "not-json",
    ),
    "no type": (request(POST, AUTH, body=b"{}"), 415, "not-json"),
    "packed": (sale(b"\x1f\x8b", "Content-Encoding: gzip"), 415, "not-json"),
    "expects": (sale(b"{}", "Expect: the-impossible"), 417, "expectation-failed"),
    "no JSON": (sale(b"{"), 400, "malformed"),
    "list": (sale(b"[]"), 400, "malformed"),
    "deep": (sale(b"[" * 16_000), 400, "malformed"),
    "not UTF-8": (sale(b'{"amount": "\xff"}'), 400, "malformed"),
    "amount twice": (sale(b'{"amount": 1, "amount": 2}'), 400, "malformed"),
    "not a number": (sale(b'{"amount": NaN}'), 400, "malformed"),
    "endless number": (sale(b'{"amount": 1' + b"0" * 9000 + b"}"), 400, "malformed"),
    "no amount": (sale(b"{}"), 422, "invalid"),
    "amount in yuan": (sale(b'{"amount": 12.5}'), 422, "invalid"),
    "amount as text": (sale(b'{"amount": "1250"}'), 422, "invalid"),
    "nothing": (sale(b'{"amount": 0}'), 422, "invalid"),
    "less than nothing": (sale(b'{"amount": -1}'), 422, "invalid"),
    "too much": (sale(b'{"amount": 500001}'), 422, "invalid"),
    "true": (sale(b'{"amount": true}'), 422, "invalid"),
    "unknown member": (sale(b'{"amount": 1, "price": 2}'), 422, "invalid"),
    "half a character": (sale(b'{"amount": 1, "reference": "\\ud800"}'), 422, "invalid"),
    "control characters": (sale(b'{"amount": 1, "reference": "\\u0000"}'), 422, "invalid"),
    "long reference": (sale(b'{"amount": 1, "reference": "%s"}' % (b"x" * 65)), 422, "invalid"),
    "empty key": (sale(b'{"amount": 1}', "Idempotency-Key: "), 422, "invalid"),
    "two keys": (
        sale(b'{"amount": 1}', "Idempotency-Key: a", "Idempotency-Key: b"),
        422,
        "invalid",
    ),
    "key not ASCII": (sale(b'{"amount": 1}', "Idempotency-Key: \xe4"), 422, "invalid"),
    "retry of nothing": (
        sale(b'{"amount": 1, "retry_of": "T01_NOTHERE2_000001"}'),
        404,
        "no-such-sale",
    ),
    "no day": (get("/v1/totals?date=2026-02-30"), 422, "invalid"),
    "no state": (get("/v1/sales?state=paid"), 422, "invalid"),
    "limit too high": (get("/v1/sales?limit=501"), 422, "invalid"),
    "SQL": (get("/v1/sales?after=%27%20OR%201=1"), 422, "invalid"),
    "unknown question": (get("/v1/sales?limt=1"), 422, "invalid"),
    "waits for ever": (get("/v1/sales/T01_NOTHERE2_000001?wait=61"), 422, "invalid"),
}


async def answered(shop: Shop, sent: bytes) -> tuple[int, dict[str, str], dict[str, Any]]:
    """Send bytes, and return the first answer: status, headers, document."""
    reader, writer = await asyncio.open_connection(*shop.address)
    writer.write(sent)
    try:
        async with asyncio.timeout(5):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (TimeoutError, asyncio.IncompleteReadError) as error:
        return 0, {"content-type": type(error).__name__}, {"type": "", "status": 0}
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    body = await reader.readexactly(int(headers["content-length"]))
    writer.close()
    document = json.loads(body) if "json" in headers["content-type"] else {}
    return int(first.split()[1]), headers, {"type": "", "status": 0} | document


@pytest.mark.timeout(60)
def test_every_one_gets_its_problem_and_the_terminal_sells_on(tmp_path: Path) -> None:
    assert len(HOSTILE) >= 40

    async def scenario() -> None:
        async with open_shop(tmp_path, requests_per_second=1000) as shop:
            wrong = []
            for name, (sent, status, problem) in HOSTILE.items():
                got, headers, document = await answered(shop, sent)
                told = (got, headers["content-type"], document["type"], document["status"])
                if told != (status, "application/problem+json", f"/problems/{problem}", status):
                    wrong.append((name, *told))
                assert TOKEN not in json.dumps(document)
            assert not wrong, "\n".join(map(str, wrong))
            assert (await shop.sell())["state"] == "approved"

    asyncio.run(scenario())


def test_so_many_connect_and_no_more(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            calls = [await asyncio.open_connection(*shop.address) for _ in range(256)]
            status, _, document = await answered(shop, b"")
            assert (status, document["type"]) == (503, "/problems/too-many-connections")
            assert (await shop.sell())["state"] == "approved"
            for _, writer in calls:
                writer.close()

    asyncio.run(scenario())
