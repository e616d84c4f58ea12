"""The PIN gate with a real journal: wrong PINs are counted, also over a restart."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from terminal_daemon.config.pin import hash_pin
from terminal_daemon.journal.store import open_journal
from terminal_daemon.terminal.pin_gate import (
    PinGate,
    PinLocked,
    PinNotSet,
    PinRight,
    PinWrong,
)
from terminal_daemon.values.secret import Secret
from tests.fakes.hand_clock import HandClock

KEPT = Secret(hash_pin("2718", b"0123456789abcdef"))


def play(
    path: Path, scene: Callable[[PinGate, HandClock], Awaitable[None]], kept: Secret | None = KEPT
) -> None:
    async def played() -> None:
        journal = open_journal(path / "journal.db", inline=True).journal
        clock = HandClock()
        await scene(PinGate(kept, journal, clock), clock)
        await journal.close()

    asyncio.run(played())


def test_the_right_pin_goes_through_and_forgets_the_wrong_ones(tmp_path: Path) -> None:
    async def scene(gate: PinGate, _: HandClock) -> None:
        for _time in range(3):
            assert await gate.check("0000") == PinWrong(4)
            assert await gate.check("0001") == PinWrong(3)
            assert await gate.check("2718") == PinRight()

    play(tmp_path, scene)


def test_after_five_wrong_ones_none_is_looked_at_for_a_quarter_of_an_hour(tmp_path: Path) -> None:
    async def scene(gate: PinGate, clock: HandClock) -> None:
        for left in (4, 3, 2, 1):
            assert await gate.check("0000") == PinWrong(left)
        assert await gate.check("0000") == PinLocked(900.0)
        assert await gate.check("2718") == PinLocked(900.0)
        clock.pass_time(899.0)
        assert await gate.check("2718") == PinLocked(1.0)
        clock.pass_time(1.0)
        assert await gate.check("0000") == PinLocked(1800.0)
        clock.pass_time(1800.0)
        assert await gate.check("2718") == PinRight()
        assert await gate.check("0000") == PinWrong(4)

    play(tmp_path, scene)


def test_a_restart_gives_no_further_tries(tmp_path: Path) -> None:
    async def first(gate: PinGate, _: HandClock) -> None:
        for _time in range(3):
            await gate.check("0000")

    async def second(gate: PinGate, _: HandClock) -> None:
        assert await gate.check("0000") == PinWrong(1)
        assert await gate.check("0000") == PinLocked(900.0)

    async def third(gate: PinGate, clock: HandClock) -> None:
        assert await gate.check("2718") == PinLocked(900.0)
        clock.pass_time(900.0)
        assert await gate.check("2718") == PinRight()

    play(tmp_path, first)
    play(tmp_path, second)
    play(tmp_path, third)


def test_a_new_pin_of_the_owners_ends_the_pause(tmp_path: Path) -> None:
    async def locked(gate: PinGate, _: HandClock) -> None:
        for _time in range(5):
            await gate.check("0000")

    async def renewed(gate: PinGate, _: HandClock) -> None:
        assert await gate.check("0000") == PinWrong(4)
        assert await gate.check("3141") == PinRight()

    async def old_one(gate: PinGate, _: HandClock) -> None:
        assert await gate.check("2718") == PinRight()

    play(tmp_path, locked)
    play(tmp_path, renewed, Secret(hash_pin("3141", b"fedcba9876543210")))
    play(tmp_path, old_one)


def test_many_at_once_are_looked_at_one_after_the_other(tmp_path: Path) -> None:
    async def scene(gate: PinGate, _: HandClock) -> None:
        answers = await asyncio.gather(*(gate.check(f"{pin:04d}") for pin in range(20)))
        assert sum(isinstance(answer, PinWrong) for answer in answers) == 4
        assert sum(isinstance(answer, PinLocked) for answer in answers) == 16

    play(tmp_path, scene)


def test_without_a_pin_nobody_can_give_it(tmp_path: Path) -> None:
    async def scene(gate: PinGate, _: HandClock) -> None:
        assert not gate.is_set
        assert await gate.check("") == PinNotSet()

    play(tmp_path, scene, None)
