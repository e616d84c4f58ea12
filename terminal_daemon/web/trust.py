"""◉ ssl: whom a caller trusts where it was not told: those whom the system trusts."""

import asyncio
import os
import ssl
from pathlib import Path


async def system_trust(paths: ssl.DefaultVerifyPaths | None = None) -> ssl.SSLContext:
    """Return a context that verifies by the system's certificates; read off the loop's thread."""
    return await asyncio.to_thread(_trust, paths or ssl.get_default_verify_paths())


def _trust(paths: ssl.DefaultVerifyPaths) -> ssl.SSLContext:
    folder = paths.capath
    named = os.environ.keys() & {paths.openssl_cafile_env, paths.openssl_capath_env}
    if not folder or named or not _is_hashed(Path(folder)):
        context = ssl.create_default_context()
    else:
        # one file is read when it is needed, where all of them in one take 35 ms and a MiB
        context = ssl.create_default_context(capath=folder)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _is_hashed(folder: Path) -> bool:
    """Tell a folder in which OpenSSL finds a certificate by its subject's hash."""
    return next(folder.glob("[0-9a-f]" * 8 + ".[0-9]"), None) is not None
