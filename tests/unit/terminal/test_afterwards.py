import asyncio
from collections.abc import Callable

import pytest

from terminal_daemon.terminal.afterwards import Afterwards


class Handling:
    """Handles an event by noting it; what it leaves for later is noted when it is done."""

    def __init__(self, *, wire_first: bool = False) -> None:
        self.done: list[str] = []
        self.afterwards = Afterwards()
        self._wire_first = wire_first

    def note(self, what: str) -> Callable[[], None]:
        return lambda: self.done.append(what)

    def handle(self, later: tuple[str, ...]) -> None:
        if self._wire_first:
            self.afterwards.wire_first()
        for each in later:
            self.afterwards.do(self.note(each))
        self.done.append("handled")


def test_work_is_done_at_once_while_nothing_is_handled() -> None:
    one = Handling()

    one.afterwards.do(one.note("a"))

    assert one.done == ["a"]


def test_work_of_what_is_handled_comes_after_it_in_its_order() -> None:
    one = Handling()

    asyncio.run(one.afterwards.handled(one.handle, ("a", "b")))
    one.afterwards.do(one.note("c"))

    assert one.done == ["handled", "a", "b", "c"]


@pytest.mark.parametrize("wire_first", [True, False])
def test_a_request_that_was_begun_gets_two_turns_of_the_loop_before_it(wire_first: bool) -> None:
    one = Handling(wire_first=wire_first)

    async def request() -> None:
        await asyncio.sleep(0)
        one.done.append("written")

    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(request())
            await one.afterwards.handled(one.handle, ("recorded",))

    asyncio.run(main())
    assert one.done[1:] == (["written", "recorded"] if wire_first else ["recorded", "written"])


def test_work_that_comes_while_a_request_has_its_turns_keeps_its_place() -> None:
    one = Handling(wire_first=True)

    async def main() -> None:
        asyncio.get_running_loop().call_soon(one.afterwards.do, one.note("second"))
        await one.afterwards.handled(one.handle, ("first",))

    asyncio.run(main())
    assert one.done == ["handled", "first", "second"]


def test_what_was_kept_is_done_though_the_wait_is_cancelled() -> None:
    one = Handling(wire_first=True)

    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            handling = tasks.create_task(one.afterwards.handled(one.handle, ("recorded",)))
            await asyncio.sleep(0)
            assert one.done == ["handled"]
            handling.cancel()

    asyncio.run(main())
    assert one.done == ["handled", "recorded"]


def test_a_request_that_was_begun_before_holds_nothing_up() -> None:
    one = Handling()

    async def main() -> None:
        one.afterwards.wire_first()
        asyncio.get_running_loop().call_soon(one.note("next turn"))
        await one.afterwards.handled(one.handle, ("recorded",))
        assert one.done == ["handled", "recorded"]

    asyncio.run(main())


@pytest.mark.parametrize("wire_first", [True, False])
def test_what_is_only_seen_or_heard_waits_for_a_moment_of_rest(wire_first: bool) -> None:
    one = Handling(wire_first=wire_first)

    def sounds_too(later: tuple[str, ...]) -> None:
        for each in ("beep", "picture"):
            one.afterwards.at_rest(one.note(each))
        one.handle(later)

    async def main() -> None:
        await one.afterwards.handled(sounds_too, ("recorded",))
        assert one.done == ["handled", "recorded"]
        one.afterwards.rest()

    asyncio.run(main())
    one.afterwards.at_rest(one.note("click"))
    assert one.done == ["handled", "recorded", "beep", "picture", "click"]
