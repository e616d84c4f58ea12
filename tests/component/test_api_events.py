"""Events over real sockets: all of them, in order, also for who was away."""

import asyncio
from pathlib import Path

import pytest

from terminal_daemon.screen import view
from tests.component.api_events import Event, EventReader, listening
from tests.component.api_shop import NOT_ENOUGH, Shop, open_shop

ENDS = {"approved", "declined", "cancelled"}


async def steps_to_the_end(stream: EventReader) -> list[Event]:
    steps = [await stream.next("sale")]
    while steps[-1].data["sale"]["state"] not in ENDS:
        steps.append(await stream.next("sale"))
    return steps


def ids(steps: list[Event]) -> list[int]:
    return [int(step.id) for step in steps]


def test_every_step_of_a_sale_is_an_event_with_its_number(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop, listening(shop.register) as stream:
            assert stream.answer.content_type == "text/event-stream"
            assert (await stream.next()).name == "terminal"
            sale = await shop.sell()
            steps = await steps_to_the_end(stream)
            assert [step.data["id"] for step in steps] == ids(steps)
            assert ids(steps) == list(range(1, len(steps) + 1))
            assert steps[0].data["sale"]["state"] == "awaiting_code"
            assert steps[-1].data["sale"] == sale
            assert set(steps[0].data) == {"id", "at", "event", "sale"}

    asyncio.run(scenario())


def test_who_was_away_is_told_what_it_missed(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            async with listening(shop.register) as stream:
                await shop.sell()
                first = await steps_to_the_end(stream)
            await shop.sell(NOT_ENOUGH)
            async with listening(shop.register, Last_Event_ID=first[-1].id) as stream:
                second = await steps_to_the_end(stream)
            assert ids(second)[0] == ids(first)[-1] + 1
            assert second[-1].data["sale"]["reason"]["code"] == "not_enough"
            async with listening(shop.register, "/v1/events?last_event_id=0") as stream:
                again = await steps_to_the_end(stream) + await steps_to_the_end(stream)
            assert [step.data for step in again] == [step.data for step in first + second]

    asyncio.run(scenario())


def test_who_was_cut_off_before_the_first_step_is_told_all_of_it_later(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            await shop.sell()
            async with listening(shop.register) as stream:
                await stream.next("terminal")
                place = stream.last_id
            await shop.sell(NOT_ENOUGH)
            async with listening(shop.register, Last_Event_ID=place) as stream:
                steps = await steps_to_the_end(stream)
            assert ids(steps)[0] == int(place) + 1
            assert steps[-1].data["sale"]["state"] == "declined"

    asyncio.run(scenario())


def test_a_number_survives_the_restart(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            await shop.sell()
        async with open_shop(tmp_path) as shop:
            await shop.sell()
            async with listening(shop.register, Last_Event_ID="1") as stream:
                first, second = await steps_to_the_end(stream), await steps_to_the_end(stream)
        numbers = ids(first) + ids(second)
        assert numbers == list(range(2, 2 + len(numbers)))

    asyncio.run(scenario())


@pytest.mark.parametrize("last", ["999", "x", "-1", "9" * 30, "٣"])
def test_a_number_that_was_never_given_begins_anew(tmp_path: Path, last: str) -> None:
    async def scenario() -> None:
        async with (
            open_shop(tmp_path) as shop,
            listening(shop.register, "/v1/events", Last_Event_ID=last) as stream,
        ):
            assert (await stream.next()).name == "reset"
            await shop.sell()
            assert ids(await steps_to_the_end(stream))[0] == 1

    asyncio.run(scenario())


def test_the_terminal_and_its_picture_are_told_as_they_change(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            await shop.till.sees(view.Ready)
            async with listening(shop.register, "/v1/events?screen=1") as stream:
                first = await stream.next("terminal")
                assert first.data["doing"] == "ready"
                assert first.id == ""
                picture = (await stream.next("screen")).data["version"]
                await shop.begin()
                while (await stream.next("terminal")).data["doing"] != "awaiting_code":
                    pass
                assert (await stream.next("screen")).data["version"] > picture
                shop.till.scan("0001")
                heard = await stream.next("sound")
                assert heard.data["sound"]

    asyncio.run(scenario())


def test_so_many_listen_and_no_more_and_a_place_is_free_again(tmp_path: Path) -> None:
    async def listen(shop: Shop) -> int:
        async with shop.register.get("/v1/events") as answer:
            return answer.status

    async def scenario() -> None:
        async with open_shop(tmp_path, requests_per_second=1000) as shop:
            async with asyncio.TaskGroup() as tasks:
                leave = asyncio.Event()
                places = asyncio.Semaphore(0)

                async def stay() -> None:
                    async with listening(shop.register) as stream:
                        await stream.next()
                        places.release()
                        await leave.wait()

                for _ in range(224):
                    tasks.create_task(stay())
                for _ in range(224):
                    await places.acquire()
                assert await listen(shop) == 503
                leave.set()
            for _ in range(500):  # until the server has seen them leave
                if await listen(shop) == 200:
                    return
            raise AssertionError("no place became free")

    asyncio.run(scenario())


def test_the_streams_end_when_the_terminal_stops(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop, listening(shop.register) as stream:
            await stream.next()
            shop.till.stop.set()
            with pytest.raises(EOFError):
                await stream.next("nothing has this name")

    asyncio.run(scenario())
