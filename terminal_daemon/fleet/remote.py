"""Takes configurations from afar: verifies, tries, keeps one for the next start, tells the outcome.

It never touches a running sale: what is taken waits on disk until nobody is at the counter.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from terminal_daemon.config.remote import Remote, Standing
from terminal_daemon.config.remote_file import RemoteFile
from terminal_daemon.fleet.envelope import (
    LARGEST,
    EnvelopeRefused,
    Letter,
    letter_of,
    refuse_unless_due,
    sealed,
)
from terminal_daemon.values.moment import Moment

_log: Final = logging.getLogger(__name__)

Tell = Callable[[str, str], Awaitable[None]]
"""Tells the fleet the newest word, a JSON document, on a subject."""

SUBJECT: Final = "config/outcome"
ACCEPTED, REFUSED = "accepted", "refused"


class RemoteConfig:
    """The configurations of one terminal."""

    def __init__(
        self,
        here: str,
        keys: Path | None,
        file: RemoteFile,
        preflight: Callable[[Remote], Awaitable[None]],
        renew: Callable[[], object],
        now: Callable[[], Moment],
    ) -> None:
        """Take for example "terminals/T01" for `here`; `keys` is the file of those who may sign.

        `preflight` raises EnvelopeRefused; `renew` asks for a new start once nobody is at the
        counter.
        """
        self._here = here
        self._keys = keys
        self._file = file
        self._preflight = preflight
        self._renew = renew
        self._now = now
        self._in_force: int | None = None
        self._tell: Tell | None = None
        self._proof: asyncio.Future[Standing | None] | None = None

    def ready(self, serial: int | None) -> None:
        """Take note: payments are taken with this one, or with the local file alone."""
        self._in_force = serial
        loop = asyncio.get_running_loop()
        self._proof = loop.run_in_executor(None, self._proved, serial)

    async def joined(self, tell: Tell) -> None:
        """Tell from now on, and first what became of the last one. Call it after ready()."""
        self._tell = tell
        standing = None if self._proof is None else await self._proof
        outcome = None if standing is None else standing.outcome
        if outcome is not None and not outcome.told:
            await self._say(outcome.serial, outcome.ending.value, outcome.why)
            await self._kept(self._file.told)

    async def arrived(self, payload: bytes) -> None:
        """Take what came, or say why not. Never raises for what is in it."""
        serial: int | None = None
        try:
            letter = await asyncio.to_thread(self._opened, payload)
            serial = letter.remote.serial
            standing = await asyncio.to_thread(self._file.standing)
            if _is_known(letter.remote, standing):
                _log.debug("configuration %s came again", serial)
                return
            refuse_unless_due(letter, self._here, standing.highest, self._now())
            await self._preflight(letter.remote)
            await asyncio.to_thread(self._file.taken, letter.remote)
        except EnvelopeRefused as refused:
            await self._say(serial, REFUSED, str(refused))
        except (OSError, ValueError) as error:
            await self._say(serial, REFUSED, f"it cannot be kept: {error}")
        else:
            await self._say(serial, ACCEPTED)
            self._renew()

    async def close(self) -> None:
        """Wait until it is on disk that payments were taken."""
        if self._proof is not None:
            await self._proof

    def _opened(self, payload: bytes) -> Letter:
        """Return what a known key signed. Raises EnvelopeRefused."""
        if self._keys is None:
            raise EnvelopeRefused("this terminal takes none: config_keys of [fleet] is not set")
        closed = sealed(payload)
        try:
            from terminal_daemon.fleet.seal import (  # noqa: PLC0415 - most terminals never do
                NoKey,
                is_sealed_by,
            )

            with self._keys.open("rb") as file:
                trusted = is_sealed_by(file.read(LARGEST), closed)
        except ImportError as error:
            raise EnvelopeRefused(f"nothing can be verified here: {error}") from error
        except OSError as error:
            raise EnvelopeRefused(f"{self._keys} cannot be read: {error.strerror}") from error
        except NoKey as error:
            raise EnvelopeRefused(f"{self._keys}: {error}") from error
        if not trusted:
            raise EnvelopeRefused("no key that is known here signed it")
        return letter_of(closed.text)

    def _proved(self, serial: int | None) -> Standing | None:
        try:
            return self._file.ready(serial)
        except (OSError, ValueError) as error:  # then the next start is without it
            _log.warning("the configuration from afar cannot be kept: %s", error)
            return None

    async def _kept(self, keep: Callable[[], None]) -> None:
        try:
            await asyncio.to_thread(keep)
        except (OSError, ValueError) as error:
            _log.warning("what became of a configuration cannot be kept: %s", error)

    async def _say(self, serial: int | None, outcome: str, why: str = "") -> None:
        level = logging.INFO if outcome in {ACCEPTED, "applied"} else logging.WARNING
        _log.log(level, "configuration %s from afar: %s %s", serial, outcome, why)
        if self._tell is None:
            return
        from terminal_daemon.fleet import payloads  # noqa: PLC0415 - loaded with what tells

        terminal = self._here.rpartition("/")[2]
        said = payloads.config_outcome(
            terminal, serial, outcome, why, in_force=self._in_force, now=self._now().unix
        )
        await self._tell(SUBJECT, payloads.encoded(said).decode())


def _is_known(remote: Remote, standing: Standing) -> bool:
    """Tell one that was taken before: a broker may deliver it at each connection."""
    before = standing.outcome
    tried = before is not None and before.serial == remote.serial
    return remote.serial == standing.highest and (
        tried or remote in (standing.trial, standing.proven)
    )
