"""`demo` in a terminal: the visitor, the window and the world, together on the event loop."""

import asyncio
import logging
import signal
from typing import Final

from terminal_daemon.config.model import Language
from terminal_daemon.demo.controls import Controls
from terminal_daemon.demo.ending import cancelled_by_signals, empty_folder
from terminal_daemon.demo.parts import Nobody, WatchedDisplay
from terminal_daemon.demo.tty import Console, Window, console
from terminal_daemon.demo.visitor import Visitor
from terminal_daemon.demo.world import World, open_world
from terminal_daemon.sale.effects import Sound
from terminal_daemon.screen.oled import Oled
from terminal_daemon.screen.view import Picture, Status, Stopped
from terminal_daemon.terminal.clock import wall

_HEARD_FOR_S: Final = 2.0
_QUIT_WITHIN_S: Final = 0.2


class Stage:
    """Visitor, terminal and window together, on the event loop."""

    def __init__(self, world: World, screen: Console) -> None:
        self._world = world
        self._screen = screen
        self._loop = asyncio.get_running_loop()
        self._visitor = Visitor(world, world.page)
        self._silence: asyncio.TimerHandle | None = None
        self.window = Window(screen, self._visitor.notes)

    def open(self) -> None:
        """Listen to keys and signals until close()."""
        self._loop.add_reader(self._screen.keys, self._read)
        self._loop.add_signal_handler(signal.SIGWINCH, self._redraw)
        self._loop.add_signal_handler(signal.SIGCONT, self._back)
        self._loop.add_signal_handler(signal.SIGTSTP, self._aside)

    def close(self) -> None:
        """Stop listening, and give the terminal back."""
        self._loop.remove_reader(self._screen.keys)
        for number in (signal.SIGWINCH, signal.SIGCONT, signal.SIGTSTP):
            self._loop.remove_signal_handler(number)
        if self._silence is not None:
            self._silence.cancel()
        self._screen.give_back()

    def saw(self, picture: Picture) -> None:
        """Tell the visitor of a picture."""
        self._visitor.sees(picture.view)

    def play(self, sound: Sound) -> None:
        """Show the sound for two seconds, or until the next key."""
        if self._silence is not None:
            self._silence.cancel()
        self._visitor.hears(sound)
        self._silence = self._loop.call_later(_HEARD_FOR_S, self._hush)
        self._redraw()

    def _hush(self) -> None:
        self._visitor.hears(None)
        self._redraw()

    def _read(self) -> None:
        typed = self._screen.read()
        if typed:
            self._visitor.typed(typed)
            self._redraw()
        else:
            self._end()

    def _redraw(self) -> None:
        try:
            self.window.redraw()
        except OSError:
            self._end()

    def _end(self) -> None:
        """Stop: nobody is there any more, and a closed window would be ready to read for ever."""
        self._loop.remove_reader(self._screen.keys)
        self._world.stop.set()

    def _aside(self) -> None:
        """Give the terminal back for as long as Ctrl-Z stops the demo."""
        self._screen.give_back()
        self._loop.remove_signal_handler(signal.SIGTSTP)
        signal.raise_signal(signal.SIGTSTP)  # returns once somebody says "fg"
        self._loop.add_signal_handler(signal.SIGTSTP, self._aside)
        self._back()

    def _back(self) -> None:
        try:
            self._screen.take()
        except OSError:
            self._end()
        self._redraw()


def welcome(port: int, language: Language) -> int:
    """Run the demo in this terminal until q, Ctrl-C or a closed window; its page is at the port."""
    logging.disable(logging.CRITICAL)  # the screen is the picture's
    with console() as screen:
        try:
            asyncio.run(_run(port, language, screen))
        except (KeyboardInterrupt, asyncio.CancelledError):
            return 0
        finally:
            logging.disable(logging.NOTSET)  # what went wrong is explained
    return 0


async def _run(port: int, language: Language, screen: Console) -> None:
    cancelled_by_signals()
    async with (
        empty_folder() as folder,
        open_world(folder, language, page_port=port, began=wall()) as world,
    ):
        display = WatchedDisplay()
        stage = Stage(world, screen)
        oled = Oled(lambda: stage.window, language, asyncio.get_running_loop().time)

        def show(picture: Picture) -> None:
            stage.saw(picture)
            oled.show(picture)

        display.pass_on = show
        stage.open()
        try:
            await _until_quit(world, display, stage)
        finally:
            stage.close()
            oled.close(Picture(Stopped(), Status(test=True)), within_s=0)  # nobody sees it


async def _until_quit(world: World, display: WatchedDisplay, stage: Stage) -> None:
    """Run the world; a payment under way ends with it, for its bank ends too."""
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(world.run(display, stage, Nobody(), Controls(world).routes()))
        await world.stop.wait()
        await asyncio.wait({running}, timeout=_QUIT_WITHIN_S)
        running.cancel()
