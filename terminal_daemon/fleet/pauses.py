"""How long a terminal stays away from a broker that it could not keep or reach.

Thousands lose one broker in one second. Each takes a time by chance, and a longer one each time.
"""

from typing import Final

_FIRST_S: Final = 10.0
_LONGEST_S: Final = 300.0
_MOST_DOUBLINGS: Final = 5
_LEAST: Final = 0.1  # of the longest pause of a try


def pause_s(tries: int, chance: float) -> float:
    """Return the seconds to wait after so many tries in vain, 0 or more; `chance` is 0 to 1."""
    longest = min(_LONGEST_S, _FIRST_S * (1 << min(tries, _MOST_DOUBLINGS)))
    return longest * (_LEAST + (1 - _LEAST) * chance)
