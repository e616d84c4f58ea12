"""A terminal in a virtual machine, driven from outside: `make vm-test`, or

    python -m tests.vm [CASE …] [--seed N] [--cuts 50]

Prints a line a case with its time; exit 1 if one failed. Pictures and logs stay in build/vm/cases.
"""

import argparse
import asyncio
import random
import shutil
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from tests.vm import host
from tests.vm.cases.doctor import doctor_names_the_fault
from tests.vm.cases.endings import killed_in_a_sale, stopped_in_a_sale, watchdog_bites
from tests.vm.cases.first_sale import first_sale
from tests.vm.cases.power import power_cuts
from tests.vm.cases.sandbox import sandbox_holds
from tests.vm.cases.scanner import boot_without_scanner, scanner_unplugged_in_a_sale
from tests.vm.cases.surroundings import boot_with_wrong_clock, boot_without_network
from tests.vm.cases.times import boot_times
from tests.vm.cases.upgrade import upgrade_in_a_sale_and_purge
from tests.vm.image import image
from tests.vm.installed import installed
from tests.vm.shop import Place, Shop, opened

CASES: Final[Mapping[str, Callable[[Shop], Awaitable[None]]]] = {
    case.__name__: case
    for case in (
        first_sale,
        scanner_unplugged_in_a_sale,
        stopped_in_a_sale,
        killed_in_a_sale,
        watchdog_bites,
        boot_without_network,
        boot_with_wrong_clock,
        boot_without_scanner,
        sandbox_holds,
        upgrade_in_a_sale_and_purge,
        doctor_names_the_fault,
        boot_times,
        power_cuts,
    )
}
_MOST_S: Final = 3600.0


def main() -> int:
    """Carry out the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.vm")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--seed", default=str(random.randrange(10**6)))
    wanted = parser.parse_args()
    chosen = wanted.cases or list(CASES)
    if unknown := set(chosen) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    _say(f"seed {wanted.seed}, {host.accelerator()}")
    try:
        host.prepare()
        with host.alone():
            passed, failed = _run_all(chosen, wanted.seed)
    except host.NotHere as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    _say(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def _run_all(chosen: Sequence[str], seed: str) -> tuple[int, int]:
    """Make what is not there yet, run the cases, and return how many passed and failed."""
    began = time.monotonic()
    machine = image()
    _say(f"{time.monotonic() - began:6.0f} s  image: {machine.name}")
    terminal = installed(machine)
    _say(f"{time.monotonic() - began:6.0f} s  package installed: {terminal.name}")
    passed = 0
    for name in chosen:
        folder = host.BUILD / "cases" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        passed += _run(name, Place(folder, machine, terminal, _noted, f"{seed} {name}"))
    _say(f"{time.monotonic() - began:6.0f} s  in all")
    return passed, len(chosen) - passed


def _run(name: str, place: Place) -> bool:
    async def case() -> None:
        async with asyncio.timeout(_MOST_S), opened(place) as shop:
            await CASES[name](shop)

    began = time.monotonic()
    try:
        asyncio.run(case())
    except Exception:  # noqa: BLE001 - whatever went wrong in a case is that case's failure
        _say(f"{time.monotonic() - began:6.0f} s  FAILED  {name}: {place.folder}")
        (place.folder / "failure.txt").write_text(traceback.format_exc())
        traceback.print_exc()
        return False
    _say(f"{time.monotonic() - began:6.0f} s  passed  {name}")
    for disk in ("root.qcow2", "data.raw"):
        (place.folder / disk).unlink()
    return True


def _noted(line: str) -> None:
    _say(f"            {line}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
