"""Receipts: as text for a register that has a printer, and on the terminal's own paper."""

from typing import Final

from terminal_daemon.client.calls import Calls
from terminal_daemon.client.line import Asked
from terminal_daemon.client.members import flag, text
from terminal_daemon.client.replies import plain_text
from terminal_daemon.values.dataclass import dataclass

_PRINTED_WITHIN_S: Final = 30


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a receipt."""

    state: str
    """"printed" where the printer said so, "sent" where it does not answer, or "waiting"."""
    copy: bool | None
    """It says COPY, for it may have been printed before; None: it was not printed yet."""


class ReceiptCalls(Calls):
    """The calls about receipts."""

    async def receipt(self, order: str, *, columns: int | None = None) -> str:
        """Return a sale's receipt as lines of text, as wide as the terminal's paper or as said.

        Raises NoSuchSale.
        """
        query = {} if columns is None else {"columns": str(columns)}
        return await self._read(plain_text, Asked("GET", _place(order), query), self._until())

    async def print_receipt(self, order: str) -> Receipt:
        """Print a sale's receipt at the terminal; asked for once only. Raises NotPrinted."""
        asked = Asked("POST", _place(order), {"wait": str(_PRINTED_WITHIN_S)})
        told = await self._asked(asked, self._until(), _PRINTED_WITHIN_S, harmless=False)
        return Receipt(
            text(told, "state"), None if told.get("copy") is None else flag(told, "copy")
        )


def _place(order: str) -> str:
    return f"/v1/sales/{order}/receipt"
