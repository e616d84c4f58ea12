"""What every measurement returns: our figure, and beside it what it is compared with."""

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Unit(Enum):
    """What the values of a figure are counted in."""

    US = "µs"
    MS = "ms"
    S = "s"
    BYTES = "B"
    KB = "kB"
    MIB = "MiB"
    COUNT = ""
    PERCENT = "%"
    PER_S = "/s"


@dataclass(frozen=True, slots=True)
class Samples:
    """What was measured, once or often."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def mean(self) -> float:
        return statistics.fmean(self.values)

    @property
    def most(self) -> float:
        return max(self.values)

    def percentile(self, percent: int) -> float:
        """Return the smallest value that so many percent do not exceed."""
        place = math.ceil(len(self.values) * percent / 100)
        return sorted(self.values)[max(place, 1) - 1]


class Kind(Enum):
    """What ours is compared with."""

    FLOOR = "floor"  # the least that physics and Python leave
    PEER = "peer"  # what people use today, or the naive way


@dataclass(frozen=True, slots=True)
class Beside:
    """A floor or a peer, measured in the same run."""

    kind: Kind
    name: str
    samples: Samples


class Of(Enum):
    """Which number of ours a goal bounds."""

    RATIO = "× floor"
    MEDIAN = "median"
    MEAN = "mean"
    P95 = "p95"
    P99 = "p99"
    MOST = "at most"


@dataclass(frozen=True, slots=True)
class Goal:
    """The most that a number of ours should be."""

    of: Of
    at_most: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table, and those below it. The first of `beside` is what ratios are to."""

    name: str
    unit: Unit
    ours: Samples
    beside: tuple[Beside, ...] = ()
    goals: tuple[Goal, ...] = ()
    counted: str = ""
    """What exactly was measured, where the name does not say."""

    def ratio(self, samples: Samples) -> float | None:
        """Return the median as a multiple of the first beside; None where there is none."""
        if not self.beside or not self.beside[0].samples.median:
            return None
        return samples.median / self.beside[0].samples.median

    def reached(self, goal: Goal) -> float:
        """Return the number of ours that the goal bounds."""
        match goal.of:
            case Of.RATIO:
                return self.ratio(self.ours) or 0.0
            case Of.MEDIAN:
                return self.ours.median
            case Of.MEAN:
                return self.ours.mean
            case Of.P95:
                return self.ours.percentile(95)
            case Of.P99:
                return self.ours.percentile(99)
            case Of.MOST:
                return self.ours.most


US_PER_NS: Final = 1e-3
MS_PER_NS: Final = 1e-6


def samples(values: Iterable[float], scale: float = 1.0) -> Samples:
    """Return the values as samples, each times `scale`."""
    return Samples(tuple(value * scale for value in values))


def floor(name: str, measured: Samples) -> Beside:
    """Return the least there can be."""
    return Beside(Kind.FLOOR, name, measured)


def peer(name: str, measured: Samples) -> Beside:
    """Return another way to do it."""
    return Beside(Kind.PEER, name, measured)
