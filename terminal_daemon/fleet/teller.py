"""Puts into messages what the journal holds and what the terminal knows of itself."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from terminal_daemon import __version__
from terminal_daemon.fleet import payloads
from terminal_daemon.fleet.backlog import day_of
from terminal_daemon.fleet.doors import Message, Reader, Terminal
from terminal_daemon.fleet.topics import Topics
from terminal_daemon.journal.outbox import Owed
from terminal_daemon.journal.stream import Step
from terminal_daemon.receipts.trouble import PrinterHealth
from terminal_daemon.sale.state import State
from terminal_daemon.terminal.bulletin import Health
from terminal_daemon.values.business_day import FIRST, LAST, BusinessDays
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

MOST_LISTED: Final = 50
"""Open orders in one message."""


Listed = tuple[tuple[OrderNumber, State], ...]
"""The open orders, as far as a change of them is worth a word."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What works, as far as a change of it is worth a word."""

    parts: Health
    printer: PrinterHealth | None
    """Without its counts; None: there is none."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Knows one terminal and its topics. What reads the journal raises JournalError."""

    topics: Topics
    store: str
    config_in_force: int | None
    """The serial of what was configured from afar; None: nothing is."""
    terminal: Terminal
    reader: Reader
    days: BusinessDays
    wall: Callable[[], UnixSeconds]

    async def steps(self, steps: Sequence[Step]) -> list[Message]:
        """Return a message for each step."""
        told = []
        for step in steps:
            is_refund = payloads.is_of_refund(step)
            refunds = await self.reader.refunds(step.sale.order) if is_refund else ()
            members = payloads.sale_event(self.topics.terminal, step, refunds)
            told.append(Message(self.topics.sale, payloads.encoded(members)))
        return told

    def days_of(self, steps: Iterable[Step]) -> set[date]:
        """Return the days whose totals these steps may have changed."""
        moments = {at for step in steps for at in (step.at, step.sale.created_at)}
        return {self.days.day_of(at) for at in moments}

    async def word(self, owed: Owed, seq: int) -> Message | None:
        """Return what is owed on a subject; None: nobody can say it any more.

        `seq` is the last step told.
        """
        day = day_of(owed)
        if day is not None and FIRST <= day <= LAST:
            return await self._totals(day, seq)
        if not owed.said:
            return None
        return Message(self.topics.of(owed.subject), owed.said.encode(), retain=True)

    def today(self) -> date:
        """Return the shop's day."""
        return self.days.day_of(self.wall())

    @property
    def condition(self) -> Condition:
        """What works now."""
        bulletin = self.terminal.bulletin
        printer = None if bulletin.printer is None else PrinterHealth(bulletin.printer.trouble)
        return Condition(bulletin.condition, printer)

    async def health(self, condition: Condition, seq: int) -> Message:
        """Return what works and what does not, and how many steps there are after the last told."""
        behind = await self.reader.newest_seq() - seq
        members = payloads.health(
            self.topics.terminal,
            store=self.store,
            version=__version__,
            condition=condition.parts,
            printer=condition.printer,
            config_in_force=self.config_in_force,
            measures=self.terminal.measures,
            notices=len(self.terminal.bulletin.notices),
            told=seq,
            behind=max(0, behind),
            now=self.wall(),
        )
        return Message(self.topics.health, payloads.encoded(members), retain=True)

    async def open_orders(self) -> tuple[Listed, Message]:
        """Return the orders that are unknown or left the counter open, and what is said of them."""
        at_counter = self.terminal.bulletin.order
        found = await self.reader.unknown(MOST_LISTED + 2)
        others = [
            sale
            for sale in found
            if sale.state is State.UNKNOWN
            or (sale.order != at_counter and sale.state is not State.AWAITING_CODE)
        ]
        members = payloads.open_orders(
            self.topics.terminal,
            others[:MOST_LISTED],
            more=len(others) > MOST_LISTED,
            now=self.wall(),
        )
        message = Message(self.topics.open_orders, payloads.encoded(members), retain=True)
        return tuple((sale.order, sale.state) for sale in others), message

    def presence(self, *, online: bool, why: str) -> Message:
        """Return that the terminal is there, or why not."""
        return self._presence(online=online, why=why, now=self.wall())

    def last_will(self) -> Message:
        """Return what the broker tells once the terminal is gone without a word."""
        return self._presence(online=False, why="lost", now=None)

    def _presence(self, *, online: bool, why: str, now: UnixSeconds | None) -> Message:
        members = payloads.presence(self.topics.terminal, online=online, why=why, now=now)
        return Message(self.topics.online, payloads.encoded(members), retain=True)

    async def _totals(self, day: date, seq: int) -> Message:
        totals = await self.reader.totals(self.days.span(day))
        members = payloads.totals_of_day(self.topics.terminal, day, totals, seq, self.wall())
        retain = day >= self.today()  # an older day's must not hide them from who comes later
        return Message(self.topics.totals, payloads.encoded(members), retain=retain)
