"""The tomllib door: a file and the environment to a Config, or a ConfigError with every mistake."""

import contextlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from terminal_daemon.config.addresses import is_unix
from terminal_daemon.config.callers import ApiSection, RefundSection
from terminal_daemon.config.checks import mistakes_between, warnings
from terminal_daemon.config.fleet import FleetSection
from terminal_daemon.config.mistakes import ConfigError, Mistake
from terminal_daemon.config.model import Config
from terminal_daemon.config.origins import Origins, find_lines
from terminal_daemon.config.overrides import Override, find_overrides
from terminal_daemon.config.pin import PinError, check_hash
from terminal_daemon.config.private_file import read_private
from terminal_daemon.config.reading import Reading, read_sections
from terminal_daemon.config.rules import Form
from terminal_daemon.config.wording import NotAllowed
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.secret import Secret

__all__ = ["ConfigError", "Mistake", "load_config", "read_tables", "reference", "warnings"]

_LONGEST: Final = 1 << 20  # bytes
_PLACE: Final = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)$")
_KEY: Final = "merchant-key"  # systemd: LoadCredential=merchant-key:…
_TOKEN: Final = "api-token"  # noqa: S105 - a name, as above
_REFUND_TOKEN: Final = "refund-token"  # noqa: S105 - as above
_PIN: Final = "operator-pin"
_FLEET_PASSWORD: Final = "fleet-password"  # noqa: S105 - as above
_SHORTEST_TOKEN: Final = 16  # characters; what is shorter can be guessed


def load_config(
    path: Path,
    environ: Mapping[str, str],
    key: Secret | None = None,
    token: Secret | None = None,
) -> Config:
    """Read the file, the environment's overrides and the key. Raises ConfigError.

    `key` and `token` stand for those of their files, which are not looked at then; with both of
    them nor are those of refunds and of a fleet.
    """
    text = _read_text(path)
    tables = _parse(path, text)
    overrides, unknown = find_overrides(environ)
    for override in overrides:
        section = tables.setdefault(override.section, {})
        if isinstance(section, dict):
            section[override.key] = _value(override)
    origins = Origins(find_lines(text), {f"{o.section}.{o.key}": o.variable for o in overrides})
    reading = read_sections(tables, origins)
    secrets = _read_secrets(reading, origins, environ, key, token)
    mistakes = (
        *reading.mistakes,
        *mistakes_between(reading, origins),
        *secrets.mistakes,
        *unknown,
    )
    if secrets.key is None or mistakes:
        raise ConfigError(tuple(sorted(mistakes, key=lambda mistake: mistake.line or _LONGEST)))
    return Config(
        **reading.sections,
        key=secrets.key,
        token=secrets.token,
        refund_token=secrets.refund_token,
        pin=secrets.pin,
        fleet_password=secrets.fleet_password,
    )


def read_tables(path: Path) -> dict[str, Any]:
    """Read the file as it stands, judging nothing. Raises ConfigError."""
    return _parse(path, _read_text(path))


def reference() -> str:
    """Return the commented configuration with every key and its default. Raises ConfigError."""
    here = Path(__file__)
    installed = here.with_name("terminal.toml")
    in_source = here.parents[2] / "config" / "terminal.toml"
    return _read_text(installed if installed.exists() else in_source)


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST + 1)
    except OSError as error:
        raise _one_mistake(path, f"cannot be read: {error.strerror}") from error
    if len(content) > _LONGEST:
        raise _one_mistake(path, "is too long for a configuration")
    try:
        return content.decode("utf-8-sig")  # editors elsewhere put a mark in front
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _one_mistake(path, "is not UTF-8 text", line) from error


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        what = _PLACE.sub("", str(error))
        line = int(place[1]) if place and place[1] else len(text.splitlines()) or 1
        raise _one_mistake(path, f"is not TOML: {what}", line) from error
    except (ValueError, RecursionError) as error:  # a giant number; brackets in brackets
        raise _one_mistake(path, "holds a number too long, or lists in lists too deep") from error


def _value(override: Override) -> object:
    """Return what an environment variable says, as the file would have said it."""
    text = override.text
    if override.form is Form.TEXT:
        return text
    if override.form is Form.LIST and not text.startswith("["):
        return [word.strip() for word in text.split(",") if word.strip()]
    try:
        tables = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text  # whose rule will say that it is text
    return tables["value"] if tables.keys() == {"value"} else text


