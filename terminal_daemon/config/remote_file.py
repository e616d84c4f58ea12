"""The file in which configurations from afar are kept, beside the journal: whole or as before."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from terminal_daemon.config import remote
from terminal_daemon.config.remote import Remote, Standing
from terminal_daemon.config.whole_file import write_whole

_NAME: Final = "remote-config.json"
_MODE: Final = 0o600
_LONGEST: Final = 1 << 20  # bytes

Write = Callable[[Path, bytes, int], None]


class RemoteFile:
    """What is known of the configurations from afar. Only one process at a time may write it."""

    def __init__(self, journal: Path, write: Write = write_whole) -> None:
        """`journal` is the journal's path."""
        self.path = journal.with_name(_NAME)
        self._write = write

    def standing(self) -> Standing:
        """Return what is known. Raises OSError, ValueError: the file is damaged."""
        try:
            with self.path.open("rb") as file:
                content = file.read(_LONGEST)
        except FileNotFoundError:
            return Standing()
        from terminal_daemon.config.remote_json import decoded  # noqa: PLC0415 - seldom there

        return decoded(content)

    def candidates(self) -> tuple[Remote, ...]:
        """Return what is in force, for whoever only looks; nothing where that cannot be read."""
        try:
            return self.standing().candidates
        except (OSError, ValueError):
            return ()

    def starting(self) -> tuple[Remote, ...]:
        """Return what to start with, the first that fits, and keep that it is tried.

        What cannot be kept is not tried, and what cannot be read keeps no terminal from starting.
        """
        try:
            return self._moved(remote.starting).candidates
        except OSError:
            return tuple(each for each in self.candidates() if not self._is_trial(each))
        except ValueError:
            return ()

    def taken(self, new: Remote) -> None:
        """Keep the one to be tried at the next start. Raises OSError, ValueError."""
        self._moved(lambda standing: remote.taken(standing, new))

    def ready(self, serial: int | None) -> Standing:
        """Keep that payments are taken with this one. Raises OSError, ValueError."""
        return self._moved(lambda standing: remote.ready(standing, serial))

    def told(self) -> None:
        """Keep that the fleet was told. Raises OSError, ValueError."""
        self._moved(remote.told)

    def _is_trial(self, each: Remote) -> bool:
        trial = self.standing().trial
        return trial is not None and each == trial

    def _moved(self, move: Callable[[Standing], Standing]) -> Standing:
        before = self.standing()
        after = move(before)
        if after != before:
            from terminal_daemon.config.remote_json import encoded  # noqa: PLC0415 - seldom needed

            self._write(self.path, encoded(after), _MODE)
        return after
