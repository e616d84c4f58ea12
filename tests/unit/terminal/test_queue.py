import asyncio

from terminal_daemon.keys.inputs import KeyTyped
from terminal_daemon.terminal.queue import EventQueue
from tests.simulation import virtual_time


def test_events_come_in_order_and_before_any_alarm() -> None:
    async def main() -> None:
        late: list[float] = []
        queue = EventQueue(late.append)
        queue.put(KeyTyped("1"))
        queue.nudge()
        queue.put(KeyTyped("2"))
        got = [await queue.next(deadline=0.0) for _ in range(3)]
        assert got == [KeyTyped("1"), None, KeyTyped("2")]
        assert late == []

    virtual_time.run(main())


def test_an_alarm_comes_when_it_is_due_and_only_once() -> None:
    async def main() -> None:
        late: list[float] = []
        queue = EventQueue(late.append)
        assert await queue.next(deadline=5.0) is None
        assert (asyncio.get_running_loop().time(), late) == (5.0, [0.0])
        asyncio.get_running_loop().call_later(1.0, queue.put, KeyTyped("1"))
        assert await queue.next(deadline=7.0) == KeyTyped("1")
        asyncio.get_running_loop().call_later(9.0, queue.put, KeyTyped("2"))
        assert await queue.next(deadline=None) == KeyTyped("2")

    virtual_time.run(main())


def test_an_alarm_that_was_due_before_it_was_set_is_not_late() -> None:
    async def main() -> None:
        late: list[float] = []
        await asyncio.sleep(10)
        assert await EventQueue(late.append).next(deadline=3.0) is None
        assert late == [0.0]

    virtual_time.run(main())


def test_a_loop_that_is_held_up_is_measured() -> None:
    async def main() -> None:
        late: list[float] = []
        loop = asyncio.get_running_loop()
        assert isinstance(loop, virtual_time.VirtualLoop)
        loop.call_later(1.0, loop.hold_up, 2.0)
        assert await EventQueue(late.append).next(deadline=2.5) is None
        assert late == [0.5]

    virtual_time.run(main())
