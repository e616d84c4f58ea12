"""A USB printer by the real python-escpos and pyusb, over a bus of the test's."""

from array import array
from types import SimpleNamespace
from typing import Any

import pytest
import usb.backend
import usb.core

from terminal_daemon.config.receipt import UsbPrinter
from terminal_daemon.receipts.trouble import Trouble
from terminal_daemon.receipts.usb_port import open_usb
from terminal_daemon.receipts.way import PortLost

EPSON = UsbPrinter(0x04B8, 0x0E15)
IN, OUT = 0x81, 0x03


def described(**fields: Any) -> SimpleNamespace:
    """Return a descriptor; what is not told of it is 0."""
    names = (
        *("bLength", "bDescriptorType", "bcdUSB", "bDeviceClass", "bDeviceSubClass"),
        *("bDeviceProtocol", "bMaxPacketSize0", "bcdDevice", "iManufacturer", "iProduct"),
        *("iSerialNumber", "bNumConfigurations", "address", "bus", "port_number", "speed"),
        *("wTotalLength", "bNumInterfaces", "bConfigurationValue", "iConfiguration"),
        *("bmAttributes", "bMaxPower", "bInterfaceNumber", "bAlternateSetting", "bNumEndpoints"),
        *("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol", "iInterface"),
        *("bEndpointAddress", "wMaxPacketSize", "bInterval", "bRefresh", "bSynchAddress"),
    )
    whole = dict.fromkeys(names, 0) | {"extra_descriptors": b"", "port_numbers": ()} | fields
    return SimpleNamespace(**whole)


class Bus(usb.backend.IBackend):  # type: ignore[misc]
    """One printer, whose second interface is the one that prints."""

    def __init__(self) -> None:
        self.said = b""
        self.answers = [b"\x12"]
        self.gone = self.refuses = False

    def enumerate_devices(self) -> list[str]:
        return ["printer"]

    def get_device_descriptor(self, dev: str) -> SimpleNamespace:
        assert dev == "printer"
        return described(idVendor=0x04B8, idProduct=0x0E15, bNumConfigurations=1, speed=2)

    def get_configuration_descriptor(self, dev: str, config: int) -> SimpleNamespace:
        if config:
            raise IndexError(dev)
        return described(bNumInterfaces=2, bConfigurationValue=1)

    def get_interface_descriptor(self, dev: str, intf: int, alt: int, config: int) -> Any:
        if alt or config or intf > 1:
            raise IndexError(dev)
        kind = (0xFF, 7)[intf]
        return described(bInterfaceNumber=intf, bInterfaceClass=kind, bNumEndpoints=2 * intf)

    def get_endpoint_descriptor(self, dev: str, ep: int, intf: int, alt: int, config: int) -> Any:
        assert (dev, intf, alt, config) == ("printer", 1, 0, 0)
        return described(bEndpointAddress=(OUT, IN)[ep], bmAttributes=2, wMaxPacketSize=64)

    def open_device(self, dev: str) -> str:
        if self.refuses:
            raise usb.core.USBError("Access denied (insufficient permissions)", errno=13)
        return dev

    def close_device(self, dev_handle: str) -> None:
        pass

    def set_configuration(self, dev_handle: str, config_value: int) -> None:
        pass

    def get_configuration(self, dev_handle: str) -> int:
        assert dev_handle == "printer"
        return 1

    def claim_interface(self, dev_handle: str, intf: int) -> None:
        pass

    def release_interface(self, dev_handle: str, intf: int) -> None:
        pass

    def reset_device(self, dev_handle: str) -> None:
        pass

    def bulk_write(self, dev_handle: str, ep: int, intf: int, data: Any, timeout: int) -> int:
        assert (dev_handle, ep, intf, timeout) == ("printer", OUT, 1, 5000)
        if self.gone:
            raise usb.core.USBError("No such device", errno=19)
        self.said += bytes(data)
        return len(data)

    def bulk_read(self, dev_handle: str, ep: int, intf: int, buff: Any, timeout: int) -> int:
        assert (dev_handle, ep, intf, timeout) == ("printer", IN, 1, 500)
        if self.gone:
            raise usb.core.USBError("No such device", errno=19)
        if not self.answers:
            raise usb.core.USBTimeoutError("Operation timed out", errno=110)
        answer = self.answers.pop(0)
        buff[: len(answer)] = array("B", answer)
        return len(answer)


def test_its_own_endpoints_are_used_whatever_their_numbers() -> None:
    bus = Bus()
    port = open_usb(EPSON, bus)

    port.send(b"x" * 10_000)

    assert bus.said == b"x" * 10_000
    assert port.answer(0.5) == b"\x12"
    assert port.answer(0.5) == b""
    port.close()
    port.close()


def test_a_cable_that_is_pulled_is_noticed() -> None:
    bus = Bus()
    port = open_usb(EPSON, bus)
    bus.gone = True

    for use in (lambda: port.send(b"x"), lambda: port.answer(0.5)):
        with pytest.raises(PortLost) as lost:
            use()
        assert lost.value.trouble is Trouble.STOPPED
    port.close()


def test_another_printer_is_not_taken() -> None:
    with pytest.raises(PortLost) as lost:
        open_usb(UsbPrinter(0x04B8, 0x0202), Bus())

    assert lost.value.trouble is Trouble.NOT_REACHED


def test_one_that_may_not_be_opened_is_not_allowed() -> None:
    bus = Bus()
    bus.refuses = True

    with pytest.raises(PortLost) as lost:
        open_usb(EPSON, bus)

    assert lost.value.trouble is Trouble.NOT_ALLOWED


def test_a_library_that_stumbles_over_a_lost_printer_loses_no_more_than_that() -> None:
    bus = Bus()
    port = open_usb(EPSON, bus)
    port.close()
    bus.refuses = True

    with pytest.raises(PortLost):
        port.send(b"x")  # it opens itself again, and may not
    with pytest.raises(PortLost):
        port.answer(0.1)
