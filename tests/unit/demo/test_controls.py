"""demo/controls.py: what the page of the demo can touch, and that nothing else gets through."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from terminal_daemon.api.exchange import JSON, Answer, Call, Peer
from terminal_daemon.api.problems import Kind, Refused
from terminal_daemon.api.routing import Routing
from terminal_daemon.config.model import Language
from terminal_daemon.demo.controls import Controls
from terminal_daemon.demo.world import Part, World, open_world
from terminal_daemon.sale.effects import Sound
from tests.unit.demo.keyboards import keyed, scanned

Calls = Callable[..., Awaitable[Answer]]
Check = Callable[[World, Calls], Awaitable[None]]
InAWorld = Callable[[Check], None]


@pytest.fixture
def in_a_world(tmp_path: Path) -> InAWorld:
    def run(check: Check) -> None:
        async def inside() -> None:
            async with open_world(tmp_path, Language.ENGLISH) as world:
                routing = Routing(Controls(world).routes())

                async def call(method: str, path: str, body: object = None) -> Answer:
                    async def receive() -> bytes:
                        return json.dumps(body).encode()

                    made = Call(
                        method,
                        path,
                        Peer("unix", trusted=True),
                        headers={"content-type": (JSON,)},
                        receive=receive,
                    )
                    route, named = routing.route(made)
                    return await route.answer(named)

                await check(world, call)

        asyncio.run(inside())

    return run


def members(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.body)
    return found


def test_keys_are_typed_on_the_keypad(in_a_world: InAWorld) -> None:
    async def check(world: World, call: Calls) -> None:
        await call("POST", "/v1/demo/keys", {"keys": "12.5\n/-"})
        assert (keyed(world), scanned(world)) == ("12.5\n/-", "")

    in_a_world(check)


def test_a_customer_shows_another_code_each_time_and_a_thing_its_own(in_a_world: InAWorld) -> None:
    async def check(world: World, call: Calls) -> None:
        for body in ({"digits": "0001"}, {"digits": "2008"}, {"code": "6901234567892"}):
            await call("POST", "/v1/demo/scan", body)
        assert scanned(world) == "1300000000000100011300000000000220086901234567892"

    in_a_world(check)


def test_plugs_are_pulled_and_put_back(in_a_world: InAWorld) -> None:
    async def check(world: World, call: Calls) -> None:
        everything = {part.value: True for part in Part}
        for part in Part:
            pulled = await call("POST", "/v1/demo/plugs", {part.value: False})
            assert members(pulled) == everything | {part.value: False}
            assert not world.is_in(part)
            await call("POST", "/v1/demo/keys", {"keys": "1"})
            await call("POST", "/v1/demo/scan", {"digits": "0001"})
            back = await call("POST", "/v1/demo/plugs", {part.value: True})
            assert members(back) == everything

    in_a_world(check)


def test_what_is_pulled_out_types_nothing(in_a_world: InAWorld) -> None:
    async def check(world: World, call: Calls) -> None:
        await call("POST", "/v1/demo/plugs", {"keypad": False, "scanner": False})
        await call("POST", "/v1/demo/keys", {"keys": "1"})
        await call("POST", "/v1/demo/scan", {"digits": "0001"})
        await call("POST", "/v1/demo/plugs", {"keypad": True, "scanner": True})
        assert (keyed(world), scanned(world)) == ("", "")

    in_a_world(check)


def test_the_page_is_told_the_customers_the_plugs_and_the_tunes(in_a_world: InAWorld) -> None:
    async def check(_: World, call: Calls) -> None:
        known = members(await call("GET", "/v1/demo"))
        assert {"0001", "2008", "6003"} <= set(known["customers"])
        assert known["plugs"] == {"scanner": True, "keypad": True, "network": True}
        assert known["tunes"].keys() == {sound.value for sound in Sound}
        assert known["tunes"]["code_read"] == [[2093.0, 0.07]]
        assert known["heard_out"] == ["approved", "declined", "attention"]

    in_a_world(check)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("keys", {}),
        ("keys", {"keys": 12}),
        ("keys", {"keys": "q"}),
        ("keys", {"keys": "1" * 33}),
        ("scan", {}),
        ("scan", {"digits": "9999"}),
        ("scan", {"digits": "１２３４"}),
        ("scan", {"code": "付款码"}),
        ("scan", {"code": "1\n2"}),
        ("scan", {"code": "1" * 65}),
        ("plugs", {"printer": True}),
        ("plugs", {"scanner": 0}),
        ("plugs", {"scanner": False, "keypad": "no"}),
    ],
    ids=str,
)
def test_what_no_page_would_send_is_refused_and_does_nothing(
    in_a_world: InAWorld, path: str, body: object
) -> None:
    async def check(world: World, call: Calls) -> None:
        with pytest.raises(Refused) as refused:
            await call("POST", f"/v1/demo/{path}", body)
        assert refused.value.problem.kind is Kind.INVALID
        assert (keyed(world), scanned(world)) == ("", "")
        assert all(world.is_in(part) for part in Part)

    in_a_world(check)


def test_keys_that_nobody_reads_are_too_many_at_last(in_a_world: InAWorld) -> None:
    async def check(_: World, call: Calls) -> None:
        async def flood() -> None:
            for _time in range(100):
                await call("POST", "/v1/demo/keys", {"keys": "1" * 32})

        with pytest.raises(Refused) as refused:
            await flood()
        assert refused.value.problem.kind is Kind.TOO_MANY_REQUESTS

    in_a_world(check)


def test_the_page_is_the_terminals_own_with_the_demos_part(in_a_world: InAWorld) -> None:
    async def check(_: World, call: Calls) -> None:
        page = (await call("GET", "/")).body.decode()
        assert '<script type="module" src="/panel/main.js"></script>' in page
        assert '<script type="module" src="/demo/demo.js"></script>\n</head>' in page
        script = await call("GET", "/demo/demo.js")
        assert script.content_type == "text/javascript; charset=utf-8"

    in_a_world(check)
