"""What of a picture stands where in words: no pixels yet, and the same for panels of every size."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.screen import icons, refund_view, view
from terminal_daemon.screen.bitmap import Bitmap
from terminal_daemon.screen.view import Countdown, CountingDown, Picture, View
from terminal_daemon.screen.wording import Instruction, Texts, wordings
from terminal_daemon.values.amount import shown
from terminal_daemon.values.dataclass import dataclass

Wordings = tuple[str, ...]
"""The same in several wordings, the best first."""


@dataclass(frozen=True, slots=True)
class FewWords:
    """A few words alone on the panel."""

    words: Wordings


@dataclass(frozen=True, slots=True)
class Amount:
    """A sentence to act on above an amount; below, if there is room, how long it may take."""

    line: Wordings
    figures: str
    countdown: Countdown | None = None
    hint: Wordings = ()
    typed: bool = False
    """It is being typed: figures that stand there stay where they are, so little is sent."""


@dataclass(frozen=True, slots=True)
class Paid:
    """Approved: seen from afar. `test`: no real money moved, so it must not look like that."""

    words: Wordings
    figures: str
    test: bool


@dataclass(frozen=True, slots=True)
class IconAndWords:
    """An icon, what happened, and what to do now. `framed`: it is a refusal."""

    icon: Bitmap | None
    says: Wordings
    now: Wordings
    in_one_line: Wordings
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code that holds `text`, and a few words beside or below it."""

    text: str
    words: Wordings


Body = FewWords | Amount | Paid | IconAndWords | Code


@dataclass(frozen=True, slots=True)
class Content:
    """A screen: its titles for the status bar, the best first, and its body."""

    titles: Wordings
    body: Body
    title_stays: bool = False
    """The title says whether the money is there: icons give way to it."""
    seconds: Wordings = ()
    """How many are left of a countdown, or how many it usually takes."""


_LONGEST_NAMES: Final = 24  # Latin letters; no panel's line has room for more
_End = view.Approved | view.Declined | view.Unknown | view.Cancelled | view.PaidTwice
_RefundEntry = (
    refund_view.RefundOrder
    | refund_view.RefundMatch
    | refund_view.RefundPart
    | refund_view.RefundPin
    | refund_view.Refunding
)
_RefundEnd = refund_view.RefundDone | refund_view.RefundFailed
_LOST: Final[Mapping[type[View], Bitmap]] = {
    view.NoScanner: icons.NO_SCANNER,
    view.NoKeypad: icons.NO_KEYPAD,
}


def content_of(picture: Picture, texts: Texts) -> Content:
    """Put the picture into words."""
    shown_view = picture.view
    match shown_view:
        case view.Approved(background=False):
            words = texts.approved_test if picture.status.test else texts.lines[view.Approved]
            figures = shown(shown_view.amount)
            body: Body = Paid(wordings(words), figures, picture.status.test)
            return Content((f"{texts.order}{shown_view.order_tail}",), body)
        case view.Approved() | view.Declined() | view.Unknown() | view.Cancelled():
            return Content(_end_titles(shown_view, texts), _end(shown_view, texts), True)
        case view.PaidTwice():
            return Content(_end_titles(shown_view, texts), _twice(shown_view, texts), True)
        case refund_view.RefundDone() | refund_view.RefundFailed():
            return Content(_end_titles(shown_view, texts), _refund_end(shown_view, texts), True)
        case _:
            titles, body = _titles(shown_view, texts), _body(shown_view, texts)
            return Content(titles, body, seconds=_seconds(shown_view, texts))


def _titles(shown_view: View, texts: Texts) -> Wordings:
    titles = wordings(texts.titles[type(shown_view)])
    return (*followed(titles, _seconds(shown_view, texts)), *titles)


def followed(wordings_: Wordings, seconds: Wordings) -> Wordings:
    """Return each of the wordings with the seconds after it; nothing if there are none."""
    return tuple(f"{wording} {each}" for wording in wordings_ for each in seconds)


