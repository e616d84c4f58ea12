"""One terminal, as a register's program uses it."""

from collections.abc import AsyncGenerator
from datetime import date
from math import ceil, inf
from secrets import token_urlsafe
from typing import Final

from terminal_daemon.client.beginning import Beginning
from terminal_daemon.client.documents import Sale, Totals, page_of, sale_of, totals_of
from terminal_daemon.client.errors import StillOpen
from terminal_daemon.client.following import Following
from terminal_daemon.client.line import Asked
from terminal_daemon.client.members import text
from terminal_daemon.client.news import News, TerminalNow
from terminal_daemon.client.receipt_calls import ReceiptCalls
from terminal_daemon.client.refund_calls import RefundCalls
from terminal_daemon.sale.state import State

_WAIT_S: Final = 30
_KEY_BYTES: Final = 24


class TerminalClient(RefundCalls, ReceiptCalls):
    """Calls a terminal; `async with`, or close() at the end.

    Every call is repeated for `within_s` seconds if the connection fails, where repeating it can do
    no harm. All calls raise ClientError and nothing else.
    """

    async def start_sale(
        self,
        amount: int,
        *,
        reference: str = "",
        description: str = "",
        retry_of: str | None = None,
        key: str | None = None,
    ) -> Sale:
        """Begin a sale of so many fen, once, however often it has to be asked for.

        Give a key of your own, kept on disk before the call, to find the sale again after a crash
        of the register. Raises OutcomeUnknown, which carries the key: call again with it.
        """
        body: dict[str, object] = {"amount": amount}
        given = {"reference": reference, "description": description, "retry_of": retry_of}
        body |= {name: value for name, value in given.items() if value}
        beginning = Beginning(key or token_urlsafe(_KEY_BYTES), is_fresh=key is None)
        headers = {"Idempotency-Key": beginning.key}
        asked = Asked("POST", "/v1/sales", headers=headers, body=body)
        return sale_of(await self._begun(asked, beginning))

    async def wait_until_final(self, order: str, within_s: float | None = None) -> Sale:
        """Return the sale once it ended, over any restart of the terminal.

        Raises StillOpen after `within_s` (None: never), also where the outcome is unknown: do not
        charge again, it ends later, and events() tells. Unreachable: nothing could be learnt.
        """
        until = inf if within_s is None else self._now() + within_s
        query: dict[str, str] = {}
        while True:
            asked = Asked("GET", f"/v1/sales/{order}", query)
            members = await self._asked(asked, until, int(query.get("wait", "0")))
            sale = sale_of(members)
            if sale.is_final:
                return sale
            if self._now() >= until:
                raise StillOpen(order, text(members, "state"))
            wait_s = ceil(min(until - self._now(), _WAIT_S))
            query = {"wait": str(wait_s), "seen": text(members, "state")}

    async def sale(self, order: str) -> Sale:
        """Return the sale as it is now. Raises NoSuchSale."""
        return sale_of(await self._asked(Asked("GET", f"/v1/sales/{order}"), self._until()))

    async def cancel(self, order: str) -> Sale:
        """Cancel a sale whose code was not scanned yet. Raises TooLate: wait for its end."""
        asked = Asked("POST", f"/v1/sales/{order}/cancel")
        return sale_of(await self._asked(asked, self._until()))

    async def query(self, order: str) -> Sale:
        """Have the gateway asked now; the outcome comes by wait_until_final() or events()."""
        asked = Asked("POST", f"/v1/sales/{order}/query")
        return sale_of(await self._asked(asked, self._until()))

    async def acknowledge(self, order: str, *, seen: State | None = None) -> Sale:
        """Say that staff read what the screen says of an order; asked for once only.

        `seen` is the state they read; what came after it stays. None: the one that is returned.
        """
        query = {} if seen is None else {"seen": seen.value}
        asked = Asked("POST", f"/v1/sales/{order}/acknowledge", query)
        return sale_of(await self._asked(asked, self._until(), harmless=False))

    async def sales(
        self, *, day: date | None = None, state: State | None = None, page: int = 100
    ) -> AsyncGenerator[Sale]:
        """Yield sales, the newest first, a page at a time: those of a day, those in a state."""
        query = {"limit": str(page)}
        if day is not None:
            query["date"] = day.isoformat()
        if state is not None:
            query["state"] = state.value
        while True:
            asked = Asked("GET", "/v1/sales", query)
            found, following = page_of(await self._asked(asked, self._until()))
            for sale in found:
                yield sale
            if following is None:
                return
            query = {**query, "after": following}

    async def totals(self, day: date | None = None) -> Totals:
        """Return what a day of the shop comes to; today's without a day."""
        query = {} if day is None else {"date": day.isoformat()}
        return totals_of(await self._asked(Asked("GET", "/v1/totals", query), self._until()))

    async def terminal(self) -> TerminalNow:
        """Return what the terminal is doing, and its health."""
        members = await self._asked(Asked("GET", "/v1/terminal"), self._until())
        return TerminalNow(text(members, "doing"), members)

    def events(self, last_id: int | None = None) -> AsyncGenerator[News]:
        """Yield each step of each sale once, in order, over any break and restart.

        It begins after the step `last_id`, 0 for the whole journal, or with what happens from now
        on. Raises Refused where trying again is no use.
        """
        return Following(self._line, last_id).news()
