"""The display's thread before a bus that fails: through the real luma driver onto a panel model."""

import gc
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from terminal_daemon.config.model import DisplaySection, Interface, Language
from terminal_daemon.screen import view
from terminal_daemon.screen.device import DisplayUnusable, LumaPanels
from terminal_daemon.screen.oled import NoDisplay, Oled, open_display
from terminal_daemon.screen.rest import Habits, Light
from terminal_daemon.screen.view import Picture, Status
from terminal_daemon.values.amount import Fen
from tests.fakes.hand_time import HandTime
from tests.fakes.plain_panel import PlainPanel
from tests.fakes.till_panel import TillPanel, never

# luma.oled 3.16 reads pixels in a way that Pillow 13 calls deprecated
pytestmark = pytest.mark.filterwarnings("ignore:Image.Image.getdata:DeprecationWarning")

CHINESE = Language.CHINESE
READY = Picture(view.Ready(), Status())
TYPED = Picture(view.EnterAmount("12"), Status())
PAYING = Picture(view.Paying(Fen(1250)), Status())  # it neither wanders nor dims
MORE = Picture(view.EnterAmount("12.5"), Status())
PAID = Picture(view.Approved(Fen(1250), "0042"), Status())
STOPPED = Picture(view.Stopped(), Status())
COLOUR = DisplaySection(driver="ssd1351", interface=Interface.SPI, width=128, height=128)
HOUR_S = 3600.0


def always(_number: int) -> bool:
    return True


def every_third(number: int) -> bool:
    return number % 3 == 0


def healed_after(failures: int) -> Callable[[int], bool]:
    return lambda number: number <= failures


@pytest.fixture
def till() -> Iterator[TillPanel]:
    till = TillPanel()
    yield till
    till.bus.fault = never
    till.close()


def test_the_newest_picture_wins_while_the_bus_is_stuck(till: TillPanel) -> None:
    stuck = threading.Event()
    till.bus.fault = lambda _number: not stuck.wait(3.0)
    for amount in range(1000):
        till.oled.show(Picture(view.Paying(Fen(amount)), Status()))
    till.oled.show(PAID)  # all of this returned, with not one byte on the bus
    assert till.bus.writes == []

    stuck.set()
    till.time.settle()
    assert till.shows(PAID)
    pixels = sum(len(write) - 1 for write in till.bus.writes if write[0] == 0x40)
    assert pixels <= 3 * 1024  # luma's blank frame, perhaps the first of all, the newest


@pytest.mark.parametrize("failures", [1, 2, 7, 40])
def test_a_bus_that_fails_at_the_start_only_shows_the_newest_picture(failures: int) -> None:
    till = TillPanel(fault=healed_after(failures))
    till.show(READY)
    till.show(PAID)
    till.time.pass_by(failures)

    assert till.shows(PAID)
    till.close()
    assert till.shows(STOPPED)


@pytest.mark.parametrize("fault", [always, every_third])
@pytest.mark.parametrize("before", [None, READY])
def test_the_picture_is_back_within_two_seconds_after_an_hour_of_failures(
    till: TillPanel, fault: Callable[[int], bool], before: Picture | None
) -> None:
    if before is not None:
        till.show(before)
    till.bus.fault = fault
    till.show(TYPED)
    till.time.pass_by(HOUR_S)
    till.replug()
    till.show(PAID)
    till.bus.fault = never
    till.time.pass_by(2.0)

    assert till.shows(PAID)
    assert till.oled.works


def test_an_hour_of_failures_leaves_no_devices_behind(till: TillPanel) -> None:
    till.show(READY)
    before = luma_devices()
    till.bus.fault = every_third
    till.time.pass_by(HOUR_S)

    assert luma_devices() == before


def luma_devices() -> int:
    return sum("luma.oled.device" in str(type(each)) for each in gc.get_objects())


@pytest.mark.parametrize("failing", range(1, 9))
def test_after_a_write_that_fails_within_a_frame_all_is_sent_again(
    till: TillPanel, failing: int
) -> None:
    till.show(TYPED)
    first = till.bus.attempts + failing
    till.bus.fault = lambda number: number == first
    till.show(PAID)
    till.panel.receive(0x40, [0xAA] * 5000)  # what a panel has that lost its place
    till.time.pass_by(1.0)
    assert till.shows(PAID)

    till.show(MORE)
    assert till.shows(MORE)


def test_a_loss_is_said_once_and_so_is_the_recovery(
    till: TillPanel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="terminal_daemon.screen.oled")
    till.bus.fault = healed_after(9)
    till.show(READY)
    till.time.pass_by(20.0)
    till.show(PAID)

    assert till.shows(PAID)
    assert [(record.levelname, record.message.split(":")[0]) for record in caplog.records] == [
        ("WARNING", "display lost"),
        ("INFO", "display is back"),
    ]


def test_a_missing_panel_is_looked_for_every_second_whatever_is_shown(till: TillPanel) -> None:
    till.bus.fault = always
    till.show(READY)
    for amount in range(40):
        till.show(Picture(view.Paying(Fen(amount)), Status()))
        till.time.pass_by(0.25)

    assert till.bus.attempts == 11
    assert not till.oled.works


def test_a_panel_replugged_under_a_still_picture_shows_it_again(till: TillPanel) -> None:
    till.show(READY)
    till.bus.fault = always
    till.time.pass_by(5.0)
    till.replug()
    till.bus.fault = never
    till.time.pass_by(1.0)

    assert till.shows(READY)


def test_a_panel_whose_supply_dipped_unnoticed_is_whole_within_a_minute(till: TillPanel) -> None:
    till.show(PAYING)
    till.replug()
    till.time.pass_by(60.0)

    assert till.shows(PAYING)


