"""`terminal-daemon doctor` on a terminal in which one fault at a time is planted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.vm.shop import Shop, Till


@dataclass(frozen=True, slots=True)
class _Fault:
    """How it is planted and undone in a root shell, and which line of the doctor names it."""

    plant: str
    undo: str
    line: str


_KEY: Final = "/etc/terminal-daemon/merchant.key"
_CONFIG: Final = "/etc/terminal-daemon/config.toml"
_FAULTS: Final = (
    _Fault(f"chmod 644 {_KEY}", f"chmod 600 {_KEY}", "key file"),
    _Fault("rmmod i2c-dev", "modprobe i2c-dev; udevadm settle", "display"),
    _Fault(
        f"cp {_KEY} /run/kept; echo AnotherKeyAnotherKeyAnotherKey01 >{_KEY}",
        f"cp /run/kept {_KEY}",
        "signed query",
    ),
    _Fault("gpasswd -d terminal-daemon input", "gpasswd -a terminal-daemon input", "permissions"),
    _Fault(
        "head -c 100M /dev/zero >/var/lib/terminal-daemon/full || true",
        "rm /var/lib/terminal-daemon/full",
        "disk",
    ),
)


async def doctor_names_the_fault(shop: Shop) -> None:
    """On a sound terminal nothing fails; with each of five faults exactly that line does."""
    async with shop.on() as till:
        await till.is_ready()
        await till.run("systemctl stop terminal-daemon")
        sound = await _failing(till)
        assert not sound, sound
        for fault in _FAULTS:
            await till.run(fault.plant)
            failing = await _failing(till)
            await till.run(fault.undo)
            assert list(failing) == [fault.line], f"{fault.plant}: {failing}"
            shop.place.say(f"{fault.line}: {failing[fault.line]}")
        assert not await _failing(till)
        await till.machine.shut_down()


async def _failing(till: Till) -> Mapping[str, str]:
    """Return the doctor's lines that fail, with what mends them."""
    environment = "env $(systemctl show-environment | grep ^TERMINAL_)"
    _, said = await till.machine.shell.tried(f"{environment} terminal-daemon doctor --json")
    lines = json.loads(said)
    return {one["line"]: one["mend"] for one in lines if one["level"] == "FAIL"}
