"""The gateway's MD5 signature, both ways (gateway.md, "Signature").

It covers `name=value` pairs joined by `&` with nothing escaped, so the same signature also fits
data whose pairs were cut elsewhere: is_signed() refuses such names, gateway/replies.py such values.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Final

from terminal_daemon.values.secret import Secret

_NAME: Final = re.compile(r"\w+")
_NESTED: Final = (dict, list)


def sign(parameters: Mapping[str, object], key: Secret) -> str:
    """Return the signature, 32 upper-case hex digits.

    Left out are `sign` itself, None, "" and objects and arrays; nothing else, so 0 stays. A boolean
    is signed as JSON spells it, `true` or `false`. A number from a reply must be given as the text
    that stood there, since 1.10 and 1e2 cannot be written again once they are floats.
    """
    return _signature(_signed_pairs(parameters), key)


def is_signed(data: Mapping[str, object], signature: str, key: Secret) -> bool:
    """Tell whether the gateway signed exactly these members of a reply's `data`."""
    pairs = _signed_pairs(data)
    if not pairs or not all(map(_NAME.fullmatch, pairs)):
        return False
    given = signature.upper().encode("utf-8", "surrogatepass")
    return hmac.compare_digest(_signature(pairs, key).encode(), given)


def _signature(pairs: Mapping[str, str], key: Secret) -> str:
    joined = "&".join([f"{name}={pairs[name]}" for name in sorted(pairs)])
    text = f"{joined}&key={key.reveal()}"
    # surrogatepass: half a surrogate pair in a reply is a bad signature, not an exception
    digest = hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    return digest.hexdigest().upper()


def _signed_pairs(parameters: Mapping[str, object]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else _as_text(value)
        for name, value in parameters.items()
        if name != "sign" and value is not None and value != "" and not isinstance(value, _NESTED)
    }


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
