"""How long a power-on takes, split, and the daemon's start beside Python's own."""

import re
import statistics
from typing import Final

from tests.vm.shop import Shop, Till

_STARTS: Final = 5
_KERNEL: Final = re.compile(r"([\d.]+)s \(kernel\)")


async def boot_times(shop: Shop) -> None:
    """Say kernel, userspace, daemon; and the daemon's start as a multiple of `python3 -c pass`."""
    async with shop.on() as till:
        await till.is_ready()
        await till.machine.shut_down()  # the first start compiles, makes keys and a journal
    async with shop.on() as till:
        await till.is_ready()
        kernel = _KERNEL.search(
            await till.run("systemctl is-system-running --wait; systemd-analyze")
        )
        assert kernel is not None
        userspace = await _seconds(till, "UserspaceTimestampMonotonic", unit="")
        began = await _seconds(till, "ExecMainStartTimestampMonotonic")
        ready = await _seconds(till, "ActiveEnterTimestampMonotonic")
        shop.place.say(
            f"kernel {userspace:.1f} s, systemd {began - userspace:.1f} s, "
            f"daemon {ready - began:.1f} s; in all {ready:.1f} s"
        )
        starts = [await _start(till) for _ in range(_STARTS)]
        pythons = [await _python(till) for _ in range(_STARTS)]
        start, python = statistics.median(starts), statistics.median(pythons)
        shop.place.say(
            f"start to READY {start:.2f} s, {start / python:.1f} × python3 -c pass ({python:.2f} s)"
        )
        await till.machine.shut_down()


async def _start(till: Till) -> float:
    await till.run("systemctl restart terminal-daemon")
    began = await _seconds(till, "ExecMainStartTimestampMonotonic")
    return await _seconds(till, "ActiveEnterTimestampMonotonic") - began


async def _python(till: Till) -> float:
    return float(await till.run("TIMEFORMAT=%R; time python3 -c pass"))


async def _seconds(till: Till, property_name: str, unit: str = "terminal-daemon") -> float:
    return int(await till.run(f"systemctl show --property={property_name} --value {unit}")) / 1e6
