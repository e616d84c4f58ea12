"""What a cash register sends once and may send again: the key under which a sale was begun."""

import re
from typing import Final

from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.errors import TerminalError
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

KEPT_S: Final = 86_400
"""A key is known for at least so long after it was sent, as the wall clock tells it ..."""
KEPT_SALES: Final = 1_000
"""... and until so many more sales were begun: a clock may jump ahead by years."""
MOST_SALES: Final = 100_000
"""After so many more it is forgotten in any case: it may be of a clock that was years ahead."""

_KEY: Final = re.compile("[ -~]{1,255}")
_DIGEST: Final = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Request:
    """What the register sent with its Idempotency-Key."""

    key: str
    """1 to 255 printable ASCII characters."""
    digest: str
    """SHA-256 of what was asked for, in hexadecimal."""
    at: UnixSeconds

    def __post_init__(self) -> None:
        """Refuse what the journal would not take for a request again. Raises ValueError."""
        if not (_KEY.fullmatch(self.key) and _DIGEST.fullmatch(self.digest)):
            raise ValueError("no key, or no digest, of a request")


@dataclass(frozen=True, slots=True)
class KnownRequest:
    """A request that began a sale."""

    order: OrderNumber
    digest: str
    at: UnixSeconds


class RequestKnown(TerminalError):
    """The key of a request began a sale before; no other one was begun."""

    def __init__(self, order: OrderNumber, digest: str) -> None:
        super().__init__(f"this key began order {order} before")
        self.order = order
        self.digest = digest
        """Of the request that began it."""
