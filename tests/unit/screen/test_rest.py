from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.sale.reason import Reason
from terminal_daemon.screen import view
from terminal_daemon.screen.gallery import GALLERY
from terminal_daemon.screen.rest import AWAKE, DRIFT_EVERY_S, Habits, Light, rest_of
from terminal_daemon.screen.view import Countdown, Picture, Status, View
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.day_head import DayHead

HABITS: Final = Habits(dim_after_s=300.0, blank_after_s=3600.0)
SINCE: Final = 1000.0
AMOUNT: Final = Fen(1250)
LONG: Final = 1e7


def light(shown: View, stood_s: float, habits: Habits = HABITS, **status: Any) -> Light:
    picture = Picture(shown, Status(**status))
    return rest_of(picture, SINCE, SINCE + stood_s, habits).light


def test_an_idle_panel_dims_and_then_goes_dark() -> None:
    stood = (0.0, 299.9, 300.0, 3599.9, 3600.0, LONG)

    assert [light(view.Ready(), each) for each in stood] == [
        Light.BRIGHT,
        Light.BRIGHT,
        Light.DIM,
        Light.DIM,
        Light.OFF,
        Light.OFF,
    ]
    assert light(view.EnterAmount("12"), LONG) is Light.OFF


def test_zero_is_never() -> None:
    assert light(view.Ready(), LONG, Habits()) is Light.BRIGHT
    assert light(view.Ready(), LONG, Habits(dim_after_s=1.0)) is Light.DIM
    assert light(view.Ready(), LONG, Habits(blank_after_s=1.0)) is Light.OFF


@pytest.mark.parametrize(
    "shown",
    [
        view.Unknown(AMOUNT, "0042"),
        view.Approved(AMOUNT, "0042", background=True),
        view.Declined(AMOUNT, Reason.NOT_PAID_IN_TIME, "0042", background=True),
        view.PaidTwice(AMOUNT, "0042", "12:31"),
        view.NoScanner(),
        view.NoKeypad(),
        view.Advise(view.Advice.JOURNAL_MOVED),
    ],
)
def test_what_staff_must_read_dims_but_never_goes_dark(shown: View) -> None:
    assert light(shown, LONG) is Light.DIM


def test_only_two_screens_of_all_go_dark() -> None:
    dark = {type(picture.view) for _, picture in GALLERY if light(picture.view, LONG) is Light.OFF}

    assert dark == {view.Ready, view.EnterAmount}


def test_a_journal_in_trouble_is_never_dark() -> None:
    assert light(view.Ready(), LONG, journal=False) is Light.DIM
    assert light(view.Ready(), LONG, network=False) is Light.OFF


@pytest.mark.parametrize(
    "shown",
    [
        view.PresentCode(AMOUNT, Countdown(9, 60)),
        view.Paying(AMOUNT),
        view.NoNetworkYet(AMOUNT),
        view.Confirming(AMOUNT, Countdown(9, 60)),
        view.Checking(AMOUNT, Countdown(9, 60)),
        view.Stopped(),
        view.ClosedDay(DayHead("9F" * 16)),
    ],
)
def test_a_payment_under_way_and_a_code_neither_wander_nor_dim(shown: View) -> None:
    assert rest_of(Picture(shown, Status()), SINCE, SINCE + LONG, HABITS) == AWAKE


def test_a_still_picture_wanders_a_step_a_minute() -> None:
    rests = [
        rest_of(Picture(view.NoScanner(), Status()), SINCE, SINCE + stood_s, HABITS)
        for stood_s in (0.0, 59.9, 60.0, 180.0)
    ]

    assert [rest.step for rest in rests] == [0, 0, 1, 3]
    assert [rest.until for rest in rests] == [SINCE + 60, SINCE + 60, SINCE + 120, SINCE + 240]


def test_a_dark_panel_changes_no_more() -> None:
    assert rest_of(Picture(view.Ready(), Status()), 0.0, LONG, HABITS).until is None


@given(
    st.floats(0, 5000),
    st.floats(0, 5000),
    st.sampled_from((0.0, 10.0, 60.0, 90.0)),
    st.sampled_from((0.0, 7.0, 60.0, 700.0)),
)
def test_nothing_changes_before_it_is_said_to(
    stood_s: float, more_s: float, dim_after_s: float, blank_after_s: float
) -> None:
    habits = Habits(dim_after_s, blank_after_s)
    picture = Picture(view.Ready(), Status())
    now = rest_of(picture, 0.0, stood_s, habits)
    later = rest_of(picture, 0.0, stood_s + more_s, habits)

    if now.until is None or stood_s + more_s < now.until:
        assert (later.light, later.step) == (now.light, now.step)
    if now.until is not None:
        assert stood_s < now.until <= stood_s + DRIFT_EVERY_S
