"""How many files this process has open."""

import gc
from pathlib import Path


def open_files() -> int:
    """Return how many; quick enough to be asked a thousand times."""
    return len(list(Path("/proc/self/fd").iterdir()))


def open_files_at_rest() -> int:
    """Return how many, without those that tests before left to be closed some time or other."""
    gc.collect()
    return open_files()
