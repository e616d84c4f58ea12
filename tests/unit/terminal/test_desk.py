"""terminal/desk.py: every wait ends, and a key has one answer."""

import asyncio
from dataclasses import replace

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.requests import KnownRequest, Request
from terminal_daemon.sale.events import RegisterAsked, RegisterCancelled
from terminal_daemon.sale.wish import Busy
from terminal_daemon.terminal.desk import MOST_KEYS, Desk
from terminal_daemon.terminal.register import (
    Ask,
    Cancelled,
    Known,
    NotOpen,
    NotWritten,
    Occupied,
    Started,
)
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from tests.simulation import virtual_time
from tests.unit.sale.sales import ARMED

BUSY = Occupied(Busy.SALE, ARMED.order)
KNOWN = Known(ARMED.order, "a" * 64)


class Room:
    """A desk, what it hands on, and a journal that counts who asks it for a key."""

    def __init__(self) -> None:
        self.heard: list[RegisterAsked | RegisterCancelled] = []
        self.kept: dict[str, KnownRequest] = {}
        self.looked_up: list[str] = []
        self.broken = False
        self.desk = Desk(self.heard.append, self.look_up)

    async def look_up(self, key: str) -> KnownRequest | None:
        self.looked_up.append(key)
        if self.broken:
            raise JournalError("the disk is full", full=True)
        await asyncio.sleep(0.01)
        return self.kept.get(key)

    @property
    def numbers(self) -> list[int]:
        return [event.wish.number for event in self.heard if isinstance(event, RegisterAsked)]


def ask(key: str = "") -> Ask:
    request = Request(key, "a" * 64, UnixSeconds(0)) if key else None
    return Ask(Fen(500), "A-17", "茶", request=request)


def test_a_wish_has_all_that_was_asked_and_a_number_of_its_own() -> None:
    async def main() -> None:
        room = Room()
        async with asyncio.TaskGroup() as clients:
            tasks = [clients.create_task(room.desk.start(ask())) for _ in range(2)]
            await asyncio.sleep(1)
            wish = room.heard[0].wish if isinstance(room.heard[0], RegisterAsked) else None
            assert wish is not None
            assert (wish.amount, wish.reference, wish.description) == (500, "A-17", "茶")
            assert room.numbers == [1, 2]
            room.desk.answer(2, BUSY)
            room.desk.answer(1, Started(ARMED))
        assert [task.result() for task in tasks] == [Started(ARMED), BUSY]
        assert room.looked_up == []

    virtual_time.run(main())


def test_who_repeats_a_key_meanwhile_hears_the_same_and_asks_for_nothing_more() -> None:
    async def main() -> None:
        room = Room()
        for answer, to_the_others in ((BUSY, BUSY), (Started(ARMED), KNOWN)):
            async with asyncio.TaskGroup() as clients:
                tasks = [clients.create_task(room.desk.start(ask("k"))) for _ in range(3)]
                await asyncio.sleep(1)
                room.desk.answer(room.numbers[-1], answer)
            assert [task.result() for task in tasks] == [answer, to_the_others, to_the_others]
        assert room.numbers == [1, 2]

    virtual_time.run(main())


def test_the_last_keys_are_known_by_heart_and_older_ones_by_the_journal() -> None:
    async def main() -> None:
        room = Room()
        for number in range(MOST_KEYS + 1):
            async with asyncio.TaskGroup() as clients:
                clients.create_task(room.desk.start(ask(f"key-{number}")))
                await asyncio.sleep(0.02)
                room.desk.answer(room.numbers[-1], Started(ARMED))
        room.looked_up.clear()
        assert await room.desk.start(ask("key-1")) == KNOWN
        assert room.looked_up == []
        room.kept["key-0"] = KnownRequest(ARMED.order, "b" * 64, UnixSeconds(0))
        assert await room.desk.start(ask("key-0")) == Known(ARMED.order, "b" * 64)
        assert room.looked_up == ["key-0"]
        assert len(room.numbers) == MOST_KEYS + 1

    virtual_time.run(main())


def test_a_key_begun_while_another_looks_it_up_is_known_to_that_one_too() -> None:
    async def main() -> None:
        room = Room()
        async with asyncio.TaskGroup() as clients:
            first = clients.create_task(room.desk.start(ask("k")))
            await asyncio.sleep(0.005)
            second = clients.create_task(room.desk.start(ask("k")))
            await asyncio.sleep(0.007)
            room.desk.answer(1, Started(ARMED))
        assert (first.result(), second.result()) == (Started(ARMED), KNOWN)
        assert room.numbers == [1]

    virtual_time.run(main())


def test_the_end_of_an_order_is_told_to_all_who_wanted_it_and_to_nobody_else() -> None:
    async def main() -> None:
        room = Room()
        other = OrderNumber("T01_7K3M2QXA_000041")
        async with asyncio.TaskGroup() as clients:
            tasks = [
                clients.create_task(room.desk.cancel(order))
                for order in (ARMED.order, ARMED.order, other)
            ]
            await asyncio.sleep(1)
            tasks[0].cancel()
            await asyncio.sleep(1)
            room.desk.ended(ARMED)
            room.desk.ended(replace(ARMED, order=OrderNumber("T01_7K3M2QXA_000040")))
            await asyncio.sleep(1)
            assert not tasks[2].done()
            room.desk.left(other, NotOpen())
        assert tasks[0].cancelled()
        assert [task.result() for task in tasks[1:]] == [Cancelled(ARMED), NotOpen()]

    virtual_time.run(main())


def test_at_the_stop_every_wait_ends_and_a_late_answer_reaches_nobody() -> None:
    async def main() -> None:
        room = Room()
        async with asyncio.TaskGroup() as clients:
            asking = [clients.create_task(room.desk.start(ask("k"))) for _ in range(2)]
            ending = clients.create_task(room.desk.cancel(ARMED.order))
            await asyncio.sleep(1)
            room.desk.close()
            room.desk.answer(1, Started(ARMED))
        assert [task.result() for task in asking] == [Occupied(Busy.STOPPING)] * 2
        assert ending.result() == NotOpen()
        assert await room.desk.start(ask()) == Occupied(Busy.STOPPING)

    virtual_time.run(main())


def test_a_key_that_cannot_be_looked_up_begins_nothing() -> None:
    async def main() -> None:
        room = Room()
        room.broken = True
        assert await room.desk.start(ask("k")) == NotWritten(full=True)
        assert room.heard == []

    virtual_time.run(main())