def _seconds(shown_view: View, texts: Texts) -> Wordings:
    match shown_view:
        case view.PresentCode() | view.Confirming() | view.Checking():
            countdown = shown_view.countdown
            figures = len(str(countdown.total))  # where there is room for them, nothing moves aside
            left = dict.fromkeys((f"{countdown.left:{figures}}", f"{countdown.left}"))
            return tuple(f"{each}{texts.second}" for each in left)
        case view.Paying():
            return _usually(shown_view, texts)
        case _:
            return ()


def _end_titles(end: _End | _RefundEnd, texts: Texts) -> Wordings:
    titles = wordings(texts.titles[type(end)])
    match end:
        case view.Approved():
            return wordings(texts.earlier_paid)
        case view.Declined(background=True):
            return wordings(texts.earlier_not_paid)
        case (
            view.Declined(order_tail=tail)
            | view.PaidTwice(order_tail=tail)
            | refund_view.RefundDone(order_tail=tail)
            | refund_view.RefundFailed(order_tail=tail)
        ):
            return (*(f"{title} {tail}" for title in titles), *titles)
        case view.Unknown() | view.Cancelled():
            return titles


def _body(shown_view: View, texts: Texts) -> Body:
    match shown_view:
        case view.Starting() | view.Stopped():
            return FewWords(wordings(texts.notes[type(shown_view)]))
        case view.Ready(fixed=None, register=register):
            return FewWords(wordings(texts.ready_register if register else texts.notes[view.Ready]))
        case view.Ready(fixed=int() as fixed):
            return Amount(wordings(texts.ready_fixed), shown(fixed))
        case view.EnterAmount(text, items):
            before = (f"+{shown(items)}", f"+{shown(items)[1:]}") if items else ()
            line = texts.lines[view.EnterAmount] if text else ""
            return Amount(before or wordings(line), f"¥{text or 0}", typed=True)
        case view.PresentCode() | view.Confirming() | view.Checking():
            return _waiting(shown_view, texts)
        case view.Paying(amount, sent):
            line = texts.sent if sent else texts.lines[view.Paying]
            return Amount(wordings(line), shown(amount), hint=_usually(shown_view, texts))
        case (
            refund_view.RefundOrder()
            | refund_view.RefundMatch()
            | refund_view.RefundPart()
            | refund_view.RefundPin()
            | refund_view.Refunding()
        ):
            return _refund_entry(shown_view, texts)
        case view.ClosedDay(head):
            day = "" if head.day is None else f"{head.day:%m-%d}"
            words = (each.format(day=day).strip() for each in wordings(texts.closed_day))
            return Code(head.code, tuple(words))
        case view.Connecting(amount) | view.NoNetworkYet(amount):
            return Amount(wordings(texts.lines[type(shown_view)]), shown(amount))
        case _:
            return _message(shown_view, texts)


def _waiting(waiting: CountingDown, texts: Texts) -> Amount:
    hint = _usually(waiting, texts) if isinstance(waiting, view.Checking) else ()
    blind = isinstance(waiting, view.PresentCode) and not waiting.scanner
    line = wordings(texts.no_scanner if blind else texts.lines[type(waiting)])
    return Amount(line, shown(waiting.amount), waiting.countdown, hint)


def _usually(sale: view.Paying | view.Checking, texts: Texts) -> Wordings:
    if sale.usual_s is None:
        return ()
    return wordings(texts.usually.format(seconds=sale.usual_s))


