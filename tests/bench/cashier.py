"""Sells at a terminal in this process, one customer after the other, whatever happens."""

import asyncio
import time
from itertools import cycle
from typing import Final

from terminal_daemon.sale.counter_step import NOT_SEEN_YET_S
from terminal_daemon.screen import view
from terminal_daemon.screen.view import View
from terminal_daemon.simulator.codes import code_for, with_digits
from tests.bench.terminal_here import TerminalHere

PAYS: Final = ("0001",)
TROUBLES: Final = (
    "0001",
    "0002",
    "1001",
    "0003",
    "3004",
    "0001",
    "2002",
    "4001",
    "0001",
    "3007",
    "5006",
    "3001",
    "0001",
    "1004",
)
"""Who pays, who cannot, and whose reply is lost, cut, forged or late."""

_WAITS: Final = (
    view.PresentCode,
    view.Connecting,
    view.Paying,
    view.NoNetworkYet,
    view.Confirming,
    view.Checking,
)
_AT_MOST_S: Final = 90.0


class Cashier:
    """Keys in an amount, shows a code, reads the end, and takes the next customer."""

    def __init__(self, here: TerminalHere, customers: tuple[str, ...], first: int) -> None:
        """`first`: of the serial numbers that make each code another one."""
        self.sold = 0
        self.approved = 0
        self.took_ns = 0
        """From the last code's scan to the end of its sale on the screen."""
        self._here = here
        self._first = first
        self._customers = cycle(customers)

    async def sell(self) -> None:
        """Sell once, until the end is on the screen."""
        here, screen = self._here, self._here.screen
        self.sold += 1
        while not isinstance(screen.view, view.Ready | view.Approved):
            await asyncio.sleep(NOT_SEEN_YET_S + 0.05)
            here.keypad.type("\x1b", pad=True)
            await asyncio.sleep(0.01)
        await here.arm(self.sold % 90_000 + 1)
        customer = with_digits(next(self._customers))
        assert customer is not None
        began = time.perf_counter_ns()
        here.scanner.type(f"{code_for(customer, self._first + self.sold)}\n")
        await screen.until(lambda now: not isinstance(now, view.PresentCode), _AT_MOST_S)
        await screen.until(_is_an_end, _AT_MOST_S)
        self.took_ns = time.perf_counter_ns() - began
        self.approved += isinstance(screen.view, view.Approved)


def _is_an_end(now: View) -> bool:
    return not isinstance(now, _WAITS)
