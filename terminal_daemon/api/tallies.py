"""What the API counts of itself, as it is at one moment."""

from collections.abc import Mapping

from terminal_daemon.values.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Tallies:
    """The answers by status and the wrong tokens since the start; the rest as it is now."""

    answers: Mapping[int, int]
    wrong_tokens: int
    connections: int
    streams: int