@dataclass(frozen=True, slots=True)
class _Secrets:
    key: Secret | None
    token: Secret | None
    refund_token: Secret | None
    pin: Secret | None
    fleet_password: Secret | None
    mistakes: tuple[Mistake, ...]
    """One for each file of a secret that is unfit."""


def _read_secrets(
    reading: Reading,
    origins: Origins,
    environ: Mapping[str, str],
    key: Secret | None,
    token: Secret | None,
) -> _Secrets:
    mistakes: list[Mistake] = []
    refund_token = pin = fleet_password = None
    every = key is None or token is None
    credential = _credential(_KEY, environ)
    key_file = credential or reading.sections["gateway"].key_file
    with _noting("gateway.key_file", origins, mistakes):
        if key is None and (credential or reading.is_clear("gateway.key_file")):
            key = read_private(key_file, guarded=credential is not None)
    with _noting("api.token_file", origins, mistakes):
        if token is None and reading.is_clear("api.listen", "api.token_file"):
            token = _read_token(reading.sections["api"], environ)
    with _noting("api.refund_token_file", origins, mistakes):
        if every and reading.is_clear("api.listen", "api.refund_token_file"):
            refund_token = _read_refund_token(reading.sections["api"], environ, token)
    with _noting("refund.pin_file", origins, mistakes):
        if every and reading.is_clear("refund.pin_file"):
            pin = _read_pin(reading.sections["refund"], environ)
    with _noting("fleet.password_file", origins, mistakes):
        if every and reading.is_clear("fleet.broker", "fleet.username", "fleet.password_file"):
            fleet_password = _read_fleet_password(reading.sections["fleet"], environ)
    return _Secrets(key, token, refund_token, pin, fleet_password, tuple(mistakes))


@contextlib.contextmanager
def _noting(key: str, origins: Origins, mistakes: list[Mistake]) -> Iterator[None]:
    """Take what is wrong with a secret's file for a mistake of its key."""
    try:
        yield
    except NotAllowed as error:
        mistakes.append(origins.mistake(key, str(error)))


def _read_token(api: ApiSection, environ: Mapping[str, str]) -> Secret | None:
    """Return the API's token where one is needed. Raises NotAllowed."""
    if all(map(is_unix, api.listen)):
        return None
    credential = _credential(_TOKEN, environ)
    return _long_enough(credential or api.token_file, guarded=credential is not None)


def _read_refund_token(
    api: ApiSection, environ: Mapping[str, str], token: Secret | None
) -> Secret | None:
    """Return the token of those who may refund, if there is one. Raises NotAllowed."""
    credential = _credential(_REFUND_TOKEN, environ)
    path = credential or api.refund_token_file
    if all(map(is_unix, api.listen)) or not os.path.lexists(path):
        return None
    found = _long_enough(path, guarded=credential is not None)
    if found == token:
        raise NotAllowed(f"the token in {path} is the one that everybody has: make another one")
    return found


def _long_enough(path: Path, *, guarded: bool) -> Secret:
    token = read_private(path, guarded=guarded)
    if len(token.reveal()) < _SHORTEST_TOKEN:
        raise NotAllowed(f"the token in {path} is shorter than {_SHORTEST_TOKEN} characters")
    return token


def _read_pin(refund: RefundSection, environ: Mapping[str, str]) -> Secret | None:
    """Return the hash of the operator's PIN, if there is one. Raises NotAllowed."""
    credential = _credential(_PIN, environ)
    path = credential or refund.pin_file
    if not os.path.lexists(path):
        return None
    pin = read_private(path, guarded=credential is not None)
    try:
        check_hash(pin.reveal())
    except PinError as error:
        raise NotAllowed(f"{path}: {error}") from None
    return pin


def _read_fleet_password(fleet: FleetSection, environ: Mapping[str, str]) -> Secret | None:
    """Return the broker's password where a user name wants one. Raises NotAllowed."""
    if not fleet.broker or not fleet.username:
        return None
    credential = _credential(_FLEET_PASSWORD, environ)
    return read_private(credential or fleet.password_file, guarded=credential is not None)


def _credential(name: str, environ: Mapping[str, str]) -> Path | None:
    """Return where systemd put the secret, if it did.

    An empty line is what the unit makes of a file that is not there: its own name is to be said.
    """
    folder = environ.get("CREDENTIALS_DIRECTORY", "")
    path = Path(folder) / name
    if not folder or not os.path.lexists(path):
        return None
    return None if path.is_file() and path.stat().st_size <= len("\n") else path


def _one_mistake(path: Path, wrong: str, line: int | None = None) -> ConfigError:
    return ConfigError((Mistake(str(path), wrong, line=line),))
