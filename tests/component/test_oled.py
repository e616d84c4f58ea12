"""Pictures through the real luma driver onto a panel that decodes them by the datasheet."""

import logging
import threading
from collections.abc import Callable, Iterator

import pytest

from terminal_daemon.config.model import DisplaySection, Interface, Language
from terminal_daemon.screen import view
from terminal_daemon.screen.draw import PanelImage, draw
from terminal_daemon.screen.gallery import GALLERY
from terminal_daemon.screen.layout import compose
from terminal_daemon.screen.oled import Device, NoDisplay, Oled, luma_device, open_display
from terminal_daemon.screen.view import Picture, Status
from terminal_daemon.values.amount import Fen
from tests.fakes.ssd1306 import RecordingBus, Ssd1306

# luma.oled 3.16 reads pixels in a way that Pillow 13 calls deprecated
pytestmark = pytest.mark.filterwarnings("ignore:Image.Image.getdata:DeprecationWarning")

CHINESE = Language.CHINESE
READY = Picture(view.Ready(), Status())
PAID = Picture(view.Approved(Fen(1250), "0042"), Status())
STOPPED = Picture(view.Stopped(), Status())
WRITES_A_FRAME = 1 + 1024 // 32  # the window, then 32 bytes a write
NEVER_S = 3600.0


def rows(picture: Picture, language: Language = CHINESE) -> tuple[int, ...]:
    return tuple(compose(picture, language).rows)


class Counter:
    """A terminal's panel, its bus and the display before it."""

    def __init__(self) -> None:
        self.panel = Ssd1306()
        self.bus = RecordingBus(self.panel)
        self.devices: list[Device] = []
        self.oled: Oled | None = None

    def make_device(self) -> Device:
        device = luma_device(DisplaySection(), self.bus)
        self.devices.append(device)
        return device

    def start(
        self,
        language: Language = CHINESE,
        check_every_s: float = NEVER_S,
        retry_every_s: float = 0.01,
    ) -> Oled:
        self.oled = Oled(
            self.make_device, language, retry_every_s=retry_every_s, check_every_s=check_every_s
        )
        return self.oled

    def shows(self, picture: Picture, language: Language = CHINESE) -> bool:
        expected = rows(picture, language)
        return self.bus.wait_for(
            lambda: self.panel.at_window_start and self.panel.rows() == expected
        )


@pytest.fixture
def counter() -> Iterator[Counter]:
    counter = Counter()
    yield counter
    if counter.oled is not None:
        counter.oled.close(STOPPED, within_s=2.0)


@pytest.mark.parametrize("language", Language)
def test_the_panel_shows_exactly_what_was_drawn(counter: Counter, language: Language) -> None:
    oled = counter.start(language)
    for _, picture in GALLERY[::18]:
        oled.show(picture)
        assert counter.shows(picture, language)
        image = draw(picture, language)
        shining = b"".join(row.to_bytes(16, "big") for row in counter.panel.rows())
        assert shining == image.tobytes()


def test_the_newest_picture_wins_while_the_bus_is_stuck(counter: Counter) -> None:
    stuck = threading.Event()
    counter.bus.fault = lambda _number: not stuck.wait(3.0)
    oled = counter.start()
    for amount in range(1000):
        oled.show(Picture(view.Paying(Fen(amount)), Status()))
    oled.show(PAID)  # all of this returned, with not one byte on the bus
    assert counter.bus.writes == []

    stuck.set()
    assert counter.shows(PAID)
    frames = sum(write[0] == 0x40 for write in counter.bus.writes) // 32
    assert frames <= 3  # luma's blank one, perhaps the first of all, the newest


def test_nothing_is_sent_when_no_pixel_changes(counter: Counter) -> None:
    oled = counter.start()
    many = Picture(view.Ready(), Status(open_orders=100))
    oled.show(many)
    assert counter.shows(many)
    before = len(counter.bus.writes)
    oled.show(many)
    oled.close(Picture(view.Ready(), Status(open_orders=120)), within_s=2.0)  # "?99", both

    assert len(counter.bus.writes) == before


def test_a_changed_picture_is_one_frame(counter: Counter) -> None:
    oled = counter.start()
    oled.show(READY)
    assert counter.shows(READY)
    before = len(counter.bus.writes)
    oled.close(PAID, within_s=2.0)

    assert len(counter.bus.writes) - before == WRITES_A_FRAME


def healed_after(failures: int) -> Callable[[int], bool]:
    return lambda number: number <= failures


def every_third_until(last: int) -> Callable[[int], bool]:
    return lambda number: number % 3 == 0 and number <= last


@pytest.mark.parametrize("fault", [healed_after(1), healed_after(7), every_third_until(60)])
def test_a_failing_bus_recovers_with_the_newest_picture(
    counter: Counter, fault: Callable[[int], bool]
) -> None:
    counter.bus.fault = fault
    oled = counter.start()
    oled.show(READY)
    oled.show(PAID)

    assert counter.shows(PAID)
    oled.close(STOPPED, within_s=2.0)
    assert counter.panel.rows() == rows(STOPPED)