def _end(end: view.Approved | view.Declined | view.Unknown | view.Cancelled, texts: Texts) -> Body:
    match end:
        case view.Unknown(amount, tail):
            said = _filled(texts.instructions[view.Unknown], tail=tail, amount=shown(amount))
            return _said(icons.QUESTION, said, texts)
        case view.Cancelled(reason=reason):
            return _said(icons.STOPPED, texts.reasons[reason], texts)
        case view.Declined(reason=reason, background=False):
            return _said(icons.CROSS, texts.reasons[reason], texts, framed=True)
        case view.Approved() | view.Declined():
            icon = icons.CHECK if isinstance(end, view.Approved) else icons.CROSS
            said = _filled(texts.earlier, tail=end.order_tail, amount=shown(end.amount))
            return _said(icon, said, texts)


def _refund_entry(entry: _RefundEntry, texts: Texts) -> Body:
    line = texts.lines[type(entry)]
    match entry:
        case refund_view.RefundOrder(digits):
            return (
                Amount(wordings(line), digits, typed=True) if digits else FewWords(wordings(line))
            )
        case refund_view.RefundMatch(amount, tail, at):
            return Amount(wordings(line.format(tail=tail, time=at)), shown(amount))
        case refund_view.RefundPart(text, left):
            said = wordings(line if text else texts.refund_whole)
            return Amount(said, f"¥{text}" if text else shown(left), typed=bool(text))
        case refund_view.RefundPin(count):
            dots = "." * count
            return Amount(wordings(line), dots, typed=True) if dots else FewWords(wordings(line))
        case refund_view.Refunding(amount):
            return Amount(wordings(line), shown(amount))


def _refund_end(end: _RefundEnd, texts: Texts) -> Body:
    match end:
        case refund_view.RefundDone(amount):
            said = _filled(texts.instructions[refund_view.RefundDone], amount=shown(amount))
            return _said(icons.CHECK, said, texts)
        case refund_view.RefundFailed(reason=reason):
            return _said(icons.CROSS, texts.refund_reasons[reason], texts, framed=True)


def _twice(twice: view.PaidTwice, texts: Texts) -> IconAndWords:
    said = texts.twice if twice.at else texts.twice_lately
    return _said(None, _filled(said, amount=shown(twice.amount), time=twice.at), texts)


def _message(shown_view: View, texts: Texts) -> IconAndWords:
    match shown_view:
        case view.ScanRefused(what):
            return _said(icons.BARCODE, texts.not_codes[what], texts)
        case view.AmountRefusedView(problem, maximum):
            said = _filled(texts.amount_problems[problem], maximum=shown(maximum))
            return _said(icons.WARNING, said, texts)
        case view.Advise(advice, count):
            return _said(icons.WARNING, _filled(texts.advices[advice], count=str(count)), texts)
        case view.NoScanner(others) | view.NoKeypad(others) if others:
            names, says = _cuts(", ".join(others)), texts.not_known[type(shown_view)]
            return IconAndWords(_LOST[type(shown_view)], wordings(says), names, names)
        case _:
            lost = type(shown_view)
            return _said(_LOST[lost], texts.instructions[lost], texts)


def _cuts(names: str) -> Wordings:
    """Return names that devices chose for themselves, ever shorter, in letters the fonts have."""
    plain = "".join(char if " " <= char <= "~" else "?" for char in names)
    whole = (plain,) if len(plain) <= _LONGEST_NAMES else ()
    most = min(len(plain), _LONGEST_NAMES) - 1
    return (*whole, *(f"{plain[:length].rstrip()}…" for length in range(most, 2, -1)))


def _filled(instruction: Instruction, **values: str) -> Instruction:
    said = (
        each.format(**values) for each in (instruction.says, instruction.now, instruction.brief)
    )
    return Instruction(*said)


def _said(
    icon: Bitmap | None, instruction: Instruction, texts: Texts, *, framed: bool = False
) -> IconAndWords:
    says, now = wordings(instruction.says), wordings(instruction.now)
    both = tuple(f"{what}{texts.comma}{then}" for what in says for then in now)
    brief = wordings(instruction.brief) if instruction.brief else ()
    return IconAndWords(icon, says, now, (*brief, *both), framed)
