"""Giving money back: begun once, by its key, and followed until it ended."""

from math import ceil, inf
from secrets import token_urlsafe
from typing import Final

from terminal_daemon.client.beginning import Beginning
from terminal_daemon.client.calls import Calls
from terminal_daemon.client.errors import NotUnderstood, StillOpen
from terminal_daemon.client.line import Asked
from terminal_daemon.client.members import Members
from terminal_daemon.client.refunds import Refund, Refunds, refund_of, refunds_of

_WAIT_S: Final = 30
_KEY_BYTES: Final = 24


class RefundCalls(Calls):
    """The calls about refunds. There is none that cancels one."""

    async def start_refund(
        self,
        order: str,
        *,
        amount: int | None = None,
        pin: str | None = None,
        key: str | None = None,
    ) -> Refund:
        """Give back so many fen of a sale, or all that is left, once, however often it has to ask.

        Over the unix socket with the operator's PIN, over TCP with a token for refunds. Give a key
        of your own, kept on disk before the call. Raises OutcomeUnknown, which carries the key:
        call again with it; PinRefused; NotRefundable.
        """
        given = {"amount": amount, "pin": pin}
        body = {name: value for name, value in given.items() if value is not None}
        beginning = Beginning(key or token_urlsafe(_KEY_BYTES), is_fresh=key is None)
        headers = {"Idempotency-Key": beginning.key}
        asked = Asked("POST", _place(order), headers=headers, body=body)
        return refund_of(await self._begun(asked, beginning))

    async def refunds(self, order: str) -> Refunds:
        """Return a sale's refunds, and what is left of it. Raises NoSuchSale."""
        return refunds_of(await self._looked(order, self._until()))

    async def wait_for_refund(self, refund: Refund, within_s: float | None = None) -> Refund:
        """Return the refund once it ended, over any restart of the terminal.

        Raises StillOpen after `within_s` (None: never): do not refund in another way meanwhile.
        """
        until = inf if within_s is None else self._now() + within_s
        wait_s = 0
        while True:
            found = refunds_of(await self._looked(refund.order, until, wait_s))
            now = next((each for each in found.refunds if each.number == refund.number), None)
            if now is None:
                raise NotUnderstood(f"the terminal has no refund {refund.number} any more")
            if now.is_final:
                return now
            if self._now() >= until:
                raise StillOpen(now.number, str(now.members["state"]))
            wait_s = ceil(min(until - self._now(), _WAIT_S))

    async def _looked(self, order: str, until: float, wait_s: int = 0) -> Members:
        query = {"wait": str(wait_s)} if wait_s else {}
        return await self._asked(Asked("GET", _place(order), query), until, wait_s)


def _place(order: str) -> str:
    return f"/v1/sales/{order}/refunds"
