"""sale/scans.py: which scan is used for which sale, and that none is used late."""

from dataclasses import replace
from functools import partial
from itertools import product

import pytest

from terminal_daemon.sale.counter import (
    Arming,
    AwaitingCode,
    Counter,
    CounterRules,
    EnterAmountFirst,
    HeldCode,
    Idle,
    JournalFailed,
    Mode,
    Paying,
    PaymentRunning,
    Result,
    Typing,
)
from terminal_daemon.sale.effects import Arm, GiveUp, Play, SendCode, Sound
from terminal_daemon.sale.events import (
    AmountConfirmed,
    Armed,
    ArmingFailed,
    LineScanned,
    ScanCutOff,
    TimePassed,
)
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.scans import MOST_USED
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode, NotACode
from terminal_daemon.values.moment import Monotonic
from tests.unit.sale.counters import APPROVED, FIXED, ORDER, PAYING, RULES
from tests.unit.sale.counters import after as stepped
from tests.unit.sale.sales import ARMED, CODE

SHOWN = Monotonic(100.0)
ARMING = Counter(Arming(Fen(1250), shown_at=SHOWN))
AWAITING = Counter(AwaitingCode(ORDER, Fen(1250), Monotonic(160.0), SHOWN))
WRONG = (Play(Sound.WRONG),)
OTHER = AuthCode("134546190000009999")
after = partial(stepped, now=110.0)


def scanned(at_s: float) -> LineScanned:
    return LineScanned(CODE, Monotonic(at_s))


@pytest.mark.parametrize(("at_s", "taken"), [(105.0, True), (104.9, False), (110.5, True)])
def test_a_code_that_waited_more_than_five_seconds_is_not_used(at_s: float, taken: bool) -> None:
    counter, effects = after(AWAITING, scanned(at_s))
    assert (SendCode(ORDER, CODE) in effects) is taken
    if not taken:
        assert (counter.mode, counter.message, effects) == (AWAITING.mode, NotACode.TOO_OLD, WRONG)


@pytest.mark.parametrize("counter", [AWAITING, ARMING])
def test_a_code_scanned_before_the_amount_was_shown_is_not_used(counter: Counter) -> None:
    said, effects = after(counter, scanned(99.9), now=100.1)
    assert (said.mode, said.message, effects) == (counter.mode, NotACode.TOO_OLD, WRONG)


def test_a_code_dropped_for_its_age_can_be_scanned_again_at_once() -> None:
    said, _ = after(AWAITING, scanned(99.0))
    counter, effects = after(said, LineScanned(CODE))
    assert counter.mode == Paying(ORDER)
    assert effects[-1] == SendCode(ORDER, CODE)


def test_a_code_held_while_the_disk_is_slow_is_used_only_while_it_is_fresh() -> None:
    held, effects = after(ARMING, scanned(101.0), now=101.0)
    assert held.mode == Arming(Fen(1250), HeldCode(CODE, Monotonic(101.0)), SHOWN)
    assert effects == (Play(Sound.CODE_READ),)

    assert after(held, Armed(ARMED), now=106.0)[1] == (SendCode(ORDER, CODE),)
    late, effects = after(held, Armed(ARMED), now=106.1)
    assert late.mode == AwaitingCode(ORDER, Fen(1250), Monotonic(166.1), SHOWN)
    assert (late.message, late.used, effects) == (NotACode.TOO_OLD, {}, WRONG)
    assert after(late, LineScanned(CODE), now=107.0)[1][-1] == SendCode(ORDER, CODE)


def test_a_code_whose_order_could_not_be_written_can_be_scanned_again() -> None:
    held, _ = after(ARMING, LineScanned(CODE))
    failed, _ = after(held, ArmingFailed(full=True))
    assert (failed.used, failed.message) == ({}, JournalFailed(full=True))
    assert after(ARMING, ArmingFailed(full=False))[0].mode == Idle()


@pytest.mark.parametrize(
    ("read", "rules", "said"),
    [
        (LineScanned(OTHER), RULES, EnterAmountFirst()),
        (LineScanned(NotACode.PRODUCT), RULES, EnterAmountFirst()),
        (LineScanned(NotACode.ALIPAY_OFF), FIXED, NotACode.ALIPAY_OFF),
        (LineScanned(OTHER, Monotonic(104.0)), FIXED, NotACode.TOO_OLD),
    ],
)
def test_after_a_refused_scan_the_last_customers_approval_does_not_come_back(
    read: LineScanned, rules: CounterRules, said: object
) -> None:
    shown = Counter(Result(APPROVED, Monotonic(100.0), Monotonic(130.0)))
    counter, effects = after(shown, read, rules=rules)
    assert (counter.mode, counter.message, effects) == (Idle(), said, WRONG)
    assert after(counter, TimePassed(), now=113.0, rules=rules)[0] == Counter()


def test_a_refused_scan_takes_no_result_away_that_must_be_read() -> None:
    unknown = Result(replace(ARMED, state=State.UNKNOWN), Monotonic(100.0), None)
    just_now = Result(APPROVED, Monotonic(108.0), Monotonic(138.0))
    for result, rules in product((unknown, just_now), (RULES, FIXED)):
        counter, _ = after(Counter(result), LineScanned(NotACode.PRODUCT), rules=rules)
        assert counter.mode == result


