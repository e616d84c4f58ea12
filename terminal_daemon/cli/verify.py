"""`terminal-daemon verify`: is the journal as it was written, and did it ever have this head?"""

import re
import sys
from contextlib import closing
from datetime import tzinfo
from pathlib import Path
from typing import Final

from terminal_daemon.cli.books import days_of, say, settings
from terminal_daemon.cli.days import moment_shown
from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.cli.printable import printable
from terminal_daemon.journal.beside import open_beside
from terminal_daemon.journal.chain import NO_HASH, as_hex, from_hex
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.verification import MOST, Verified, place_of, verify
from terminal_daemon.values.moment import UnixSeconds

_SPACE: Final = re.compile("[ -]")
_WHY: Final = {
    "upgraded": "was written before there were hashes",
    "salvaged": "was carried over from a damaged journal",
}


def hash_of_head(text: str) -> str:
    """Return the hash of a head as a phone reads it or somebody types it. Raises ValueError."""
    return from_hex(_SPACE.sub("", text))


def run(config: Path, head: str | None) -> int:
    """Print what was found; 1 if anything is amiss. Raises ConfigError, JournalError.

    `head` is the hash that the journal must have had.
    """
    known = settings(config)
    with closing(open_beside(known.journal.path)) as database:
        verified = verify(database)
        for finding in verified.findings:
            print(printable(finding), file=sys.stderr)
        if len(verified.findings) == MOST:
            print("... and there may be more", file=sys.stderr)
        missing = head is not None and not _had(database, head, days_of(known).zone)
    if verified.findings or missing:
        return ExitCode.FAILED
    say(described(verified))
    return ExitCode.DONE


def described(verified: Verified) -> list[str]:
    """Return what a journal that is as it was written says of itself."""
    lines = [f"all {verified.steps} steps are as they were written"]
    began = verified.anchor
    if began is not None:
        lines.append(f"what came up to seq {began.seq} {_WHY.get(began.why, began.why)}")
        if began.head != NO_HASH:
            lines.append(f"the head before that was {as_hex(began.head)}")
    return [*lines, *([f"head {as_hex(verified.head)}"] if verified.head != NO_HASH else [])]


def _had(database: Database, head: str, zone: tzinfo) -> bool:
    place = place_of(database, head)
    if place is None:
        print(f"this journal never had the head {as_hex(head)}", file=sys.stderr)
        return False
    order, at = place
    when = moment_shown(UnixSeconds(at), zone)
    say([printable(f"{as_hex(head)} was the head after a step of order {order}, {when}")])
    return True