def test_the_renewal_is_not_seen(till: TillPanel) -> None:
    till.show(PAYING)
    till.time.pass_by(59.0)
    seen = []
    before = len(till.bus.writes)

    def looks(_number: int) -> bool:
        seen.append(till.shows(PAYING) or not till.panel.on)
        return False

    till.bus.fault = looks
    till.time.pass_by(2.0)

    assert all(seen)
    assert sum(len(write) for write in till.bus.writes[before:]) > 1024
    assert till.shows(PAYING)


def test_a_still_picture_costs_a_look_every_two_seconds(till: TillPanel) -> None:
    till.show(READY)
    before, waits = till.bus.on_wire, till.time.waits
    till.time.pass_by(58.0)

    assert till.time.waits - waits == 29
    assert till.bus.on_wire - before == 29 * 3


def test_a_key_lights_a_dark_panel_though_its_picture_stays() -> None:
    till = TillPanel(habits=Habits(blank_after_s=30.0))
    till.show(READY)
    till.time.pass_by(40.0)
    was_on = till.panel.on

    till.oled.touched()
    till.time.settle()
    assert (was_on, till.panel.on, till.shows(READY)) == (False, True, True)
    till.close()


def test_health_follows_the_panel(till: TillPanel) -> None:
    health = [till.oled.works]
    till.show(READY)
    health.append(till.oled.works)
    till.bus.fault = always
    till.show(PAID)
    health.append(till.oled.works)

    assert health == [False, True, False]
    assert till.shows(READY)


@pytest.mark.parametrize(("fault", "on_it"), [(never, True), (always, False)])
def test_who_waits_for_the_first_picture_waits_until_it_is_there_or_the_panel_is_lost(
    till: TillPanel,
    fault: Callable[[int], bool],
    on_it: bool,
) -> None:
    till.bus.fault = fault
    till.oled.show(READY)
    till.oled.wait_for_first(within_s=10.0)

    assert till.oled.works is on_it


def test_nobody_waits_for_a_first_picture_longer_than_he_wants(till: TillPanel) -> None:
    till.oled.wait_for_first(within_s=0.01)

    assert not till.oled.works


def test_the_last_picture_stays_on_the_panel(till: TillPanel) -> None:
    till.show(READY)
    till.close()
    till.oled.show(PAID)
    till.oled.close(PAID)

    assert till.shows(STOPPED)
    assert not till.oled.works


def test_closing_tries_a_lost_panel_once_more(till: TillPanel) -> None:
    till.bus.fault = always
    till.show(READY)
    till.bus.fault = never
    till.close()

    assert till.shows(STOPPED)


def test_closing_at_once_leaves_the_last_picture(till: TillPanel) -> None:
    till.close()

    assert till.shows(STOPPED)


def test_closing_gives_up_on_a_stuck_bus(till: TillPanel, caplog: pytest.LogCaptureFixture) -> None:
    on_bus, stuck = threading.Event(), threading.Event()

    def sticks(_number: int) -> bool:
        on_bus.set()
        return not stuck.wait(3.0)

    till.bus.fault = sticks
    till.oled.show(READY)
    assert on_bus.wait(3.0)
    till.oled.close(STOPPED, within_s=0.01)
    till.oled.show(PAID)  # too late
    stuck.set()

    assert till.bus.wait_for(lambda: till.shows(STOPPED))
    assert [record.message for record in caplog.records] == [
        "display did not take its last picture within 0.01 s"
    ]


@pytest.mark.parametrize(
    "section",
    [
        DisplaySection(driver="ssd13066"),
        DisplaySection(port=250),
        DisplaySection(interface=Interface.SPI, port=250),
        DisplaySection(port=250, driver="ssd1306", width=100),
    ],
)
def test_a_display_that_is_not_there_is_only_a_warning(
    section: DisplaySection, caplog: pytest.LogCaptureFixture
) -> None:
    oled = open_display(section, CHINESE, HandTime().now)
    oled.show(READY)
    oled.close(STOPPED, within_s=4.0)

    assert not oled.works
    warnings = [each.message for each in caplog.records if each.levelno == logging.WARNING]
    assert [each.partition(":")[0] for each in warnings] == ["display lost"]


REFUSES = """
BCM, OUT, LOW, HIGH = 11, 0, 0, 1
def setmode(mode): pass
def setup(pin, way): raise RuntimeError("Cannot determine SOC peripheral base address")
"""


def test_a_gpio_library_that_does_not_know_the_board_stops_no_sale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "RPi").mkdir()
    (tmp_path / "RPi/GPIO.py").write_text(REFUSES)  # as on a Pi 5
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(DisplayUnusable, match="Cannot determine SOC"):
        LumaPanels(COLOUR)()


def test_a_bus_that_cannot_even_be_closed_is_let_go() -> None:
    class Torn(PlainPanel):
        def cleanup(self) -> None:
            raise OSError("no such device")

    panel, time = Torn(), HandTime()
    oled = Oled(lambda: panel, CHINESE, time.now, wait=time.wait)
    oled.show(READY)
    time.settle()
    oled.close(STOPPED, within_s=2.0)

    pictures = [call for call in panel.taken() if not isinstance(call, str | Light)]
    assert len(pictures) == 2


def test_an_unknown_driver_is_named() -> None:
    with pytest.raises(OSError, match="'ssd13066'"):
        LumaPanels(DisplaySection(driver="ssd13066"))()


def test_without_a_display_nothing_happens() -> None:
    display = open_display(DisplaySection(driver="none"), CHINESE, HandTime().now)
    display.show(READY)
    display.touched()
    display.wait_for_first(within_s=60.0)
    display.close(STOPPED)

    assert isinstance(display, NoDisplay)
    assert display.works
