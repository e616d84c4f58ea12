"""Payment codes: which wallet a scanned line belongs to, or why it is no payment code.

The table is gateway.md, "Payment codes (auth_code)".
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import Final

from terminal_daemon.values.dataclass import dataclass, field


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
    LAYOUT = "layout"  # the scanner types for another keyboard layout than the US one
    LETTERS = "letters"
    PRODUCT = "product"  # a product's barcode: 8, 12, 13 or 14 digits
    OTHER_NUMBER = "other_number"
    TOO_LONG = "too_long"
    USED = "used"  # it was handed to a sale in the last minutes
    TOO_OLD = "too_old"  # scanned before the amount was shown, or long before it could be used
    WECHAT_OFF = "wechat_off"  # a real code of a wallet this shop does not take
    ALIPAY_OFF = "alipay_off"
    QQ_OFF = "qq_off"


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
OFF: Final[Mapping[PayType, NotACode]] = {
    PayType.WECHAT: NotACode.WECHAT_OFF,
    PayType.ALIPAY: NotACode.ALIPAY_OFF,
    PayType.QQ: NotACode.QQ_OFF,
}
"""What a code of each wallet is where the shop does not take it."""

_PRODUCT_LENGTHS: Final = frozenset({8, 12, 13, 14})  # EAN-8, UPC-A, EAN-13, ITF-14
_SHORTEST: Final = 12  # shorter ones are read as some other number, not as the rest of a code
_LONGEST: Final = 48  # the longest code of a wallet, each digit doubled


def read_auth_code(line: str, accepted: AbstractSet[PayType]) -> AuthCode | NotACode:
    """Read one scanned line; a damaged code is refused, never repaired."""
    if not line:
        return NotACode.EMPTY
    if len(line) > _LONGEST:
        return NotACode.TOO_LONG
    if not (line.isascii() and line.isdigit()):
        return NotACode.LETTERS
    pay_type = wallet_of(line)
    if pay_type is not None:
        return AuthCode(line, pay_type) if pay_type in accepted else OFF[pay_type]
    begins_like_a_code = line[:2] in _PREFIXES and len(line) >= _SHORTEST
    if len(line) in _PRODUCT_LENGTHS and not (begins_like_a_code and not _checks(line)):
        return NotACode.PRODUCT
    if begins_like_a_code or has_doubled_digits(line):
        return NotACode.DAMAGED
    return NotACode.OTHER_NUMBER


def wallet_of(digits: str) -> PayType | None:
    """Return whose payment code these digits are, by prefix and length."""
    pay_type = _PREFIXES.get(digits[:2])
    return pay_type if pay_type is not None and len(digits) in _LENGTHS[pay_type] else None


def has_doubled_digits(line: str) -> bool:
    """Tell a payment code in which each digit came twice."""
    once = line[::2]
    return once == line[1::2] and wallet_of(once) is not None


def _checks(product: str) -> bool:
    """Tell whether the last digit of a product's number is the check digit of the others."""
    digits = [int(digit) for digit in reversed(product)]
    return (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0
