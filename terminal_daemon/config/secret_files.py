"""Which secrets are needed, where they are, and what is wrong with their files."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from terminal_daemon.config.addresses import is_unix
from terminal_daemon.config.callers import ApiSection, RefundSection
from terminal_daemon.config.fleet import FleetSection
from terminal_daemon.config.mistakes import Mistake
from terminal_daemon.config.origins import Origins
from terminal_daemon.config.pin import PinError, check_hash
from terminal_daemon.config.private_file import read_private
from terminal_daemon.config.reading import Reading
from terminal_daemon.config.wording import NotAllowed
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.secret import Secret

_KEY: Final = "merchant-key"  # systemd: LoadCredential=merchant-key:…
_TOKEN: Final = "api-token"  # noqa: S105 - a name, as above
_REFUND_TOKEN: Final = "refund-token"  # noqa: S105 - as above
_PIN: Final = "operator-pin"
_FLEET_PASSWORD: Final = "fleet-password"  # noqa: S105 - as above
_SHORTEST_TOKEN: Final = 16  # characters; what is shorter can be guessed


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is in the files that hold one each."""

    key: Secret | None
    token: Secret | None
    refund_token: Secret | None
    pin: Secret | None
    fleet_password: Secret | None
    mistakes: tuple[Mistake, ...]
    """One for each file of a secret that is unfit."""


def read_secrets(
    reading: Reading,
    origins: Origins,
    environ: Mapping[str, str],
    key: Secret | None,
    token: Secret | None,
) -> Secrets:
    """Read what is needed, and note what is unfit; `key` and `token` stand for their files'."""
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
    return Secrets(key, token, refund_token, pin, fleet_password, tuple(mistakes))


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
