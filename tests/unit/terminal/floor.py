"""The stations behind a counter, with a journal in memory and a gateway that a test holds."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from terminal_daemon.config.model import Config, GatewaySection, TerminalSection
from terminal_daemon.demo.loop_clock import LoopClock
from terminal_daemon.gateway.replies import Answer, Failure
from terminal_daemon.gateway.requests import Merchant
from terminal_daemon.sale.reason import Doubt
from terminal_daemon.terminal.effects import GatewayCalls
from terminal_daemon.terminal.happenings import CallReturned
from terminal_daemon.terminal.measures import Measures
from terminal_daemon.terminal.orders import Orders
from terminal_daemon.terminal.recorder import Recorder
from terminal_daemon.terminal.setup import setup_from
from terminal_daemon.values.secret import Secret
from tests.fakes.memory_journal import MemoryJournal
from tests.simulation import virtual_time

MERCHANT = Merchant("m1", Secret("k"), "T01")
NOT_SENT = Failure(any_byte_sent=False, doubt=Doubt.CONNECTION_LOST)
LOST = Failure(any_byte_sent=True, doubt=Doubt.TIMED_OUT)
ANSWER_AFTER_S = 1.0


class SlowGateway:
    """Remembers which calls were made; each fails as it is told, a second later."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.fails = LOST

    async def post(self, path: str, body: bytes) -> Answer | Failure:  # noqa: ARG002 - all alike
        self.calls.append(path)
        await asyncio.sleep(ANSWER_AFTER_S)
        return self.fails

    async def own_address(self) -> str:
        return "192.0.2.7"


class Floor:
    """Orders and what they need. What comes back from the gateway is heard, and no more."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        config = Config(
            terminal=TerminalSection(id="T01"),
            gateway=GatewaySection(merchant_id=MERCHANT.merchant_id),
            key=Secret("k"),
        )
        self.journal, self.gateway, self.clock = MemoryJournal(), SlowGateway(), LoopClock()
        self.heard: list[object] = []
        self.calls = GatewayCalls(self.gateway, MERCHANT, self.clock, tls=True, nonce=lambda: "n")
        self.recorder = Recorder(self.journal, self.clock, self.heard.append, lambda _: None)
        self.setup = setup_from(config, test=False)
        self.orders = Orders(
            self.setup,
            self.calls,
            self.recorder,
            self.clock,
            tasks,
            self.heard.append,
            Measures(),
        )

    async def answered(self) -> CallReturned:
        """Return what the next call comes to."""
        await asyncio.sleep(2 * ANSWER_AFTER_S)
        returned = self.heard.pop()
        assert isinstance(returned, CallReturned)
        return returned


def on_the_floor(check: Callable[[Floor], Coroutine[Any, Any, None]]) -> None:
    """Run a test on virtual time."""

    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            await check(Floor(tasks))

    virtual_time.run(main())
