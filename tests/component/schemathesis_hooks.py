"""Gives every call of schemathesis an Idempotency-Key of its own: a repeated one is refused."""

from itertools import count
from typing import Any

import schemathesis

_NUMBERS = count()
_LONGEST = 200
_KEY = "Idempotency-Key"


@schemathesis.hook
def before_call(_context: Any, case: Any, _arguments: Any) -> None:
    """Number the key, unless it is one that must be refused."""
    key = (case.headers or {}).get(_KEY, "")
    if 0 < len(key) < _LONGEST and key.isascii() and key.isprintable():
        case.headers[_KEY] = f"{key}{next(_NUMBERS)}"
