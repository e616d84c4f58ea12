"""How long a payment usually takes here: from the submit to the approval, of the last sales."""

from collections.abc import Iterable
from typing import Final

from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.dataclass import dataclass

LEAST_SALES: Final = 50  # some days of a small shop; fewer say little
MOST_SALES: Final = 200
_LONGEST_S: Final = 60  # what took longer was found out later, or the clock was set meanwhile


@dataclass(frozen=True, slots=True)
class Usual:
    """The seconds that the last sales took, newest last. Few customers need a password, so that
    the middle one tells how long it takes without.
    """

    took_s: tuple[int, ...] = ()

    @property
    def seconds(self) -> int | None:
        """Return what at least half of the sales took at most; None: there are too few."""
        if len(self.took_s) < LEAST_SALES:
            return None
        return max(1, sorted(self.took_s)[(len(self.took_s) - 1) // 2])

    def with_sale(self, sale: Sale) -> "Usual":
        """Return it with this sale too, if that one was approved in one go."""
        took_s = _took_s(sale)
        return self if took_s is None else Usual((*self.took_s, took_s)[-MOST_SALES:])


def usual_from(took_s: Iterable[int]) -> Usual:
    """Return it from what the journal says that sales took, newest last."""
    return Usual(tuple(each for each in took_s if _in_one_go(each))[-MOST_SALES:])


def _took_s(sale: Sale) -> int | None:
    if sale.state is not State.APPROVED or sale.late:
        return None
    if sale.submitted_at is None or sale.finished_at is None:
        return None
    took_s = sale.finished_at - sale.submitted_at
    return took_s if _in_one_go(took_s) else None


def _in_one_go(took_s: int) -> bool:
    return 0 <= took_s <= _LONGEST_S
