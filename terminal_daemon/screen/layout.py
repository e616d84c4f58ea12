"""Where everything of a screen stands: a picture composed into pixels, with no library at all."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.config.model import Language
from terminal_daemon.screen import digits, font, icons, view
from terminal_daemon.screen.bitmap import Bitmap, Box, Canvas
from terminal_daemon.screen.lettering import put_centred, put_figures, put_text
from terminal_daemon.screen.status_bar import HEIGHT as BAR_HEIGHT
from terminal_daemon.screen.status_bar import put_status_bar
from terminal_daemon.screen.texts import TEXTS
from terminal_daemon.screen.view import Countdown, Picture, View
from terminal_daemon.screen.wording import Notice, Texts
from terminal_daemon.values.amount import Fen, shown

SIZE: Final = (128, 64)

_BODY_TOP: Final = BAR_HEIGHT + 1  # Chinese fills its 16 rows, so a free row is kept everywhere
_AMOUNT_TOP: Final = _BODY_TOP + font.HEIGHT + 2
_TYPED_LEFT: Final = 1
_COUNTDOWN_HEIGHT: Final = 4
_ICON_LEFT: Final = 2
_ICON_TOP: Final = _BODY_TOP + 2
_BESIDE_ICON: Final = 29
_ONE_LINE_TOP: Final = _BODY_TOP + 6
_TWO_LINES_STEP: Final = 14  # Latin letters leave rows free above and below; Chinese has one line
_NOW_FROM_BOTTOM: Final = 18
_LINE_GAP: Final = 4
_CHECK_GAP: Final = 6


def compose(picture: Picture, language: Language, size: tuple[int, int] = SIZE) -> Canvas:
    """Return the panel's pixels; a picture that suits the panel leaves no faults on the canvas."""
    canvas = Canvas(*size)
    texts = TEXTS[language]
    at_work = not isinstance(picture.view, view.Starting | view.Stopped)
    titles = _titles(picture.view, texts)
    put_status_bar(canvas, titles, picture.status, texts, at_work=at_work)
    _put_body(canvas, picture.view, texts)
    return canvas


def _titles(shown_view: View, texts: Texts) -> tuple[str, ...]:
    """Return the titles that may stand in the status bar, the best first."""
    title = texts.titles[type(shown_view)]
    match shown_view:
        case view.PresentCode(countdown=left) | view.Confirming(countdown=left):
            return (_seconds(title, left, texts), title)
        case view.Checking(countdown=left):
            return (_seconds(title, left, texts), title)
        case view.Approved(background=True):
            return (texts.earlier_paid,)
        case view.Declined(background=True):
            return (texts.earlier_not_paid,)
        case view.Approved(order_tail=tail):
            return (f"{texts.order}{tail}",)
        case view.Declined(order_tail=tail) | view.PaidTwice(order_tail=tail):
            return (f"{title} {tail}", title)
        case view.Unknown(amount):
            return (f"{texts.unknown}{shown(amount)}", title)
        case _:
            return (title,)


def _seconds(title: str, countdown: Countdown, texts: Texts) -> str:
    return f"{title} {countdown.left}{texts.second}"


def _put_body(canvas: Canvas, shown_view: View, texts: Texts) -> None:
    match shown_view:
        case view.Starting() | view.Stopped():
            _centred_lines(canvas, texts.notices[type(shown_view)].what)
        case view.Ready():
            _put_ready(canvas, shown_view, texts)
        case view.EnterAmount(text, items):
            hint = texts.lines[view.EnterAmount] if text else ""
            put_centred(canvas, _BODY_TOP, f"+{shown(items)}" if items else hint)
            _put_typed(canvas, f"¥{text or 0}")
        case view.PresentCode() | view.Confirming() | view.Checking():
            _put_sale(canvas, texts.lines[type(shown_view)], shown_view.amount)
            _put_countdown(canvas, shown_view.countdown)
        case view.Paying(amount) | view.NoNetworkYet(amount):
            _put_sale(canvas, texts.lines[type(shown_view)], amount)
        case view.Approved(background=False):
            _put_approved(canvas, shown_view.amount, texts)
        case view.PaidTwice():
            _put_twice(canvas, shown_view, texts)
        case _:
            _put_notice(canvas, *_notice(shown_view, texts))
            if isinstance(shown_view, view.Declined) and not shown_view.background:
                canvas.outline(_body(canvas))


_Result = view.Approved | view.Declined | view.Unknown | view.Cancelled
_Message = view.ScanRefused | view.AmountRefusedView | view.Advise | view.NoScanner | view.NoKeypad


def _notice(shown_view: _Result | _Message, texts: Texts) -> tuple[Bitmap, Notice]:
    match shown_view:
        case view.Approved():  # in the background; at the counter it looks otherwise
            return icons.CHECK, _earlier(shown_view, texts)
        case view.Declined(background=True):
            return icons.CROSS, _earlier(shown_view, texts)
        case view.Declined(reason=reason):
            return icons.CROSS, texts.reasons[reason]
        case view.Unknown(order_tail=tail):
            said = texts.notices[view.Unknown]
            return icons.QUESTION, Notice(said.what, said.now.format(tail=tail))
        case view.Cancelled(reason=reason):
            return icons.STOPPED, texts.reasons[reason]
        case _:
            return _message(shown_view, texts)


