"""The door to the I2C bus (i2c-dev): who answers, and with which status byte. Raises nothing."""

import os
from fcntl import ioctl
from pathlib import Path
from typing import Final

from terminal_daemon.config.model import DisplaySection
from terminal_daemon.doctor.panel import USUAL, PanelFacts

_I2C_SLAVE: Final = 0x0703
_COMMANDS_FOLLOW: Final = b"\x00"  # and none does: all it changes is that a status can be read


def look_at_bus(display: DisplaySection, folder: Path = Path("/dev")) -> PanelFacts:
    """Return which buses there are, and who answers on the configured one.

    One byte goes to each usual address of a panel; a running terminal is not disturbed.
    """
    nodes = tuple(sorted(str(node) for kind in ("i2c-*", "spidev*") for node in folder.glob(kind)))
    node = folder / f"i2c-{display.port}"
    answers = {}
    if str(node) not in nodes:
        return PanelFacts(nodes)
    for address in dict.fromkeys((display.address, *USUAL)):
        try:
            bus = os.open(node, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            return PanelFacts(nodes, error.strerror or str(error))
        try:
            ioctl(bus, _I2C_SLAVE, address)
            os.write(bus, _COMMANDS_FOLLOW)
            answers[address] = os.read(bus, 1)[0]
        except (OSError, IndexError):
            continue  # nobody has this address
        finally:
            os.close(bus)
    return PanelFacts(nodes, answers=answers)
