"""screen/lamps.py: a lamp never says more than the screen does."""

import pytest

from terminal_daemon.sale.reason import Reason
from terminal_daemon.screen import view
from terminal_daemon.screen.gallery import GALLERY
from terminal_daemon.screen.lamps import DARK, Lamp, lamps_for
from terminal_daemon.screen.view import Countdown, View
from terminal_daemon.values.amount import Fen

PAID = Fen(1250)
TIME = Countdown(40, 47)


@pytest.mark.parametrize(
    ("shown", "lit"),
    [
        (view.Starting(), DARK),
        (view.Stopped(), DARK),
        (view.Ready(), DARK),
        (view.PresentCode(PAID, TIME), DARK),
        (view.Connecting(PAID), {Lamp.BUSY}),
        (view.Paying(PAID), {Lamp.BUSY}),
        (view.NoNetworkYet(PAID), {Lamp.BUSY}),
        (view.Confirming(PAID, TIME), {Lamp.BUSY}),
        (view.Checking(PAID, TIME), {Lamp.BUSY}),
        (view.Advise(view.Advice.PAYMENT_RUNNING), {Lamp.BUSY}),
        (view.Advise(view.Advice.DISK_FULL), DARK),
        (view.Approved(PAID, "0042"), {Lamp.APPROVED}),
        (view.Declined(PAID, Reason.NOT_PAID_IN_TIME, "0042"), {Lamp.DECLINED}),
        (view.Unknown(PAID, "0042"), DARK),
        (view.Cancelled(PAID, Reason.CANCELLED_BY_STAFF), DARK),
        (view.PaidTwice(PAID, "0042", "12:31"), DARK),
    ],
)
def test_each_lamp_is_lit_by_its_screens(shown: View, lit: set[Lamp]) -> None:
    assert lamps_for(shown) == lit


def test_an_earlier_orders_end_lights_nothing_at_the_counter() -> None:
    assert lamps_for(view.Approved(PAID, "0042", background=True)) == DARK
    late = view.Declined(PAID, Reason.NOT_PAID_IN_TIME, "0042", background=True)
    assert lamps_for(late) == DARK


@pytest.mark.parametrize("shown", [picture.view for _, picture in GALLERY])
def test_no_screen_lights_two_lamps_and_none_says_approved_or_declined_but_those(
    shown: View,
) -> None:
    lit = lamps_for(shown)

    assert len(lit) <= 1
    assert isinstance(shown, view.Approved) or Lamp.APPROVED not in lit
    assert isinstance(shown, view.Declined) or Lamp.DECLINED not in lit