_LOST: Final[Mapping[type[view.NoScanner | view.NoKeypad], Bitmap]] = {
    view.NoScanner: icons.LARGE_NO_SCANNER,
    view.NoKeypad: icons.LARGE_NO_KEYPAD,
}


def _message(shown_view: _Message, texts: Texts) -> tuple[Bitmap, Notice]:
    match shown_view:
        case view.ScanRefused(what):
            return icons.BARCODE, texts.not_codes[what]
        case view.AmountRefusedView(problem, maximum):
            said = texts.amount_problems[problem]
            return icons.WARNING, Notice(said.what, said.now.format(maximum=shown(maximum)))
        case view.Advise(advice, count):
            said = texts.advices[advice]
            return icons.WARNING, Notice(said.what, said.now.format(count=count))
        case _:
            lost = type(shown_view)
            return _LOST[lost], texts.notices[lost]


def _earlier(end: view.Approved | view.Declined, texts: Texts) -> Notice:
    return Notice((f"{texts.earlier}{end.order_tail}", shown(end.amount)), texts.press_enter)


def _put_ready(canvas: Canvas, ready: view.Ready, texts: Texts) -> None:
    if ready.fixed is not None:
        _put_sale(canvas, texts.ready_fixed, ready.fixed)
    else:
        waits_for = texts.notices[view.Ready].what
        _centred_lines(canvas, (texts.ready_register,) if ready.register else waits_for)


def _put_sale(canvas: Canvas, line: str, amount: Fen) -> None:
    put_centred(canvas, _BODY_TOP, line)
    put_figures(canvas, _AMOUNT_TOP, shown(amount))


def _put_typed(canvas: Canvas, text: str) -> None:
    """Put an amount from the left: what stands there stays, so only the new figure is sent."""
    figures = digits.amount_picture(text, canvas.width - _TYPED_LEFT, gaps=(1,))
    lower = (digits.LARGE_HEIGHT - figures.height) // 2
    canvas.put(_TYPED_LEFT, _AMOUNT_TOP + lower, figures, text)


def _put_countdown(canvas: Canvas, countdown: Countdown) -> None:
    """Draw the bar at the bottom: full at first, empty when the time is over."""
    left = min(max(countdown.left, 0), countdown.total)
    width = canvas.width * left // max(1, countdown.total)
    top = canvas.height - _COUNTDOWN_HEIGHT
    if width:
        canvas.fill(Box(0, top, width, _COUNTDOWN_HEIGHT), "countdown")


def _put_approved(canvas: Canvas, amount: Fen, texts: Texts) -> None:
    """Fill the panel, so that "approved" is seen from afar."""
    words = texts.lines[view.Approved]
    check = icons.SMALL_CHECK
    left = (canvas.width - check.width - _CHECK_GAP - font.width(words)) // 2
    canvas.put(left, _BODY_TOP + 3, check, "check")
    put_text(canvas, left + check.width + _CHECK_GAP, _BODY_TOP, words)
    put_figures(canvas, _AMOUNT_TOP, shown(amount))
    canvas.invert(_body(canvas))


def _put_twice(canvas: Canvas, twice: view.PaidTwice, texts: Texts) -> None:
    """Put three lines; the middle one of Latin letters and digits, for it overlaps the others."""
    lines = texts.twice if twice.at else texts.twice_lately
    tops = (_BODY_TOP, _BODY_TOP + _TWO_LINES_STEP, canvas.height - _NOW_FROM_BOTTOM)
    for top, line in zip(tops, lines, strict=True):
        put_centred(canvas, top, line.format(amount=shown(twice.amount), time=twice.at))


def _put_notice(canvas: Canvas, icon: Bitmap, notice: Notice) -> None:
    """Put the icon and what happened beside it, and below in the middle what to do now."""
    canvas.put(_ICON_LEFT, _ICON_TOP, icon, "icon")
    top = _ONE_LINE_TOP if len(notice.what) == 1 else _BODY_TOP
    for index, line in enumerate(notice.what):
        put_text(canvas, _BESIDE_ICON, top + _TWO_LINES_STEP * index, line)
    put_centred(canvas, canvas.height - _NOW_FROM_BOTTOM, notice.now)


def _centred_lines(canvas: Canvas, lines: tuple[str, ...]) -> None:
    step = font.HEIGHT + _LINE_GAP
    room = canvas.height - BAR_HEIGHT
    top = BAR_HEIGHT + (room - step * len(lines) + _LINE_GAP) // 2
    for index, line in enumerate(lines):
        put_centred(canvas, top + step * index, line)


def _body(canvas: Canvas) -> Box:
    return Box(0, _BODY_TOP, canvas.width, canvas.height - _BODY_TOP)
