"""Drivers that Debian's kernel leaves out, built from its own source for the image's kernel."""

import re
from pathlib import Path
from typing import Final

from tests.vm.cache import cached, fingerprint
from tests.vm.host import NotHere, run

_OURS: Final = Path(__file__).parent / "guest" / "modules"
_SOURCES: Final = (
    "drivers/gpio/gpio-sim.c",
    "drivers/gpio/gpiolib.h",
    "kernel/irq/irq_sim.c",
    "drivers/i2c/busses/i2c-virtio.c",
)
# The kernel keeps irq_to_desc() for itself; this is the same by what it lets modules call.
_NOT_EXPORTED: Final = re.compile(r"\birq_to_desc\((\w+)\)")


def kernel_release() -> str:
    """Return the kernel that the headers here are for, like "6.1.0-56-amd64"."""
    depends = run("dpkg-query", "--show", "--showformat=${Depends}", "linux-headers-amd64")
    found = re.search(r"linux-headers-(\S+)", depends)
    if found is None:
        raise NotHere(f"linux-headers-amd64 depends on {depends}")
    return found[1]


def kernel_modules() -> Path:
    """Return a folder with the .ko files."""
    release = kernel_release()
    archive = max(Path("/usr/src").glob("linux-source-*.tar.xz"))
    recipe = fingerprint([_OURS, Path(__file__), release, str(archive.stat().st_mtime)])

    def make(folder: Path) -> None:
        prefix = archive.name.removesuffix(".tar.xz")
        wanted = [f"{prefix}/{source}" for source in _SOURCES]
        # Stops at the last of the four; the whole archive holds 80,000 files.
        run("tar", "-xJf", archive, "-C", folder, "--occurrence=1", *wanted)
        for source in wanted:
            (folder / source).rename(folder / Path(source).name)
        run("rm", "-r", folder / prefix)
        simulated = folder / "irq_sim.c"
        called = _NOT_EXPORTED.sub(r"irq_data_to_desc(irq_get_irq_data(\1))", simulated.read_text())
        simulated.write_text(called)
        for path in _OURS.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        run("make", "-C", f"/lib/modules/{release}/build", f"M={folder}", "modules")

    return cached("modules", recipe, make)
