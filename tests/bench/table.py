"""The figures as a table for people and as JSON for programs."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from tests.bench.result import Figure, Goal, Of, Samples, Unit

_NAME: Final = 58
_MANY: Final = 100
HEAD: Final = (
    f"{'':{_NAME}} {'median':>10} {'p99':>10} {'unit':4} {'ratio':>7}  goal\n{'-' * (_NAME + 60)}"
)


def lines(figure: Figure) -> Iterator[str]:
    """Return the figure's lines: ours, then each floor and peer."""
    yield _line(figure.name, figure, figure.ours) + "  " + ", ".join(_goals(figure))
    for beside in figure.beside:
        yield _line(f"  {beside.kind.value}: {beside.name}", figure, beside.samples)
    if figure.counted:
        yield f"  ({figure.counted})"


def as_json(figure: Figure) -> dict[str, Any]:
    """Return everything about the figure but the single values."""
    return {
        "name": figure.name,
        "unit": figure.unit.value,
        "counted": figure.counted,
        "ours": _numbers(figure, figure.ours),
        "beside": [
            {"kind": each.kind.value, "name": each.name, **_numbers(figure, each.samples)}
            for each in figure.beside
        ],
        "goals": [
            {
                "of": goal.of.value,
                "at_most": goal.at_most,
                "reached": figure.reached(goal),
                "met": is_met(figure, goal),
            }
            for goal in figure.goals
        ],
    }


def is_met(figure: Figure, goal: Goal) -> bool:
    """Tell whether ours is within the goal."""
    return figure.reached(goal) <= goal.at_most


def missed(figures: Iterable[Figure]) -> list[str]:
    """Return each goal that is not met, in words."""
    return [
        f"{figure.name}: {_goal(figure, goal)}"
        for figure in figures
        for goal in figure.goals
        if not is_met(figure, goal)
    ]


def _line(name: str, figure: Figure, samples: Samples) -> str:
    ratio = figure.ratio(samples)
    times = "" if ratio is None else f"{ratio:.2f}×"
    middle, high = shown(samples.median), shown(samples.percentile(99))
    return f"{name:{_NAME}} {middle:>10} {high:>10} {figure.unit.value:4} {times:>7}"


def _goals(figure: Figure) -> Iterator[str]:
    for goal in figure.goals:
        yield ("✓ " if is_met(figure, goal) else "✗ ") + _goal(figure, goal)


def _goal(figure: Figure, goal: Goal) -> str:
    unit = "×" if goal.of is Of.RATIO else figure.unit.value
    space = "" if unit in ("×", Unit.PERCENT.value) else " "
    reached = shown(figure.reached(goal))
    what = "ratio" if goal.of is Of.RATIO else goal.of.value
    return f"{what} {reached} of {shown(goal.at_most)}{space}{unit}".rstrip()


def shown(value: float) -> str:
    """Return three digits or so of a number."""
    if value == 0 or abs(value) >= _MANY:
        return f"{value:.0f}"
    return f"{value:.3g}"


def _numbers(figure: Figure, samples: Samples) -> dict[str, Any]:
    return {
        "count": len(samples.values),
        "median": samples.median,
        "mean": samples.mean,
        "p95": samples.percentile(95),
        "p99": samples.percentile(99),
        "most": samples.most,
        "ratio": figure.ratio(samples),
    }
