import asyncio
import socket

import pytest

from terminal_daemon.web.resolve import Address, Name, Outcome, by_turns, resolve
from tests.simulation.virtual_time import run

V4, V6 = socket.AF_INET, socket.AF_INET6


def address(host: str) -> Address:
    return Address(V6 if ":" in host else V4, 0, (host, 80))


def test_a_number_is_its_own_address() -> None:
    found = asyncio.run(resolve("127.0.0.1", 80, socket.AF_UNSPEC))

    assert [(each.host, each.family, each.place) for each in found] == [
        ("127.0.0.1", V4, ("127.0.0.1", 80)),
    ]


@pytest.mark.parametrize("host", ["999.999.999.999", f"{'x' * 64}.example", "a\0b.example"])
def test_what_has_no_address_raises_oserror(host: str) -> None:
    async def go() -> None:
        async with asyncio.timeout(4):
            await resolve(host, 80, V4)

    with pytest.raises(OSError):  # noqa: PT011 - which one is the resolver's affair
        asyncio.run(go())


def test_who_stops_waiting_disturbs_nobody() -> None:
    async def go() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await resolve("localhost", 80, V4)
        await resolve("localhost", 80, V4)

    asyncio.run(go())


@pytest.mark.parametrize(
    ("given", "tried"),
    [
        ([], []),
        (["a:", "b:", "c:", "1.", "2."], ["a:", "1.", "b:", "2.", "c:"]),
        (["1.", "2.", "a:"], ["1.", "a:", "2."]),
        (["1.", "2."], ["1.", "2."]),
    ],
)
def test_both_families_take_turns_after_the_best(given: list[str], tried: list[str]) -> None:
    assert [each.host for each in by_turns([address(host) for host in given])] == tried


class Asked:
    """A resolver that says what the test wants."""

    def __init__(self) -> None:
        self.times = 0
        self.answer: str | None = "192.0.2.1"
        self.hangs = False

    def __call__(self, host: str, port: int, family: socket.AddressFamily) -> Outcome:
        assert (host, port, family) == ("gateway.example", 80, socket.AF_UNSPEC)
        self.times += 1
        self.asked: Outcome = asyncio.get_running_loop().create_future()
        if not self.hangs:
            self.answers()
        return self.asked

    def answers(self) -> None:
        failed = socket.gaierror(socket.EAI_AGAIN, "no network")
        self.asked.set_result(failed if self.answer is None else [address(self.answer)])


async def hosts(name: Name) -> list[str]:
    return [each.host for each in await name.addresses()]


def test_a_name_is_not_looked_up_again_at_once_unless_nobody_was_reached_there() -> None:
    async def go() -> None:
        asked = Asked()
        name = Name("gateway.example", 80, asked)
        assert [await hosts(name), await hosts(name)] == [["192.0.2.1"]] * 2
        assert asked.times == 1
        asked.answer = "192.0.2.2"
        name.doubted()
        assert await hosts(name) == ["192.0.2.2"]

    asyncio.run(go())


def test_a_name_is_looked_up_again_after_a_while() -> None:
    async def go() -> None:
        asked = Asked()
        name = Name("gateway.example", 80, asked)
        await hosts(name)
        await asyncio.sleep(11)
        asked.answer = "192.0.2.2"
        assert await hosts(name) == ["192.0.2.2"]

    run(go())


def test_what_was_known_goes_on_where_the_resolver_fails() -> None:
    async def go() -> None:
        asked = Asked()
        name = Name("gateway.example", 80, asked)
        asked.answer = None
        with pytest.raises(socket.gaierror):
            await name.addresses()
        asked.answer = "192.0.2.1"
        await name.addresses()
        asked.answer = None
        name.doubted()
        assert await hosts(name) == ["192.0.2.1"]
        asked.answer = "192.0.2.2"
        assert await hosts(name) == ["192.0.2.2"]

    asyncio.run(go())


def test_what_was_known_goes_on_where_the_resolver_hangs() -> None:
    async def go() -> None:
        asked = Asked()
        name = Name("gateway.example", 80, asked)
        await name.addresses()
        asked.hangs = True
        name.doubted()
        began = asyncio.get_running_loop().time()
        assert await hosts(name) == ["192.0.2.1"]
        assert asyncio.get_running_loop().time() - began == 1
        assert await hosts(name) == ["192.0.2.1"]
        assert asked.times == 2  # nobody asks beside one who waits already
        asked.answer = "192.0.2.2"
        asked.answers()
        assert await hosts(name) == ["192.0.2.2"]

    run(go())


def test_a_resolver_that_hangs_is_asked_once_by_all() -> None:
    async def go() -> None:
        asked = Asked()
        asked.hangs = True
        name = Name("gateway.example", 80, asked)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3):
                await name.addresses()
        async with asyncio.TaskGroup() as tasks:
            waiting = [tasks.create_task(hosts(name)) for _ in range(3)]
            await asyncio.sleep(1)
            waiting[0].cancel()
            await asyncio.sleep(1)
            asked.answers()
        assert [each.result() for each in waiting[1:]] == [["192.0.2.1"]] * 2
        assert asked.times == 1

    run(go())
