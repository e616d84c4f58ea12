"""The keys under which a register began sales, in the journal."""

from terminal_daemon.journal import statements
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.requests import KnownRequest, Request, RequestKnown
from terminal_daemon.journal.rows import known_request_of, request_row_of


class RequestBook:
    """Every method runs in the journal's thread, and raises JournalError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begun_with(self, key: str) -> KnownRequest | None:
        """Return the request with this key, if it began a sale lately."""
        rows = self._database.execute(statements.ONE_REQUEST, (key,))
        return known_request_of(rows[0]) if rows else None

    def refuse_known(self, request: Request | None) -> None:
        """Raise RequestKnown if the request began a sale before."""
        known = None if request is None else self.begun_with(request.key)
        if known is not None:
            raise RequestKnown(known.order, known.digest)

    def keep(self, number: int, request: Request | None) -> None:
        """Note which sale it begins, and forget old ones, in the caller's transaction."""
        if request is not None:
            row = request_row_of(request, number)
            self._database.execute(statements.ADD_REQUEST, row)
            self._database.execute(statements.FORGET_REQUESTS, row)
