"""Measures everything that docs/performance.md speaks of, on this machine, now.

    make bench                  all of it, some minutes
    make bench ONLY="scan start"    some of it
    make bench SOAK=3600        with an hour of sales at the end

Prints a table, writes it as JSON to build/bench/figures.json, and ends with what misses its goal;
figures are reported, never asserted: the exit code says only whether all was measured.
"""

import argparse
import asyncio
import json
import logging
import platform
import shutil
import sys
import time
import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tests.bench import (
    approval,
    at_work,
    cores,
    disk,
    idle,
    journal_size,
    listeners,
    picture,
    replug,
    scan,
    soak,
    soak_simulated,
    start,
    stop,
    table,
)
from tests.bench.certificate import make_certificate
from tests.bench.gateway_process import FarSide, far_side
from tests.bench.result import Figure

FOLDER: Final = Path("build/bench")
_CLEAR_LINE: Final = "\r\x1b[K"

Measurement = Callable[[Path, FarSide, float], AsyncIterator[Figure]]


async def _at_once(figures: Iterator[Figure]) -> AsyncIterator[Figure]:
    """Measure in a thread of its own, which may run another event loop."""
    for figure in await asyncio.to_thread(list, figures):
        yield figure


MEASUREMENTS: Final[Mapping[str, Measurement]] = {
    "scan": lambda folder, far, _: scan.measure(folder, far),
    "approval": lambda _folder, _far, _: _at_once(approval.measure()),
    "picture": lambda _folder, _far, _: _at_once(picture.measure()),
    "start": lambda folder, far, _: start.measure(folder, far),
    "idle": lambda folder, far, _: idle.measure(folder, far),
    "at_work": lambda folder, far, _: at_work.measure(folder, far),
    "listeners": lambda folder, far, _: listeners.measure(folder, far),
    "disk": lambda folder, far, _: disk.measure(folder, far),
    "journal_size": lambda folder, _far, _: journal_size.measure(folder),
    "stop": lambda folder, far, _: stop.measure(folder, far),
    "replug": lambda _folder, _far, _: replug.measure(),
    "soak_simulated": lambda folder, _far, _: _at_once(soak_simulated.measure(folder)),
    "soak": soak.measure,
}


async def _measured(names: list[str], soak_s: float) -> AsyncIterator[Figure]:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    certificate = make_certificate(FOLDER.resolve())
    began = time.monotonic()
    async with far_side(certificate) as far:
        for number, name in enumerate(names, 1):
            since = time.monotonic() - began
            _progress(f"[{number}/{len(names)}] {name} … ({since:.0f} s so far)")
            async for figure in MEASUREMENTS[name](FOLDER.resolve(), far, soak_s):
                _progress("")
                yield figure
                _progress(f"[{number}/{len(names)}] {name} …")
    _progress("")


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"{_CLEAR_LINE}{text}", end="", file=sys.stderr, flush=True)


async def _report(names: list[str], soak_s: float) -> list[Figure]:
    figures = []
    print(table.HEAD)
    async for figure in _measured(names, soak_s):
        figures.append(figure)
        print("\n".join(table.lines(figure)), flush=True)
    return figures


def _machine() -> dict[str, Any]:
    return {
        "machine": platform.machine(),
        "cores": len({cores.TERMINAL, cores.FAR_SIDE}),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=tuple(MEASUREMENTS), metavar="NAME")
    parser.add_argument("--soak", type=float, default=30.0, metavar="SECONDS")
    chosen = parser.parse_args()
    logging.getLogger("terminal_daemon").addHandler(logging.NullHandler())
    warnings.simplefilter("ignore", DeprecationWarning)  # luma's own
    cores.pin(cores.TERMINAL)
    figures = asyncio.run(_report(chosen.only or list(MEASUREMENTS), chosen.soak))
    written = {"on": _machine(), "figures": [table.as_json(figure) for figure in figures]}
    (FOLDER / "figures.json").write_text(json.dumps(written, indent=1, ensure_ascii=False))
    misses = table.missed(figures)
    print(f"\n{len(misses)} goals missed" + "".join(f"\n  {each}" for each in misses))
    return 0


if __name__ == "__main__":
    sys.exit(main())
