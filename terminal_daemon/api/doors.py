"""What the API asks of the terminal; the real one and the tests' fake both fit."""

from enum import Enum
from typing import Protocol

from terminal_daemon.screen.view import Picture
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.order_number import OrderNumber


class Health(Protocol):
    """What works."""

    scanner: bool
    keypad: bool
    display: bool
    network: bool
    clock: bool
    journal: bool
    open_orders: int
    test: bool


class Bulletin(Protocol):
    """terminal/bulletin.py: what is known now."""

    picture: Picture
    picture_version: int
    doing: Enum
    condition: Health
    order: OrderNumber | None
    amount: Fen | None
    version: int
    recorded: int


class Terminal(Protocol):
    """terminal/terminal.py."""

    bulletin: Bulletin
