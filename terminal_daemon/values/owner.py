"""Whose an order is: a merchant's, at one gateway. No other gateway has heard of it."""

from terminal_daemon.values.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Owner:
    """A merchant at a gateway, for example "59382e3c@gateway.example/paygate/merchant_info"."""

    merchant_id: str
    gateway: str = ""
    """Host and path of its address; the port is not looked at."""

    def __str__(self) -> str:
        """Return the name under which the journal keeps it."""
        return f"{self.merchant_id}@{self.gateway}" if self.gateway else self.merchant_id

    def owns(self, kept: str) -> bool:
        """Tell whether an order kept under this name may be asked about; older ones say less."""
        return kept in ("", self.merchant_id, str(self))