def test_the_code_that_paid_scanned_again_takes_no_result_away() -> None:
    result = Result(APPROVED, Monotonic(100.0), Monotonic(130.0))
    shown = Counter(result, used={CODE: Monotonic(220.0)})
    assert after(shown, LineScanned(CODE))[0].mode == result


def test_a_phone_scanned_before_the_result_could_be_seen_pays_no_second_sale_when_read_late() -> (
    None
):
    paid = Counter(Result(APPROVED, Monotonic(106.5), Monotonic(136.5)))
    assert after(paid, scanned(106.0), rules=FIXED) == (paid, WRONG)
    assert after(paid, scanned(109.5), rules=FIXED)[1][1:] == (Arm(Fen(500)),)


def test_the_amount_counts_as_shown_from_enter_on() -> None:
    counter, _ = after(Counter(), AmountConfirmed(Fen(1250)), now=100.0)
    assert counter.mode == Arming(Fen(1250), shown_at=SHOWN)
    counter, _ = after(counter, Armed(ARMED), now=100.2)
    assert counter.mode == AwaitingCode(ORDER, Fen(1250), Monotonic(160.2), SHOWN)


def test_a_fixed_amount_is_always_shown_so_only_age_counts() -> None:
    for mode in (Idle(), Result(APPROVED, Monotonic(1.0), Monotonic(200.0))):
        assert after(Counter(mode), scanned(104.0), rules=FIXED)[0].message is NotACode.TOO_OLD
        begun, effects = after(Counter(mode), scanned(106.0), rules=FIXED)
        assert begun.mode == Arming(Fen(500), HeldCode(CODE, Monotonic(106.0)), Monotonic(110.0))
        assert effects == (Play(Sound.CODE_READ), Arm(Fen(500)))
    just_paid = Counter(Result(APPROVED, Monotonic(109.0), Monotonic(200.0)))
    assert after(just_paid, LineScanned(CODE), rules=FIXED) == (just_paid, WRONG)


@pytest.mark.parametrize("mode", [AWAITING.mode, ARMING.mode])
def test_a_scanner_lost_in_mid_code_asks_for_a_new_scan_where_one_is_awaited(mode: Mode) -> None:
    said, effects = after(Counter(mode), ScanCutOff())
    assert (said.mode, said.message, effects) == (mode, NotACode.DAMAGED, WRONG)
    assert after(Counter(), ScanCutOff(), rules=FIXED)[0].message is NotACode.DAMAGED


@pytest.mark.parametrize("mode", [Idle(), Typing("1", Fen(0)), PAYING.mode])
def test_a_scanner_lost_in_mid_code_disturbs_nothing_else(mode: Mode) -> None:
    assert after(Counter(mode), ScanCutOff()) == (Counter(mode), ())
    held, _ = after(ARMING, LineScanned(CODE))
    assert after(held, ScanCutOff()) == (held, ())


def test_only_one_code_is_taken_for_one_order() -> None:
    held, _ = after(ARMING, LineScanned(CODE))
    for counter in (held, PAYING):
        said, effects = after(counter, LineScanned(OTHER))
        assert (said.mode, said.message, effects) == (counter.mode, PaymentRunning(), WRONG)
    assert after(held, LineScanned(CODE))[0].message == PaymentRunning()
    used = replace(AWAITING, used={CODE: Monotonic(111.0)})
    assert after(used, LineScanned(CODE))[0].message is NotACode.USED
    assert after(used, LineScanned(CODE), now=111.0)[0].mode == Paying(ORDER)


def test_of_more_codes_than_a_counter_can_take_the_oldest_are_forgotten() -> None:
    codes = [AuthCode(f"13{number:016d}") for number in range(MOST_USED)]
    full = replace(AWAITING, used=dict.fromkeys(codes, Monotonic(111.0)))
    paying, _ = after(full, LineScanned(CODE))

    assert [*paying.used] == [*codes[1:], CODE]


def test_what_is_no_code_is_said_where_a_code_is_awaited() -> None:
    for counter, rules in ((AWAITING, RULES), (ARMING, RULES), (Counter(), FIXED)):
        said, effects = after(counter, LineScanned(NotACode.LAYOUT), rules=rules)
        assert (said.mode, said.message, effects) == (counter.mode, NotACode.LAYOUT, WRONG)
    assert after(PAYING, LineScanned(NotACode.LAYOUT))[0].message == PaymentRunning()


@pytest.mark.parametrize("read", [CODE, NotACode.LAYOUT])
def test_without_an_amount_every_scan_asks_for_one(read: AuthCode | NotACode) -> None:
    for mode in (Idle(), Typing("1", Fen(0)), Result(APPROVED, Monotonic(109.0), Monotonic(139.0))):
        said, effects = after(Counter(mode), LineScanned(read, Monotonic(1.0)))
        assert (said.mode, said.message, effects) == (mode, EnterAmountFirst(), WRONG)


def test_an_order_armed_for_nobody_is_given_up() -> None:
    assert after(Counter(), Armed(ARMED))[1] == (GiveUp(ORDER, Reason.CANCELLED_BY_STAFF),)
