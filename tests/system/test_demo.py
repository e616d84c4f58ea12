"""The demo as a new user starts it."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("terminal-daemon")
ENTER = "\x1b[?1049h"
LEAVE = "\x1b[?1049l"
# The terminal's own session leader, as a shell in a new window is: it hears of a closed window.
LEADER = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""

# Each starts a terminal of its own and waits for real keys and signals.
pytestmark = pytest.mark.slow


@pytest.mark.timeout(120)
def test_every_sale_of_the_scripted_demo_ends_as_it_should() -> None:
    ran = subprocess.run(  # noqa: S603 - our own command
        [COMMAND, "demo", "--script", "--language", "en"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "28 of 28 sales ended as they should." in ran.stdout
    assert ran.stderr == ""


def test_the_script_ends_without_a_word_once_nobody_reads_it(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own command
        [COMMAND, "demo", "--script", "--language", "en"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        text=True,
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.readline()
        run.stdout.close()
        said = run.stderr.read()

    assert (run.returncode, said) == (1, "")
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_it_says_that_it_plays_the_script_and_what_else_there_is() -> None:
    with subprocess.Popen(  # noqa: S603 - our own command
        [COMMAND, "demo", "--language", "en"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        said = [run.stdout.readline() for _ in range(4)]
        run.terminate()

    assert said == [
        "No terminal is attached, so the demo plays its script.\n",
        "`terminal-daemon demo --port 0` serves the terminal to a browser instead.\n",
        "\n",
        "28 customers, 30 times as fast as life\n",
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_the_page_alone_is_served_until_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen(  # noqa: S603 - our own command
        [COMMAND, "demo", "--port", "0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        text=True,
    ) as run:
        assert run.stdout is not None
        address = run.stdout.readline().rpartition(" ")[2].partition("#")[0]
        with urllib.request.urlopen(address, timeout=10) as page:  # noqa: S310 - our own server
            assert b"/demo/demo.js" in page.read()
        run.send_signal(number)
        assert run.wait(10) == 0
        assert run.stderr is not None
        assert run.stderr.read() == ""
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = subprocess.run(  # noqa: S603 - our own command
            [COMMAND, "demo", "--port", str(taken.getsockname()[1])],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("ERROR Address already in use")
    assert ran.stderr.count("\n") == 1


class Visit:
    """A demo in a pseudo-terminal of this size; `tmp` is where its temporary folder stands."""

    def __init__(self, tmp: Path, columns: int = 80, lines: int = 24) -> None:
        self.screen = b""
        self._unread = b""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-c", LEADER, COMMAND, "demo", "--language", "en"],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            # Where these are set, as beside other workers, they count for more than the window.
            env={k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
            | {"TMPDIR": str(tmp)},
        )
        self.slave = slave

    def until(self, wanted: str) -> None:
        """Read what is drawn after what was last waited for, until this comes."""
        while wanted.encode() not in self._unread:
            assert select.select([self._master], [], [], 20)[0], self._unread
            self._unread += os.read(self._master, 65536)
        before, found, self._unread = self._unread.partition(wanted.encode())
        self.screen += before + found

    def types(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def closes_the_window(self) -> None:
        os.close(self.slave)
        os.close(self._master)
        self.slave = self._master = -1

    def ended(self) -> int:
        return self.process.wait(10)

    def close(self) -> None:
        if self.slave >= 0:
            self.closes_the_window()
        self.process.kill()
        self.process.wait()


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    with contextlib.closing(Visit(tmp_path)) as made:
        made.until("network on")
        yield made


def test_q_ends_the_demo_and_gives_the_terminal_back(visit: Visit, tmp_path: Path) -> None:
    visit.types("q")
    visit.until(LEAVE)

    assert visit.ended() == 0
    assert termios.tcgetattr(visit.slave) == visit.before
    assert list(tmp_path.iterdir()) == []


def test_80_by_24_shows_how_to_quit_and_nothing_wraps_or_scrolls(visit: Visit) -> None:
    visit.until("Esc cancel · / refund, PIN 1234 · n network · u scanner · q quit")
    visit.until("In a browser: http://127.0.0.1:")
    visit.until("docs/test-codes.md")
    drawn = visit.screen.decode()

    assert "\n" not in drawn
    assert max(map(int, re.findall(r"\x1b\[(\d+)H", drawn))) == 24


def test_a_held_payment_does_not_hold_up_the_end(visit: Visit) -> None:
    visit.types("12.5\r")
    visit.until("click")
    visit.types("3001\r")
    visit.until("code read")
    began = time.monotonic()
    visit.types("q")
    visit.until(LEAVE)
    took = time.monotonic() - began

    assert took < 0.8  # the daemon itself would wait a second for the submit
    assert visit.ended() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_demo_cleanly(
    visit: Visit, tmp_path: Path, number: signal.Signals
) -> None:
    visit.process.send_signal(number)
    visit.until(LEAVE)

    assert visit.ended() == 0
    assert list(tmp_path.iterdir()) == []


def test_a_closed_window_ends_the_demo_cleanly(visit: Visit, tmp_path: Path) -> None:
    visit.closes_the_window()

    assert visit.ended() == 0
    assert list(tmp_path.iterdir()) == []


def test_ctrl_z_gives_the_terminal_back_and_going_on_draws_it_again(visit: Visit) -> None:
    visit.types("\x1a")  # the kernel stops no process without a shell above: it goes on at once
    visit.until(LEAVE)
    visit.until(ENTER)
    visit.until("network on")

    visit.process.send_signal(signal.SIGSTOP)
    visit.process.send_signal(signal.SIGCONT)
    visit.until(ENTER)
    visit.until("network on")


def test_another_size_of_the_window_is_drawn_at_once(visit: Visit) -> None:
    fcntl.ioctl(visit.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 19, 80, 0, 0))
    visit.until("window too small: 66x20 at least")
    fcntl.ioctl(visit.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 45, 140, 0, 0))
    visit.until("─" * 128)
