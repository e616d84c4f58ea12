"""cli/watch_devices.py with virtual scanners: it tells each scan, hides each code, and ends."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal_daemon.cli import watch_devices
from terminal_daemon.keys.virtual import VirtualKeyboard, VirtualSource
from terminal_daemon.keys.wire import EV_KEY, encode_event

CODE = "134567890123456401"
CTRL, KEY_C = 29, 46
CONFIG = """\
[gateway]
url = "https://gateway.example/paygate/merchant_info"
merchant_id = "1"
key_file = "{key_file}"
pay_types = ["alipay.micro"]
[scanner]
match = {{ name = "*Barcode*" }}
prefix = "]Q1"
"""


class Stand(VirtualSource):
    """Scanners that type their piece once they were grabbed."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: dict[str, Callable[[VirtualKeyboard], None]] = {}
        self.boards: dict[str, VirtualKeyboard] = {}
        self.opened: list[str] = []

    def add(self, name: str, script: Callable[[VirtualKeyboard], None]) -> None:
        board = self.plug(name)
        self.scripts[board.info.path], self.boards[board.info.path] = script, board

    def open(self, path: str) -> int:
        self.opened.append(self.boards[path].info.name)
        self.scripts[path](self.boards[path])
        return super().open(path)


def scans(*texts: str) -> Callable[[VirtualKeyboard], None]:
    """Type the texts, then Ctrl-C."""

    def script(board: VirtualKeyboard) -> None:
        for text in texts:
            board.type(text)
        press = [(CTRL, 1), (KEY_C, 1), (KEY_C, 0), (CTRL, 0)]
        board.send(b"".join(encode_event(EV_KEY, code, value) for code, value in press))
        board.type("\n")

    return script


@pytest.fixture
def config(tmp_path: Path) -> Path:
    key_file = tmp_path / "key"
    key_file.write_text("k" * 32)
    key_file.chmod(0o600)
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(key_file=key_file))
    return path


def test_the_configured_scanner_is_watched_by_its_own_rules(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Stand()
    source.add("USB Barcode Scanner", scans(f"]Q1{CODE}\n", "2845461900006401\n"))
    source.add("Somebody's keyboard", scans())

    assert watch_devices.run(config, source, {}) == 0
    source.close()

    shown = capsys.readouterr()
    assert source.opened == ["USB Barcode Scanner"]
    assert "]Q••••6401   WeChat payment code\n" in shown.out
    assert "! this wallet is not accepted here" in shown.out
    assert "28••••6401   Alipay payment code\n" in shown.out
    assert "nothing is wrong" in shown.out
    assert CODE not in shown.out + shown.err
    assert "every keyboard" not in shown.err


def test_without_a_configuration_every_keyboard_is_watched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Stand()
    source.add("Tera HW0002", scans(f"]Q1{CODE}\t"))

    assert watch_devices.run(tmp_path / "none.toml", source, {}) == 0
    source.close()

    shown = capsys.readouterr()
    assert "cannot be used" in shown.err
    assert "every keyboard is watched" in shown.err
    assert "Scan something with Tera HW0002." in shown.err
    assert '! it sends the AIM identifier "]Q1" before each code' in shown.out
    assert "ended by Tab" in shown.out


def test_with_nothing_plugged_in_it_says_only_that_until_an_interrupt_ends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = VirtualSource()
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()

    assert watch_devices.run(tmp_path / "none.toml", source, {}) == 0
    timer.join()

    said = capsys.readouterr().err
    assert "Nothing can be watched" in said
    assert "Scan something" not in said
    assert "every keyboard" not in said
