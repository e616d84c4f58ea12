import pytest
from PIL import Image

from terminal_daemon.screen.draw import PanelImage
from terminal_daemon.screen.panels import CONTROLLERS, LumaPanel, PagePanel
from terminal_daemon.screen.rest import Light

BLANK = Image.new("1", (128, 64))
SPOT = BLANK.copy()
SPOT.putpixel((100, 9), 255)


class Device:
    """A luma device and its wire; every call is remembered, and one may fail."""

    def __init__(self, mode: str = "1", size: tuple[int, int] = (128, 64)) -> None:
        self.size = size
        self.mode = mode
        self.persist = False
        self.calls: list[object] = []
        self.fails_at = -1

    def note(self, call: object) -> None:
        self.calls.append(call)
        if len(self.calls) == self.fails_at:
            raise OSError("gone")

    def command(self, *command: int) -> None:
        self.note(command)

    def data(self, data: list[int], /) -> None:
        self.note(data)

    def preprocess(self, image: PanelImage, /) -> PanelImage:
        return image

    def display(self, image: PanelImage, /) -> None:
        self.note(image)

    def show(self) -> None:
        self.note("show")

    def hide(self) -> None:
        self.note("hide")

    def contrast(self, level: int, /) -> None:
        self.note(level)

    def set_up(self) -> None:
        self.note("set_up")

    def cleanup(self) -> None:
        self.note("cleanup")


class Differ:
    """luma's comparison with the picture before."""

    def __init__(self) -> None:
        self.prev_image: PanelImage | None = BLANK


class Comparing(Device):
    """A luma device that sends what changed."""

    def __init__(self, mode: str) -> None:
        super().__init__(mode)
        self.framebuffer = Differ()


@pytest.mark.parametrize(
    ("driver", "size", "opened"),
    [
        ("ssd1306", (128, 64), (0x21, 100, 100, 0x22, 1, 1)),
        ("ssd1305", (128, 32), (0x21, 104, 104, 0x22, 1, 1)),
        ("sh1106", (128, 64), (0xB1, 0x06, 0x16)),
        ("sh1107", (128, 128), (0xB1, 0x04, 0x16)),
        ("ch1115", (128, 64), (0xB1, 0x06, 0x16)),
    ],
)
def test_a_changed_byte_is_opened_as_the_controller_wants(
    driver: str, size: tuple[int, int], opened: tuple[int, ...]
) -> None:
    device = Device(size=size)
    panel = PagePanel(device, device, CONTROLLERS[driver])
    panel.display(BLANK.crop((0, 0, *size)))
    device.calls.clear()
    panel.display(SPOT.crop((0, 0, *size)))

    assert device.calls == [opened, [0x02]]


@pytest.mark.parametrize(("width", "height"), [(64, 48), (64, 32), (128, 32)])
def test_small_glass_has_the_middle_columns(width: int, height: int) -> None:
    device = Device(size=(width, height))
    panel = PagePanel(device, device, CONTROLLERS["ssd1306"])
    panel.display(BLANK.crop((0, 0, width, height)))

    first = 32 if width == 64 else 0
    assert device.calls[0] == (0x21, first, first + width - 1, 0x22, 0, height // 8 - 1)


@pytest.mark.parametrize("fails_at", [1, 2])
def test_after_a_write_that_failed_all_is_sent(fails_at: int) -> None:
    device = Device()
    panel = PagePanel(device, device, CONTROLLERS["ssd1306"])
    panel.display(BLANK)
    device.calls.clear()
    device.fails_at = fails_at
    with pytest.raises(OSError, match="gone"):
        panel.display(SPOT)
    device.calls.clear()
    device.fails_at = -1
    panel.display(SPOT)

    assert len(device.calls[1]) == 1024  # type: ignore[arg-type]


def test_what_was_forgotten_is_sent_whole() -> None:
    device = Device()
    panel = PagePanel(device, device, CONTROLLERS["ssd1306"])
    panel.display(SPOT)
    device.calls.clear()
    panel.display(SPOT)
    assert device.calls == []

    panel.forget()
    panel.display(SPOT)
    assert len(device.calls[1]) == 1024  # type: ignore[arg-type]


def test_the_light() -> None:
    device = Device()
    panel = PagePanel(device, device, CONTROLLERS["ssd1306"])
    panel.set_up()
    for light in Light:
        panel.light(light)
    panel.cleanup()

    assert device.calls == ["set_up", "show", 0x10, "show", "hide", "cleanup"]
    assert device.persist


@pytest.mark.parametrize("mode", ["1", "RGB"])
def test_luma_compares_for_other_panels(mode: str) -> None:
    device = Comparing(mode)
    panel = LumaPanel(device, device)
    panel.display(SPOT)
    panel.display(SPOT)
    assert device.calls == [SPOT.convert(mode)]
    assert device.framebuffer.prev_image is BLANK

    panel.forget()
    panel.display(SPOT)
    assert device.calls == [SPOT.convert(mode)] * 2
    assert device.framebuffer.prev_image is None


def test_a_panel_that_luma_does_not_compare_for_is_sent_whole() -> None:
    device = Device()
    panel = LumaPanel(device, device, colours=True)
    panel.display(SPOT)
    panel.forget()
    panel.display(SPOT)

    assert panel.mode == "RGB"
    assert device.calls == [SPOT, SPOT]


def test_luma_is_given_all_again_after_a_failure() -> None:
    device = Device()
    panel = LumaPanel(device, device)
    panel.display(SPOT)
    device.fails_at = 2
    with pytest.raises(OSError, match="gone"):
        panel.display(BLANK)
    panel.display(SPOT)

    assert device.calls == [SPOT, BLANK, SPOT]
