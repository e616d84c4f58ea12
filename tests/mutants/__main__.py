"""Plants one mistake at a time in a copy of the tree and says which test finds it.

python -m tests.mutants [--only NAME]
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.mutants import MUTANTS, Mutant

_ROOT: Final = Path(__file__).parents[2]
_IN_MEMORY: Final = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - each copy gets a folder of its own
_WORKERS: Final = 2
_WITHIN_S: Final = 300.0
_QUICK: Final = (
    "tests/unit/sale",
    "tests/unit/gateway/test_judge.py",
    "tests/unit/screen/test_showing.py",
    "tests/component/test_recorder.py",
    "tests/component/test_effects.py",
    "tests/component/test_terminal.py",
    "tests/component/test_register_at_terminal.py",
    "tests/component/test_clock.py",
    "tests/simulation/test_sales.py",
    "tests/simulation/test_paid_twice.py",
)
_NEAREST: Final = {
    "terminal_daemon/gateway/judge.py": ("tests/unit/gateway/test_judge.py",),
    "terminal_daemon/gateway/client.py": ("tests/component/test_gateway_client.py",),
    "terminal_daemon/journal/reader.py": ("tests/component/test_journal_reader.py",),
    "terminal_daemon/journal/requests.py": ("tests/component/test_journal_requests.py",),
    "terminal_daemon/journal/salvage.py": ("tests/component/test_journal_salvage_stream.py",),
    "terminal_daemon/journal/store.py": ("tests/component/test_journal_requests.py",),
    "terminal_daemon/journal/totals.py": ("tests/unit/journal/test_totals.py",),
    "terminal_daemon/sale/counter_step.py": ("tests/unit/sale/test_counter_step.py",),
    "terminal_daemon/sale/ends.py": ("tests/unit/sale/test_ends.py",),
    "terminal_daemon/sale/register.py": ("tests/unit/sale/test_register.py",),
    "terminal_daemon/sale/payments.py": ("tests/unit/sale/test_payments.py",),
    "terminal_daemon/sale/evidence.py": ("tests/unit/sale/test_evidence.py",),
    "terminal_daemon/sale/step.py": ("tests/unit/sale/test_step.py",),
    "terminal_daemon/screen/showing.py": ("tests/unit/screen/test_showing.py",),
    "terminal_daemon/terminal/clock.py": ("tests/component/test_clock.py",),
    "terminal_daemon/terminal/effects.py": ("tests/component/test_effects.py",),
    "terminal_daemon/terminal/arming.py": ("tests/component/test_terminal.py",),
    "terminal_daemon/terminal/desk.py": ("tests/component/test_register_at_terminal.py",),
    "terminal_daemon/terminal/live_counter.py": ("tests/component/test_register_at_terminal.py",),
    "terminal_daemon/terminal/orders.py": (
        "tests/component/test_terminal.py",
        "tests/simulation/test_another_merchant.py",
    ),
    "terminal_daemon/terminal/recorder.py": ("tests/component/test_recorder.py",),
    "terminal_daemon/api/access.py": ("tests/component/test_api_refunds.py",),
    "terminal_daemon/gateway/judge_refund.py": ("tests/unit/gateway/test_judge_refund.py",),
    "terminal_daemon/journal/refund_statements.py": ("tests/component/test_journal_refunds.py",),
    "terminal_daemon/terminal/pin_gate.py": ("tests/component/test_pin_gate.py",),
    "terminal_daemon/terminal/refunds.py": ("tests/component/test_refunds.py",),
    "terminal_daemon/sale/refund_step.py": ("tests/unit/sale/test_refund_step.py",),
    "terminal_daemon/sale/refunding.py": ("tests/unit/sale/test_refunding.py",),
    "terminal_daemon/terminal/terminal.py": ("tests/component/test_terminal.py",),
    "terminal_daemon/web/client_connection.py": ("tests/component/test_web_client.py",),
    "terminal_daemon/web/client_pool.py": ("tests/component/test_web_client.py",),
    "terminal_daemon/web/dialogue.py": (
        "tests/unit/web/test_dialogue.py",
        "tests/component/test_web_server.py",
    ),
    "terminal_daemon/web/heads.py": ("tests/unit/web/test_heads.py",),
    "terminal_daemon/web/visit.py": ("tests/component/test_web_server.py",),
    "terminal_daemon/web/exchange.py": ("tests/unit/web/test_exchange.py",),
    "terminal_daemon/web/no_reply.py": ("tests/component/test_web_client.py",),
}
"""Tests to run first, since they are the likeliest to find a mistake in this file."""
_WORLDS: Final = ("tests/simulation/test_worlds.py",)
_PYTEST: Final = (
    *("-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"),
    "--hypothesis-seed=0",  # one run is like the other
)
_FAILED: Final = re.compile(r"^FAILED (\S+)", re.MULTILINE)
_IMPORTED: Final = "import terminal_daemon; print(terminal_daemon.__file__)"


class CannotBeTried(Exception):
    """The mistake, or the tree without it, cannot be tried: that finds nothing out."""


@dataclass(frozen=True, slots=True)
class Found:
    """Which test found the mistake first ("" if none did), or why it could not be tried."""

    mutant: Mutant
    test: str
    seconds: float
    trouble: str = ""


def copy_tree(of: Path, folder: Path) -> None:
    """Copy what the tests need, what is compiled already along with it. Raises CannotBeTried."""
    for name in ("terminal_daemon", "tests"):
        shutil.copytree(of / name, folder / name)
    shutil.copy(of / "pyproject.toml", folder)
    shown = _python(folder, "-c", _IMPORTED)
    if not shown.startswith(str(folder)):
        raise CannotBeTried(f"the tests would try {shown.strip()}, not the copy")


def plant(mutant: Mutant, folder: Path) -> None:
    """Make the one change. Raises CannotBeTried unless its place is found exactly once."""
    path = folder / mutant.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.before) != 1:
        raise CannotBeTried(f"found {text.count(mutant.before)} times in {mutant.file}")
    path.write_text(text.replace(mutant.before, mutant.after), encoding="utf-8")
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
        compiled.unlink()  # it could be taken for the changed file's


def first_failure(folder: Path, tests: tuple[str, ...]) -> str:
    """Return the first test that fails, or "" if all pass. Raises CannotBeTried."""
    if not tests:
        return ""
    said = _python(folder, *_PYTEST, *tests)
    if failed := _FAILED.search(said):
        return failed[1].removeprefix("tests/")
    if re.search(r"^\d+ passed", said, re.MULTILINE) is None:
        raise CannotBeTried(said.strip().splitlines()[-1] if said.strip() else "pytest was silent")
    return ""


def hunt(mutant: Mutant, of: Path, stages: tuple[tuple[str, ...], ...]) -> Found:
    """Plant the mistake in a fresh copy and let one stage of tests after the other look for it."""
    began = time.monotonic()
    test, trouble = "", ""
    with tempfile.TemporaryDirectory(dir=_IN_MEMORY, prefix="mutant-") as name:
        try:
            copy_tree(of, Path(name))
            plant(mutant, Path(name))
            for tests in stages:
                test = test or first_failure(Path(name), tests)
        except CannotBeTried as error:
            trouble = str(error)
    return Found(mutant, test, time.monotonic() - began, trouble)


def hunt_all(mutants: Sequence[Mutant], of: Path) -> Iterator[Found]:
    """Yield what the quick tests find, then what the worlds find. Raises CannotBeTried."""
    check(of, (*{test for tests in _NEAREST.values() for test in tests}, *_QUICK))
    survivors = []
    with ThreadPoolExecutor(_WORKERS) as workers:
        for found in workers.map(lambda mutant: hunt(mutant, of, _quick(mutant)), mutants):
            if found.test or found.trouble:
                yield found
            else:
                survivors.append(found.mutant)
        if survivors:
            check(of, _WORLDS)
        yield from workers.map(lambda mutant: hunt(mutant, of, (_WORLDS,)), survivors)


def check(folder: Path, tests: tuple[str, ...]) -> None:
    """Check that the tests pass without a mistake. Raises CannotBeTried."""
    if failed := first_failure(folder, tests):
        raise CannotBeTried(f"{failed} fails without any mistake")


def _quick(mutant: Mutant) -> tuple[tuple[str, ...], ...]:
    return (_NEAREST.get(mutant.file, ()), _QUICK)


def _python(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": ""}
    try:
        done = subprocess.run(  # noqa: S603 - this Python, with the arguments above
            [sys.executable, *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_WITHIN_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotBeTried(f"no end after {_WITHIN_S:.0f} s") from error
    return done.stdout


def _show(found: Found) -> None:
    verdict = found.trouble or found.test or "SURVIVED"
    print(f"{found.mutant.name:42} | {verdict:88} | {found.seconds:5.1f}", flush=True)


def main() -> int:
    """Print name, first failing test and seconds of each mistake; 1 if any was not found."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", metavar="NAME", help="the one mistake to plant")
    only = parser.parse_args().only
    chosen = [mutant for mutant in MUTANTS if only in (None, mutant.name)]
    if not chosen:
        parser.error(f"no mistake is called {only}")
    caught = 0
    with tempfile.TemporaryDirectory(dir=_IN_MEMORY, prefix="mutants-") as name:
        try:
            copy_tree(_ROOT, Path(name))
            for found in hunt_all(chosen, Path(name)):
                _show(found)
                caught += bool(found.test)
        except CannotBeTried as error:
            print(error)
            return 1
    print(f"{caught} of {len(chosen)} mistakes were found")
    return 0 if caught == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
