"""How a payment code or an amount chooses the customer, and the table of all of them."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Final

from terminal_daemon.simulator.behaviour import NEVER, Customer, OnClose
from terminal_daemon.simulator.customers import (
    CUSTOMERS,
    PASSWORD,
    PAYS_AT_ONCE,
    password_after,
)
from terminal_daemon.values.amount import Fen, shown
from terminal_daemon.values.auth_code import PayType

_BEGINS: Final[Mapping[PayType, str]] = {
    PayType.WECHAT: "13",
    PayType.ALIPAY: "28",
    PayType.QQ: "91",
}
_BY_DIGITS: Final = {customer.digits: customer for customer in CUSTOMERS}
_PASSWORDS: Final = PASSWORD.digits[:2]
CUSTOMER_DIGITS: Final = 4
"""The last of a code: how the customer behaves, and who pays (the openid)."""
_FREE_DIGITS: Final = 12
_FIRST_AMOUNT: Final = 400_000  # ¥4000.00
_AMOUNTS: Final = range(_FIRST_AMOUNT, _FIRST_AMOUNT + 10_000)


def code_for(customer: Customer, serial: int = 0, pay_type: PayType = PayType.WECHAT) -> str:
    """Return a payment code of this customer; each serial number gives another one, 18 digits."""
    return f"{_BEGINS[pay_type]}{serial % 10**_FREE_DIGITS:0{_FREE_DIGITS}d}{customer.digits}"


def amount_for(customer: Customer) -> Fen:
    """Return the amount that chooses this customer, where amounts do: ¥4000.00 and the digits."""
    return Fen(_FIRST_AMOUNT + int(customer.digits))


def customer_of_code(code: str, pay_type: PayType) -> Customer:
    """Return whom the code's last four digits choose; a code that chooses nobody pays at once."""
    chosen = with_digits(code[-CUSTOMER_DIGITS:]) if code.startswith(_BEGINS[pay_type]) else None
    return chosen or PAYS_AT_ONCE


def customer_of_amount(amount: Fen) -> Customer | None:
    """Return whom an amount from ¥4000.00 to ¥4099.99 chooses, if anybody."""
    return with_digits(f"{amount - _FIRST_AMOUNT:04d}") if amount in _AMOUNTS else None


def with_digits(digits: str) -> Customer | None:
    """Return the customer whom these four digits choose, if anybody."""
    if digits.startswith(_PASSWORDS):
        return password_after(int(digits[2:]))
    return _BY_DIGITS.get(digits)


def table() -> str:
    """Return every customer as a Markdown table; it stands in docs/test-codes.md."""
    head = ("digits", "for example", "amount", "the customer", "money moves")
    rows = [head, tuple("--" for _ in head), *_rows()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def listed(width: int) -> list[str]:
    """Return a line or more for every customer, none wider than `width`."""
    found = wrap(
        "The last four digits of a code choose the customer,"
        f" {code_for(PAYS_AT_ONCE)} is {PAYS_AT_ONCE.digits};"
        f" so does an amount, {shown(amount_for(PAYS_AT_ONCE))} is {PAYS_AT_ONCE.digits}.",
        width,
    )
    for customer in sorted((*CUSTOMERS, PASSWORD), key=lambda customer: customer.digits):
        begins = f"{customer.digits}  "
        found += wrap(
            customer.does.replace("`", ""),
            width,
            initial_indent=begins,
            subsequent_indent=" " * len(begins),
        )
    return found


def _rows() -> Iterator[tuple[str, ...]]:
    for customer in sorted((*CUSTOMERS, PASSWORD), key=lambda customer: customer.digits):
        if customer is PASSWORD:
            example, amount, money = "2015: 130000000000002015", "¥4020.15", "after NN s"
        else:
            example, amount = code_for(customer), shown(amount_for(customer))
            money = _money(customer)
        yield (f"`{customer.digits}`", f"`{example}`", amount, customer.does, money)


def _money(customer: Customer) -> str:
    if customer.on_close is OnClose.PAID_JUST_THEN:
        return "when closed"
    after_s = customer.pays_after_s
    if after_s == NEVER:
        return "never"
    return f"after {after_s:.0f} s" if after_s else "at once"
