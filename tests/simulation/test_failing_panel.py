"""Whole sales with the real display's thread on a bus that fails: the payment never notices."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from terminal_daemon.screen import view
from terminal_daemon.screen.layout import compose
from terminal_daemon.screen.view import Picture
from terminal_daemon.values.amount import Fen
from tests.fakes.ssd1306 import Ssd1306
from tests.fakes.till_panel import TillPanel, never
from tests.simulation.counter import running
from tests.simulation.virtual_time import run

# luma.oled 3.16 reads pixels in a way that Pillow 13 calls deprecated
pytestmark = pytest.mark.filterwarnings("ignore:Image.Image.getdata:DeprecationWarning")

HOUR_S = 3600.0


def always(_number: int) -> bool:
    return True


def every_third(number: int) -> bool:
    return number % 3 == 0


def at_start(number: int) -> bool:
    return number <= 5


@dataclass(frozen=True, slots=True)
class Told:
    """All that a sale leaves behind."""

    events: list[str]
    books: list[tuple[Fen, bool, int]]
    played: list[object]
    pictures: list[Picture]


def sale(folder: Path, panel: TillPanel, shown: Callable[[Picture], None]) -> Told:
    """Sell twice, an hour apart: at once, and with the customer's password."""

    async def main() -> Told:
        async with running(folder) as till:
            pictures: list[Picture] = []

            def pass_on(picture: Picture) -> None:
                pictures.append(picture)
                panel.show(picture)
                shown(picture)

            till.display.pass_on = pass_on
            for customer in ("0001", "2008"):
                till.key("12.50\n")
                await till.sees(view.PresentCode)
                panel.time.pass_by(1.0)
                till.scan(customer)
                await till.sees(view.Approved)
                panel.time.pass_by(HOUR_S)
                await asyncio.sleep(HOUR_S)
            events = [
                entry.event
                for facts in till.bank.orders()
                for entry in await till.journal.history(facts.order)  # type: ignore[arg-type]
            ]
            books = [(each.amount, each.paid, each.submits) for each in till.bank.orders()]
            return Told(events, books, list(till.buzzer.played), pictures)

    return run(main())


def without_tails(pictures: list[Picture]) -> list[type[view.View]]:
    """Return the screens; an order's number is drawn anew in each run."""
    return [type(picture.view) for picture in pictures]


@pytest.mark.parametrize("fault", [always, every_third, at_start])
def test_a_failing_panel_changes_nothing_of_a_sale(
    tmp_path: Path, fault: Callable[[int], bool]
) -> None:
    sound, failing = TillPanel(), TillPanel(fault=fault)
    (tmp_path / "sound").mkdir()
    (tmp_path / "failing").mkdir()
    wanted = sale(tmp_path / "sound", sound, lambda _: None)
    told = sale(tmp_path / "failing", failing, lambda _: None)

    assert (told.events, told.books, told.played) == (wanted.events, wanted.books, wanted.played)
    assert without_tails(told.pictures) == without_tails(wanted.pictures)
    assert [paid for _, paid, _ in told.books] == [True, True]

    failing.bus.fault = never
    failing.time.pass_by(2.0)
    assert failing.oled.works
    for panel in (sound, failing):
        panel.close()


def test_the_bytes_of_a_whole_sale_replayed_give_each_picture(tmp_path: Path) -> None:
    panel = TillPanel()
    ends: list[tuple[int, Picture]] = []
    sale(tmp_path, panel, lambda shown: ends.append((len(panel.bus.writes), shown)))
    panel.close()

    replayed, done = Ssd1306(), 0
    for end, picture in ends:
        for control, *payload in panel.bus.writes[done:end]:
            replayed.receive(control, payload)
        done = end
        assert replayed.rows() == tuple(compose(picture, panel.language).rows)
    assert {type(picture.view) for _, picture in ends} > {view.EnterAmount, view.Approved}
