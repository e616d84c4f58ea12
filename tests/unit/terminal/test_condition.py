"""terminal/condition.py: a role is filled while any device has it, and what is missing is named."""

from terminal_daemon.keys.inputs import DeviceFound, DeviceLost, DeviceMissing, InputEvent
from terminal_daemon.keys.match import Role
from terminal_daemon.screen.view import Status
from terminal_daemon.terminal.condition import Condition
from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds

NOW = Moment(Monotonic(0.0), UnixSeconds(0), trusted=True)


class Stopped:
    """A clock that stands still."""

    def now(self) -> Moment:
        return NOW

    def saw_date(self, date: int) -> None:
        raise AssertionError(date)


def after(*events: InputEvent, needs_keypad: bool = True) -> Status:
    condition = Condition(Stopped(), needs_keypad=needs_keypad, test=False)
    for event in events:
        assert isinstance(event, DeviceFound | DeviceLost | DeviceMissing)
        condition.device(event)
    return condition.status(NOW, 0)


def test_a_scanner_with_two_interfaces_is_there_while_one_is() -> None:
    both = (DeviceFound(Role.SCANNER, "one"), DeviceFound(Role.SCANNER, "two"))

    assert after(*both, DeviceLost(Role.SCANNER, "one")).scanner
    assert not after(*both, *[DeviceLost(Role.SCANNER, "one")] * 2).scanner


def test_a_keypad_that_nobody_needs_is_never_missing() -> None:
    found = DeviceFound(Role.SCANNER, "scanner")

    assert (after().keypad, after(needs_keypad=False).keypad) == (False, True)
    assert not after(found).keypad
    assert after(found, needs_keypad=False).keypad
    assert after(found, DeviceMissing(Role.KEYPAD, ("x",)), needs_keypad=False).others == ()


def test_what_is_plugged_in_instead_is_named_while_something_is_missing() -> None:
    missing = DeviceMissing(Role.SCANNER, ("Tera HW0002",))
    keypad = DeviceFound(Role.KEYPAD, "keypad")

    assert after(keypad, missing).others == ("Tera HW0002",)
    assert after(keypad, missing, DeviceMissing(Role.SCANNER)).others == ()
    assert after(keypad, missing, DeviceFound(Role.SCANNER, "scanner")).others == ()
    assert after(DeviceMissing(Role.KEYPAD, ("Numpad",))).others == ()  # the scanner comes first


def test_a_damaged_journal_stays_damaged_however_well_it_is_written() -> None:
    condition = Condition(Stopped(), needs_keypad=True, test=False)
    condition.journal_damaged()
    condition.journal(works=True)

    assert not condition.status(NOW, 0).journal
    assert condition.status(NOW, 0).damaged


def test_a_gateway_out_of_reach_is_tried_again_until_it_is_back() -> None:
    condition = Condition(Stopped(), needs_keypad=True, test=False)
    seen = []
    for reached in (True, False, False, True):
        condition.network(reached=reached)
        seen.append((condition.status(NOW, 0).network, condition.probe_at))

    later = NOW.after(30)
    assert seen == [(True, None), (False, later), (False, later), (True, None)]


def test_clock_and_open_orders_are_those_of_the_instant() -> None:
    condition = Condition(Stopped(), needs_keypad=True, test=True)
    untrusted = Moment(Monotonic(0.0), UnixSeconds(0), trusted=False)

    assert not condition.status(untrusted, 2).clock
    assert condition.status(untrusted, 2).open_orders == 2
    assert condition.status(NOW, 0).clock
    assert condition.status(NOW, 0).test
