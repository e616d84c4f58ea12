"""What the owner's commands read: the journal beside the terminal, and the shop's days."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date, tzinfo
from pathlib import Path
from typing import Final

from terminal_daemon.cli.days import Lately, day_meant
from terminal_daemon.config.load import load_config
from terminal_daemon.config.model import Config
from terminal_daemon.config.time_zones import zone_of
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.reader import JournalReader, open_reader
from terminal_daemon.sale.sale import Sale
from terminal_daemon.terminal.clock import SystemClock
from terminal_daemon.values.business_day import BusinessDays, Span
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.errors import TerminalError
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.secret import Secret

_NOT_NEEDED: Final = Secret("-")


class NoSuchSale(TerminalError):
    """The journal has no such order."""


@dataclass(frozen=True, slots=True)
class Books:
    """An open journal, read only, and how the shop counts its days."""

    config: Config
    reader: JournalReader
    days: BusinessDays

    @property
    def zone(self) -> tzinfo:
        """Return the shop's time zone."""
        return self.days.zone

    def day(self, said: date | Lately) -> date:
        """Return the day that is meant."""
        now = SystemClock(asyncio.get_running_loop().time).now().unix
        return day_meant(said, self.days.day_of(now))

    def span(self, said: date | Lately | None) -> Span | None:
        """Return its seconds."""
        return None if said is None else self.days.span(self.day(said))

    async def sale(self, order: str) -> Sale:
        """Return the sale of an order number. Raises NoSuchSale, JournalError."""
        sale = await self.reader.sale(OrderNumber(order))
        if sale is None:
            raise NoSuchSale(f"there is no sale {order[:64]!r} in the journal")
        return sale


def settings(path: Path) -> Config:
    """Return the configuration without its secrets, which are root's. Raises ConfigError."""
    return load_config(path, os.environ, key=_NOT_NEEDED, token=_NOT_NEEDED)


def days_of(config: Config) -> BusinessDays:
    """Return how the shop counts its days."""
    shop = config.terminal
    return BusinessDays(zone_of(shop.time_zone), shop.day_begins)


@asynccontextmanager
async def open_books(path: Path) -> AsyncIterator[Books]:
    """Open the journal that the configuration names. Raises ConfigError, JournalError."""
    config = settings(path)
    try:
        reader = open_reader(config.journal.path)
    except JournalError as error:
        if os.geteuid() == 0 or "Permission denied" not in str(error):
            raise
        raise JournalError(f"{error}: try with sudo") from error
    try:
        yield Books(config, reader, days_of(config))
    finally:
        await reader.close()


def terminal_width() -> int | None:
    """Return how wide the output may be; None where nobody looks at it."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def say(lines: Iterable[str]) -> None:
    """Print lines; what the terminal cannot show becomes a question mark."""
    out = sys.stdout
    for line in lines:
        print(line.encode(out.encoding, "replace").decode(out.encoding))
