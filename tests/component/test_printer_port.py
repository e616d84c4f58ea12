import os
import pty
import socket
import threading
import tty
from pathlib import Path

import pytest

from terminal_daemon.config.receipt import FilePrinter, TcpPrinter, UsbPrinter
from terminal_daemon.receipts.port import node_of, open_port
from terminal_daemon.receipts.trouble import Trouble
from terminal_daemon.receipts.way import PortLost


def opened() -> tuple[int, int]:
    """Return both ends of what passes bytes on as they are."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    return ours, theirs


def test_a_node_is_written_and_read_without_waiting_for_ever() -> None:
    ours, theirs = opened()
    os.set_blocking(ours, False)
    port = open_port(FilePrinter(os.ttyname(theirs)))

    port.send(b"receipt")
    assert os.read(ours, 100) == b"receipt"
    assert port.answer(0.01) == b""
    os.write(ours, b"\x12\n")
    assert port.answer(1.0) == b"\x12\n"

    port.close()
    port.close()
    os.close(ours)
    os.close(theirs)


def test_a_node_that_takes_nothing_is_given_up() -> None:
    ours, theirs = opened()
    port = open_port(FilePrinter(os.ttyname(theirs)), patience_s=0.05)

    with pytest.raises(PortLost) as lost:
        port.send(b"x" * 1_000_000)

    assert lost.value.trouble is Trouble.STOPPED
    port.close()
    os.close(ours)
    os.close(theirs)


def test_a_cable_that_is_pulled_is_noticed() -> None:
    ours, theirs = opened()
    port = open_port(FilePrinter(os.ttyname(theirs)))
    os.close(ours)

    with pytest.raises(PortLost) as lost:
        port.send(b"x")
    assert lost.value.trouble is Trouble.STOPPED

    port.close()
    os.close(theirs)


def test_a_plain_file_takes_a_receipt_too(tmp_path: Path) -> None:
    path = tmp_path / "receipt.bin"
    path.touch()
    port = open_port(FilePrinter(str(path)))

    port.send(b"a" * 10_000)
    assert port.answer(0.0) == b""
    port.close()

    assert path.read_bytes() == b"a" * 10_000


def test_what_is_not_there_is_not_reached(tmp_path: Path) -> None:
    for place in (
        FilePrinter(str(tmp_path / "lp0")),
        TcpPrinter("127.0.0.1", 9),
        TcpPrinter("no-such-host.invalid", 9100),
    ):
        with pytest.raises(PortLost) as lost:
            open_port(place)
        assert lost.value.trouble is Trouble.NOT_REACHED


def test_what_is_sent_arrives_though_an_answer_was_never_read() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        got: list[bytes] = []

        def serve() -> None:
            line, _ = listener.accept()
            with line:
                line.sendall(b"\x12" * 30)
                while said := line.recv(100):
                    got.append(said)

        thread = threading.Thread(target=serve)
        thread.start()
        port = open_port(TcpPrinter("127.0.0.1", listener.getsockname()[1]))
        port.send(b"r" * 50_000)
        port.close()
        thread.join(5)

    assert b"".join(got) == b"r" * 50_000


def test_the_kernels_node_of_a_usb_printer_is_found_by_its_numbers(tmp_path: Path) -> None:
    for number, product in enumerate(("0e15", "0202")):
        device = tmp_path / "devices" / f"1-{number}"
        (device / "interface").mkdir(parents=True)
        (device / "idVendor").write_text("04b8\n")
        (device / "idProduct").write_text(f"{product}\n")
        entry = tmp_path / "class" / f"lp{number}"
        entry.mkdir(parents=True)
        (entry / "device").symlink_to(device / "interface")
    (tmp_path / "class" / "lp9").mkdir()  # one that goes away meanwhile

    assert node_of(UsbPrinter(0x04B8, 0x0202), tmp_path / "class") == Path("/dev/usb/lp1")
    assert node_of(UsbPrinter(0x04B8, 0x0203), tmp_path / "class") is None
    assert node_of(UsbPrinter(0x04B8, 0x0202), tmp_path / "none") is None
