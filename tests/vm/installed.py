"""The disk that every case starts from: the image with the terminal's package installed in it."""

import asyncio
import shutil
from pathlib import Path
from typing import Any, Final

from tests.vm import package
from tests.vm.cache import cached, fingerprint
from tests.vm.host import run
from tests.vm.machine import Plugs, powered_on

_BOOT_WITHIN_S: Final = 600.0
_INSTALL_WITHIN_S: Final = 900.0
_ROOM: Final = "32M"


def installed(image: Path) -> Path:
    """Return a folder with root.qcow2, a layer over the image."""
    deb = package.deb()
    recipe = fingerprint([image.name, package.recipe(deb), Path(__file__)])
    return cached("installed", recipe, lambda folder: asyncio.run(_install(image, deb, folder)))


def layer(file: Path, over: Path, kind: str) -> dict[str, Any]:
    """Make an empty layer over a disk, and return its block node."""
    run("qemu-img", "create", "-q", "-f", "qcow2", "-F", kind, "-b", over, file)
    return node(file)


def node(file: Path) -> dict[str, Any]:
    """Return the block node of a layer that exists."""
    return {
        "driver": "qcow2",
        "file": {"driver": "file", "filename": str(file)},
        "cache": {"no-flush": True},  # this machine's own power is not cut
        "discard": "unmap",
    }


async def _install(image: Path, deb: Path, folder: Path) -> None:
    parcel = folder / "parcel"
    parcel.mkdir()
    package.fill(parcel, deb)
    run("mke2fs", "-q", "-t", "ext4", "-d", parcel, folder / "parcel.ext4", _ROOM)
    shutil.rmtree(parcel)
    run("mke2fs", "-q", "-t", "ext4", folder / "data.raw", "16M")
    disks = [
        layer(folder / "root.qcow2", image / "root.ext4", "raw"),
        {"driver": "raw", "file": {"driver": "file", "filename": str(folder / "data.raw")}},
        {"driver": "raw", "file": {"driver": "file", "filename": str(folder / "parcel.ext4")}},
    ]
    async with powered_on(Plugs(image, disks), folder / "console.log") as machine:
        await machine.shell.up(_BOOT_WITHIN_S)
        await machine.shell.run("systemctl is-system-running --wait || true", _BOOT_WITHIN_S)
        said = await machine.shell.run(
            "mount /dev/vdc /mnt && cd /mnt && sh install.sh", _INSTALL_WITHIN_S
        )
        (folder / "install.log").write_text(said)
        await machine.shut_down()
    (folder / "parcel.ext4").unlink()
    (folder / "data.raw").unlink()
