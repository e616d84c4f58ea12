"""The display's drivers, and which sizes their panels have, in pixels, before they are rotated."""

from collections.abc import Mapping
from typing import Final

NO_DRIVER: Final = "none"
"""For a terminal without a display."""

DRIVERS: Final = (
    "ssd1306",
    "ssd1305",
    "ssd1309",
    "ssd1315",
    "ssd1316",
    "ssd1322",
    "ssd1322_nhd",
    "ssd1325",
    "ssd1327",
    "ssd1331",
    "ssd1351",
    "ssd1362",
    "ssd1363",
    "sh1106",
    "sh1107",
    "ch1115",
    "ws0010",
    "winstar_weh",
    NO_DRIVER,
)
"""luma.oled's drivers, and none of them."""

_SSD1306: Final = ((128, 64), (128, 32), (96, 16), (64, 48), (64, 32))

SIZES: Final[Mapping[str, tuple[tuple[int, int], ...]]] = {
    "ssd1305": ((128, 64), (128, 32)),
    "ssd1306": _SSD1306,
    "ssd1309": _SSD1306,
    "ssd1315": _SSD1306,
    "ssd1316": _SSD1306,
    "ssd1322": (
        *((256, 64), (256, 48), (256, 32)),
        *((128, 64), (128, 48), (128, 32)),
        *((64, 64), (64, 48), (64, 32)),
    ),
    "ssd1322_nhd": ((128, 64),),
    "ssd1325": ((128, 64),),
    "ssd1327": ((128, 128),),
    "ssd1331": ((96, 64),),
    "ssd1351": ((128, 128), (128, 96), (96, 96)),
    "ssd1362": ((256, 64),),
    "ssd1363": ((256, 128),),
    "sh1106": ((128, 64), (128, 32), (128, 128)),
    "sh1107": ((128, 128), (64, 128), (80, 128)),
    "ch1115": ((128, 64),),
}
"""A driver that is not here takes any."""

SPI_ONLY: Final = frozenset({"ssd1322", "ssd1322_nhd", "ssd1325", "ssd1331", "ssd1351"})
"""Drivers of controllers that luma knows on SPI and not on I2C."""

LEAST: Final = ((128, 32), (64, 48))
"""The screens need one of these at least, as the panel stands once it is rotated."""


def holds_the_screens(width: int, height: int, quarter_turns: int) -> bool:
    """Tell whether a panel has room enough."""
    stands = (height, width) if quarter_turns % 2 else (width, height)
    return any(stands[0] >= least[0] and stands[1] >= least[1] for least in LEAST)
