"""The disk that a machine starts from: Debian without the terminal, and its kernel beside it."""

import os
import shutil
from pathlib import Path
from typing import Final

from tests.vm.cache import cached, fingerprint
from tests.vm.host import ROOT, SUITE, NotHere, run
from tests.vm.kernel_modules import kernel_modules, kernel_release

_GUEST: Final = Path(__file__).parent / "guest" / "root"
_PACKAGES: Final = (
    "ca-certificates",
    "dbus",
    "e2fsprogs",
    "init-system-helpers",
    "initramfs-tools",
    "iproute2",
    "kmod",
    "lsof",
    "procps",
    "python3",
    "python3-cbor2",
    "python3-evdev",
    "python3-pil",
    "systemd-sysv",
    "systemd-timesyncd",
    "udev",
)
_LEFT_OUT: Final = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*")
_SIZE: Final = "3G"  # sparse
# What a terminal never uses, and what takes seconds each where the processor is emulated.
_MASKED: Final = (
    "apt-daily.timer",
    "apt-daily-upgrade.timer",
    "dev-hugepages.mount",
    "dev-mqueue.mount",
    "dpkg-db-backup.timer",
    "e2scrub_reap.service",
    "kmod-static-nodes.service",
    "modprobe@drm.service",
    "modprobe@efi_pstore.service",
    "modprobe@fuse.service",
    "modprobe@loop.service",
    "sys-kernel-debug.mount",
    "systemd-binfmt.service",
    "systemd-firstboot.service",
    "systemd-pstore.service",
)
_ENABLED: Final = ("systemd-networkd", "vm-control", "vm-board")


def image() -> Path:
    """Return a folder with root.ext4, vmlinuz and initrd; making it takes minutes."""
    modules = kernel_modules()
    recipe = fingerprint([_GUEST, Path(__file__), modules.name, kernel_release()])
    return cached("image", recipe, lambda folder: _make(folder, modules))


def _make(folder: Path, modules: Path) -> None:
    if os.geteuid() != 0:
        raise NotHere("Making the image takes root: sudo make vm-test")
    release = kernel_release()
    root = folder / "root"
    run(
        "mmdebstrap",
        "--mode=root",
        "--variant=minbase",
        '--aptopt=APT::Install-Recommends "false"',
        *(f"--dpkgopt=path-exclude={path}" for path in _LEFT_OUT),
        f"--include={','.join((*_PACKAGES, f'linux-image-{release}'))}",
        f"--essential-hook=cp -a {_GUEST}/. $1/",
        SUITE,
        root,
        log=folder / "mmdebstrap.log",
    )
    extra = root / "lib" / "modules" / release / "extra"
    extra.mkdir()
    for module in modules.glob("*.ko"):
        run("strip", "--strip-debug", "-o", extra / module.name, module)
    # Raspberry Pi OS has python3-lgpio; Debian 12 has not, so the same module's wheel stands in.
    modules_folder = root / "usr/local/lib/python3.11/dist-packages"
    pip = (ROOT / ".venv/bin/python", "-m", "pip", "install", "--quiet", "--no-deps")
    run(*pip, f"--target={modules_folder}", "lgpio")
    run("depmod", "-b", root, release)
    run("systemctl", f"--root={root}", "mask", *_MASKED)
    run("systemctl", f"--root={root}", "enable", *_ENABLED)
    (root / "var/log/journal").mkdir(exist_ok=True)
    (root / "var/lib/terminal-daemon").mkdir()
    (root / "etc/resolv.conf").write_text("")  # nobody inside asks anybody outside
    (root / "etc/machine-id").write_text("uninitialized\n")
    shutil.copy(root / "boot" / f"vmlinuz-{release}", folder / "vmlinuz")
    shutil.copy(root / "boot" / f"initrd.img-{release}", folder / "initrd")
    run("mke2fs", "-q", "-t", "ext4", "-d", root, folder / "root.ext4", _SIZE)
    shutil.rmtree(root)
