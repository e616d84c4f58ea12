"""What must never leave a terminal's memory, and where one world looks for it."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.simulation.world.truth import Truth, Violation
from tests.simulation.world.wire import Wire

_OPENID = re.compile(rb'openid": ?"([^"]{8,})"')


class _Listener(logging.Handler):
    """Keeps every line as it would be written, down to the most detailed."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def listening() -> Iterator[list[str]]:
    """Give the list that the terminal's log lines come into."""
    listener = _Listener()
    logger = logging.getLogger("terminal_daemon")
    before, disabled = logger.level, logging.root.manager.disable
    logging.disable(logging.NOTSET)
    logger.setLevel(logging.DEBUG)
    logger.addHandler(listener)
    try:
        yield listener.lines
    finally:
        logger.removeHandler(listener)
        logger.setLevel(before)
        logging.disable(disabled)


def must_be_clean(lines: list[str], truth: Truth, wire: Wire, folder: Path) -> None:
    """Look for key, codes and openids in log, screens and journal. Raises Violation."""
    places = {
        "the log": "\n".join(lines).encode(),
        "a screen": "\n".join(truth.history).encode(),
    }
    for path in folder.rglob("journal.db*"):
        places[f"the journal {path.name}"] = path.read_bytes()
    for kind, secret in secrets(wire):
        for place, text in places.items():
            if secret in text:
                raise Violation(f"{kind} is in {place}")


def secrets(wire: Wire) -> Iterator[tuple[str, bytes]]:
    """Return what this world's terminal was told in confidence, and what each is."""
    yield "the key", wire.bank.key.reveal().encode()
    for code in wire.shown_at:
        yield "a payment code", code.encode()
    for openid in {found for reply in wire.replies() for found in _OPENID.findall(reply)}:
        yield "an openid", openid
