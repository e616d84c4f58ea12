"""A terminal that only says what it is told to say, for the API's tests."""

from dataclasses import dataclass, field
from enum import Enum

from terminal_daemon.api.doors import Bulletin, Health
from terminal_daemon.screen.view import Picture, Ready, Status
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.order_number import OrderNumber


class Doing(Enum):
    READY = "ready"


READY = Picture(Ready(), Status())


@dataclass
class FakeHealth:
    scanner: bool = True
    keypad: bool = True
    display: bool = True
    network: bool = True
    clock: bool = True
    journal: bool = True
    open_orders: int = 0
    test: bool = False


@dataclass
class FakeBulletin:
    picture: Picture = READY
    picture_version: int = 1
    doing: Enum = Doing.READY
    condition: Health = field(default_factory=FakeHealth)
    order: OrderNumber | None = None
    amount: Fen | None = None
    version: int = 1
    recorded: int = 0


@dataclass
class FakeTill:
    bulletin: Bulletin = field(default_factory=FakeBulletin)
