"""The cash register of a world: it starts, repeats, cancels, asks, acknowledges, and vanishes."""

import asyncio
from hashlib import sha256
from random import Random
from typing import Final

from terminal_daemon.journal.refund_rows import KnownRefund
from terminal_daemon.journal.requests import Request
from terminal_daemon.sale.refund import RefundState
from terminal_daemon.sale.state import State
from terminal_daemon.sale.wish import Busy
from terminal_daemon.terminal.refunds import AskRefund, Begun
from terminal_daemon.terminal.register import (
    Ask,
    Cancelled,
    Known,
    NotWritten,
    Occupied,
    StartAnswer,
    Started,
)
from terminal_daemon.terminal.terminal import Terminal
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from tests.simulation.world.truth import Truth, Violation

_AMOUNTS: Final = (1, 250, 1250, 99_999)


class Register:
    """One life of it; keys and books outlive it in the truth."""

    def __init__(self, truth: Truth, random: Random, *, sells: bool) -> None:
        self._sells = sells
        self._truth = truth
        self._random = random
        self._terminal: asyncio.Future[Terminal] = asyncio.get_running_loop().create_future()

    def introduce(self, terminal: Terminal) -> None:
        """Be told of the terminal that runs now."""
        self._terminal.set_result(terminal)

    async def run(self) -> None:
        """Sell until cancelled."""
        random = self._random
        async with asyncio.TaskGroup() as tasks:
            while True:
                await asyncio.sleep(random.choice((0.01, 1, 20, random.uniform(0, 200))))
                likely = (6 if self._sells else 0, 1, 1, 3)
                kinds = (self._sell, self._ask_now, self._acknowledge, self._refund)
                for work in random.choices(kinds, likely, k=1):
                    task = tasks.create_task(work())
                    if random.random() < 0.2:  # it loses its cable, or its own power
                        await asyncio.sleep(random.choice((0, 0, 0.01, 1, 10)))
                        task.cancel()

    async def _sell(self) -> None:
        random = self._random
        ask = self._ask()
        many = random.choice((1, 1, 1, 2, 5))
        answers = await asyncio.gather(*(self._start(ask) for _ in range(many)))
        for answer in answers:
            match answer:
                case Started(sale):
                    await self._perhaps_cancel(sale.order)
                case Occupied(Busy.NOTICE, order) if order is not None and random.random() < 0.5:
                    await self._read(order)

    async def _start(self, ask: Ask) -> StartAnswer:
        truth = self._truth
        key = "" if ask.request is None else ask.request.key
        truth.happened("register asks for", ask.amount, "fen", key)
        answer = await (await self._terminal).start_sale(ask)
        truth.happened("register is told", answer)
        match answer:
            case Started(sale):
                if sale.order not in truth.on_disk:
                    raise Violation(f"{sale.order} was called started and is not on disk")
                truth.key_began(key, sale.order)
            case Known(order):
                truth.key_began(key, order)
            case NotWritten() | Occupied() if key in truth.begun:
                raise Violation(f"{key} began {truth.begun[key]} and was told {answer}")
        return answer

    def _ask(self) -> Ask:
        random, truth = self._random, self._truth
        amount = Fen(random.choice(_AMOUNTS))
        if random.random() < 0.2:
            return Ask(amount, "no key")
        if truth.keys and random.random() < 0.4:
            key = random.choice(truth.keys)
        else:
            key = f"key-{len(truth.keys)}"
            truth.keys.append(key)
        digest = sha256(str(amount).encode()).hexdigest()
        return Ask(amount, key, request=Request(key, digest, UnixSeconds(int(_now()))))

    async def _perhaps_cancel(self, order: OrderNumber) -> None:
        if self._random.random() < 0.5:
            return
        await asyncio.sleep(self._random.choice((0, 0.01, 0.5, 5, 30)))
        self._truth.happened("register cancels", order)
        answer = await (await self._terminal).cancel_sale(order)
        self._truth.happened("register is told", answer)
        if isinstance(answer, Cancelled):
            self._truth.called_cancelled(answer.sale)

    async def _refund(self) -> None:
        """Give something back of any sale; often too much, twice at once, or once again."""
        random, truth = self._random, self._truth
        paid = [sale for sale in truth.on_disk.values() if sale.state is State.APPROVED]
        sales = paid if paid and random.random() < 0.9 else list(truth.on_disk.values())
        if not sales:
            return
        if truth.refund_asks and random.random() < 0.3:
            ask = random.choice(truth.refund_asks)
        else:
            sale = random.choice(sales)
            parts = (None, None, sale.amount, sale.amount // 2, 1, sale.amount + 1)
            part = random.choice(parts)
            key = f"refund-{len(truth.refund_asks)}"
            request = Request(key, sha256(key.encode()).hexdigest(), UnixSeconds(int(_now())))
            amount = None if part is None else Fen(max(1, part))
            ask = AskRefund(sale.order, amount, random.choice((None, request)))
            truth.refund_asks.append(ask)
        many = random.choice((1, 1, 2, 4))
        await asyncio.gather(*(self._start_refund(ask) for _ in range(many)))

    async def _start_refund(self, ask: AskRefund) -> None:
        truth = self._truth
        key = "" if ask.request is None else ask.request.key
        truth.happened("register refunds", ask.order, ask.amount, key)
        answer = await (await self._terminal).refunds.start(ask)
        truth.happened("register is told", answer)
        match answer:
            case Begun(refund):
                if refund.number not in truth.refunds:
                    raise Violation(f"{refund.number} was called begun and is not on disk")
                truth.key_refunded(key, refund.number)
            case KnownRefund(refund):
                truth.key_refunded(key, refund.number)

    async def _ask_now(self) -> None:
        if self._truth.on_disk:
            sale = self._random.choice(list(self._truth.on_disk.values()))
            self._truth.happened("register wants to know of", sale.order)
            begun = await (await self._terminal).ask_now(sale)
            self._truth.happened("register is told", begun)

    async def _acknowledge(self) -> None:
        if self._truth.on_disk:
            await self._read(self._random.choice(list(self._truth.on_disk.values())).order)

    async def _read(self, order: OrderNumber) -> None:
        """Acknowledge, as one who reads what the API says of the order."""
        terminal = await self._terminal
        if terminal.acknowledge(order, frozenset({self._truth.on_disk[order].state, *RefundState})):
            self._truth.happened("register acknowledges", order)
            self._truth.told.add(order)


def _now() -> float:
    return asyncio.get_running_loop().time()
