"""`terminal-daemon verify`: is the journal as it was written, and did it ever have this head?"""

import sys
from contextlib import closing
from datetime import date, tzinfo
from pathlib import Path
from typing import Final

from terminal_daemon.cli.books import days_of, say, settings
from terminal_daemon.cli.days import moment_shown
from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.cli.printable import printable
from terminal_daemon.journal.beside import open_beside
from terminal_daemon.journal.chain import NO_HASH, as_hex, from_hex
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.verification import (
    MOST,
    Verified,
    day_with_head,
    head_of_day,
    place_of,
    verify,
)
from terminal_daemon.values.day_head import DayHead
from terminal_daemon.values.moment import UnixSeconds

_WHY: Final = {
    "upgraded": "was written before there were hashes",
    "salvaged": "was carried over from a damaged journal",
}


def run(config: Path, head: DayHead | None) -> int:
    """Print what was found; 1 if anything is amiss. Raises ConfigError, JournalError.

    `head` is what the journal must have had; with a day, when this was closed.
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


def _had(database: Database, head: DayHead, zone: tzinfo) -> bool:
    link_hash = from_hex(head.digits)
    closed = day_with_head(database, link_hash)
    place = place_of(database, link_hash if closed is None else closed.last_step)
    if place is None:
        print(f"this journal never had the head {head.digits}", file=sys.stderr)
    else:
        order, at = place
        when = moment_shown(UnixSeconds(at), zone)
        say([printable(f"{head.digits} was the head after a step of order {order}, {when}")])
    day = head.day or (None if closed is None else closed.day)
    return (day is None or _closed_with(database, day, link_hash)) and place is not None


def _closed_with(database: Database, day: date, link_hash: str) -> bool:
    closed = head_of_day(database, day)
    if closed == link_hash:
        say([f"{day} was closed with it"])
        return True
    how = "is not closed in this journal" if closed is None else "was closed with another head"
    print(f"{day} {how}", file=sys.stderr)
    return False
