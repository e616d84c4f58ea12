"""A diagnosis in plain words: what a scan is, how it came, what to change on the scanner."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from terminal_daemon.keys.diagnosis import Diagnosis, Trouble
from terminal_daemon.keys.layout import Layout
from terminal_daemon.keys.strokes import Strokes
from terminal_daemon.values.auth_code import NotACode, PayType

WALLETS: Final[Mapping[PayType, str]] = {
    PayType.WECHAT: "WeChat",
    PayType.ALIPAY: "Alipay",
    PayType.QQ: "QQ wallet",
}
LAYOUTS: Final[Mapping[Layout, str]] = {
    Layout.US: "US",
    Layout.SHIFTED: "French, Belgian, Czech or Slovak",
    Layout.HUNGARIAN: "Hungarian",
    Layout.ALT_CODES: "Alt codes",
}
KINDS: Final[Mapping[NotACode, str]] = {
    NotACode.EMPTY: "nothing",
    NotACode.DAMAGED: "a payment code that is not whole",
    NotACode.LETTERS: "no payment code: not only digits",
    NotACode.PRODUCT: "a product's barcode",
    NotACode.OTHER_NUMBER: "a number, but no payment code",
    NotACode.TOO_LONG: "too long for a payment code",
}
_TO_US: Final = 'scan "US keyboard" (or "USB keyboard, English") in its manual'
TROUBLES: Final[Mapping[Trouble, tuple[str, str]]] = {
    Trouble.LOST_EVENTS: (
        "the computer lost some of its keys, or it scanned without pause",
        "scan again; if it comes back, use another USB port and no hub",
    ),
    Trouble.PIECES: (
        "it came in pieces, over 60 ms apart: typed by hand, or a scanner far too slow",
        'set its "inter-character delay" to 0',
    ),
    Trouble.LAYOUT_SHIFTED: ("it types for another country's keyboard", _TO_US),
    Trouble.LAYOUT_HUNGARIAN: ("it types for the Hungarian keyboard", _TO_US),
    Trouble.ALT_CODES: (
        "it types Alt and numbers on the keypad instead of digits",
        'switch its "ALT mode" (or "universal keyboard") off',
    ),
    Trouble.AIM: (
        'it sends the AIM identifier "{detail}" before each code',
        'switch "AIM ID" off, or write prefix = "{detail}" in [scanner]',
    ),
    Trouble.PREFIX: (
        'it adds "{detail}" before each code',
        'switch its prefix or "Code ID" off, or write prefix = "{detail}" in [scanner]',
    ),
    Trouble.SUFFIX: (
        'it adds "{detail}" behind each code',
        'switch that suffix off, or write suffix = "{detail}" in [scanner]',
    ),
    Trouble.DOUBLED: (
        "every digit came twice",
        'set its "inter-character delay" to 5 ms; if that is no cure, reset it to factory settings',
    ),
    Trouble.MORE_DIGITS: (
        "{detail} digits are more than a code has: some came twice, or two scans came as one",
        "set its suffix to Enter (CR), and its inter-character delay to 5 ms",
    ),
    Trouble.FEWER_DIGITS: (
        "{detail} digits are fewer than a code has: some were lost",
        'set its "inter-character delay" to 5 ms, and use another USB port and no hub',
    ),
    Trouble.SLOW: (
        "up to {detail} ms passed between two keys; after 60 ms a code counts as ended",
        'set its "inter-character delay" to 0, and give it an Enter suffix',
    ),
    Trouble.NO_END_KEY: (
        "no key ends the code, so each scan waits for 60 ms of silence",
        "set its suffix (terminator) to Enter (CR)",
    ),
    Trouble.REPEATS: (
        "a key was held down and repeated {detail} times",
        "if it was not a finger: reset the scanner to factory settings",
    ),
    Trouble.WALLET_OFF: (
        "this wallet is not accepted here",
        "add it to pay_types in [gateway] if the shop has it",
    ),
}
"""What is wrong, and how it is mended."""

_BUCKETS_MS: Final = (5, 10, 20, 40, 60)


def told(diagnosis: Diagnosis) -> Iterator[str]:
    """Yield the lines about one scan."""
    yield f"{diagnosis.shown}   {_kind(diagnosis)}"
    layout = f"; layout: {LAYOUTS[diagnosis.layout]}" if diagnosis.layout is not None else ""
    yield f"  {pace_of(diagnosis.strokes)}; ended by {diagnosis.strokes.end.value}{layout}"
    for symptom in diagnosis.symptoms:
        what, mend = TROUBLES[symptom.trouble]
        yield f"  ! {what.format(detail=symptom.detail)}"
        yield f"    {mend.format(detail=symptom.detail)}"
    if not diagnosis.symptoms and diagnosis.wallet is not None:
        yield "  nothing is wrong with it"


def pace_of(strokes: Strokes) -> str:
    """Return for example "18 keys, 2-3 ms apart, 51 ms in all", and a histogram where it varies."""
    keys = f"{strokes.keys} key{'' if strokes.keys == 1 else 's'}"
    if not strokes.gaps or not strokes.last:
        return keys
    least, most = (round(gap * 1000) for gap in (min(strokes.gaps), max(strokes.gaps)))
    apart = f"{least} ms" if least == most else f"{least}-{most} ms"
    said = f"{keys}, {apart} apart, {round(strokes.span_s * 1000)} ms in all"
    counts = [
        (high, sum(low <= gap * 1000 < high for gap in strokes.gaps))
        for low, high in pairwise((0, *_BUCKETS_MS))
    ]
    filled = [f"{count} below {high} ms" for high, count in counts if count]
    return said if len(filled) < 2 else f"{said} ({', '.join(filled)})"  # noqa: PLR2004 - a spread


def _kind(diagnosis: Diagnosis) -> str:
    if diagnosis.wallet is not None:
        return f"{WALLETS[diagnosis.wallet]} payment code"
    return KINDS[diagnosis.read or NotACode.EMPTY]
