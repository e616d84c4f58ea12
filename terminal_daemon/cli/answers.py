"""What `setup` needs to know, and a file that says it: the secrets above, the sections below."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from terminal_daemon.config.load import read_tables
from terminal_daemon.config.mistakes import ConfigError, Mistake
from terminal_daemon.config.pin import LEAST, MOST, is_pin
from terminal_daemon.config.private_file import read_private
from terminal_daemon.config.wording import NotAllowed
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.secret import Secret

_KEY: Final = "key"
_PIN: Final = "pin"
_SECRETS: Final = (_KEY, _PIN, "token", "refund_token")
_FROM: Final = "_from"


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered: values of the configuration by section and key, and the secrets."""

    values: dict[str, dict[str, object]]
    key: Secret
    pin: Secret | None = None
    """As the operator types it; None: what there is stays."""
    token: Secret | None = None
    refund_token: Secret | None = None


def read_answers(path: Path) -> Answers:
    """Read the configuration's sections, and above them the secrets. Raises ConfigError."""
    tables = read_tables(path)
    secrets = {name: _secret(tables, name, path.parent) for name in _SECRETS}
    key, pin = secrets[_KEY], secrets[_PIN]
    if key is None:
        allowed = f'{_KEY} = "…" or {_KEY}{_FROM} = "/path", above the first section'
        raise ConfigError((Mistake(_KEY, "is missing", allowed),))
    if pin is not None and not is_pin(pin.reveal()):
        raise ConfigError((Mistake(_PIN, "is no PIN", f"{LEAST} to {MOST} digits in quotes"),))
    told = {name for each in _SECRETS for name in (each, each + _FROM)}
    values = {name: _section(name, each) for name, each in tables.items() if name not in told}
    return Answers(values, key, pin, secrets["token"], secrets["refund_token"])


def _secret(tables: Mapping[str, object], name: str, folder: Path) -> Secret | None:
    """Return a secret that stands there, or in the file that is named instead."""
    word, place = tables.get(name), tables.get(name + _FROM)
    if isinstance(place, str) and word is None:
        try:
            return read_private(folder / place, guarded=True)
        except NotAllowed as error:
            raise ConfigError((Mistake(name + _FROM, str(error)),)) from None
    if word is None:
        return None
    if not isinstance(word, str) or len(word.split()) != 1 or not word.isascii():
        raise ConfigError((Mistake(name, "is no secret", "one word in quotes"),))
    return Secret(word)


def _section(name: str, table: object) -> dict[str, object]:
    if not isinstance(table, dict):
        raise ConfigError((Mistake(name, "is no section", f"a line [{name}] above keys"),))
    return table
