"""`terminal-daemon sign-config`: at the owner's desk, a configuration for terminals far away."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.values.errors import TerminalError

if TYPE_CHECKING:
    from types import ModuleType

_DAY_S: Final = 86_400
_MOST: Final = 1 << 53
_PRIVATE, _PUBLIC = 0o600, 0o644


class NoLibrary(TerminalError):
    """The library that signs is missing."""


def add_to(command: Callable[[str, str], ArgumentParser]) -> None:
    """Add the command and its options."""
    sign = command("sign-config", "signs a configuration for terminals of a fleet")
    sign.add_argument("file", type=Path, nargs="?", metavar="FILE", help="what they are to set")
    sign.add_argument("--key", type=Path, metavar="FILE", help="the private key to sign with")
    sign.add_argument(
        "--to",
        action="append",
        type=_address,
        metavar="TERMINAL",
        help='for example "terminals/T01", or "terminals/*" for all; more than once for several',
    )
    sign.add_argument(
        "--serial", type=_number, metavar="N", help="above all before; default the time, in seconds"
    )
    sign.add_argument("--days", type=_number, metavar="N", help="not to be taken after so many")
    sign.add_argument(
        "--new-key",
        type=Path,
        metavar="FILE",
        help="make a key, and FILE.pub",
    )


def run(chosen: Namespace) -> int:
    """Print what is to be published, or make a key. Raises ConfigError, NoKey, OSError."""
    if chosen.new_key is not None:
        return _make_key(chosen.new_key)
    if chosen.file is None or chosen.key is None or not chosen.to:
        print("FILE, --key and --to are needed, or --new-key", file=sys.stderr)
        return ExitCode.USAGE
    from terminal_daemon.terminal.clock import wall  # noqa: PLC0415 - where something is signed

    now = wall()
    expires = None if chosen.days is None else now + chosen.days * _DAY_S
    text = chosen.file.read_text(encoding="utf-8")
    signed = sign(text, chosen.key.read_bytes(), chosen.to, chosen.serial or now, expires)
    sys.stdout.buffer.write(signed + b"\n")
    return ExitCode.DONE


def sign(text: str, key: bytes, to: Sequence[str], serial: int, expires: int | None) -> bytes:
    """Return what is to be published. Raises ConfigError, NoKey, EnvelopeRefused, NoLibrary."""
    from terminal_daemon.config.load import read_remote  # noqa: PLC0415 - loads tomllib
    from terminal_daemon.config.mistakes import ConfigError  # noqa: PLC0415 - as above
    from terminal_daemon.config.origins import Origins, find_lines  # noqa: PLC0415 - as above
    from terminal_daemon.config.reading import read_sections  # noqa: PLC0415 - as above
    from terminal_daemon.config.remote import Remote, keys_of  # noqa: PLC0415 - as above
    from terminal_daemon.fleet import envelope  # noqa: PLC0415 - where something is signed
    from terminal_daemon.values.moment import UnixSeconds  # noqa: PLC0415 - as above

    remote = Remote(serial, text)
    tables = read_remote(remote)
    keys = keys_of(tables)
    reading = read_sections(tables, Origins(find_lines(text), {}))
    mistakes = tuple(mistake for mistake in reading.mistakes if mistake.where in keys)
    if mistakes:
        raise ConfigError(mistakes)
    letter = envelope.Letter(
        tuple(to), remote, expires=None if expires is None else UnixSeconds(expires)
    )
    signed = envelope.envelope(_library().seal(key, envelope.text_of(letter)))
    envelope.sealed(signed)  # as the terminals will take it apart
    return signed


def _library() -> "ModuleType":
    """Return what signs. Raises NoLibrary."""
    try:
        from terminal_daemon.fleet import seal  # noqa: PLC0415 - not everybody has the library
    except ImportError as error:
        raise NoLibrary(
            "signing needs the library cryptography: sudo apt install python3-cryptography,"
            " or where terminal-daemon came by pip: pip install 'terminal-daemon[fleet]'"
        ) from error
    return seal


def _make_key(path: Path) -> int:
    from terminal_daemon.config.whole_file import write_whole  # noqa: PLC0415 - seldom made

    public_path = path.with_name(f"{path.name}.pub")
    for each in (path, public_path):
        if each.exists():
            print(f"{each} exists; a key is not replaced", file=sys.stderr)
            return ExitCode.FAILED
    private, public = _library().new_keys()
    write_whole(path, private, _PRIVATE)
    write_whole(public_path, public, _PUBLIC)
    print(f"Keep {path} where nobody else reads it; {public_path} is for the terminals.")
    return ExitCode.DONE


def _address(text: str) -> str:
    from terminal_daemon.fleet.envelope import is_address  # noqa: PLC0415 - one command's

    if not is_address(text):
        raise ArgumentTypeError(f"{text!r} is no terminal like terminals/T01 or terminals/*")
    return text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:18]) < _MOST):
        raise ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)
