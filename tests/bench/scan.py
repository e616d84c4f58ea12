"""From the last key of a scan to the submit's first byte at the gateway, and to its verdict."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from terminal_daemon.screen import view
from terminal_daemon.simulator.codes import code_for
from terminal_daemon.simulator.customers import PAYS_AT_ONCE
from tests.bench.bare_socket import BareSocket
from tests.bench.gateway_process import FarSide
from tests.bench.peers import ColdAiohttp, CommittingAiohttp, ShopScript
from tests.bench.result import US_PER_NS, Beside, Figure, Goal, Of, Unit, floor, peer, samples
from tests.bench.terminal_here import TerminalHere, config_for, terminal_here

_ROUNDS: Final = 20
_LOOKS_FOR_THE_PHONE_S: Final = 0.02
_WARM_UP: Final = 5

Seller = Callable[[int, str], Awaitable[tuple[int, int]]]
"""Makes a sale of this serial number with this code: when the last key came, when it was paid."""


class Timings:
    """What one seller took, sale by sale, in nanoseconds."""

    def __init__(self) -> None:
        self.to_wire: list[int] = []
        self.to_verdict: list[int] = []
        self.to_screen: list[int] = []


async def our_sale(here: TerminalHere, serial: int, code: str) -> tuple[int, int]:
    """Sell with the terminal: the amount is confirmed, the customer looks for the phone, scans."""
    await here.arm(serial % 90_000 + 1)
    await asyncio.sleep(_LOOKS_FOR_THE_PHONE_S)
    here.scanner.type(code)
    await asyncio.sleep(0.005)
    began = time.perf_counter_ns()
    here.scanner.type("\n")
    await here.screen.until(lambda now: isinstance(now, view.Approved))
    return began, here.verdicts.approved_at


async def measured(
    folder: Path, far: FarSide, way: str, serials: "Serials"
) -> AsyncIterator[Figure]:
    """Yield the figures of one way to the gateway, each round with every seller once."""
    url, cold = far.urls[way], way.endswith("cold")
    home = folder / way.replace(" ", "-")
    home.mkdir()
    async with AsyncExitStack() as parts:
        here = await parts.enter_async_context(terminal_here(config_for(home, url)))

        async def ours(serial: int, code: str) -> tuple[int, int]:
            return await our_sale(here, serial, code)

        bare = BareSocket(url, cold=cold)
        await bare.open()
        parts.push_async_callback(bare.close)
        sellers: dict[str, Seller] = {"ours": ours, "bare asyncio socket": bare.sale}
        if way == "tls":
            aiohttp_cold = ColdAiohttp(far.urls["tls cold"])
            parts.push_async_callback(aiohttp_cold.close)
            committing = CommittingAiohttp(url, home / "naive.db")
            parts.push_async_callback(committing.close)
            sellers |= {
                "shop script (requests, a session a call)": ShopScript(url).sale,
                "aiohttp, a connection a call": aiohttp_cold.sale,
                "aiohttp kept, a commit in the way": committing.sale,
            }
        timings = await _rounds(sellers, here, far, serials)
    for figure in _figures(way, timings):
        yield figure


async def _rounds(
    sellers: dict[str, Seller], here: TerminalHere, far: FarSide, serials: "Serials"
) -> dict[str, Timings]:
    timings = {name: Timings() for name in sellers}
    for number in range(_WARM_UP + _ROUNDS):
        for name, sell in sellers.items():
            serial = serials.next()
            began, paid_at = await sell(serial, code_for(PAYS_AT_ONCE, serial))
            arrived = await far.arrived()
            if number < _WARM_UP:
                continue
            timings[name].to_wire.append(arrived - began)
            timings[name].to_verdict.append(paid_at - began)
            if name == "ours":
                timings[name].to_screen.append(here.screen.came_at - began)
    return timings


def _figures(way: str, timings: dict[str, Timings]) -> tuple[Figure, ...]:
    goals = () if way != "tls" else (Goal(Of.RATIO, 1.8),)
    words = {"tls": "TLS, warm", "tls cold": "TLS, cold", "plain": "plain, warm"}
    kind = words.get(way, "plain, cold")

    def beside(pick: Callable[[Timings], list[int]]) -> tuple[Beside, ...]:
        others = [(name, each) for name, each in timings.items() if name != "ours"]
        made = [samples(pick(each), US_PER_NS) for _, each in others]
        return (
            floor(others[0][0], made[0]),
            *(peer(name, each) for (name, _), each in zip(others[1:], made[1:], strict=True)),
        )

    ours = timings["ours"]
    return (
        Figure(
            f"last key → first request byte ({kind})",
            Unit.US,
            samples(ours.to_wire, US_PER_NS),
            beside(lambda each: each.to_wire),
            goals,
        ),
        Figure(
            f"last key → verified verdict ({kind})",
            Unit.US,
            samples(ours.to_verdict, US_PER_NS),
            beside(lambda each: each.to_verdict),
            goals,
        ),
        Figure(
            f"last key → verdict on the screen, on disk before ({kind})",
            Unit.US,
            samples(ours.to_screen, US_PER_NS),
            beside(lambda each: each.to_verdict),
        ),
    )


class Serials:
    """A number for each sale of the run."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """Return the next one."""
        self._last += 1
        return self._last


async def measure(folder: Path, far: FarSide) -> AsyncIterator[Figure]:
    """Yield each figure as it is measured."""
    serials = Serials()
    for way in ("tls", "tls cold", "plain", "plain cold"):
        async for figure in measured(folder, far, way, serials):
            yield figure
