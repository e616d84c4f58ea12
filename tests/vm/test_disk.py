import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.vm.disk import Disk

pytestmark = [
    pytest.mark.skipif(
        shutil.which("qemu-io") is None or shutil.which("mke2fs") is None,
        reason="wants qemu-utils and e2fsprogs",
    ),
    pytest.mark.timeout(60),
]
SECTORS = 128


def written_and_killed(disk: Disk) -> None:
    """Write one piece that is flushed and one that is not, and die."""
    commands = ("write -P 0x11 4M 64k", "flush", "write -P 0x22 5M 64k", "sigraise 9")
    asked = [part for command in commands for part in ("-c", command)]
    subprocess.run(  # noqa: S603 - our own words only
        ["qemu-io", "-t", "writeback", *asked, f"json:{json.dumps(disk.plug_in())}"],  # noqa: S607
        check=False,
        capture_output=True,
    )


@pytest.mark.parametrize(("share", "least", "most"), [(0.0, 0, 0), (0.5, 1, 127), (1.0, 128, 128)])
def test_a_power_cut_keeps_what_was_flushed_and_so_much_of_the_rest(
    tmp_path: Path, share: float, least: int, most: int
) -> None:
    disk = Disk(tmp_path)

    written_and_killed(disk)
    disk.lose_power(random.Random(1), share)

    content = disk.file.read_bytes()
    kept = content[5 << 20 : (5 << 20) + SECTORS * 512].count(b"\x22") // 512
    assert content[4 << 20 : (4 << 20) + SECTORS * 512] == b"\x11" * SECTORS * 512
    assert least <= kept <= most
    assert disk.lost == SECTORS - kept
