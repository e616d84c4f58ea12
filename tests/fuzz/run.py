"""Fuzzes the targets one after the other, each in a process of its own; 1 if anything was found.

    python -m tests.fuzz.run [--seconds N] [TARGET...]

What is tried grows in build/fuzz/; what breaks a target is put in tests/fuzz/found/. Once it is
mended, move it to tests/fuzz/corpus/, where the tests read it for ever.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.fuzz.targets import CORPUS, TARGETS
from tests.fuzz.words import words

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
FOUND: Final = HERE / "found"
GROWING: Final = ROOT / "build" / "fuzz"
_LIMITS: Final = ("-rss_limit_mb=1024", "-timeout=20", "-max_len=2048", "-print_final_stats=1")
_EDGES: Final = re.compile(r"cov: (\d+)")
_INPUTS: Final = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_LAST_LINES: Final = 25


def main() -> int:
    """Run what the command line names; return the process's exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run")
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    parser.add_argument("target", nargs="*", help=f"of {', '.join(TARGETS)}; all without one")
    given = parser.parse_args()
    if unknown := set(given.target) - TARGETS.keys():
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    print(f"{'target':10}{'inputs':>12}{'edges':>8}{'findings':>10}")
    stood = [fuzz(target, given.seconds) for target in given.target or TARGETS]
    return 0 if all(stood) else 1


def fuzz(target: str, seconds: int) -> bool:
    """Fuzz one target and print its line of the table; return if it stood."""
    growing, log = GROWING / target, GROWING / f"{target}.log"
    for folder in (growing, FOUND):
        folder.mkdir(parents=True, exist_ok=True)
    before = set(FOUND.glob(f"{target}-*"))
    with log.open("w") as told:
        ended = subprocess.run(  # noqa: S603 - our own module
            _command(target, seconds, growing), cwd=ROOT, check=False, stdout=told, stderr=told
        ).returncode
    said, found = log.read_text(errors="replace"), set(FOUND.glob(f"{target}-*")) - before
    inputs, edges = _last(_INPUTS, said), _last(_EDGES, said)
    print(f"{target:10}{inputs:>12,}{edges:>8,}{len(found):>10}", flush=True)
    if ended or found:
        print("\n".join((*said.splitlines()[-_LAST_LINES:], *map(str, sorted(found)))))
    return not (ended or found)


def _command(target: str, seconds: int, growing: Path) -> list[str]:
    options = [f"-max_total_time={seconds}"]
    if known := words(target):
        dictionary = GROWING / f"{target}.dict"
        dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in known))
        options.append(f"-dict={dictionary}")
    options += [f"-artifact_prefix={FOUND}/{target}-", str(growing), str(CORPUS / target)]
    return [sys.executable, "-m", "tests.fuzz.guided", target, *_LIMITS, *options]


def _last(number: re.Pattern[str], said: str) -> int:
    return max((int(found) for found in number.findall(said)), default=0)


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    sys.exit(main())
