"""What the demo's virtual keyboards typed, read as the terminal would read it."""

import os

from terminal_daemon.demo.world import World
from terminal_daemon.keys.feed import Feed, fed
from terminal_daemon.keys.inputs import KeyTyped, LineRead
from terminal_daemon.keys.match import Role
from terminal_daemon.keys.virtual import VirtualKeyboard


def came(keyboard: VirtualKeyboard, role: Role) -> str:
    """Return what the keyboard typed since the last look."""
    fd = keyboard.reopened()
    os.set_blocking(fd, False)
    try:
        data = os.read(fd, 65536)
    except BlockingIOError:
        return ""
    finally:
        os.close(fd)
    _, events = fed(Feed(role), data)
    lines = [event.line.text for event in events if isinstance(event, LineRead)]
    return "".join(lines + [event.char for event in events if isinstance(event, KeyTyped)])


def scanned(world: World) -> str:
    """Return what the scanner read."""
    return came(world.scanner, Role.SCANNER)


def keyed(world: World) -> str:
    """Return what the keypad typed."""
    return came(world.keypad, Role.KEYPAD)
