import pytest

from terminal_daemon.config.receipt import FilePrinter, TcpPrinter, UsbPrinter
from terminal_daemon.doctor.finding import Level
from terminal_daemon.doctor.printer import PrinterFacts, printer_finding
from terminal_daemon.receipts.trouble import Trouble

TCP = TcpPrinter("192.168.1.50", 9100)
USB = UsbPrinter(0x04B8, 0x0E15)


def test_a_printer_that_can_print_is_well_and_says_how_it_is_reached() -> None:
    finding = printer_finding(TCP, PrinterFacts(None))
    by_kernel = printer_finding(USB, PrinterFacts(None, "/dev/usb/lp0"))
    by_itself = printer_finding(USB, PrinterFacts(None))

    assert (finding.level, finding.says) == (Level.OK, "tcp:192.168.1.50:9100 can print")
    assert by_kernel.says == "usb:04b8:0e15 (/dev/usb/lp0) can print"
    assert by_itself.says.endswith("by python-escpos, for the kernel has no node for it")


@pytest.mark.parametrize(
    ("trouble", "says", "mend"),
    [
        (Trouble.NO_PAPER, "the printer is out of paper", "put in a new roll"),
        (Trouble.NOT_REACHED, "the printer cannot be reached", "switch it on, see its cable"),
    ],
)
def test_trouble_is_a_warning_with_what_to_do_for_payments_go_on(
    trouble: Trouble, says: str, mend: str
) -> None:
    finding = printer_finding(FilePrinter("/dev/usb/lp0"), PrinterFacts(trouble))

    assert finding.level is Level.WARN
    assert finding.says == f"file:/dev/usb/lp0: {says}"
    assert finding.mend == mend


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_can_be_mended(trouble: Trouble) -> None:
    assert printer_finding(USB, PrinterFacts(trouble)).mend
