"""What a request must look like before the simulated gateway does anything with it.

As strict as the manual allows: a member it does not know, of the wrong type or out of its range
is refused, so that integrators hear of it here and not at the counter.
"""

import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from typing import Final

from terminal_daemon.simulator.behaviour import GatewayError
from terminal_daemon.values.auth_code import NotACode, PayType, read_auth_code
from terminal_daemon.values.dataclass import dataclass

Members = Mapping[str, object]
_Check = Callable[[object], bool]

_NUMBER: Final = re.compile(r"[A-Za-z0-9_]{5,32}")
_CODE: Final = re.compile(r"[\x21-\x7e]{1,128}")
_UNIX: Final = range(10**9, 10**10)  # ten digits
_MOST_FEN: Final = 10**10
_SHOWN_NAME: Final = 40


def _text(value: object) -> bool:
    return isinstance(value, str)


def _short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 32  # noqa: PLR2004 - "不长于32位"


def _number(value: object) -> bool:
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None


def _code(value: object) -> bool:
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _amount(value: object) -> bool:
    return _whole(value) and isinstance(value, int) and 0 < value < _MOST_FEN


def _unix(value: object) -> bool:
    return _whole(value) and value in _UNIX


def _settle_type(value: object) -> bool:
    return _whole(value) and value in (0, 1)


def _md5(value: object) -> bool:
    return isinstance(value, str) and value.lower() == "md5"


def _address(value: object) -> bool:
    try:
        ipaddress.ip_address(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return True


_COMMON: Final[Mapping[str, _Check]] = {
    "merchant_id": _text,
    "sign": _text,
    "sign_type": _md5,
    "version": lambda value: value == "1.0",
    "nonce_str": _short,
}
_ORDER: Final[Mapping[str, _Check]] = {"mch_trade_id": _number, "trade_id": _text}


@dataclass(frozen=True, slots=True)
class Call:
    """One of the gateway's calls: the members it knows, and which of them it needs."""

    known: Mapping[str, _Check]
    needed: frozenset[str]
    one_of: frozenset[str] = frozenset()


PAY: Final = Call(
    known={
        **_COMMON,
        "pay_type": _text,
        "mch_trade_id": _number,
        "device_info": _text,
        "body": _text,
        "subject": _text,
        "attach": _text,
        "total_fee": _amount,
        "spbill_create_ip": _address,
        "auth_code": _code,
        "time_start": _unix,
        "time_expire": _unix,
        "op_user_id": _text,
        "store_id": _text,
        "op_device_id": _text,
        "goods_tag": _text,
        "settle_type": _settle_type,
    },
    needed=frozenset(
        {"pay_type", "mch_trade_id", "body", "total_fee", "spbill_create_ip", "auth_code"}
    ),
)
QUERY: Final = Call({**_COMMON, **_ORDER}, frozenset(), frozenset(_ORDER))
CLOSE: Final = QUERY
REFUND: Final = Call(
    {**_COMMON, **_ORDER, "mch_refund_id": _number, "refund_fee": _amount},
    frozenset({"mch_refund_id", "refund_fee"}),
    frozenset(_ORDER),
)
REFUND_QUERY: Final = Call({**_COMMON, "mch_refund_id": _number}, frozenset({"mch_refund_id"}))

_ALSO_NEEDED: Final[Mapping[str, frozenset[str]]] = {
    PayType.ALIPAY.value: frozenset({"subject", "device_info"}),
    PayType.QQ.value: frozenset({"device_info"}),
}


def read_members(body: bytes) -> dict[str, object] | GatewayError:
    """Read a request's members, without those that are null or ""; code 100 if it is no JSON."""
    try:
        read = json.loads(
            body.decode(), object_pairs_hook=_object_of, parse_constant=_refuse_constant
        )
        json.dumps(read, ensure_ascii=False).encode()  # lone surrogates have no UTF-8
    except (ValueError, RecursionError):
        return GatewayError(100, "请求内容不是合法的JSON")
    if not isinstance(read, dict):
        return GatewayError(100, "请求内容不是JSON对象")
    return {name: value for name, value in read.items() if value is not None and value != ""}


def what_is_wrong(call: Call, members: Members) -> GatewayError | None:
    """Return code 103 with the members' names if some are missing, unknown or malformed."""
    needed = call.needed | _ALSO_NEEDED.get(text(members, "pay_type"), frozenset())
    missing = sorted(needed - members.keys())
    if call.one_of and not call.one_of & members.keys():
        missing.append(" or ".join(sorted(call.one_of)))
    if missing:
        return GatewayError(103, f"缺少参数: {', '.join(missing)}")
    unknown = sorted(ascii(name)[:_SHOWN_NAME] for name in members.keys() - call.known.keys())
    if unknown:
        return GatewayError(103, f"未知参数: {', '.join(unknown)}")
    malformed = sorted(name for name, value in members.items() if not call.known[name](value))
    if malformed:
        return GatewayError(103, f"参数格式错误: {', '.join(malformed)}")
    if call is PAY and lifetime_s(members) <= 0:
        return GatewayError(103, "参数格式错误: time_expire")
    return None


def lifetime_s(members: Members) -> float:
    """Return how long the order may be paid; endless unless both times are told.

    The bank has no wall clock, so `time_expire` means something only beside `time_start`.
    """
    if "time_start" in members and "time_expire" in members:
        return float(whole(members, "time_expire") - whole(members, "time_start"))
    return float("inf")


def is_payment_code(code: str, pay_type: PayType) -> bool:
    """Whether the code has the digits and the beginning of this wallet's codes."""
    return not isinstance(read_auth_code(code, frozenset({pay_type})), NotACode)


def text(members: Members, name: str) -> str:
    """Return a text member, "" if it is absent."""
    return str(members.get(name, ""))


def whole(members: Members, name: str) -> int:
    """Return a number that was checked before."""
    return int(str(members[name]))


def _object_of(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
