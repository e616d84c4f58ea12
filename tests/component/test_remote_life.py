"""A terminal that is configured from afar: never in a sale, and proven by being ready."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from terminal_daemon.config.fleet import FleetSection
from terminal_daemon.config.model import Config
from terminal_daemon.config.remote import Ending, InForce
from terminal_daemon.config.remote_file import RemoteFile
from terminal_daemon.daemon import QUIET_S
from terminal_daemon.demo.loop_clock import LoopClock
from terminal_daemon.demo.parts import Nobody
from terminal_daemon.fleet.afar import configured_from_afar
from terminal_daemon.fleet.joining import Telling
from terminal_daemon.sale.state import State
from terminal_daemon.screen import view
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.secret import Secret
from tests.component.test_remote_config import PUBLIC, REMOTE, published
from tests.simulation.counter import Till, running


@dataclass(frozen=True)
class Doors:
    """What this goes by."""

    clock: LoopClock
    telling: Telling | None = None


def keys_in(folder: Path) -> FleetSection:
    keys = folder / "config.pub"
    keys.write_bytes(PUBLIC)
    return FleetSection(config_keys=keys)


async def reach(till: Till, screen: type[view.View]) -> None:
    """Sell until this screen is to be seen."""
    till.key("12.5")
    await till.sees(view.EnterAmount)
    if screen is view.EnterAmount:
        return
    till.key("\n")
    await till.sees(view.PresentCode)
    if screen is view.Approved:
        till.scan("0001")
        await till.sees(view.Approved)


async def finish(till: Till, screen: type[view.View]) -> None:
    if screen is view.EnterAmount:
        till.key("\n")
        await till.sees(view.PresentCode)
    if screen is not view.Approved:
        till.scan("0001")
        await till.sees(view.Approved)
    till.key("\n")


@pytest.mark.timeout(60)
@pytest.mark.parametrize("screen", [view.EnterAmount, view.PresentCode, view.Approved])
def test_one_that_comes_in_a_sale_waits_until_nobody_is_at_the_counter(
    tmp_path: Path, screen: type[view.View]
) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            config = replace(till.config, fleet=keys_in(tmp_path))
            doors = Doors(LoopClock(), Telling(till.journal.outbox))
            life = configured_from_afar(config, doors, lambda _: config, till.renew.set, Nobody())
            async with life as (telling, above):
                assert telling is not None
                remote = telling.remote
                assert remote is not None
                above.ready()
                await reach(till, screen)
                await remote.arrived(published())
                assert till.renew.is_set()
                await asyncio.sleep(QUIET_S + 0.2)  # of this machine's own clock
                assert not till.stop.is_set()
                await finish(till, screen)
                async with asyncio.timeout(QUIET_S + 5):
                    await till.stop.wait()
            assert (await till.only_sale()).state is State.APPROVED
        assert RemoteFile(tmp_path / "journal.db").starting() == (REMOTE,)

    asyncio.run(main())


def config_of(folder: Path) -> Config:
    config = Config(key=Secret("k"))
    return replace(config, journal=replace(config.journal, path=folder / "journal.db"))


def lived(config: Config, *, ready: bool) -> bool:
    """Live once, to a ready terminal or not; tell whether that proves anything."""

    async def main() -> bool:
        above = Nobody()
        doors = Doors(LoopClock())
        life = configured_from_afar(config, doors, lambda _: config, lambda: None, above)
        async with life as (telling, proving):
            assert telling is None
            if ready:
                proving.ready()
        return proving is not above

    return asyncio.run(main())


def test_a_terminal_that_nobody_may_configure_is_left_alone(tmp_path: Path) -> None:
    assert not lived(config_of(tmp_path), ready=True)
    assert lived(replace(config_of(tmp_path), fleet=keys_in(tmp_path)), ready=True)
    assert not (tmp_path / "remote-config.json").exists()


def test_one_is_proven_by_a_ready_terminal_also_where_the_keys_were_taken_away(
    tmp_path: Path,
) -> None:
    file = RemoteFile(tmp_path / "journal.db")
    file.taken(REMOTE)
    file.starting()
    config = replace(config_of(tmp_path), afar=InForce(REMOTE.serial, ("amount.maximum",)))
    assert lived(config, ready=False)
    assert file.standing().outcome is None
    assert lived(config, ready=True)
    outcome = file.standing().outcome
    assert outcome is not None
    assert (outcome.serial, outcome.ending) == (12, Ending.APPLIED)
    assert file.standing().proven == REMOTE
