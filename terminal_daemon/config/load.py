"""◉ tomllib: a file and the environment to a Config, or a ConfigError with every mistake."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from terminal_daemon.config.checks import mistakes_between, warnings
from terminal_daemon.config.mistakes import ConfigError, Mistake
from terminal_daemon.config.model import Config
from terminal_daemon.config.origins import Origins, find_lines
from terminal_daemon.config.overrides import Override, find_overrides
from terminal_daemon.config.reading import DEFAULTS, read_sections
from terminal_daemon.config.remote import InForce, Remote, forbidden, keys_of, laid_over
from terminal_daemon.config.remote_file import RemoteFile
from terminal_daemon.config.rules import Form
from terminal_daemon.config.secret_files import read_secrets
from terminal_daemon.values.dataclass import dataclass, replace
from terminal_daemon.values.secret import Secret

__all__ = [
    "ConfigError",
    "Mistake",
    "load_config",
    "load_with",
    "read_remote",
    "read_tables",
    "reference",
    "warnings",
]

_LONGEST: Final = 1 << 20  # bytes
_PLACE: Final = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)$")

Afar = Callable[[Path], Sequence[Remote]]
"""Returns what was configured from afar, the first to be tried first; takes the journal's path."""


def in_force(journal: Path) -> Sequence[Remote]:
    """Return what a terminal with this journal has been configured from afar."""
    return RemoteFile(journal).candidates()


def load_config(
    path: Path,
    environ: Mapping[str, str],
    key: Secret | None = None,
    token: Secret | None = None,
    afar: Afar = in_force,
) -> Config:
    """Read the file, the environment's overrides and the key. Raises ConfigError.

    `key` and `token` stand for those of their files, which are not looked at then; with both of
    them nor are those of refunds and of a fleet. `afar` returns what was configured from afar: the
    first of it that fits is laid over the file, and none is where none does.
    """
    text = _read_text(path)
    local = _Local(text, _parse(path, text), environ, key, token)
    left_out = ""
    for remote in afar(local.journal):
        try:
            config = _with_remote(local, remote)
        except ConfigError as error:
            left_out = left_out or str(error)
        else:
            said = replace(config.afar, left_out=left_out) if config.afar else None
            return replace(config, afar=said)
    config = _config(local, local.tables)
    return replace(config, afar=InForce(0, (), left_out)) if left_out else config


def load_with(path: Path, environ: Mapping[str, str], remote: Remote) -> Config:
    """Read the file with this laid over it, whatever else came from afar. Raises ConfigError."""
    text = _read_text(path)
    return _with_remote(_Local(text, _parse(path, text), environ), remote)


def read_remote(remote: Remote) -> dict[str, Any]:
    """Return the tables of a configuration from afar. Raises ConfigError: it may not set that."""
    tables = _parse(Path(f"remote configuration {remote.serial}"), remote.text)
    mistakes = tuple(forbidden(tables))
    if mistakes:
        raise ConfigError(mistakes)
    return tables


def _with_remote(local: "_Local", remote: Remote) -> Config:
    """Return the local configuration with this laid over it. Raises ConfigError."""
    tables = read_remote(remote)
    config = _config(local, laid_over(local.tables, tables))
    return replace(config, afar=InForce(remote.serial, keys_of(tables)))


@dataclass(frozen=True, slots=True)
class _Local:
    """What this machine says."""

    text: str
    tables: dict[str, Any]
    environ: Mapping[str, str]
    key: Secret | None = None
    token: Secret | None = None

    @property
    def journal(self) -> Path:
        """Where the journal is, which nobody moves from afar."""
        table = self.tables.get("journal")
        said = table.get("path") if isinstance(table, dict) else None
        said = self.environ.get("TERMINAL_JOURNAL__PATH", said)
        return Path(said) if isinstance(said, str) else DEFAULTS["journal"].path


def _config(local: _Local, tables: dict[str, Any]) -> Config:
    overrides, unknown = find_overrides(local.environ)
    tables = {name: _copied(table) for name, table in tables.items()}
    for override in overrides:
        section = tables.setdefault(override.section, {})
        if isinstance(section, dict):
            section[override.key] = _value(override)
    variables = {f"{o.section}.{o.key}": o.variable for o in overrides}
    origins = Origins(find_lines(local.text), variables)
    reading = read_sections(tables, origins)
    secrets = read_secrets(reading, origins, local.environ, local.key, local.token)
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


def _copied(table: object) -> object:
    return dict(table) if isinstance(table, dict) else table


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


def _one_mistake(path: Path, wrong: str, line: int | None = None) -> ConfigError:
    return ConfigError((Mistake(str(path), wrong, line=line),))
