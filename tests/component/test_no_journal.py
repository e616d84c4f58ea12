"""A start without a journal: nobody can pay, and the panel says so."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_daemon.cli.run import panel_of
from terminal_daemon.config.model import Config, DisplaySection, GatewaySection, JournalSection
from terminal_daemon.journal.errors import JournalError, JournalLocked
from terminal_daemon.screen.view import Picture, Status, Stopped
from terminal_daemon.terminal.out_of_service import journal_or_closed
from terminal_daemon.values.secret import Secret

CONFIG = Config(
    gateway=GatewaySection(url="https://gateway.test/paygate/merchant_info", merchant_id="m"),
    key=Secret("k"),
)


class Panel:
    """Remembers the last pictures that were left on it."""

    def __init__(self) -> None:
        self.left: list[Picture] = []

    def close(self, last: Picture, within_s: float) -> None:
        assert within_s > 0
        self.left.append(last)


def at(journal: Path) -> Config:
    return replace(CONFIG, journal=JournalSection(journal))


def test_a_journal_that_cannot_be_opened_closes_the_terminal_visibly(tmp_path: Path) -> None:
    panel = Panel()

    with pytest.raises(JournalError):
        journal_or_closed(at(tmp_path / "nowhere" / "journal.db"), lambda: panel)

    assert panel.left == [Picture(Stopped(), Status(journal=False))]


def test_a_second_terminal_leaves_the_panel_to_the_first(tmp_path: Path) -> None:
    async def main() -> None:
        first = journal_or_closed(at(tmp_path / "journal.db"), Panel)
        panel = Panel()
        with pytest.raises(JournalLocked):
            journal_or_closed(at(tmp_path / "journal.db"), lambda: panel)
        await first.journal.close()
        assert panel.left == []

    asyncio.run(main())


def test_the_panel_is_open_before_the_journal_is_read(tmp_path: Path) -> None:
    config = replace(at(tmp_path / "journal.db"), display=DisplaySection(driver="none"))
    panel = panel_of(config)

    assert panel() is panel()


def test_a_second_terminal_does_not_even_open_the_panel(tmp_path: Path) -> None:
    config = replace(at(tmp_path / "journal.db"), display=DisplaySection(driver="none"))

    async def main() -> None:
        first = journal_or_closed(config, Panel)
        panel = panel_of(config)
        assert panel() is not panel()  # each call would open another
        await first.journal.close()

    asyncio.run(main())
