"""Payment codes: which wallet a scanned line belongs to, or why it is no payment code.

The table is gateway.md, "Payment codes (auth_code)".
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import Enum
from typing import Final


class PayType(Enum):
    """A wallet, under the gateway's name for it."""

    WECHAT = "wechat.micro"
    ALIPAY = "alipay.micro"
    QQ = "qq.micro"


@dataclass(frozen=True, slots=True)
class AuthCode:
    """The customer's payment code: 16 to 24 digits, good for about a minute, pays once."""

    digits: str = field(repr=False)
    pay_type: PayType = PayType.WECHAT

    def __str__(self) -> str:
        return f"{self.digits[:2]}••••{self.digits[-4:]}"


class NotACode(Enum):
    """Why a scanned line never reaches the gateway."""

    EMPTY = "empty"
    DAMAGED = "damaged"  # the kernel dropped events, or a wallet's code with digits lost or doubled
    LETTERS = "letters"
    PRODUCT = "product"  # a product's barcode: 8, 12, 13 or 14 digits
    OTHER_NUMBER = "other_number"
    TOO_LONG = "too_long"
    USED = "used"  # it was handed to a sale in the last minutes
    WALLET_OFF = "wallet_off"  # a real code of a wallet this shop does not take


_PREFIXES: Final[Mapping[str, PayType]] = {
    **dict.fromkeys(("10", "11", "12", "13", "14", "15"), PayType.WECHAT),
    **dict.fromkeys(("25", "26", "27", "28", "29", "30"), PayType.ALIPAY),
    "91": PayType.QQ,
}
_LENGTHS: Final[Mapping[PayType, range]] = {
    PayType.WECHAT: range(18, 19),
    PayType.ALIPAY: range(16, 25),
    PayType.QQ: range(18, 19),
}
_PRODUCT_LENGTHS: Final = frozenset({8, 12, 13, 14})  # EAN-8, UPC-A, EAN-13, ITF-14
_NEARLY: Final = range(15, 26)  # a wallet's code that lost or doubled some digits
_LONGEST: Final = 40


def read_auth_code(line: str, accepted: AbstractSet[PayType]) -> AuthCode | NotACode:
    """Read one scanned line; a damaged code is refused, never repaired."""
    if not line:
        return NotACode.EMPTY
    if len(line) > _LONGEST:
        return NotACode.TOO_LONG
    if not (line.isascii() and line.isdigit()):
        return NotACode.LETTERS
    pay_type = _PREFIXES.get(line[:2])
    if pay_type is not None and len(line) in _LENGTHS[pay_type]:
        return AuthCode(line, pay_type) if pay_type in accepted else NotACode.WALLET_OFF
    if len(line) in _PRODUCT_LENGTHS:
        return NotACode.PRODUCT
    if pay_type is not None and len(line) in _NEARLY:
        return NotACode.DAMAGED
    return NotACode.OTHER_NUMBER
