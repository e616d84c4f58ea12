import pytest

from terminal_daemon.config.receipt import (
    FilePrinter,
    Lines,
    PrinterAddress,
    PrinterPlace,
    TcpPrinter,
    UsbPrinter,
)
from terminal_daemon.config.wording import NotAllowed


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("none", None),
        ("usb:04b8:0E15", UsbPrinter(0x04B8, 0x0E15)),
        ("tcp:192.168.1.50:9100", TcpPrinter("192.168.1.50", 9100)),
        ("tcp:printer.local:9100", TcpPrinter("printer.local", 9100)),
        ("tcp:[fe80::1]:9100", TcpPrinter("fe80::1", 9100)),
        ("file:/dev/usb/lp0", FilePrinter("/dev/usb/lp0")),
    ],
)
def test_a_printer_is_where_it_is_said_to_be(text: str, place: PrinterPlace | None) -> None:
    assert PrinterAddress().read(text) == place
    assert place is None or PrinterAddress().read(str(place)) == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "usb",
        "usb:04b8",
        "usb:4b8:0e15",
        "usb:04b8:0e15:1",
        "tcp:192.168.1.50",
        "tcp:192.168.1.50:0",
        "tcp:192.168.1.50:65536",
        "tcp::9100",
        "tcp:a b:9100",
        "file:dev/usb/lp0",
        "file:",
        "lp0",
    ],
)
def test_what_is_no_place_of_a_printer_is_refused(text: str) -> None:
    with pytest.raises(NotAllowed):
        PrinterAddress().read(text)


def test_lines_are_text_and_not_too_many() -> None:
    assert Lines().read(["天虹龙华店", ""]) == ("天虹龙华店", "")
    for wrong in ([""] * 9, ["x" * 65], ["a\nb"], "text", [1]):
        with pytest.raises(NotAllowed):
            Lines().read(wrong)
