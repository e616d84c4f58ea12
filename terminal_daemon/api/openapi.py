"""The API's own description, OpenAPI 3.1, made of the words that the code uses."""

from typing import Any, Final

from terminal_daemon import __version__
from terminal_daemon.api.books import MOST, USUAL
from terminal_daemon.api.exchange import JSON
from terminal_daemon.api.problems import PROBLEM
from terminal_daemon.api.queries import SEEN
from terminal_daemon.api.receipts import USUAL_WAIT_S
from terminal_daemon.api.sales import LONGEST_WAIT_S
from terminal_daemon.api.schemas import (
    DATE,
    ORDER_NUMBER,
    SCHEMAS,
    TEXT,
    Schema,
    closed,
    new_refund,
    new_sale,
    one_of,
    ref,
)
from terminal_daemon.config.receipt import LEAST_COLUMNS, MOST_COLUMNS
from terminal_daemon.sale.state import State

Operation = dict[str, Any]

_ALWAYS: Final = ("400", "401", "408", "421", "429", "500", "503")
_DAY: Final = {"name": "date", "in": "path", "required": True, "schema": DATE}
_ORDER: Final = {"name": "order", "in": "path", "required": True, "schema": ORDER_NUMBER}
_TEXT: Final = "text/plain"
_WAIT: Final = {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT_S, "default": 0}


