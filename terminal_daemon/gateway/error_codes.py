"""The channel's error codes: error-codes.md as data, and where in a reply such a code stands."""

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final

from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.verdict import Declined, Rejected
from terminal_daemon.values.dataclass import dataclass


class Open(Enum):
    """An error after which the outcome is open: never submit again, ask."""

    CONFIRMING = "confirming"  # the customer is entering the password
    NOT_KNOWN = "not_known"
    SLOW_DOWN = "slow_down"
    PAID = "paid"  # already; by whom and how much, says a query
    NOT_THERE = "not_there"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error that says no."""

    reason: Reason
    rejected: bool = False
    """The merchant or this software is at fault, never the customer."""
    ask_first: bool = False
    """To a submit it may only be the echo of an earlier answer that was lost."""

    def verdict(self, code: str) -> Declined | Rejected:
        """Return the "no" itself, with the channel's own word for it."""
        return Rejected(self.reason, code) if self.rejected else Declined(self.reason, code)


Meaning = Open | Refusal

_SETUP: Final = Refusal(Reason.MERCHANT_SETUP, rejected=True)
_SUPPORT: Final = Refusal(Reason.SYSTEM_ERROR, rejected=True)

TABLE: Final[Mapping[str, Meaning]] = {
    "USERPAYING": Open.CONFIRMING,
    "SYSTEMERROR": Open.NOT_KNOWN,
    "BANKERROR": Open.NOT_KNOWN,
    "FREQUENCY_LIMIT": Open.SLOW_DOWN,
    "FREQUENCY_LIMITED": Open.SLOW_DOWN,
    "NOTENOUGH": Refusal(Reason.NOT_ENOUGH),
    "NOTSUPORTCARD": Refusal(Reason.CARD_NOT_SUPPORTED),
    "AUTHCODEEXPIRE": Refusal(Reason.CODE_EXPIRED),
    "AUTH_CODE_ERROR": Refusal(Reason.CODE_NOT_VALID),
    "AUTH_CODE_INVALID": Refusal(Reason.CODE_NOT_VALID, ask_first=True),
    "BUYER_MISMATCH": Refusal(Reason.CODE_MISMATCH, ask_first=True),
    "TRADE_ERROR": Refusal(Reason.DID_NOT_FINISH, ask_first=True),
    "RULELIMIT": Refusal(Reason.RESTRICTED),
    "ORDERPAID": Open.PAID,
    "OUT_TRADE_NO_USED": Refusal(Reason.SYSTEM_ERROR, rejected=True, ask_first=True),
    "ORDERCLOSED": Refusal(Reason.ORDER_CLOSED, ask_first=True),
    "ORDERREVERSED": Refusal(Reason.ORDER_REVERSED, ask_first=True),
    "ORDERNOTEXIST": Open.NOT_THERE,
    "INVALID_REQUEST": Refusal(Reason.SYSTEM_ERROR, rejected=True, ask_first=True),
    "NOAUTH": _SETUP,
    "APPID_NOT_EXIST": _SETUP,
    "MCHID_NOT_EXIST": _SETUP,
    "APPID_MCHID_NOT_MATCH": _SETUP,
    "PARAM_ERROR": _SUPPORT,
    "LACK_PARAMS": _SUPPORT,
    "SIGNERROR": _SUPPORT,
    "XML_FORMAT_ERROR": _SUPPORT,
    "NOT_UTF8": _SUPPORT,
    "REQUIRE_POST_METHOD": _SUPPORT,
    "POST_DATA_EMPTY": _SUPPORT,
}
"""Anything that is not here says nothing about the money."""

UNREADABLE: Final = "UNREADABLE"
"""Stands for an `err_code` that is not spelled like one."""

_NUMBER: Final = re.compile(r"-?[0-9]{1,8}")
_NO_ERROR: Final = frozenset({"", "0", "OK", "SUCCESS"})
_OPENING: Final = re.compile(r"\{?\s*([A-Z][A-Z0-9_]{1,39})\s*(?:[:：,，}].*)?", re.DOTALL)


def error_code(members: Iterable[str], messages: Iterable[str], infos: Iterable[str]) -> str:
    """Return the one code that a reply states, or "".

    `members` are `err_code`s; `messages` are `err_msg`s and `msg`s ("{CODE：text}", "CODE, text");
    `infos` are `trade_info`s ("…, CODE, …"). Codes that contradict each other are joined by "/",
    which is in no table, so that such a reply proves nothing.
    """
    stated = [_member(text) for text in members]
    opening = [match[1] for text in messages if (match := _OPENING.fullmatch(text.strip()))]
    inside = [part.strip() for text in infos for part in re.split("[,，]", text)]
    found = dict.fromkeys(code for code in stated if code)
    found |= dict.fromkeys(code for code in (*opening, *inside) if code in TABLE)
    if found:
        return "/".join(found)
    return next((code for code in opening if code not in _NO_ERROR), "")


def _member(text: str) -> str:
    """Read an `err_code`: anything in it that is not plainly "no error" is an error."""
    code = text.strip()
    if match := _OPENING.fullmatch(code):
        code = match[1]
    elif code and not _NUMBER.fullmatch(code):
        code = UNREADABLE
    return "" if code in _NO_ERROR else code
