"""`terminal-daemon doctor`: looks at everything the terminal needs, and says what mends it."""

import os
import threading
from collections.abc import Callable, Iterable
from json import dumps
from pathlib import Path
from typing import Final

from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.cli.printable import printable
from terminal_daemon.config.load import load_config
from terminal_daemon.config.model import BuzzerKind, BuzzerSection
from terminal_daemon.doctor.examination import examine
from terminal_daemon.doctor.finding import Finding, Level
from terminal_daemon.pins.board import Board
from terminal_daemon.pins.gpio import lgpio_factory
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sound.buzzer import Player, buzzer
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.secret import Secret

_LISTEN_S: Final = 2.0
_WIDTH: Final = max(len(level.value) for level in Level)
_MARGIN: Final = " " * (_WIDTH + 2)


def run(path: Path, *, json: bool) -> int:
    """Print a line for each thing looked at; return 1 if one of them fails."""
    return tell(examine(path, os.environ), json=json)


def run_sound(
    path: Path,
    open_buzzer: Callable[[BuzzerSection, Board], Player] = buzzer,
    listen_s: float = _LISTEN_S,
) -> int:
    """Play the same tune as for either kind of buzzer; only an ear can tell them apart."""
    section = load_config(path, os.environ, key=Secret("")).buzzer
    for kind, heard in (
        (BuzzerKind.PASSIVE, "tones of different pitch, from a passive buzzer only"),
        (BuzzerKind.ACTIVE, "loud beeps of one pitch, from an active buzzer only"),
    ):
        print(f"GPIO {section.pin}, {kind.value}: {heard}", flush=True)
        board = Board(lgpio_factory)
        player = open_buzzer(replace(section, kind=kind, volume=BuzzerSection().volume), board)
        player.play(Sound.APPROVED)
        threading.Event().wait(listen_s)
        player.close()
        board.close()
    print(f'[buzzer] kind is "{section.kind.value}"; set it to the one that you heard.')
    return ExitCode.DONE


def tell(findings: Iterable[Finding], *, json: bool) -> int:
    """Print the findings, for people each at once; return the exit code."""
    seen = []
    for finding in findings:
        seen.append(finding)
        if not json:
            print(described(finding), flush=True)
    if json:
        print(dumps([as_json(finding) for finding in seen], ensure_ascii=False, indent=2))
    failed = any(finding.level is Level.FAIL for finding in seen)
    return ExitCode.FAILED if failed else ExitCode.DONE


def described(finding: Finding) -> str:
    """Return the finding as people read it."""
    first = f"{finding.level.value:{_WIDTH}}  {finding.line}: {printable(finding.says)}"
    return f"{first}\n{_MARGIN}→ {printable(finding.mend)}" if finding.mend else first


def as_json(finding: Finding) -> dict[str, str]:
    """Return the finding as programs read it."""
    return {
        "line": finding.line,
        "level": finding.level.value,
        "says": finding.says,
        "mend": finding.mend,
    }
