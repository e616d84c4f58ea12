"""Folders that are made once for each recipe: made anew only where what goes into them changed."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from tests.vm.host import BUILD

_HEX_DIGITS: Final = 12


def fingerprint(parts: Iterable[str | Path]) -> str:
    """Return a short name for words, files and whole folders; modes of files count."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            digest.update(b"\0word" + part.encode())
            continue
        for path in sorted([part, *part.rglob("*")] if part.is_dir() else [part]):
            if path.is_file() and "__pycache__" not in path.parts:
                mode = path.stat().st_mode & 0o111
                digest.update(f"\0{path.relative_to(part)}\0{mode}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:_HEX_DIGITS]


def cached(name: str, recipe: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of this recipe, made by `make` if it is not there; older ones go."""
    folder = BUILD / f"{name}-{recipe}"
    if not folder.exists():
        half_made = BUILD / f"{name}-{recipe}.{os.getpid()}"
        for abandoned in BUILD.glob(f"{name}-{'?' * _HEX_DIGITS}.*"):
            if not Path("/proc", abandoned.suffix[1:]).exists():
                shutil.rmtree(abandoned)
        half_made.mkdir(parents=True)
        make(half_made)
        for older in BUILD.glob(f"{name}-{'?' * _HEX_DIGITS}"):
            shutil.rmtree(older)
        half_made.rename(folder)
    return folder
