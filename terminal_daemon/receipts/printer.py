"""A printer with a thread of its own: nobody waits for paper but who asked for it."""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final, TypeVar

from terminal_daemon.config.receipt import PrinterPlace, ReceiptSection
from terminal_daemon.receipts.commands import ASK_IF_PRINTED, ASK_OFFLINE, ASK_PAPER, document
from terminal_daemon.receipts.port import open_port
from terminal_daemon.receipts.slip import Line
from terminal_daemon.receipts.trouble import (
    Printed,
    Trouble,
    is_answer,
    trouble_offline,
    trouble_with_paper,
)
from terminal_daemon.receipts.way import Port, PortLost

_log: Final = logging.getLogger(__name__)

T = TypeVar("T")
Begin = Callable[[], Awaitable[Sequence[Line] | None]]
"""Called once the printer is ready; returns what to print, or None: nothing after all."""

_ANSWERS_WITHIN_S: Final = 0.5
_PRINTED_WITHIN_S: Final = 4.0
_MOST_ANSWERS: Final = 8  # of one question, should a printer tell more than it is asked


class ThermalPrinter:
    """One printer; one receipt at a time. The thread never keeps the process from ending."""

    def __init__(
        self,
        place: PrinterPlace,
        section: ReceiptSection,
        open_it: Callable[[PrinterPlace], Port] = open_port,
    ) -> None:
        self._place = place
        self._section = section
        self._open_it = open_it
        self._port: Port | None = None
        self._answers = True  # unless it was asked, and did not
        self._under_way = 0
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="printer", daemon=True).start()

    async def probe(self) -> Trouble | None:
        """Return what would keep it from printing now."""
        if self._under_way:
            return Trouble.STOPPED
        try:
            return await self._do(self._ready)
        finally:
            self._post(self._let_go)

    async def print(self, begin: Begin) -> Printed | Trouble | None:
        """Print what `begin` returns; until that is called, not a byte of it is sent.

        Give it a limit of time: a thread that hangs is left to itself, and another receipt is
        not begun before it is free.
        """
        if self._under_way:
            return Trouble.STOPPED
        try:
            trouble = await self._do(self._ready)
            if trouble is not None:
                return trouble
            lines = await begin()
            return None if lines is None else await self._do(partial(self._print, lines))
        finally:
            self._post(self._let_go)

    def close(self) -> None:
        """End the thread once it is free; nobody waits for it."""
        self._work.put(None)

    async def _do(self, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def give(result: T) -> None:
            self._under_way -= 1
            if not done.done():
                done.set_result(result)

        def run() -> None:
            result = work()
            with contextlib.suppress(RuntimeError):  # the loop ended meanwhile
                loop.call_soon_threadsafe(give, result)

        self._under_way += 1
        self._work.put(run)
        return await done

    def _post(self, work: Callable[[], None]) -> None:
        self._work.put(work)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            work()
        self._let_go()

    def _let_go(self) -> None:
        if self._port is not None:
            self._port.close()
            self._port = None

    def _ready(self) -> Trouble | None:
        self._let_go()
        try:
            self._port = self._open_it(self._place)
            return self._state(self._port)
        except PortLost as lost:
            _log.debug("the printer %s: %s", self._place, lost.__cause__ or lost)
            return lost.trouble

    def _print(self, lines: Sequence[Line]) -> Printed | Trouble:
        port, how = self._port, self._section
        if port is None:
            return Trouble.NOT_REACHED
        try:
            for piece in document(lines, how.columns, how.chinese, cut=how.cut):
                port.send(piece)
            confirmed = self._answers and self._ask(port, ASK_IF_PRINTED, _PRINTED_WITHIN_S) != b""
            return self._state(port) or Printed(confirmed)
        except PortLost as lost:
            _log.debug("the printer %s: %s", self._place, lost.__cause__ or lost)
            return lost.trouble

    def _state(self, port: Port) -> Trouble | None:
        """Ask about cover and paper; a printer that does not answer is asked once only."""
        if not self._answers:
            return None
        offline = self._ask(port, ASK_OFFLINE, _ANSWERS_WITHIN_S)
        self._answers = is_answer(offline)
        if not self._answers:
            return None
        paper = self._ask(port, ASK_PAPER, _ANSWERS_WITHIN_S)
        return trouble_offline(offline) or trouble_with_paper(paper)

    def _ask(self, port: Port, question: bytes, within_s: float) -> bytes:
        """Return the last byte that the printer says; b"": none."""
        port.send(question)
        said = port.answer(within_s)
        for _ in range(_MOST_ANSWERS):
            more = port.answer(0.0) if said else b""
            if not more:
                break
            said += more
        return said[-1:]
