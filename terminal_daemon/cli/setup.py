"""`terminal-daemon setup`: from a fresh installation to a terminal that takes payments."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from terminal_daemon.cli import doctor
from terminal_daemon.cli.answers import Answers, read_answers
from terminal_daemon.cli.console import Console, Person
from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.cli.interview import interview
from terminal_daemon.config.load import load_config, read_tables, reference, warnings
from terminal_daemon.config.mistakes import ConfigError
from terminal_daemon.config.model import Config
from terminal_daemon.config.pin import SALT_BYTES, hash_pin
from terminal_daemon.config.template import filled
from terminal_daemon.config.whole_file import write_whole
from terminal_daemon.keys.kernel import EvdevSource
from terminal_daemon.keys.listen import who_types
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.secret import Secret

_SERVICE: Final = "terminal-daemon.service"
_LISTEN_S: Final = 20.0
_PRIVATE: Final = 0o600


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    config: Path
    answers: Path | None = None
    """A file that answers instead of a person."""
    root: Path = Path("/")
    """Where the system is that is set up; elsewhere than / nothing of it is tried or started."""
    force: bool = False
    start: bool = True


def run(options: Options, person: Person | None = None) -> int:
    """Write configuration and key, examine the machine, start the service; return the exit code.

    Raises ConfigError, and OSError where files cannot be written.
    """
    person = person or Console()
    place = options.root / options.config.relative_to("/")
    if _has_config(place) and not _may_replace(options, place, person):
        return ExitCode.FAILED
    try:
        answers = read_answers(options.answers) if options.answers else _asked(options, person)
    except EOFError:
        print("\nsetup ended without all answers; nothing was changed", file=sys.stderr)
        return ExitCode.FAILED
    _install(answers, place, options.root)
    print(f"Written: {place}")
    if options.root != Path("/"):
        return _systemctl("--root", str(options.root), "enable", _SERVICE) if options.start else 0
    code = doctor.run(options.config, json=False)
    if not options.start:
        return code
    started = _start()
    if started == ExitCode.DONE:
        mend = "; mend what FAILs above, and look again: sudo terminal-daemon doctor"
        print(f"The service is started{mend if code else ''}.")
    return started or code


def _has_config(place: Path) -> bool:
    """Tell whether somebody wrote something there that a person would miss."""
    try:
        return place.exists() and bool(read_tables(place))
    except ConfigError:
        return True


def _may_replace(options: Options, place: Path, person: Person) -> bool:
    if options.force:
        return True
    if options.answers is None:
        try:
            return person.ask(f"{place} exists. Replace it? yes or no", "no") in {"y", "yes"}
        except EOFError:
            return False
    print(f"{place} exists; --force replaces it", file=sys.stderr)
    return False


def _asked(options: Options, person: Person) -> Answers:
    running = options.root == Path("/") and _systemctl("is-active", "--quiet", _SERVICE) == 0
    if running:  # it holds the devices, and would take a scan for a payment
        person.say("The terminal is out of service until all is answered.")
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a line that drops is the end of the answers
        _systemctl("stop", _SERVICE)
    source = EvdevSource()
    try:
        devices = source.devices()
    except ImportError:
        devices = ()
    try:
        return interview(
            person,
            devices,
            lambda boards, scan: who_types(source, boards, scan=scan, within_s=_LISTEN_S),
        )
    finally:
        if running:
            _systemctl("start", _SERVICE)


def _install(answers: Answers, place: Path, root: Path) -> None:
    """Write secrets and configuration, these first: a configuration without them is of no use."""
    text = filled(reference(), answers.values).encode()
    config = _checked(text, answers)
    for warning in warnings(config):
        print(f"warning: {warning}", file=sys.stderr)
    kept = (
        (config.gateway.key_file, answers.key),
        (config.refund.pin_file, _hashed(answers.pin)),
        (config.api.token_file, answers.token),
        (config.api.refund_token_file, answers.refund_token),
    )
    for file, secret in kept:
        if secret is not None:
            path = root / file.relative_to("/")
            write_whole(path, f"{secret.reveal()}\n".encode(), _PRIVATE)
    write_whole(place, text, 0o644)


def _hashed(pin: Secret | None) -> Secret | None:
    return None if pin is None else Secret(hash_pin(pin.reveal(), secrets.token_bytes(SALT_BYTES)))


def _checked(text: bytes, answers: Answers) -> Config:
    """Judge the configuration beside these secrets, as it will be with them. Raises ConfigError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_bytes(text)
        given = (("api-token", answers.token), ("refund-token", answers.refund_token))
        for name, secret in given:
            if secret is not None:
                (Path(folder) / name).write_text(f"{secret.reveal()}\n", encoding="ascii")
        there = {"CREDENTIALS_DIRECTORY": folder}
        return load_config(path, there, answers.key, afar=lambda _journal: ())


def _start() -> int:
    """Start the service now and at every boot; one that runs takes the new configuration."""
    return _systemctl("enable", _SERVICE) or _systemctl("reload-or-restart", _SERVICE)


def _systemctl(*words: str) -> int:
    try:
        run = subprocess.run(["systemctl", *words], check=False)  # noqa: S603, S607 - the system's own
    except FileNotFoundError:
        print("systemctl is missing: the service is not started", file=sys.stderr)
        return ExitCode.FAILED
    return ExitCode.DONE if run.returncode == os.EX_OK else ExitCode.FAILED
