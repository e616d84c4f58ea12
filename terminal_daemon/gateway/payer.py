"""Who paid, as a keyed hash: the same payer is recognised, and nobody can tell who it is."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from terminal_daemon.values.secret import Secret

_DIGITS: Final = 16
_NAMES: Final = ("sub_openid", "openid")  # as the merchant's own account knows them comes first


def payer_of(data: Mapping[str, object], key: Secret) -> str:
    """Return 16 hex digits, the same for the same payer and merchant key; "" if nobody is named.

    Only for the `data` of a reply whose signature was verified.
    """
    openid = next((value for name in _NAMES if (value := data.get(name))), None)
    if not isinstance(openid, str):
        return ""
    # surrogatepass: half a surrogate pair in a reply is an odd name, not an exception
    text = f"payer\n{openid}".encode("utf-8", "surrogatepass")
    return hmac.new(key.reveal().encode(), text, hashlib.sha256).hexdigest()[:_DIGITS]
