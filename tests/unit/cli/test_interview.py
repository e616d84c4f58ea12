from collections.abc import Sequence
from dataclasses import replace

import pytest

from terminal_daemon.cli.answers import Answers
from terminal_daemon.cli.interview import interview
from terminal_daemon.keys.match import DeviceInfo

KEYS = frozenset(range(1, 90))
SCANNER = DeviceInfo("/dev/input/event3", "Barcode", vendor=0x1EAB, product=6, keys=KEYS)
KEYPAD = DeviceInfo("/dev/input/event4", "Pad \x1b[2J", vendor=0x04D9, product=7, keys=KEYS)
MOUSE = DeviceInfo("/dev/input/event5", "Mouse")
URL = "https://gateway.example/paygate/merchant_info"
PLAIN = [URL, "m-1", "secret", "", ""]


class Scripted:
    """Gives the answers one after the other, and remembers what was said and asked."""

    def __init__(self, answers: Sequence[str], *, pin_is_asked: bool = False) -> None:
        self.pin_is_asked = pin_is_asked
        self.heard: list[str] = []
        self.secrets = 0
        self.forgot = 0
        self._answers = list(answers)

    def say(self, text: str) -> None:
        self.heard.append(text)

    def ask(self, question: str, default: str = "") -> str:
        self.heard.append(question)
        if not self._answers and "PIN" in question and not self.pin_is_asked:
            return ""
        if not self._answers:
            raise EOFError
        return self._answers.pop(0) or default

    def ask_secret(self, question: str) -> str:
        self.secrets += 1
        return self.ask(question)

    def forget_typed(self) -> None:
        self.forgot += 1


def hears(boards: Sequence[DeviceInfo], scan: bool) -> DeviceInfo | None:
    return next((board for board in boards if (board.name == "Barcode") is scan), None)


def deaf(_boards: Sequence[DeviceInfo], _scan: bool) -> DeviceInfo | None:
    return None


def matches_in(answers: Answers) -> tuple[object, object]:
    return answers.values["scanner"]["match"], answers.values["keypad"]["match"]


def test_a_scan_and_a_key_choose_the_devices() -> None:
    person = Scripted(PLAIN)
    answers = interview(person, [MOUSE, KEYPAD, SCANNER], hears)

    assert answers.key.reveal() == "secret"
    assert answers.values == {
        "terminal": {"id": "T01", "language": "zh-CN"},
        "gateway": {"url": URL, "merchant_id": "m-1"},
        "scanner": {"match": {"name": "Barcode", "vendor": 0x1EAB, "product": 6}},
        "keypad": {"match": {"name": "Pad \x1b[[]2J", "vendor": 0x04D9, "product": 7}},
    }
    assert (person.secrets, person.forgot) == (2, 2)
    assert answers.pin is None
    assert all(line.isprintable() for line in person.heard)


def test_an_answer_that_cannot_be_used_is_asked_for_again() -> None:
    person = Scripted(
        [
            *("x", "http://gateway.test/paygate/merchant_info", URL),
            *("a b", "m-1", "", "two words", "schlüssel", "k", "T 1", "T2", "fr", "en"),
        ]
    )
    answers = interview(person, [], deaf)

    assert answers.values["terminal"] == {"id": "T2", "language": "en"}
    assert answers.key.reveal() == "k"
    said = [line for line in person.heard if line.startswith("  That")]
    assert len(said) == 8
    assert '  That "T 1" does not fit; allowed: 1 to 12 letters and digits' in said
    assert said[1] == "  That sends payments unprotected; allowed: https://"


def test_without_devices_the_defaults_stay_and_are_said() -> None:
    person = Scripted(PLAIN)
    answers = interview(person, [MOUSE], hears)

    assert answers.values.keys() == {"terminal", "gateway"}
    said = [line for line in person.heard if "the default stays" in line]
    assert len(said) == 2
    assert 'the default stays, { name = "*Keypad*" }' in said[1]


def test_where_nothing_is_heard_a_list_is_shown() -> None:
    person = Scripted([*PLAIN, "9", "two", "2", "0"])
    answers = interview(person, [KEYPAD, SCANNER], deaf)

    assert answers.values["scanner"] == {"match": {"name": "Barcode", "vendor": 7851, "product": 6}}
    assert "keypad" not in answers.values
    assert "  2. Barcode at /dev/input/event3" in person.heard
    assert person.heard.count("  That is no number from 0 to 2.") == 2


@pytest.mark.parametrize(
    ("links", "match"),
    [
        (
            ("/dev/input/by-id/one", "/dev/input/by-path/usb-2"),
            {"path": "/dev/input/by-path/usb-2"},
        ),
        (("/dev/input/by-id/[1]",), {"path": "/dev/input/by-id/[[]1]"}),
        ((), {"name": "Barcode", "vendor": 0x1EAB, "product": 6}),  # there is nothing better
    ],
)
def test_two_alike_are_told_apart_by_their_plugs(
    links: tuple[str, ...], match: dict[str, object]
) -> None:
    first = replace(SCANNER, links=links)
    second = replace(SCANNER, path="/dev/input/event4", links=("/dev/input/by-path/usb-9",))
    answers = interview(Scripted([*PLAIN, "1", "1"]), [first, second], deaf)

    assert matches_in(answers) == (match, {"path": "/dev/input/by-path/usb-9"})


def test_a_scanners_second_keyboard_is_no_keypad() -> None:
    first = replace(SCANNER, phys="usb-1.3/input0")
    second = replace(SCANNER, path="/dev/input/event4", phys="usb-1.3/input1")
    person = Scripted([*PLAIN, "1"])

    assert "keypad" not in interview(person, [first, second], deaf).values
    assert any("could be the keypad; the default" in line for line in person.heard)


def test_nobody_there_is_an_end() -> None:
    with pytest.raises(EOFError):
        interview(Scripted([URL]), [], deaf)


def test_a_pin_is_typed_twice_until_it_is_one() -> None:
    person = Scripted([*PLAIN, "12", "2468", "2469", "2468", "2468"])
    answers = interview(person, [], deaf)

    assert answers.pin is not None
    assert answers.pin.reveal() == "2468"
    assert person.secrets == 1 + 5
    assert "  That is no PIN; allowed: 4 to 12 digits." in person.heard
    assert "  These were two different ones." in person.heard


def test_a_line_that_drops_at_the_pin_is_an_end_too() -> None:
    with pytest.raises(EOFError):
        interview(Scripted([*PLAIN, "2468"], pin_is_asked=True), [], deaf)
