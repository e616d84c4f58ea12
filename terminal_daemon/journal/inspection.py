"""What is looked at to find a journal damaged: all of it, or what the next sales go by."""

from typing import Final

from terminal_daemon.journal import statements
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.rows import number_of

NEWEST: Final = 500
"""So many sales, the newest by number, are looked at one by one."""


def inspect_whole(database: Database) -> None:
    """Read every page, and compare every index with its table. Raises JournalDamaged."""
    # The quick check believes the indexes: a sale can be missing in that of the open ones.
    found = database.pragma("integrity_check(1)")
    if found != "ok":
        raise JournalDamaged(f"sqlite's check says: {found}")
    if database.execute(statements.ONE_STRAY):
        raise JournalDamaged("it holds steps of a sale that it does not hold")


def inspect_newest(database: Database) -> None:
    """Look at the newest sales, however many there are. Raises JournalDamaged.

    Above all, none that is open may be missing in the list of those: it would never be asked about.
    """
    top = max(number_of(row) for row in database.execute(statements.TOP_NUMBERS))
    newest = {"above": top - NEWEST}
    if database.execute(statements.ONE_UNLISTED, newest):
        raise JournalDamaged("an open sale is missing in the list of those")
    if database.execute(statements.ONE_STRAY_LATELY, newest):
        raise JournalDamaged("it holds steps of a sale that it does not hold")
