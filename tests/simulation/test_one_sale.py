"""One sale along the whole way: kernel event bytes in, a real socket, SSD1306 bytes out."""

import asyncio
from pathlib import Path

import pytest

from terminal_daemon.config.model import DisplaySection, Language
from terminal_daemon.demo.parts import Nobody, SilentBuzzer, WatchedDisplay
from terminal_daemon.demo.world import open_world
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sale.state import State
from terminal_daemon.screen import view
from terminal_daemon.screen.device import LumaPanels
from terminal_daemon.screen.draw import draw
from terminal_daemon.screen.oled import Oled
from terminal_daemon.screen.view import Picture, Status
from terminal_daemon.simulator.codes import code_for
from terminal_daemon.simulator.customers import PAYS_AT_ONCE
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.order_number import OrderNumber
from tests.fakes.ssd1306 import RecordingBus, Ssd1306

# luma.oled 3.16 reads pixels in a way that Pillow 13 calls deprecated
pytestmark = [
    pytest.mark.filterwarnings("ignore:Image.Image.getdata:DeprecationWarning"),
    pytest.mark.timeout(20),
]


def test_from_key_events_to_the_approved_picture(tmp_path: Path) -> None:
    panel = Ssd1306()
    bus = RecordingBus(panel)

    async def main() -> None:
        oled = Oled(
            LumaPanels(DisplaySection(), bus), Language.CHINESE, asyncio.get_running_loop().time
        )
        display, buzzer, nobody = WatchedDisplay(), SilentBuzzer(), Nobody()
        pictures: list[Picture] = []

        def pass_on(picture: Picture) -> None:
            pictures.append(picture)
            oled.show(picture)

        display.pass_on = pass_on
        async with (
            open_world(tmp_path, Language.CHINESE) as world,
            asyncio.TaskGroup() as tasks,
        ):
            tasks.create_task(world.run(display, buzzer, nobody))
            await nobody.is_ready.wait()
            await display.until(lambda now: isinstance(now, view.Ready), 5)

            world.keypad.type("12.50\n", pad=True)
            await display.until(lambda now: isinstance(now, view.PresentCode), 5)
            world.scanner.type(f"{code_for(PAYS_AT_ONCE)}\n")
            await display.until(lambda now: isinstance(now, view.Approved), 5)

            (facts,) = world.bank.orders()
            order = OrderNumber(facts.order)
            approved = Picture(view.Approved(Fen(1250), order[-4:]), Status(test=True))
            assert pictures[-1] == approved
            assert (facts.amount, facts.paid, facts.submits) == (1250, True, 1)

            sale = await world.journal.sale(order)
            assert sale is not None
            assert (sale.state, sale.masked_code) == (State.APPROVED, "13••••0001")
            told = [entry.event for entry in await world.journal.history(order)]
            assert told == ["Armed", "CodeScanned", "Judged submit Approved"]
            assert buzzer.played == [Sound.KEY] * 6 + [Sound.CODE_READ, Sound.APPROVED]

            image = draw(approved, Language.CHINESE).tobytes()
            shown = await asyncio.to_thread(
                bus.wait_for,
                lambda: b"".join(row.to_bytes(16, "big") for row in panel.rows()) == image,
            )
            assert shown
            world.stop.set()
        oled.close(Picture(view.Stopped(), Status(test=True)))

    asyncio.run(main())
    stopped = draw(Picture(view.Stopped(), Status(test=True)), Language.CHINESE).tobytes()
    assert b"".join(row.to_bytes(16, "big") for row in panel.rows()) == stopped
