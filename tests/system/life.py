"""One life of the daemon's process, from its start to its kill, and the people in front of it."""

import asyncio
import contextlib
import json
import random
import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Final

from terminal_daemon.sale.counter_step import NOT_SEEN_YET_S
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.bodies import Response
from terminal_daemon.simulator.codes import code_for, with_digits

READ_S: Final = NOT_SEEN_YET_S + 0.1
CANCELS: Final = 0.05  # of the customers leave before they showed a code
AT_ONCE: Final = ("0001", "0002", "0003")
LATER: Final = ("1001", "1007", "2001", "3001", "3004", "3007", "3008", "4001", "5001", "5006")
QUIET: Final = frozenset(
    {
        "Starting",
        "NoScanner",
        "NoKeypad",
        "EnterAmount",
        "Connecting",
        "Paying",
        "NoNetworkYet",
        "Confirming",
        "Checking",
    }
)
"""Screens on which a cashier only waits."""


class Moment(Enum):
    """When the plug is pulled, and the most seconds after it; how many of them is drawn."""

    TYPED = ("0 to 600 ms after the amount", 0.6)
    SCANNED = ("0 to 30 ms after the code", 0.03)
    ARRIVED = ("as the submit arrives", 0.0)
    REPLYING = ("right before the reply", 0.0)
    ANSWERED = ("0 to 20 ms after the reply", 0.02)
    ASKED = ("0 to 20 ms after a query arrives", 0.02)
    SHOWN = ("right after the result is shown", 0.0)
    STARTING = ("while it starts, about when the journal opens", 0.0)

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def within_s(self) -> float:
        return self.value[1]


class WatchedBank(Bank):
    """A bank that tells what reaches it, before and after it moves money."""

    def __init__(self) -> None:
        super().__init__()
        self.passed: Callable[[Moment], None] | None = None

    def answer(self, path: str, body: bytes, now: float) -> Response:
        if path == "/query" and b"_probe" not in body:
            self._tell(Moment.ASKED)
        if path != "/pay":
            return super().answer(path, body, now)
        self._tell(Moment.ARRIVED)
        response = super().answer(path, body, now)
        self._tell(Moment.REPLYING)
        self._tell(Moment.ANSWERED)
        return response

    def _tell(self, moment: Moment) -> None:
        if self.passed is not None:
            self.passed(moment)


class Life:
    """The process, who sells at it, and when it is killed."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        moment: Moment | None,
        rng: random.Random,
        serials: Iterator[int],
    ) -> None:
        """Without a moment, nobody sells and only kill() kills."""
        self.process: Final = process
        self.moment: Final = moment
        self.killed = False
        self.first_screen_at: float | None = None
        """By the loop's clock."""
        self.amounts: Final[set[int]] = set()
        self.told: Final[list[tuple[str, str, int]]] = []
        """What was shown as the end of an order: the screen, the order's tail, fen."""
        self._rng: Final = rng
        self._serials: Final = serials
        self._left = rng.choice((1, 1, 1, 2))
        self._code_shown = False
        self._shown = ("", "")

    def passed(self, moment: Moment) -> None:
        """Kill at once, or soon, if this is the moment."""
        if moment is not self.moment:
            return
        self._left -= 1
        if self._left > 0:
            return
        if moment.within_s == 0.0:
            self.kill()
        else:
            self.kill_in(self._rng.uniform(0.0, moment.within_s))

    def kill_in(self, seconds: float) -> None:
        """Pull the plug later."""
        asyncio.get_running_loop().call_later(seconds, self.kill)

    def kill(self) -> None:
        """Pull the plug; does nothing to a process that is dead."""
        if not self.killed and self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
                self.killed = True

    async def watch(self) -> None:
        """React to each screen until the process is dead."""
        assert self.process.stdout is not None
        while (line := await self.process.stdout.readline()).endswith(b"\n"):
            shown = json.loads(line)
            if self.first_screen_at is None:
                self.first_screen_at = asyncio.get_running_loop().time()
            self._saw(shown["screen"], shown["is"])
        await self.process.wait()

    def _saw(self, screen: str, said: str) -> None:
        self._shown = (screen, said)
        end = re.search(r"amount=(\d+).*order_tail='(\w+)'", said)
        if end is not None and screen in ("Approved", "Declined"):
            self.told.append((screen, end[2], int(end[1])))
            self.passed(Moment.SHOWN)
        if self.moment is None or self.killed:
            return
        if screen == "PresentCode":
            self._present()
            return
        self._code_shown = False
        if screen == "Ready":
            self._type_amount()
        elif screen not in QUIET:
            asyncio.get_running_loop().call_later(READ_S, self._leave, self._shown)

    def _leave(self, shown: tuple[str, str]) -> None:
        """Acknowledge what is still on the screen, once it could be read."""
        if shown == self._shown and not self.killed:
            self._type("keypad", "\x1b")

    def _type_amount(self) -> None:
        fen = self._rng.randint(1, 99_999)
        self.amounts.add(fen)
        self._type("keypad", f"{fen // 100}.{fen % 100:02d}\n")
        self.passed(Moment.TYPED)

    def _present(self) -> None:
        """Show a code, once; or leave."""
        if self._code_shown:
            return
        if self._rng.random() < CANCELS:
            self._type("keypad", "\x1b")
            return
        self._code_shown = True
        quick = self._rng.random() < (0.8 if self.moment is Moment.SHOWN else 0.4)
        customer = with_digits(self._rng.choice(AT_ONCE if quick else LATER))
        assert customer is not None
        self._type("scanner", f"{code_for(customer, next(self._serials))}\n")
        self.passed(Moment.SCANNED)

    def _type(self, board: str, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{board} {json.dumps(text)}\n".encode())
