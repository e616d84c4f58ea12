"""A configuration from afar: which keys it may set, and what became of the newest ones. Pure.

What a signature vouches for is laid over the local file. It is tried once: a start that does not
come to take payments with it is the last one with it.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final

from terminal_daemon.config.mistakes import Mistake
from terminal_daemon.config.wording import printable
from terminal_daemon.values.dataclass import dataclass, replace

MAY_SET: Final[Mapping[str, frozenset[str]]] = {
    "terminal": frozenset(
        ("store_id", "operator", "description", "language", "time_zone", "day_begins")
    ),
    "gateway": frozenset(
        ("pay_types", "connect_timeout", "reply_timeout", "confirm_window", "pace")
    ),
    "amount": frozenset(("source", "entry", "fixed", "maximum", "scan_timeout")),
    "display": frozenset(("dim_after", "blank_after")),
    "buzzer": frozenset(("volume", "mute_keys")),
    "receipt": frozenset(("print", "columns", "language", "header", "footer", "chinese", "cut")),
}
"""By section. All else stays with whoever stands before the machine: where the money goes, what is
plugged in where, and who may call or sign."""

NOT_READY: Final = "the terminal did not come to take payments with it"
NOT_FIT: Final = "it does not fit the terminal's own file any more"

Tables = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Remote:
    """One configuration from afar, as TOML."""

    serial: int
    text: str


@dataclass(frozen=True, slots=True)
class InForce:
    """Which configuration from afar is laid over the local file."""

    serial: int
    """0: none is."""
    keys: tuple[str, ...]
    """Like "amount.maximum", in order."""
    left_out: str = ""
    """Why the one that was to be in force is not; "": it is."""


def serial_in_force(afar: InForce | None) -> int | None:
    """Return the serial of what is laid over the local file; None: that counts alone."""
    return None if afar is None else afar.serial or None


class Ending(Enum):
    """What became of a configuration; the values are told to the fleet."""

    APPLIED = "applied"
    ROLLED_BACK = "rolled_back"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the last one that was tried."""

    serial: int
    ending: Ending
    why: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of all of them; survives every restart."""

    highest: int = 0
    """The serial of the newest that was ever taken: none with this or a lower one is again."""
    proven: Remote | None = None
    """The one that the terminal takes payments with."""
    trial: Remote | None = None
    """The next one, until it is proven."""
    tried: bool = False
    """A start with the trial began."""
    outcome: Outcome | None = None

    @property
    def candidates(self) -> tuple[Remote, ...]:
        """Return what is in force, the first that fits: for whoever only looks."""
        both = (self.trial if self.tried else None, self.proven)
        return tuple(each for each in both if each is not None)


def taken(standing: Standing, remote: Remote) -> Standing:
    """Return what is known once this one is to be tried at the next start."""
    highest = max(standing.highest, remote.serial)
    return replace(standing, highest=highest, trial=remote, tried=False)


def starting(standing: Standing) -> Standing:
    """Return what is known when a start begins: a trial is tried, and given up the second time."""
    if standing.trial is None:
        return standing
    return _given_up(standing, NOT_READY) if standing.tried else replace(standing, tried=True)


def ready(standing: Standing, serial: int | None) -> Standing:
    """Return what is known once payments are taken with this one; None: with the file alone."""
    if standing.trial is None or not standing.tried:
        return standing
    if standing.trial.serial != serial:
        return _given_up(standing, NOT_FIT)
    done = Outcome(standing.trial.serial, Ending.APPLIED)
    return replace(standing, proven=standing.trial, trial=None, tried=False, outcome=done)


def told(standing: Standing) -> Standing:
    """Return what is known once the fleet was told what became of the last one."""
    outcome = standing.outcome
    return standing if outcome is None else replace(standing, outcome=replace(outcome, told=True))


def _given_up(standing: Standing, why: str) -> Standing:
    assert standing.trial is not None  # noqa: S101 - both callers looked
    failed = Outcome(standing.trial.serial, Ending.ROLLED_BACK, why)
    return replace(standing, trial=None, tried=False, outcome=failed)


def forbidden(tables: Tables) -> Iterator[Mistake]:
    """Yield a mistake for each key that may not be set from afar."""
    for section, table in tables.items():
        name = printable(section)
        if not isinstance(table, dict):
            yield Mistake(name, "is no section", f"a line [{name}] above keys")
        elif section not in MAY_SET:
            yield Mistake(name, "is not set from afar", ", ".join(MAY_SET))
        else:
            for key in sorted(table.keys() - MAY_SET[section]):
                allowed = ", ".join(sorted(MAY_SET[section]))
                yield Mistake(f"{name}.{printable(key)}", "is not set from afar", allowed)


def keys_of(tables: Tables) -> tuple[str, ...]:
    """Return the keys that are set, like "amount.maximum", in order."""
    return tuple(
        sorted(
            f"{section}.{key}"
            for section, table in tables.items()
            if isinstance(table, dict)
            for key in table
        )
    )


def laid_over(local: Tables, remote: Tables) -> dict[str, Any]:
    """Return the local file's tables with what was set from afar."""
    both = dict(local)
    for section, table in remote.items():
        below = both.get(section, {})
        if isinstance(below, dict) and isinstance(table, dict):
            both[section] = {**below, **table}
    return both
