"""Everything of a screen in its place: a picture composed into pixels, with no library at all."""

from typing import Final

from terminal_daemon.config.model import Language
from terminal_daemon.screen import icons, view
from terminal_daemon.screen.bitmap import Bitmap, Box, Canvas, scaled
from terminal_daemon.screen.content import (
    Amount,
    Code,
    Content,
    FewWords,
    IconAndWords,
    Paid,
    content_of,
    followed,
)
from terminal_daemon.screen.lettering import (
    put_beside,
    put_centred,
    put_figures,
    put_picture,
    put_typed,
)
from terminal_daemon.screen.qr import qr_modules
from terminal_daemon.screen.shapes import WIDE, MessagePlaces, Shape, shape_for
from terminal_daemon.screen.status_bar import Bar, put_status_bar
from terminal_daemon.screen.texts import TEXTS
from terminal_daemon.screen.view import Countdown, Picture
from terminal_daemon.values.dataclass import replace

SIZE: Final = WIDE.size
_CHECK_GAP: Final = 3
_ICON_GAP: Final = 2
_LAST_OF_TEN: Final = 9


def compose(picture: Picture, language: Language, size: tuple[int, int] = SIZE) -> Canvas:
    """Return the panel's pixels; a picture that suits the panel leaves no flaws on the canvas."""
    shape = shape_for(size)
    canvas = Canvas(*shape.size)
    texts = TEXTS[language]
    content = content_of(picture, texts)
    at_work = not isinstance(picture.view, view.Starting | view.Stopped)
    put_status_bar(canvas, _bar(content, shape, at_work=at_work), picture.status, texts)
    match content.body:
        case FewWords(words):
            put_centred(canvas, shape.note, words, shape.faces)
        case Amount():
            _put_amount(canvas, content.body, shape)
        case Paid():
            _put_paid(canvas, content.body, shape)
        case Code():
            _put_code(canvas, content.body, shape)
        case IconAndWords():
            _put_message(canvas, content.body, shape)
    return canvas if shape.size == size else canvas.centred_on(*size)


def _bar(content: Content, shape: Shape, *, at_work: bool) -> Bar:
    """Return the status bar, which also says what has no place of its own on this shape."""
    box, titles, stays = shape.bar, content.titles, content.title_stays
    match content.body:
        case Code():
            box = shape.code.bar
        case Amount(line) if shape.amount.line is None and any(line):
            titles, stays = (*followed(line, content.seconds), *line), True
        case Paid(words) if shape.paid.words is None:
            box, titles, stays = _beside(box, icons.CHECK.width), words, True
        case IconAndWords(icon) if icon is not None and shape.message.icon.y == box.y:
            box = _beside(box, shape.message.icon.width)
    return Bar(box, shape.bar_face, titles, stays, at_work)


def _beside(box: Box, width: int) -> Box:
    return replace(box, x=box.x + width + _ICON_GAP, width=box.width - width - _ICON_GAP)


def _put_amount(canvas: Canvas, amount: Amount, shape: Shape) -> None:
    places = shape.amount
    if places.line is not None:
        put_centred(canvas, places.line, amount.line, shape.faces)
    put = put_typed if amount.typed else put_figures
    put(canvas, places.figures, amount.figures, shape.sizes)
    if places.hint is not None and amount.hint:
        put_centred(canvas, places.hint, amount.hint, shape.faces)
    if places.countdown is not None and amount.countdown is not None:
        _put_countdown(canvas, places.countdown, amount.countdown)


def _put_countdown(canvas: Canvas, box: Box, countdown: Countdown) -> None:
    """Draw the bar: full at first, empty when the time is over.

    It waits a second where a ten ends: both figures of the seconds change then, which is enough
    for one second on a slow bus.
    """
    waits = countdown.left % 10 == _LAST_OF_TEN
    left = min(max(countdown.left + waits, 0), countdown.total)
    width = box.width * left // max(1, countdown.total)
    if width:
        canvas.fill(replace(box, width=width), "countdown")


def _put_paid(canvas: Canvas, paid: Paid, shape: Shape) -> None:
    """Fill the panel, so that "approved" is seen from afar; not so where it is only a test."""
    places = shape.paid
    if places.words is None:
        put_picture(canvas, Box(0, 0, icons.CHECK.width, shape.bar.height), icons.CHECK, "check")
    elif places.check is None:
        _put_words_and_check(canvas, places.words, paid.words, shape)
    else:
        put_picture(canvas, places.check, scaled(icons.CHECK, 2), "check")
        put_centred(canvas, places.words, paid.words, shape.faces)
    put_figures(canvas, places.figures, paid.figures, shape.sizes)
    canvas.invert(places.bright_in_test if paid.test else places.bright)


def _put_words_and_check(canvas: Canvas, box: Box, words: tuple[str, ...], shape: Shape) -> None:
    """Put the check before the words; on a panel too narrow for both, only the words."""
    face = shape.faces[0]
    check = icons.WIDE_CHECK if face.height > icons.CHECK.width else icons.CHECK
    width = check.width + _CHECK_GAP + face.width(words[0])
    if width > box.width:
        put_centred(canvas, box, words, shape.faces)
        return
    left = box.x + (box.width - width) // 2
    put_picture(canvas, Box(left, box.y, check.width, box.height), check, "check")
    beside = check.width + _CHECK_GAP
    room = Box(left + beside, box.y, box.width - left - beside, box.height)
    put_beside(canvas, room, words, shape.faces)


def _put_code(canvas: Canvas, code: Code, shape: Shape) -> None:
    """Put the code's dark modules dark on a lit square, as on paper, and the words beside it."""
    places = shape.code
    put_centred(canvas, places.words, code.words, shape.faces)
    modules = scaled(qr_modules(code.text), places.times)
    lit = places.lit
    below, right = (lit.height - modules.height) // 2, (lit.width - modules.width) // 2
    whole = ~(-1 << lit.width)
    inside = (whole & ~(row << right) for row in modules.rows)
    margin = (whole,) * below
    after = (whole,) * (lit.height - below - modules.height)
    canvas.put(lit.x, lit.y, Bitmap(lit.width, (*margin, *inside, *after)), "code")


def _put_message(canvas: Canvas, message: IconAndWords, shape: Shape) -> None:
    """Put the icon and what happened beside or below it, and what to do now."""
    places = shape.message
    says = message.in_one_line if places.now is None else message.says
    if message.icon is None:
        put_centred(canvas, places.says_alone, says, shape.faces)
    else:
        _put_icon(canvas, message.icon, places)
        put = put_beside if places.icon.x < places.says.x else put_centred
        put(canvas, places.says, says, shape.faces)
    if places.now is not None:
        put_centred(canvas, places.now, message.now, shape.faces)
    if message.framed and places.frame is not None:
        canvas.outline(places.frame)


def _put_icon(canvas: Canvas, icon: Bitmap, places: MessagePlaces) -> None:
    put_picture(canvas, places.icon, scaled(icon, places.times), "icon")
