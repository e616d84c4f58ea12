"""`terminal-daemon set-pin`: the operator's PIN, which refunds need; kept as a hash."""

import secrets
from pathlib import Path
from typing import Final

from terminal_daemon.cli.console import Console, Person
from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.config.callers import NOBODY_REFUNDS
from terminal_daemon.config.load import read_tables
from terminal_daemon.config.pin import LEAST, MOST, SALT_BYTES, hash_pin, is_pin
from terminal_daemon.config.whole_file import write_whole
from terminal_daemon.values.errors import TerminalError

_MODE: Final = 0o600
_TRIES: Final = 3


class NoPin(TerminalError):
    """No PIN was set; the one before still counts."""


def run(config: Path, person: Person | None = None) -> int:
    """Ask twice for the new PIN and keep its hash. Raises NoPin, ConfigError, OSError."""
    person = person or Console()
    path = _path(config)
    try:
        pin = _asked(person)
    except EOFError:
        raise NoPin("no PIN was set") from None
    write_whole(path, f"{hash_pin(pin, secrets.token_bytes(SALT_BYTES))}\n".encode(), _MODE)
    person.say(f"The PIN is set: {path}. `systemctl reload terminal-daemon` makes it count.")
    return ExitCode.DONE


def _asked(person: Person) -> str:
    for _ in range(_TRIES):
        pin = person.ask_secret(f"New PIN, {LEAST} to {MOST} digits")
        if not is_pin(pin):
            person.say(f"A PIN is {LEAST} to {MOST} digits.")
        elif person.ask_secret("The same once more") != pin:
            person.say("These were two different ones.")
        else:
            return pin
    raise NoPin("no PIN was set")


def _path(config: Path) -> Path:
    refund = read_tables(config).get("refund", {})
    named = refund.get("pin_file") if isinstance(refund, dict) else None
    return Path(named) if isinstance(named, str) else NOBODY_REFUNDS.pin_file
