"""Which core a process runs on: the terminal on one, what it talks to on another."""

import contextlib
import os
from typing import Final

_ALLOWED: Final = sorted(os.sched_getaffinity(0))
TERMINAL: Final = _ALLOWED[0]
FAR_SIDE: Final = _ALLOWED[-1]
_LEAST_URGENT: Final = os.sched_param(1)


def pin(core: int) -> None:
    """Run on this core alone from now on, and before others where that is allowed.

    What is started from here inherits both.
    """
    os.sched_setaffinity(0, {core})
    with contextlib.suppress(PermissionError):  # then the others' work is in the figures
        os.sched_setscheduler(0, os.SCHED_RR, _LEAST_URGENT)