def document(maximum: int) -> dict[str, Any]:
    """Return the document; `maximum` is the largest amount that this terminal takes."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "terminal_daemon",
            "version": __version__,
            "description": "The local API of a payment terminal; see docs/integrating.md.",
        },
        "security": [{"bearer": []}, {"session": []}],
        "paths": _paths(maximum),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "terminal-session"},
            },
        },
    }


def _paths(maximum: int) -> dict[str, Any]:
    one = "/v1/sales/{order}"
    sale = _answer("the sale", ref("Sale"))
    return {
        "/v1/sales": {
            "get": _get(
                "The newest sales", _filters(paged=True), _answer("a page", ref("Page")), "404"
            ),
            "post": _begin(maximum),
        },
        "/v1/sales.csv": {
            "get": _get("Sales for a spreadsheet", _filters(paged=False), _file("text/csv"), "404")
        },
        one: {"get": _get("One sale, perhaps once its state is another", _waiting(), sale, "404")},
        f"{one}/history": {
            "get": _get(
                "What happened to a sale", [_ORDER], _answer("its steps", ref("History")), "404"
            )
        },
        f"{one}/cancel": {"post": _post("Cancel before the submit", {"200": sale})},
        f"{one}/query": {"post": _ask(sale)},
        f"{one}/acknowledge": {"post": _acknowledge(sale)},
        f"{one}/refunds": {"get": _refunds(), "post": _refund()},
        f"{one}/receipt": _receipt(),
        "/v1/totals": {
            "get": _get(
                "A day's totals",
                [_in_query("date", DATE)],
                _answer("the totals", ref("Totals")),
                "404",
            )
        },
        "/v1/days/{date}/close": _closing(),
        "/v1/days/{date}/head.svg": {
            "get": _get(
                "The head of a closed day, as QR code", [_DAY], _file("image/svg+xml"), "404"
            )
        },
        "/v1/events": {"get": _events()},
        "/v1/terminal": {
            "get": _get("What the terminal is doing", [], _answer("the terminal", ref("Terminal")))
        },
        "/v1/screen.png": {"get": _get("What the panel shows", [], _file("image/png"))},
        "/v1/session": _session(),
        "/healthz": {"get": _get("It is alive", [], _file(_TEXT)) | {"security": []}},
        "/metrics": {"get": _get("What Prometheus reads", [], _file(_TEXT))},
        "/openapi.json": {
            "get": _get("This document", [], _answer("the document", {"type": "object"}))
        },
    }


def _closing() -> dict[str, Operation]:
    closed_day = _answer("the day as it was closed", ref("ClosedDay"))
    look = _get("A day that was closed", [_DAY], closed_day, "404")
    close = look | {
        "summary": "Ask about all that is in doubt of a day, and close it, once",
        "responses": look["responses"] | _problems("403", "404", "422", "502"),
    }
    return {"get": look, "post": close}


def _refunds() -> Operation:
    return _get(
        "What goes back of a sale, perhaps once nothing is under way any more",
        [_ORDER, _in_query("wait", _WAIT)],
        _answer("its refunds", ref("Refunds")),
        "404",
    )


def _receipt() -> dict[str, Operation]:
    columns = {"type": "integer", "minimum": LEAST_COLUMNS, "maximum": MOST_COLUMNS}
    parameters = [_ORDER, _in_query("columns", columns)]
    printed = _answer("what became of it", ref("Printed"))
    wait = _in_query("wait", _WAIT | {"default": USUAL_WAIT_S})
    printing = _post("Print the receipt of a sale", {"200": printed, "202": printed})
    printing["parameters"] = [_ORDER, wait]
    printing["responses"] |= _problems("422")
    return {
        "get": _get("The receipt of a sale as text", parameters, _file(_TEXT), "404"),
        "post": printing,
    }


def _key(meaning: str) -> Operation:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "schema": TEXT | {"minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"},
        "description": meaning,
    }


def _refund() -> Operation:
    refund = _answer("the refund", ref("Refund"))
    return {
        "summary": "Give money back: with the PIN over the unix socket, else with a refund token",
        "parameters": [_ORDER, _key("The same key and amount give the same refund, for ever.")],
        "requestBody": {"required": True, "content": {JSON: {"schema": new_refund()}}},
        "responses": {"200": refund, "201": refund}
        | _problems("403", "404", "409", "413", "415", "417", "422"),
    }


def _begin(maximum: int) -> Operation:
    sale = _answer("the sale", ref("Sale"))
    return {
        "summary": "Begin a sale",
        "parameters": [_key("The same key and body give the same sale, for 24 hours.")],
        "requestBody": {"required": True, "content": {JSON: {"schema": new_sale(maximum)}}},
        "responses": {"200": sale, "201": sale}
        | _problems("404", "409", "413", "415", "417", "422"),
    }


def _events() -> Operation:
    last = {"schema": TEXT, "description": "The id of the last event that was seen."}
    parameters = [
        _in_query("screen", {"type": "integer", "minimum": 0, "maximum": 1}),
        {"name": "last_event_id", "in": "query"} | last,
        {"name": "Last-Event-ID", "in": "header"} | last,
    ]
    return _get("Everything as it happens", parameters, _file("text/event-stream"))


def _session() -> dict[str, Operation]:
    marked = {
        "name": "X-Requested-With",
        "in": "header",
        "required": True,
        "schema": {"const": "terminal-daemon"},
    }
    done = {"204": {"description": "the cookie is set, or taken away"}}
    body = {
        "content": {JSON: {"schema": closed({"token": TEXT | {"minLength": 1, "maxLength": 512}})}}
    }
    return {
        "post": {
            "summary": "Log a browser in",
            "security": [],
            "parameters": [marked],
            "requestBody": {"required": True} | body,
            "responses": done | _problems("403", "413", "415", "417", "422"),
        },
        "delete": {"summary": "Log it out", "responses": done | _problems("403")},
    }


def _get(summary: str, parameters: list[Schema], found: Operation, *more: str) -> Operation:
    problems = _problems(*more, *(["422"] if parameters else []))
    return {"summary": summary, "parameters": parameters, "responses": {"200": found} | problems}


def _post(summary: str, done: dict[str, Operation]) -> Operation:
    return {
        "summary": summary,
        "parameters": [_ORDER],
        "responses": done | _problems("403", "404", "409"),
    }


def _ask(sale: Operation) -> Operation:
    asked = _post(
        "Ask the gateway now, and perhaps wait for the answer", {"200": sale, "202": sale}
    )
    return asked | {
        "parameters": [_ORDER, _in_query("wait", _WAIT)],
        "responses": asked["responses"] | _problems("422", "502"),
    }


def _acknowledge(sale: Operation) -> Operation:
    read = _post("Staff read what the screen says of it, in the state that was seen", {"200": sale})
    return read | {
        "parameters": [_ORDER, _in_query("seen", {"type": "string", "enum": list(SEEN)})],
        "responses": read["responses"] | _problems("422"),
    }


def _filters(*, paged: bool) -> list[Schema]:
    filters = [_in_query("date", DATE), _in_query("state", one_of(State))]
    if paged:
        filters.append(_in_query("after", ORDER_NUMBER))
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
        filters.append(_in_query("limit", limit))
    return filters


def _waiting() -> list[Schema]:
    return [_ORDER, _in_query("wait", _WAIT), _in_query("seen", one_of(State))]


def _in_query(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "schema": schema}


def _answer(description: str, schema: Schema) -> Operation:
    return {"description": description, "content": {JSON: {"schema": schema}}}


def _file(content_type: str) -> Operation:
    return {"description": "as it is", "content": {content_type: {}}}


def _problems(*more: str) -> dict[str, Operation]:
    problem = {"description": "a problem", "content": {PROBLEM: {"schema": ref("Problem")}}}
    return dict.fromkeys(sorted({*_ALWAYS, *more}), problem)
