"""terminal/asking.py: whoever asked hears what the call came to, once that is on disk."""

import asyncio

from terminal_daemon.terminal.asking import Asked, Asking
from terminal_daemon.values.order_number import OrderNumber
from tests.simulation import virtual_time

ORDER = OrderNumber("T01_ABCDEFGH_000001")
OTHER = OrderNumber("T01_ABCDEFGH_000002")


def test_everybody_who_waits_hears_it_once_it_is_settled() -> None:
    async def main() -> None:
        asking = Asking()
        async with asyncio.TaskGroup() as tasks:
            first = tasks.create_task(asking.answer(ORDER, 60))
            second = tasks.create_task(asking.answer(ORDER, 60))
            await asyncio.sleep(1)
            asking.settled(ORDER)  # an older step, before the call returned
            asking.came(ORDER, reached=True)
            asking.settled(OTHER)
            await asyncio.sleep(1)
            assert not first.done()
            asking.settled(ORDER)
        assert (first.result(), second.result()) == (Asked.ANSWERED, Asked.ANSWERED)

    virtual_time.run(main())


def test_a_gateway_out_of_reach_is_told_from_one_that_takes_its_time() -> None:
    async def main() -> None:
        asking = Asking()
        async with asyncio.TaskGroup() as tasks:
            late = tasks.create_task(asking.answer(ORDER, 5))
            lost = tasks.create_task(asking.answer(ORDER, 60))
            await asyncio.sleep(10)
            assert late.result() is Asked.BEGUN
            asking.came(ORDER, reached=False)
            asking.settled(ORDER)
            asking.settled(ORDER)
        assert lost.result() is Asked.UNREACHED

    virtual_time.run(main())


def test_a_call_that_nobody_waits_for_leaves_nothing_behind() -> None:
    async def main() -> None:
        asking = Asking()
        asking.came(ORDER, reached=False)
        async with asyncio.TaskGroup() as tasks:
            gone = tasks.create_task(asking.answer(ORDER, 60))
            here = tasks.create_task(asking.answer(ORDER, 60))
            await asyncio.sleep(1)
            asking.settled(ORDER)
            gone.cancel()
            await asyncio.sleep(1)
            assert not here.done()
            asking.came(ORDER, reached=True)
            asking.settled(ORDER)
        assert here.result() is Asked.ANSWERED

    virtual_time.run(main())
