import pytest

from terminal_daemon.config.model import Language
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.screen import refund_view, view
from terminal_daemon.screen.bitmap import Box
from terminal_daemon.screen.colours import (
    GREEN,
    RED,
    WHITE,
    YELLOW,
    Colour,
    coloured,
    regions,
)
from terminal_daemon.screen.draw import draw
from terminal_daemon.screen.view import Picture, Status, View
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.day_head import DayHead

AMOUNT = Fen(1250)
APPROVED = view.Approved(AMOUNT, "0042")
DECLINED = view.Declined(AMOUNT, Reason.NOT_PAID_IN_TIME, "0042")
BODIES = [
    (view.Ready(), WHITE),
    (APPROVED, GREEN),
    (view.Approved(AMOUNT, "0042", background=True), GREEN),
    (DECLINED, RED),
    (view.Unknown(AMOUNT, "0042"), YELLOW),
    (view.PaidTwice(AMOUNT, "0042", ""), YELLOW),
    (refund_view.RefundDone(AMOUNT, "0042"), GREEN),
    (refund_view.RefundFailed(AMOUNT, RefundReason.TOO_OLD, "0042"), RED),
]


@pytest.mark.parametrize(("shown", "body"), BODIES)
def test_the_bar_is_yellow_and_the_body_says_how_it_ended(shown: View, body: Colour) -> None:
    assert regions(shown, 128, 96) == (
        (Box(0, 0, 128, 16), YELLOW),
        (Box(0, 16, 128, 80), body),
    )


def test_a_small_panel_has_as_much_yellow_as_its_lower_bar() -> None:
    bar, body = regions(APPROVED, 96, 64)

    assert bar == (Box(0, 0, 96, 12), YELLOW)
    assert body == (Box(0, 12, 96, 52), GREEN)


def test_a_code_is_of_one_colour() -> None:
    shown = view.ClosedDay(DayHead("9F" * 16))

    assert regions(shown, 128, 96) == ((Box(0, 0, 128, 96), WHITE),)


@pytest.mark.parametrize(("shown", "body"), BODIES)
def test_every_inked_pixel_has_its_colour_and_no_other(shown: View, body: Colour) -> None:
    plain = draw(Picture(shown, Status()), Language.CHINESE)
    image = coloured(plain, shown)

    assert (image.mode, image.size) == ("RGB", plain.size)
    for y in range(64):
        for x in range(128):
            ink = YELLOW if y < 16 else body
            assert image.getpixel((x, y)) == (ink if plain.getpixel((x, y)) else (0, 0, 0))
