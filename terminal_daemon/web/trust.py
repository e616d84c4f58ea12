"""◉ ssl: whom a caller trusts where it was not told: those whom the system trusts."""

import asyncio
import os
import ssl
from functools import cache
from pathlib import Path


async def system_trust(paths: ssl.DefaultVerifyPaths | None = None) -> ssl.SSLContext:
    """Return what verifies by the system's certificates: made once, and off the loop's thread."""
    paths = paths or ssl.get_default_verify_paths()
    is_named = paths.openssl_cafile_env in os.environ or paths.openssl_capath_env in os.environ
    return await asyncio.to_thread(_trust, paths, is_named=is_named)


@cache
def _trust(paths: ssl.DefaultVerifyPaths, *, is_named: bool) -> ssl.SSLContext:
    folder = paths.capath
    if not folder or is_named or not _is_hashed(Path(folder)):
        context = ssl.create_default_context()
    else:
        # one file is read when it is needed, where all of them in one take 35 ms and a MiB
        context = ssl.create_default_context(capath=folder)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _is_hashed(folder: Path) -> bool:
    """Tell a folder in which OpenSSL finds a certificate by its subject's hash."""
    return next(folder.glob("[0-9a-f]" * 8 + ".[0-9]"), None) is not None
