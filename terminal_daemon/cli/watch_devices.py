"""`terminal-daemon devices --watch`: what each scan reads as, and what to change on the scanner."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from terminal_daemon.cli.devices import shown_name
from terminal_daemon.cli.scanner_words import told
from terminal_daemon.config.load import ConfigError, load_config
from terminal_daemon.config.model import Match
from terminal_daemon.keys.affixes import Affixes
from terminal_daemon.keys.diagnosis import diagnose
from terminal_daemon.keys.inputs import DeviceFound, DeviceMissing, InputEvent, LineRead
from terminal_daemon.keys.kernel import EvdevSource
from terminal_daemon.keys.key_codes import CTRLS, UNREADABLE
from terminal_daemon.keys.match import is_keyboard, matches
from terminal_daemon.keys.reader import KeyReader, Source
from terminal_daemon.keys.scan import ScannedLine
from terminal_daemon.values.auth_code import PayType

_EVERY_KEYBOARD: Final = Match(name="*")
_NOTHING: Final = (
    "Nothing can be watched: plug a scanner in. If it is, it may be in use "
    "(`sudo systemctl stop terminal-daemon`) or closed to this user (use sudo). Ctrl-C ends it."
)


def run(config: Path, source: Source | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Show every scan on stdout until SIGINT or SIGTERM, or Ctrl-C on a watched keyboard."""
    watch = Watch(config, environ)
    try:
        asyncio.run(watch.run(EvdevSource() if source is None else source))
    except ImportError:
        print("Scanners cannot be watched: Python's evdev is missing.", file=sys.stderr)
        return 1
    return 0


class Watch:
    """Scans as they come, each diagnosed beside the one before."""

    def __init__(self, config: Path, environ: Mapping[str, str]) -> None:
        self._match: Match | None = None
        self._affixes = Affixes()
        self._accepted = frozenset(PayType)
        self._before: ScannedLine | None = None
        self._stop = asyncio.Event()
        try:
            read = load_config(config, environ)
        except ConfigError:
            _note(
                f"{config} cannot be used, so nothing of it is known here (check-config says why)"
            )
        else:
            self._match = read.scanner.match
            self._affixes = Affixes(read.scanner.prefix, read.scanner.suffix)
            self._accepted = read.gateway.pay_types

    async def run(self, source: Source) -> None:
        """Watch the configured scanner, or every keyboard where there is none."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        boards = [info for info in source.devices() if is_keyboard(info)]
        match = self._match
        if match is None or not any(matches(match, info) for info in boards):
            match = _EVERY_KEYBOARD
            if boards:
                _note("No scanner of the configuration is plugged in: every keyboard is watched.")
        reader = KeyReader(source, match, None, self._heard)
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(reader.run(), name="keys")
            await self._stop.wait()
            reading.cancel()

    def _heard(self, event: InputEvent) -> None:
        match event:
            case LineRead(line) if line.text == UNREADABLE and line.strokes.held & CTRLS:
                self._stop.set()  # Ctrl-C does not reach the shell from a keyboard that is grabbed
            case LineRead(line):
                diagnosis = diagnose(line, self._affixes, self._accepted, self._before)
                self._before = line
                print(*told(diagnosis), sep="\n", flush=True)
            case DeviceFound():
                _note(f"Scan something with {shown_name(event.name)}. Ctrl-C ends it.")
            case DeviceMissing():
                _note(_NOTHING)


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
