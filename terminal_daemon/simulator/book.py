"""Where the simulated bank keeps its orders, and how a submit becomes one."""

from collections.abc import Callable
from typing import Final

from terminal_daemon.simulator.behaviour import Customer
from terminal_daemon.simulator.bodies import hex_id
from terminal_daemon.simulator.codes import (
    CUSTOMER_DIGITS,
    customer_of_amount,
    customer_of_code,
)
from terminal_daemon.simulator.customers import NOT_A_CODE, USED_CODE
from terminal_daemon.simulator.ledger import Facts, Order
from terminal_daemon.simulator.requirements import (
    Members,
    is_payment_code,
    lifetime_s,
    text,
    whole,
)
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode, PayType


class Book:
    """Every order number that was submitted, and every payment code that was used."""

    def __init__(
        self, *, amounts_choose: bool, customer_of: Callable[[str], Customer] | None = None
    ) -> None:
        self._customer_of: Final = customer_of
        self._amounts_choose: Final = amounts_choose
        self._orders: Final[dict[str, Order]] = {}
        self._by_trade_id: Final[dict[str, Order]] = {}
        self._used_codes: Final[set[str]] = set()

    def submitted(self, members: Members) -> Order | None:
        """Return the order of this submit's number, if it was submitted before."""
        return self._orders.get(text(members, "mch_trade_id"))

    def asked_for(self, members: Members) -> Order | None:
        """Return the order a query, close or refund means; `trade_id` goes first (5.2.2)."""
        if "trade_id" in members:
            return self._by_trade_id.get(text(members, "trade_id"))
        return self._orders.get(text(members, "mch_trade_id"))

    def take(self, members: Members, now: float) -> Order:
        """Write a new order down. The members of the submit were checked before."""
        number, wallet = text(members, "mch_trade_id"), PayType(members["pay_type"])
        code, amount = text(members, "auth_code"), Fen(whole(members, "total_fee"))
        order = Order(
            number=number,
            amount=amount,
            pay_type=wallet,
            customer=self._customer(code, wallet, amount),
            trade_id=hex_id(f"trade {number}"),
            payer=hex_id(f"payer {code[-CUSTOMER_DIGITS:]}"),
            shown_code=str(AuthCode(code, wallet)),
            made_at=now,
            time_start=whole(members, "time_start") if "time_start" in members else None,
            lifetime_s=lifetime_s(members),
            echoed={n: text(members, n) for n in ("device_info", "attach") if n in members},
        )
        self._orders[number] = self._by_trade_id[order.trade_id] = order
        if order.arrives:
            self._used_codes.add(code)
        return order

    def facts(self, now: float) -> tuple[Facts, ...]:
        """Return the truth about every order, in the order of their first submits."""
        return tuple(order.facts(now) for order in self._orders.values())

    def _customer(self, code: str, wallet: PayType, amount: Fen) -> Customer:
        if not is_payment_code(code, wallet):
            return NOT_A_CODE
        if code in self._used_codes:
            return USED_CODE
        if self._customer_of is not None:
            return self._customer_of(code)
        by_amount = customer_of_amount(amount) if self._amounts_choose else None
        return by_amount or customer_of_code(code, wallet)
