"""Merchant order numbers: unique in the merchant for ever (gateway.md, "Order numbers")."""

import re
from typing import Final, NewType

OrderNumber = NewType("OrderNumber", str)
"""5 to 32 characters of [A-Za-z0-9_], for example "T01_7K3M2QXA_000042"."""

TERMINAL_ID: Final = re.compile(r"[A-Za-z0-9]{1,12}")
TAG: Final = re.compile(r"[A-Z2-7]{8}")
_TAIL: Final = 4


def compose(terminal_id: str, tag: str, count: int) -> OrderNumber:
    """Compose an order number that no clock, reboot or restored backup can repeat.

    `tag` is drawn at random each time the journal is opened (40 bits), `count` rises in the
    journal; so neither a wrong clock nor a copied SD card gives a number twice.
    """
    if not (TERMINAL_ID.fullmatch(terminal_id) and TAG.fullmatch(tag) and count >= 0):
        raise ValueError("terminal id, tag or count out of range")
    return OrderNumber(f"{terminal_id}_{tag}_{count:06d}")


def tail(order: OrderNumber) -> str:
    """Return the last digits, by which cashier and support speak of an order."""
    return order[-_TAIL:]
