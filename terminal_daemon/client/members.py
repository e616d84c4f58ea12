"""Members of a JSON object that somebody else wrote: of the right type, or NotUnderstood."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from terminal_daemon.client.errors import NotUnderstood

Members = Mapping[str, Any]


def object_of(body: bytes | str) -> Members:
    """Return the JSON object that this is. Raises NotUnderstood."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise NotUnderstood("it is not JSON") from None
    if not isinstance(found, dict):
        raise NotUnderstood("it is no JSON object")
    return found


def text(members: Members, name: str) -> str:
    """Return a text. Raises NotUnderstood."""
    value = members.get(name)
    if not isinstance(value, str):
        raise NotUnderstood(f"{name} is no text")
    return value


def text_or_none(members: Members, name: str) -> str | None:
    """Return a text or None. Raises NotUnderstood."""
    return None if members.get(name) is None else text(members, name)


def whole(members: Members, name: str) -> int:
    """Return a whole number. Raises NotUnderstood."""
    value = members.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise NotUnderstood(f"{name} is no whole number")
    return value


def flag(members: Members, name: str) -> bool:
    """Return true or false. Raises NotUnderstood."""
    value = members.get(name)
    if not isinstance(value, bool):
        raise NotUnderstood(f"{name} is neither true nor false")
    return value


def inner(members: Members, name: str) -> Members:
    """Return an object within. Raises NotUnderstood."""
    value = members.get(name)
    if not isinstance(value, dict):
        raise NotUnderstood(f"{name} is no object")
    return value


def rows(members: Members, name: str) -> list[Members]:
    """Return a list of objects. Raises NotUnderstood."""
    value = members.get(name)
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise NotUnderstood(f"{name} is no list of objects")
    return value


def moment(members: Members, name: str) -> datetime:
    """Return a time with its zone. Raises NotUnderstood."""
    try:
        found = datetime.fromisoformat(text(members, name))
    except ValueError:
        raise NotUnderstood(f"{name} is no time") from None
    if found.tzinfo is None:
        raise NotUnderstood(f"{name} names no zone")
    return found


def moment_or_none(members: Members, name: str) -> datetime | None:
    """Return a time or None. Raises NotUnderstood."""
    return None if members.get(name) is None else moment(members, name)
