"""How often the operator's PIN may be tried: five times, then ever longer waits between two."""

from typing import Final

FREE_TRIES: Final = 5
FIRST_LOCK_S: Final = 900.0
LONGEST_LOCK_S: Final = 86400.0
_MOST_DOUBLINGS: Final = 7  # beyond the longest lock; a large count must not overflow


def locked_s(wrong: int) -> float:
    """Return for how long no PIN is taken after so many wrong ones in a row."""
    if wrong < FREE_TRIES:
        return 0.0
    doublings = min(wrong - FREE_TRIES, _MOST_DOUBLINGS)
    return min(FIRST_LOCK_S * 2.0**doublings, LONGEST_LOCK_S)


def tries_left(wrong: int) -> int:
    """Return how many wrong PINs there may be until the next lock."""
    return max(1, FREE_TRIES - wrong)