def test_a_loss_is_said_once_and_so_is_the_recovery(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="terminal_daemon.screen.oled")
    counter.bus.fault = healed_after(9)
    oled = counter.start()
    oled.show(READY)
    assert counter.shows(READY)
    oled.close(PAID, within_s=2.0)

    assert [(record.levelname, record.message.split(":")[0]) for record in caplog.records] == [
        ("WARNING", "display lost"),
        ("INFO", "display is back"),
    ]


def test_a_panel_that_never_answers_stops_nothing(counter: Counter) -> None:
    counter.bus.fault = lambda _number: True
    oled = counter.start()
    for amount in range(100):
        oled.show(Picture(view.Paying(Fen(amount)), Status()))
    assert counter.bus.wait_for(lambda: counter.bus.attempts >= 5)

    assert not oled.healthy
    oled.close(STOPPED, within_s=2.0)
    assert counter.bus.writes == []


def test_a_panel_replugged_under_a_still_picture_shows_it_again(counter: Counter) -> None:
    oled = counter.start(check_every_s=0.01)
    oled.show(READY)
    assert counter.shows(READY)

    counter.bus.fault = lambda _number: True
    noticed = counter.bus.attempts + 2
    assert counter.bus.wait_for(lambda: counter.bus.attempts >= noticed)
    counter.panel = counter.bus.panel = Ssd1306()  # plugged in again: reset, dark, empty
    counter.bus.fault = lambda _number: False

    assert counter.shows(READY)


def test_health_follows_the_panel(counter: Counter) -> None:
    oled = counter.start(retry_every_s=NEVER_S)
    health = [oled.healthy]
    oled.show(READY)
    assert counter.shows(READY)
    oled.show(PAID)
    assert counter.shows(PAID)
    health.append(oled.healthy)
    counter.bus.fault = lambda _number: True
    oled.close(STOPPED, within_s=2.0)
    health.append(oled.healthy)

    assert health == [False, True, False]
    assert counter.panel.rows() == rows(PAID)


def test_the_last_picture_outlives_the_process(counter: Counter) -> None:
    oled = counter.start()
    oled.show(READY)
    oled.close(STOPPED, within_s=2.0)
    for device in counter.devices:
        device.cleanup()  # what luma registered for the interpreter's end

    assert counter.panel.rows() == rows(STOPPED)


def test_what_is_shown_after_the_end_is_ignored(counter: Counter) -> None:
    oled = counter.start()
    oled.close(STOPPED, within_s=2.0)
    oled.show(PAID)
    oled.close(STOPPED)

    assert counter.panel.rows() == rows(STOPPED)


def test_closing_tries_a_lost_panel_once_more(counter: Counter) -> None:
    counter.bus.fault = lambda _number: True
    oled = counter.start(retry_every_s=NEVER_S)
    oled.show(READY)
    assert counter.bus.wait_for(lambda: counter.bus.attempts > 0)
    counter.bus.fault = lambda _number: False
    oled.close(STOPPED, within_s=2.0)

    assert counter.panel.rows() == rows(STOPPED)


def test_closing_gives_up_on_a_stuck_bus(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    on_bus, stuck = threading.Event(), threading.Event()

    def sticks(_number: int) -> bool:
        on_bus.set()
        return not stuck.wait(3.0)

    counter.bus.fault = sticks
    oled = counter.start()
    oled.show(READY)
    assert on_bus.wait(3.0)
    oled.close(STOPPED, within_s=0.01)
    oled.show(PAID)  # too late
    stuck.set()

    assert counter.shows(STOPPED)
    assert [record.message for record in caplog.records] == [
        "display did not take its last picture within 0.01 s"
    ]


class ColourPanel:
    """A device of another kind: colours, and a bus that cannot even be closed."""

    size = (128, 64)
    mode = "RGB"
    persist = False

    def __init__(self) -> None:
        self.modes: list[str] = []

    def display(self, image: PanelImage, /) -> None:
        self.modes.append(image.mode)

    def show(self) -> None:
        raise AssertionError("looked after too early")

    def cleanup(self) -> None:
        raise OSError("no such device")


def test_a_colour_panel_gets_its_mode_and_may_fail_to_close() -> None:
    panel = ColourPanel()
    oled = Oled(lambda: panel, CHINESE, check_every_s=NEVER_S)
    oled.close(STOPPED, within_s=2.0)

    assert (panel.modes, panel.persist, oled.healthy) == (["RGB"], True, False)


@pytest.mark.parametrize(
    "section",
    [
        DisplaySection(driver="ssd13066"),
        DisplaySection(port=250),
        DisplaySection(interface=Interface.SPI, port=250),
    ],
)
def test_a_display_that_is_not_there_is_only_a_warning(
    section: DisplaySection, caplog: pytest.LogCaptureFixture
) -> None:
    oled = open_display(section, CHINESE)
    oled.show(READY)
    oled.close(STOPPED, within_s=4.0)

    assert not oled.healthy
    warnings = [each.message for each in caplog.records if each.levelno == logging.WARNING]
    assert [each.partition(":")[0] for each in warnings] == ["display lost"]


def test_an_unknown_driver_is_named() -> None:
    with pytest.raises(OSError, match="'ssd13066'"):
        luma_device(DisplaySection(driver="ssd13066"))


def test_without_a_display_nothing_happens() -> None:
    display = open_display(DisplaySection(driver="none"), CHINESE)
    display.show(READY)
    display.close(STOPPED)

    assert isinstance(display, NoDisplay)
    assert display.healthy
