import asyncio

from terminal_daemon.demo.parts import WatchedDisplay
from terminal_daemon.screen import view
from terminal_daemon.screen.view import Picture, Status, View
from terminal_daemon.terminal.onlooker import Onlooker
from terminal_daemon.values.amount import Fen
from tests.simulation import virtual_time

FIVE: View = view.Paying(Fen(500))


def test_every_picture_is_passed_on_and_a_text_is_said_when_it_changes() -> None:
    said: list[str] = []
    passed: list[Picture] = []
    display = WatchedDisplay()
    display.pass_on = passed.append
    onlooker = Onlooker(display, said.append)
    pictures = [
        Picture(view.Ready(), Status()),
        Picture(view.PresentCode(Fen(500), view.Countdown(60, 60)), Status()),
        Picture(view.PresentCode(Fen(500), view.Countdown(59, 60)), Status()),
        Picture(FIVE, Status()),
        Picture(FIVE, Status(network=False)),
    ]
    for picture in pictures:
        onlooker.show(picture)

    assert passed == pictures
    assert said == ["ready", "waiting for a payment code", "paying", "paying; no network"]


def test_nobody_is_at_the_counter_after_quiet_seconds_in_a_row() -> None:
    async def main() -> float:
        loop = asyncio.get_running_loop()
        onlooker = Onlooker(WatchedDisplay(), lambda _: None)
        for at, shown in (
            (1, view.Ready()),
            (4, view.EnterAmount("1")),
            (60, FIVE),
            (100, view.NoScanner()),
        ):
            loop.call_at(at, onlooker.show, Picture(shown, Status()))
        loop.call_at(102, onlooker.touched)
        loop.call_at(103, onlooker.show, Picture(view.NoScanner(), Status(clock=False)))
        await onlooker.nobody_at_the_counter(5)
        return loop.time()

    assert virtual_time.run(main()) == 107
