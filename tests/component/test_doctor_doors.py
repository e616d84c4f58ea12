"""The doctor's looks at the machine, on folders that stand for it and on the machine itself."""

import getpass
import os
from pathlib import Path

import pytest

from terminal_daemon.config import receipt
from terminal_daemon.config.model import DisplaySection
from terminal_daemon.doctor.bus import look_at_bus
from terminal_daemon.doctor.chips import look_at_pins
from terminal_daemon.doctor.machine import KeyFacts
from terminal_daemon.doctor.panel import PanelFacts
from terminal_daemon.doctor.printer import PrinterFacts
from terminal_daemon.doctor.printer_call import look_at_printer, node_needed
from terminal_daemon.doctor.surroundings import (
    look_at_access,
    look_at_disk,
    look_at_inputs,
    look_at_key,
    proxies,
)
from terminal_daemon.receipts.trouble import Trouble
from tests.fakes.escpos_reader import read
from tests.fakes.tcp_printer import TcpPrinter

IS_ROOT = os.geteuid() == 0


def test_a_machine_without_i2c_has_no_bus(tmp_path: Path) -> None:
    assert look_at_bus(DisplaySection(), tmp_path) == PanelFacts()


def test_a_bus_where_nobody_answers(tmp_path: Path) -> None:
    (tmp_path / "i2c-1").touch()  # takes no ioctl, as a bus does for an address that is not there
    (tmp_path / "spidev0.0").touch()

    facts = look_at_bus(DisplaySection(), tmp_path)

    assert facts.nodes == (str(tmp_path / "i2c-1"), str(tmp_path / "spidev0.0"))
    assert (facts.error, facts.answers) == ("", {})


def test_a_bus_that_cannot_be_opened_is_the_error(tmp_path: Path) -> None:
    (tmp_path / "i2c-1").mkdir()

    assert look_at_bus(DisplaySection(), tmp_path).error == "Is a directory"


def test_the_board_is_named_and_a_chip_that_is_none_is_the_error(tmp_path: Path) -> None:
    (tmp_path / "model").write_bytes(b"Raspberry Pi 4 Model B Rev 1.5\0")
    (tmp_path / "gpiochip0").touch()

    facts = look_at_pins([18], tmp_path, tmp_path)

    assert facts.board == "Raspberry Pi 4 Model B Rev 1.5"
    assert facts.error == "Inappropriate ioctl for device"
    assert facts.chips == ()


def test_another_machine_has_no_board_and_no_chips(tmp_path: Path) -> None:
    facts = look_at_pins([18], tmp_path, tmp_path)

    assert (facts.board, facts.chips, facts.error) == ("", (), "")


def test_the_inputs_are_those_below_the_folder(tmp_path: Path) -> None:
    assert look_at_inputs(tmp_path).devices == ()


def test_a_key_file_in_order_and_one_that_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "key"
    assert look_at_key(path) == KeyFacts(path)
    path.write_text("key\n")
    path.chmod(0o600)
    assert look_at_key(path) == KeyFacts(path, 0o600, os.getuid())


def test_a_key_file_that_others_may_read_or_that_holds_no_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.touch()
    path.chmod(0o644)

    facts = look_at_key(path)

    assert (facts.mode, facts.unfit) == (0o644, f"{path} is empty")


@pytest.mark.skipif(IS_ROOT, reason="root may look at everything")
def test_a_key_file_that_this_user_may_not_read_is_hidden(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.touch(mode=0)
    assert look_at_key(path).hidden
    tmp_path.chmod(0)
    assert look_at_key(path).hidden
    tmp_path.chmod(0o700)


def test_the_disk_of_a_folder_that_will_be_made(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    device = tmp_path.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    mounts.write_text(f"1 1 0:1 / /a rw - tmpfs x rw\n2 1 {number} / /b rw sh:1 - ext4 /dev/a rw\n")

    facts = look_at_disk(tmp_path / "not" / "yet", mounts)

    assert facts.kind == "ext4"
    assert facts.free > 0
    assert 0 < facts.names_free <= 1
    assert not facts.read_only


def test_a_kernel_that_tells_nothing_names_no_file_system(tmp_path: Path) -> None:
    assert look_at_disk(tmp_path, tmp_path / "none").kind == ""
    (tmp_path / "mounts").touch()
    assert look_at_disk(tmp_path, tmp_path / "mounts").kind == ""


def test_who_may_open_what(tmp_path: Path) -> None:
    node = tmp_path / "i2c-1"
    node.touch()
    node.chmod(0o660)

    facts = look_at_access([str(node), str(tmp_path / "missing")], getpass.getuser())

    assert facts.groups is not None
    assert os.getgid() in facts.groups
    assert [(seen.path, seen.mode) for seen in facts.nodes] == [(str(node), 0o660)]
    assert look_at_access([], "nobody-of-this-name").groups is None


def test_proxies_are_found_here_and_for_every_user(tmp_path: Path) -> None:
    shared = tmp_path / "environment"
    assert proxies({"https_proxy": "", "HOME": "/"}, shared) == ()
    shared.write_text('PATH="/bin"\nexport http_proxy=http://192.0.2.1\n')
    assert proxies({"HTTPS_PROXY": "http://192.0.2.1"}, shared) == ("HTTPS_PROXY", "http_proxy")


def test_a_printer_is_asked_and_nothing_is_printed() -> None:
    device = TcpPrinter()
    place = receipt.TcpPrinter("127.0.0.1", device.port)
    section = receipt.ReceiptSection()

    assert look_at_printer(place, section) == PrinterFacts(None)
    device.cover_open = True
    assert look_at_printer(place, section) == PrinterFacts(Trouble.COVER_OPEN)
    device.close()
    assert look_at_printer(place, section) == PrinterFacts(Trouble.NOT_REACHED)
    assert read(device.said).lines == []


def test_only_a_printer_at_a_node_needs_one() -> None:
    assert node_needed(None) is None
    assert node_needed(receipt.TcpPrinter("192.0.2.7", 9100)) is None
    assert node_needed(receipt.UsbPrinter(0xFFFF, 0xFFFF)) is None
    assert node_needed(receipt.FilePrinter("/dev/usb/lp0")) == "/dev/usb/lp0"
