"""Each kind of panel, size and rotation, through luma's driver onto a model of its controller."""

import pytest
from luma.core.error import DeviceDisplayModeError
from luma.core.interface import serial

from terminal_daemon.config.model import DisplaySection, Interface, Language
from terminal_daemon.config.panels import SIZES
from terminal_daemon.screen import view
from terminal_daemon.screen.changes import pages_of
from terminal_daemon.screen.colours import coloured
from terminal_daemon.screen.device import LumaPanels
from terminal_daemon.screen.draw import PanelImage, draw
from terminal_daemon.screen.gallery import GALLERY
from terminal_daemon.screen.panels import Panel
from terminal_daemon.screen.rest import Light
from terminal_daemon.screen.view import Picture, Status
from terminal_daemon.values.amount import Fen
from tests.fakes.sh1106 import Sh1106
from tests.fakes.ssd1306 import RecordingBus, Ssd1306
from tests.fakes.ssd1351 import SpiBus, Ssd1351

# luma.oled 3.16 reads pixels in a way that Pillow 13 calls deprecated
pytestmark = pytest.mark.filterwarnings("ignore:Image.Image.getdata:DeprecationWarning")

CHINESE = Language.CHINESE
PICTURES = [picture for _, picture in GALLERY[::9]]
TURNS = (0, 1, 2, 3)


def ready(panel: Panel) -> None:
    panel.set_up()
    panel.light(Light.BRIGHT)


def turned(image: PanelImage, rotate: int) -> PanelImage:
    return image.rotate(-90 * rotate, expand=True)


def rows(image: PanelImage) -> tuple[int, ...]:
    packed, stride = image.tobytes(), image.width // 8
    return tuple(
        int.from_bytes(packed[start : start + stride]) for start in range(0, len(packed), stride)
    )


@pytest.mark.parametrize("rotate", TURNS)
@pytest.mark.parametrize(
    ("driver", "width", "height"),
    [
        ("ssd1306", 128, 64),
        ("ssd1306", 128, 32),
        ("ssd1306", 64, 48),
        ("ssd1309", 128, 64),
        ("ssd1315", 128, 64),
    ],
)
def test_every_picture_is_on_the_glass(driver: str, width: int, height: int, rotate: int) -> None:
    glass = Ssd1306(width, height)
    section = DisplaySection(driver=driver, width=width, height=height, rotate=rotate)
    panel = LumaPanels(section, RecordingBus(glass))()
    ready(panel)
    assert panel.size == ((width, height) if rotate % 2 == 0 else (height, width))
    for picture in PICTURES:
        image = draw(picture, CHINESE, panel.size)
        panel.display(image)
        assert glass.rows() == rows(turned(image, rotate))


@pytest.mark.parametrize("rotate", TURNS)
def test_every_picture_is_on_a_panel_without_windows(rotate: int) -> None:
    glass = Sh1106()
    panel = LumaPanels(DisplaySection(driver="sh1106", rotate=rotate), RecordingBus(glass))()
    ready(panel)
    for picture in PICTURES:
        image = draw(picture, CHINESE, panel.size)
        panel.display(image)
        assert glass.rows() == rows(turned(image, rotate))


@pytest.mark.parametrize("rotate", TURNS)
def test_every_picture_is_on_a_colour_panel_in_its_colours(rotate: int) -> None:
    glass = Ssd1351()
    panel = colour_panel(glass, rotate)
    ready(panel)
    for picture in PICTURES:
        image = coloured(draw(picture, CHINESE, panel.size), picture.view)
        panel.display(image)
        upright = turned(image, rotate).tobytes()
        seen = [(red >> 3, green >> 2, blue >> 3) for red, green, blue in triples(upright)]
        assert [pixel for row in glass.pixels() for pixel in row] == seen


def colour_panel(glass: Ssd1351, rotate: int = 0) -> Panel:
    bus = SpiBus(glass)
    section = DisplaySection(
        driver="ssd1351", interface=Interface.SPI, width=128, height=128, rotate=rotate
    )
    return LumaPanels(section, serial=serial.spi(spi=bus, gpio=bus))()


def triples(packed: bytes) -> list[tuple[int, int, int]]:
    return list(zip(packed[::3], packed[1::3], packed[2::3], strict=True))


def test_a_colour_panel_is_sent_what_changed() -> None:
    glass = Ssd1351()
    panel = colour_panel(glass)
    ready(panel)
    for text in ("12", "12.", "12.5"):
        before = glass.pixels_sent
        shown = view.EnterAmount(text)
        image = draw(Picture(shown, Status()), CHINESE, panel.size)
        panel.display(coloured(image, shown))
    assert 0 < glass.pixels_sent - before < 128 * 128 // 16

    panel.forget()
    panel.display(coloured(image, shown))
    assert glass.pixels_sent - before > 128 * 128


def test_dimming_and_light_reach_the_controllers() -> None:
    glass, colours = Ssd1306(), Ssd1351()
    contrasts = []
    for panel in (LumaPanels(DisplaySection(), RecordingBus(glass))(), colour_panel(colours)):
        for light in (Light.BRIGHT, Light.DIM, Light.OFF):
            panel.set_up()
            panel.light(light)
            contrasts.append((glass.contrast, glass.on, colours.contrast[0], colours.on))

    assert contrasts == [
        (0xCF, True, 0x8A, False),
        (0x10, True, 0x8A, False),
        (0xCF, False, 0x8A, False),
        (0xCF, False, 0xFF, True),
        (0xCF, False, 0x10, True),
        (0xCF, False, 0xFF, False),
    ]


@pytest.mark.parametrize(
    ("driver", "size"), [(driver, size) for driver in SIZES for size in SIZES[driver]]
)
def test_each_size_that_may_be_configured_is_luma_s(driver: str, size: tuple[int, int]) -> None:
    section = DisplaySection(driver=driver, width=size[0], height=size[1])

    assert LumaPanels(section, RecordingBus(Ssd1306()))().size == size


@pytest.mark.parametrize("driver", sorted(set(SIZES) - {"ssd1322_nhd"}))
def test_luma_has_no_other_size_of_the_usual_ones(driver: str) -> None:
    """But for ssd1322_nhd, where luma takes any and makes it 128×64."""
    usual = {size for sizes in SIZES.values() for size in sizes}
    for width, height in usual - set(SIZES[driver]):
        section = DisplaySection(driver=driver, width=width, height=height)
        with pytest.raises(DeviceDisplayModeError):
            LumaPanels(section, RecordingBus(Ssd1306()))()


def test_luma_and_we_address_the_same_memory() -> None:
    """luma's own whole frame, then ours of the same picture, leave the memory equal."""
    from luma.oled.device import sh1106, ssd1306  # noqa: PLC0415 - as the door does

    image = draw(Picture(view.Paying(Fen(1250)), Status()), CHINESE)
    for make, driver, luma_s, ours in (
        (ssd1306, "ssd1306", Ssd1306(), Ssd1306()),
        (sh1106, "sh1106", Sh1106(), Sh1106()),
    ):
        make(serial.i2c(bus=RecordingBus(luma_s))).display(image)
        panel = LumaPanels(DisplaySection(driver=driver), RecordingBus(ours))()
        ready(panel)
        panel.display(image)
        assert luma_s.ram == ours.ram
        assert pages_of(image.tobytes(), 128)[:128] in bytes(ours.ram[0])
