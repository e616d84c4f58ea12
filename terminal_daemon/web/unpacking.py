"""A reply's body as it was before its coding: no more is unpacked than the caller takes."""

import zlib
from typing import Final

from terminal_daemon.web.no_reply import NotHttp, TooLarge

_CODINGS: Final = {
    "gzip": zlib.MAX_WBITS | 16,
    "x-gzip": zlib.MAX_WBITS | 16,
    "deflate": zlib.MAX_WBITS,
}


def unpacked(body: bytes, coding: str, longest: int) -> bytes:
    """Return the body of a reply with this `Content-Encoding`. Raises NotHttp, TooLarge."""
    name = coding.strip().lower()
    if name in ("", "identity"):
        return body
    if name not in _CODINGS:
        raise NotHttp("an unknown Content-Encoding")
    unpacker = zlib.decompressobj(_CODINGS[name])
    try:
        whole = unpacker.decompress(body, longest + 1)
    except zlib.error:
        raise NotHttp(f"no {name}") from None
    if len(whole) > longest:
        raise TooLarge(f"more than {longest} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise NotHttp(f"no {name}, or more than that")
    return whole
