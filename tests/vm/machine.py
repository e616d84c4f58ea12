"""One power-on of a machine in QEMU: what is plugged into it, and how it is switched off.

Killing QEMU takes with it what the guest's kernel had not written yet. What it had written but not
flushed would stay, in the host's memory; `disk` takes that away from the journal's disk too.
"""

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.vm import keyboard
from tests.vm.host import accelerator
from tests.vm.i2c_bus import I2cBus
from tests.vm.keyboard import Keyboard
from tests.vm.qmp import Qmp
from tests.vm.shell import Shell

_SOCKET_WITHIN_S: Final = 20.0
# no_timer_check: on a busy machine the kernel finds that emulated timer ticks come too late.
_KERNEL: Final = (
    "root=/dev/vda ro console=ttyS0 quiet mitigations=off no_timer_check net.ifnames=0 "
    "systemd.show_status=false panic=1"
)


@dataclass(frozen=True, slots=True)
class Plugs:
    """What one power-on begins with."""

    kernel: Path
    """The folder with vmlinuz and initrd."""
    disks: Sequence[Mapping[str, Any]]
    """Block nodes, as QMP's blockdev-add takes them; vda, vdb … in this order."""
    boards: Sequence[Keyboard] = field(
        default_factory=lambda: (keyboard.scanner(), keyboard.keypad())
    )
    environment: Mapping[str, str] = field(default_factory=dict)
    """Of every service."""
    clock: str = "utc"
    """What the clock says at power-on: "utc", or "1970-01-01T00:00:00"."""
    network: bool = True


class Machine:
    """A running machine."""

    def __init__(
        self, process: asyncio.subprocess.Process, qmp: Qmp, shell: Shell, bus: I2cBus
    ) -> None:
        self.qmp: Final = qmp
        self.shell: Final = shell
        self.bus: Final = bus
        self.killed = False
        self._process: Final = process

    async def link(self, *, up: bool) -> None:
        """Pull the network cable, or push it in."""
        await self.qmp.do("set_link", name="cable", up=up)

    def kill(self) -> None:
        """Pull the plug, at once; does nothing to a machine that is off."""
        if self._process.returncode is None:
            self.killed = True
            self._process.kill()

    async def cut_power(self) -> None:
        """Pull the plug, and wait until QEMU is gone."""
        self.kill()
        await self._process.wait()

    @property
    def shut_down_cleanly(self) -> bool:
        return self._process.returncode == 0

    async def shut_down(self) -> None:
        """Shut down as `poweroff` does, and wait until it is off."""
        await self.shell.run("systemctl poweroff --no-block")
        async with asyncio.timeout(90):
            await self._process.wait()


@asynccontextmanager
async def powered_on(plugs: Plugs, log: Path) -> AsyncIterator[Machine]:
    """Switch the machine on; at the end its power is cut, if it is not off by then.

    `log` gets what the kernel says on the serial line, after what it said before.
    """
    async with AsyncExitStack() as doors:
        sockets = Path(tempfile.mkdtemp(prefix="vm-"))  # a socket's path must be short
        doors.callback(shutil.rmtree, sockets)
        bus = I2cBus(sockets / "i2c")
        doors.callback(bus.close)
        with log.open("ab") as said:
            process = await asyncio.create_subprocess_exec(
                *("nice", "-n", "5", "setpriv", "--pdeathsig", "KILL"),
                *_command(plugs, sockets, log),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        doors.push_async_callback(_kill, process)
        qmp = await _connected(sockets / "qmp", process)
        doors.callback(qmp.close)
        shell = await Shell.connect(sockets / "control")
        doors.callback(shell.close)
        machine = Machine(process, qmp, shell, bus)
        if not plugs.network:
            await machine.link(up=False)
        await qmp.do("cont")
        yield machine


def _command(plugs: Plugs, sockets: Path, log: Path) -> list[str]:
    settings = " ".join(f"systemd.setenv={key}={value}" for key, value in plugs.environment.items())
    fast = accelerator() == "kvm"
    command = [
        "qemu-system-x86_64",
        *("-nodefaults", "-no-user-config", "-no-reboot", "-S", "-display", "none"),
        *("-machine", "q35,memory-backend=ram", "-m", "1G", "-smp", "2"),
        *("-accel", "kvm" if fast else "tcg,thread=multi,tb-size=512"),
        *("-cpu", "host" if fast else "max"),
        *("-object", "memory-backend-memfd,id=ram,size=1G,share=on"),
        *("-kernel", str(plugs.kernel / "vmlinuz"), "-initrd", str(plugs.kernel / "initrd")),
        *("-append", f"{_KERNEL} {settings}"),
        *("-rtc", f"base={plugs.clock}"),
        *("-chardev", f"file,id=console,path={log},append=on", "-serial", "chardev:console"),
        *("-qmp", f"unix:{sockets}/qmp,server=on,wait=off"),
        *("-device", "virtio-serial-pci"),
        *("-chardev", f"socket,id=control,path={sockets}/control,server=on,wait=off"),
        *("-device", "virtserialport,chardev=control,name=control"),
        *("-netdev", "user,id=shop", "-device", "virtio-net-pci,netdev=shop,id=cable"),
        *("-device", "virtio-rng-pci", "-device", "qemu-xhci,id=usb"),
        *("-chardev", f"socket,id=i2c,path={sockets}/i2c"),
        *("-device", "vhost-user-i2c-pci,chardev=i2c,indirect_desc=off,event_idx=off"),
    ]
    for board in (keyboard.scanner(), keyboard.keypad()):
        command += ["-device", f"bochs-display,id={board.display}"]
    for board in plugs.boards:
        command += ["-device", json.dumps(board.device())]
    for number, disk in enumerate(plugs.disks):
        command += ["-blockdev", json.dumps({**disk, "node-name": f"disk{number}"})]
        command += ["-device", f"virtio-blk-pci,drive=disk{number}"]
    return command


async def _connected(path: Path, process: asyncio.subprocess.Process) -> Qmp:
    """Connect as soon as QEMU listens."""
    async with asyncio.timeout(_SOCKET_WITHIN_S):
        while process.returncode is None:
            try:
                return await Qmp.connect(path)
            except OSError:
                await asyncio.sleep(0.05)
    raise RuntimeError("QEMU does not start; its log says why")


async def _kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()
