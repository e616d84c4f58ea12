"""keys/match.py: the right device gets the right role, and no other device any."""

from dataclasses import replace

import pytest

from terminal_daemon.config.model import Match
from terminal_daemon.keys.match import DeviceInfo, Role, choose, is_keyboard, matches, others

KEYS = frozenset(range(1, 90))
SCANNER = DeviceInfo(
    path="/dev/input/event3",
    name="Newland Auto-ID Barcode Scanner",
    uniq="SN42",
    vendor=0x1EAB,
    product=0x0006,
    keys=KEYS,
    links=("/dev/input/by-id/usb-Newland-event-kbd", "/dev/input/by-path/usb-1-event-kbd"),
)
KEYPAD = DeviceInfo(path="/dev/input/event4", name="USB Keypad", keys=frozenset(range(69, 99)))
MOUSE = DeviceInfo(path="/dev/input/event5", name="Barcode Mouse", keys=frozenset({272, 273}))


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        (Match(name="*barcode*"), True),
        (Match(name="NEWLAND*"), True),
        (Match(name="Barcode"), False),
        (Match(vendor=0x1EAB), True),
        (Match(vendor=0x1EAB, product=7), False),
        (Match(vendor=0), False),
        (Match(product=6), True),
        (Match(path="/dev/input/by-id/usb-Newland*"), True),
        (Match(path="/dev/input/by-id/*-event-mouse"), False),
        (Match(path="/dev/input/event3"), False),
        (Match(path="/dev/input/by-id/usb-Newland-event-kbd"), True),
        (Match(path="/dev/input/by-path/usb-1-event-kbd"), True),
        (Match(uniq="SN42"), True),
        (Match(uniq="sn43"), False),
        (Match(name="*Barcode*", uniq="SN43"), False),
        (Match(name="*Barcode*", vendor=0x1EAB, product=6, uniq="SN42"), True),
        (Match(), False),
    ],
)
def test_every_given_key_must_fit(match: Match, *, fits: bool) -> None:
    assert matches(match, SCANNER) is fits


def test_a_scanners_second_node_is_no_keyboard() -> None:
    assert not matches(Match(name="*Barcode*"), MOUSE)


@pytest.mark.parametrize(
    ("keys", "types"),
    [
        (frozenset(range(2, 12)) | {28}, True),
        (frozenset(range(2, 12)), False),
        (frozenset(range(2, 11)) | {28}, False),
        (frozenset(range(71, 84)) | {96}, True),
        (frozenset(range(512, 522)) | {28}, True),
        (frozenset(), False),
    ],
)
def test_a_keyboard_has_ten_digits_and_enter(keys: frozenset[int], *, types: bool) -> None:
    assert is_keyboard(replace(MOUSE, keys=keys)) is types


def test_several_scanners_may_match_and_others_get_no_role() -> None:
    second = replace(SCANNER, path="/dev/input/event9")
    other = DeviceInfo(path="/dev/input/event0", name="AT Keyboard", keys=KEYS)

    chosen = choose(
        (other, SCANNER, KEYPAD, MOUSE, second), Match(name="*Barcode*"), Match(name="*keypad*")
    )

    assert chosen == ((SCANNER, Role.SCANNER), (KEYPAD, Role.KEYPAD), (second, Role.SCANNER))


def test_what_fits_both_is_a_scanner() -> None:
    assert choose((SCANNER,), Match(name="*"), Match(name="*")) == ((SCANNER, Role.SCANNER),)


def test_without_a_keypad_only_scanners_are_chosen() -> None:
    assert choose((SCANNER, KEYPAD), Match(name="*Barcode*"), None) == ((SCANNER, Role.SCANNER),)


def test_every_keyboard_of_a_chosen_device_is_chosen_with_it() -> None:
    first = replace(SCANNER, phys="usb-1.3/input0")
    second = replace(first, path="/dev/input/event9", phys="usb-1.3/input1", uniq="", links=())
    lamp = replace(second, path="/dev/input/event10", phys="usb-1.3/input2", keys=frozenset({113}))
    twin = replace(second, path="/dev/input/event11", phys="usb-1.4/input1")
    other = replace(second, path="/dev/input/event12", vendor=0x1234)

    for match in (Match(uniq="SN42"), Match(path="/dev/input/by-id/usb-Newland*")):
        chosen = choose((lamp, second, twin, other, first), match, None)

        assert chosen == ((second, Role.SCANNER), (first, Role.SCANNER))


def test_a_keyboard_named_as_the_keypad_stays_the_keypad_beside_a_scanner_in_one_dongle() -> None:
    scanner = replace(SCANNER, phys="usb-1.3/input0")
    keypad = replace(KEYPAD, phys="usb-1.3/input1", vendor=0x1EAB, product=6)

    chosen = choose((keypad, scanner), Match(name="*Barcode*"), Match(name="*keypad*"))

    assert chosen == ((keypad, Role.KEYPAD), (scanner, Role.SCANNER))


def test_what_has_no_plug_of_its_own_is_nobodys_sibling() -> None:
    one, two = replace(SCANNER, phys=""), replace(SCANNER, path="/dev/input/event9", uniq="")

    assert choose((one, two), Match(uniq="SN42"), None) == ((one, Role.SCANNER),)


def test_another_tills_scanner_of_the_same_make_on_bluetooth_is_no_sibling() -> None:
    host = "b8:27:eb:00:00:01"
    ours = replace(SCANNER, phys=host, uniq="aa:aa:aa:aa:aa:aa", links=())
    theirs = replace(ours, path="/dev/input/event9", uniq="bb:bb:bb:bb:bb:bb")
    second = replace(ours, path="/dev/input/event10", name="Consumer Control")
    nameless = replace(ours, path="/dev/input/event11", uniq="")

    chosen = choose((ours, theirs, second, nameless), Match(uniq=ours.uniq), None)
    assert chosen == ((ours, Role.SCANNER), (second, Role.SCANNER))
    by_name = choose((ours, second, nameless), Match(name="*Barcode*"), None)
    assert by_name == ((ours, Role.SCANNER), (second, Role.SCANNER), (nameless, Role.SCANNER))


def test_keyboards_without_a_role_are_named_once_each() -> None:
    keyboard = replace(SCANNER, path="/dev/input/event7", name="Tera HW0002")
    again = replace(keyboard, path="/dev/input/event8")
    hdmi = replace(keyboard, name="vc4-hdmi", keys=frozenset(range(512, 522)) | {28})
    pad = replace(KEYPAD, path="/dev/input/event6", name="Numpad")
    ps2 = replace(keyboard, name="AT Translated Set 2 keyboard", bus=0x11)

    devices = (SCANNER, KEYPAD, MOUSE, hdmi, ps2, keyboard, again, pad)

    assert others(devices, Match(name="*Barcode*"), Match(name="*keypad")) == (
        "Tera HW0002",
        "Numpad",
    )
