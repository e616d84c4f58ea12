"""What goes over the I2C bus, byte for byte: address bytes and control bytes are counted too."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from terminal_daemon.config.model import DisplaySection, Language
from terminal_daemon.screen import view
from terminal_daemon.screen.device import LumaPanels
from terminal_daemon.screen.draw import draw
from terminal_daemon.screen.panels import Panel
from terminal_daemon.screen.rest import Habits, Light
from terminal_daemon.screen.view import Countdown, Picture, Status, View
from terminal_daemon.values.amount import Fen
from tests.fakes.sh1106 import Sh1106
from tests.fakes.ssd1306 import RecordingBus
from tests.fakes.till_panel import TillPanel

# luma.oled 3.16 reads pixels in a way that Pillow 13 calls deprecated
pytestmark = pytest.mark.filterwarnings("ignore:Image.Image.getdata:DeprecationWarning")

KEYSTROKE_BYTES = 170
COUNTDOWN_BYTES = 51  # both digits and three columns of the bar
COUNTDOWN_MEAN_BYTES = 36
SHORTER_TITLE_BYTES = 90  # from 10 to 9 the title loses a digit


def picture(shown: View) -> Picture:
    return Picture(shown, Status())


@pytest.fixture(params=Language, ids=lambda language: language.value)
def till(request: pytest.FixtureRequest) -> Iterator[TillPanel]:
    till = TillPanel(language=request.param)
    yield till
    till.close()


@pytest.mark.parametrize("amount", ["12.50", "0.05", "8888.88", "99999.99"])
def test_a_keystroke_is_at_most_170_bytes(till: TillPanel, amount: str) -> None:
    till.show(picture(view.EnterAmount(amount[:1])))
    typed = [amount[:end] for end in range(2, len(amount) + 1)]
    taken_back = [amount[:end] for end in range(len(amount) - 1, 0, -1)]
    for text in typed + taken_back:
        shown = picture(view.EnterAmount(text))
        assert 0 < till.show(shown) <= KEYSTROKE_BYTES
        assert till.shows(shown)


@pytest.mark.parametrize("kind", [view.PresentCode, view.Confirming, view.Checking])
def test_a_countdown_step_is_a_twentieth_of_a_frame(
    till: TillPanel, kind: type[view.CountingDown]
) -> None:
    till.show(picture(kind(Fen(1250), Countdown(60, 60))))
    costs = {}
    for left in range(59, -1, -1):
        shown = picture(kind(Fen(1250), Countdown(left, 60)))
        costs[left] = till.show(shown)
        assert till.shows(shown)

    assert costs.pop(9) <= SHORTER_TITLE_BYTES
    assert max(costs.values()) <= COUNTDOWN_BYTES
    assert sum(costs.values()) / len(costs) <= COUNTDOWN_MEAN_BYTES


def test_nothing_is_sent_when_no_pixel_changes(till: TillPanel) -> None:
    till.show(Picture(view.Ready(), Status(open_orders=100)))

    assert till.show(Picture(view.Ready(), Status(open_orders=120))) == 0  # "?99", both


def test_a_whole_frame_is_the_most_that_any_change_costs(till: TillPanel) -> None:
    till.show(picture(view.Ready()))

    assert till.show(picture(view.Approved(Fen(1250), "0042"))) <= 1024 + 8 + 2 * 1024 // 32


def test_a_keystroke_is_cheap_without_windows_too() -> None:
    glass = Sh1106()
    bus = RecordingBus(glass)
    panel = LumaPanels(DisplaySection(driver="sh1106"), bus)()
    panel.set_up()
    panel.light(Light.BRIGHT)
    show(panel, "1")
    for text, longer in pairwise(("1", "12", "12.", "12.5", "12.50")):
        before = bus.on_wire
        show(panel, longer)
        assert 0 < bus.on_wire - before <= KEYSTROKE_BYTES, text


def show(panel: Panel, text: str) -> None:
    panel.display(draw(picture(view.EnterAmount(text)), Language.CHINESE, panel.size))


def test_a_dark_panel_costs_next_to_nothing_and_lights_up_with_the_key() -> None:
    till = TillPanel(habits=Habits(dim_after_s=300.0, blank_after_s=3600.0))
    till.show(picture(view.Ready()))
    till.time.pass_by(299.0)
    assert till.panel.contrast == 0xCF
    till.time.pass_by(1.0)
    assert (till.panel.on, till.panel.contrast) == (True, 0x10)
    till.time.pass_by(3300.0)
    assert not till.panel.on

    before, waits = till.bus.on_wire, till.time.waits
    till.time.pass_by(3600.0)
    assert till.bus.on_wire - before == 1800 * 3
    assert till.time.waits - waits <= 3600  # one a second

    till.replug()
    shown = picture(view.EnterAmount("1"))
    till.show(shown)
    assert (till.panel.on, till.panel.contrast) == (True, 0xCF)
    assert till.shows(shown)
    till.close()


def test_out_of_service_is_shown_on_a_dark_panel() -> None:
    till = TillPanel(habits=Habits(blank_after_s=10.0))
    till.show(picture(view.Ready()))
    till.time.pass_by(20.0)
    assert not till.panel.on
    till.close()

    assert till.shows(picture(view.Stopped()))
