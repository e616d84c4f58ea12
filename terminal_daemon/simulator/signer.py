"""The simulated gateway's own MD5 signature, written from the manual's three sentences.

It shares nothing with the terminal's, so that a mistake must be made twice to go unseen.
"""

import hashlib
import json
from collections.abc import Mapping


def sign(members: Mapping[str, object], key: str) -> str:
    """Return the signature of these members: 32 upper-case hex digits.

    gateway.md, "Signature (MD5)": `sign` itself, null, "" and nested values are left out; 0 stays.
    Raises UnicodeEncodeError for text that has no UTF-8 form.
    """
    parts = [f"{name}={_raw(members[name])}" for name in sorted(members) if _counts(name, members)]
    signed = "&".join([*parts, f"key={key}"])
    return hashlib.md5(signed.encode(), usedforsecurity=False).hexdigest().upper()


def is_signed(members: Mapping[str, object], key: str) -> bool:
    """Return whether `members["sign"]` is right for the others."""
    return members.get("sign") == sign(members, key)


def _counts(name: str, members: Mapping[str, object]) -> bool:
    value = members[name]
    if name == "sign" or value is None or isinstance(value, (dict, list)):
        return False
    return value != ""


def _raw(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
