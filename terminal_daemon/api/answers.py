"""Answers in JSON, a long list a few rows at a time: sales have their turn between."""

import asyncio
import json
from collections.abc import Sequence
from typing import Final

from terminal_daemon.api.exchange import JSON, Answer
from terminal_daemon.api.representation import Members

_ROWS_AT_ONCE: Final = 25


def json_answer(members: Members, status: int = 200, at: str = "") -> Answer:
    """Return an answer of one object, which is to be found `at` a place of its own."""
    return Answer(_encoded(members), status, JSON, {"Location": at} if at else {})


async def list_answer(name: str, rows: Sequence[Members], rest: Members) -> Answer:
    """Return an answer of one object: a list under its name, and the rest."""
    pieces = []
    for begin in range(0, len(rows), _ROWS_AT_ONCE):
        pieces += [_encoded(row) for row in rows[begin : begin + _ROWS_AT_ONCE]]
        await asyncio.sleep(0)
    end = _encoded(rest)[1:]
    return Answer(b'{"%s": [' % name.encode() + b",".join(pieces) + b"], " + end)


def _encoded(members: Members) -> bytes:
    return json.dumps(members, ensure_ascii=False).encode()
