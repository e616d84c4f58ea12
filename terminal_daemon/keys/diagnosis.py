"""What one scan says about its scanner's set-up: how it was typed, and what is wrong with that."""

import re
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import Final

from terminal_daemon.keys.affixes import Affixes, without
from terminal_daemon.keys.key_codes import UNREADABLE
from terminal_daemon.keys.layout import DIGIT_KEYS, Layout, layout_of
from terminal_daemon.keys.scan import GAP_S, ScannedLine
from terminal_daemon.keys.strokes import LineEnd, Strokes
from terminal_daemon.values.auth_code import (
    AuthCode,
    NotACode,
    PayType,
    has_doubled_digits,
    read_auth_code,
    wallet_of,
)
from terminal_daemon.values.dataclass import dataclass

_SLOW_GAP_S: Final = GAP_S / 3  # on a busy machine it may become the silence that ends a line

_PIECES_WITHIN_S: Final = 1.0
_MANY: Final = 15  # digits; so many may be most of a payment code
_SOME: Final = 10
_CODE_LENGTH: Final = 18  # of most; Alipay's may have 16 to 24
_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_ADDED: Final = re.compile(r"([^0-9]{0,16})([0-9]{16,24})([^0-9]{0,16})")


class Trouble(Enum):
    """One thing that is wrong, or that should be known, about a scanner."""

    LOST_EVENTS = "lost_events"
    PIECES = "pieces"
    LAYOUT_SHIFTED = "layout_shifted"
    LAYOUT_HUNGARIAN = "layout_hungarian"
    ALT_CODES = "alt_codes"
    AIM = "aim"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    DOUBLED = "doubled"
    MORE_DIGITS = "more_digits"
    FEWER_DIGITS = "fewer_digits"
    SLOW = "slow"
    NO_END_KEY = "no_end_key"
    REPEATS = "repeats"
    WALLET_OFF = "wallet_off"


@dataclass(frozen=True, slots=True)
class Symptom:
    """A trouble, and what to put into its words: the text added, a count, milliseconds."""

    trouble: Trouble
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that is shown of one scan; no payment code can be read from it."""

    shown: str
    strokes: Strokes
    layout: Layout | None
    read: NotACode | None
    wallet: PayType | None
    symptoms: tuple[Symptom, ...]


def diagnose(
    line: ScannedLine,
    affixes: Affixes,
    accepted: AbstractSet[PayType],
    before: ScannedLine | None = None,
) -> Diagnosis:
    """Judge one scan; `before`: the line that this scanner typed before it."""
    text = without(line.text, affixes)
    read = NotACode.DAMAGED if line.damaged else read_auth_code(text, frozenset(PayType))
    in_pieces = before is not None and _is_rest_of(before, line)
    symptoms = [
        *([Symptom(Trouble.LOST_EVENTS)] if line.damaged else []),
        *([Symptom(Trouble.PIECES)] if in_pieces else []),
        *_of_layout(text),
        *_of_text(text),
        *_of_pace(line),
    ]
    wallet = read.pay_type if isinstance(read, AuthCode) else None
    if wallet is not None and wallet not in accepted:
        symptoms.append(Symptom(Trouble.WALLET_OFF))
    return Diagnosis(
        shown=masked(line, hidden=in_pieces or line.strokes.end is LineEnd.SILENCE),
        strokes=line.strokes,
        layout=layout_of(text),
        read=read if isinstance(read, NotACode) else None,
        wallet=wallet,
        symptoms=tuple(symptoms),
    )


def masked(line: ScannedLine, *, hidden: bool) -> str:
    """Return the text as it may be shown: never a payment code, whole or in pieces.

    `hidden`: it may be a piece of one, so not even a few digits are shown.
    """
    text = "".join(char if char.isprintable() else "?" for char in line.text)
    digits = sum(char in DIGIT_KEYS for char in text)
    if line.damaged:
        return "(nothing that could be read)"
    if text.strip(UNREADABLE) == "":
        return f"({len(text)} keys together with Alt or Ctrl)"
    product = read_auth_code(text, frozenset()) is NotACode.PRODUCT
    if digits >= _MANY or (digits >= _SOME and not product):
        return f"{text[:2]}••••{text[-4:]}"
    if hidden and digits:
        return f"({len(text)} keys)"
    return text


def _is_rest_of(before: ScannedLine, line: ScannedLine) -> bool:
    began = line.strokes.last - line.strokes.span_s
    silent = before.strokes.end is LineEnd.SILENCE and before.at is not None
    return silent and 0 <= began - before.strokes.last < _PIECES_WITHIN_S


def _of_layout(text: str) -> list[Symptom]:
    match layout_of(text):
        case Layout.SHIFTED:
            return [Symptom(Trouble.LAYOUT_SHIFTED)]
        case Layout.HUNGARIAN:
            return [Symptom(Trouble.LAYOUT_HUNGARIAN)]
        case Layout.ALT_CODES:
            return [Symptom(Trouble.ALT_CODES)]
        case _:
            return []


def _of_text(text: str) -> list[Symptom]:
    """Look for a payment code with something before or behind it, or with wrong digits."""
    found = []
    aim = _AIM.match(text)
    if aim is not None:
        found.append(Symptom(Trouble.AIM, aim[0]))
        text = text[aim.end() :]
    added = _ADDED.fullmatch(text)
    if added is not None and wallet_of(added[2]) is not None:
        if added[1]:
            found.append(Symptom(Trouble.PREFIX, added[1]))
        if added[3]:
            found.append(Symptom(Trouble.SUFFIX, added[3]))
        return found
    if read_auth_code(text, frozenset(PayType)) is NotACode.DAMAGED:
        found.append(Symptom(_wrong_digits(text), str(len(text))))
    return found


def _wrong_digits(text: str) -> Trouble:
    if has_doubled_digits(text):
        return Trouble.DOUBLED
    return Trouble.MORE_DIGITS if len(text) > _CODE_LENGTH else Trouble.FEWER_DIGITS


def _of_pace(line: ScannedLine) -> list[Symptom]:
    strokes, found = line.strokes, []
    slowest = max(strokes.gaps, default=0.0)
    if slowest >= _SLOW_GAP_S:
        found.append(Symptom(Trouble.SLOW, f"{round(slowest * 1000)}"))
    if strokes.end is LineEnd.SILENCE and not line.damaged:
        found.append(Symptom(Trouble.NO_END_KEY))
    if strokes.repeats:
        found.append(Symptom(Trouble.REPEATS, str(strokes.repeats)))
    return found
