"""What is sent to us: JSON that is not trusted, to values or to what is wrong with each field."""

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from terminal_daemon.api.exchange import JSON, Call
from terminal_daemon.api.problems import Kind, refused

_DEEPEST: Final = 8


async def read_object(call: Call) -> Mapping[str, Any]:
    """Return the JSON object in the call's body. Raises Refused."""
    content_type = call.header("content-type").partition(";")[0].strip().lower()
    if content_type != JSON:
        raise refused(Kind.NOT_JSON, f"Content-Type must be {JSON}")
    return object_of(await call.receive())


def object_of(body: bytes) -> Mapping[str, Any]:
    """Return the JSON object that these bytes are. Raises Refused."""
    try:
        found = json.loads(
            body.decode("utf-8"), object_pairs_hook=_members, parse_constant=_no_number
        )
    except (ValueError, RecursionError):
        raise refused(Kind.MALFORMED, "the body is not JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise refused(Kind.MALFORMED, "the body is not a JSON object")
    if _depth(found) > _DEEPEST:
        raise refused(Kind.MALFORMED, f"the body is deeper than {_DEEPEST}")
    return found


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member stands twice")
    return members


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _depth(found: object) -> int:
    inner: tuple[object, ...] = ()
    if isinstance(found, dict):
        inner = tuple(found.values())
    elif isinstance(found, list):
        inner = tuple(found)
    else:
        return 0
    return 1 + max(map(_depth, inner), default=0)
