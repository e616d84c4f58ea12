from dataclasses import replace

import pytest

from terminal_daemon.sale.refund import (
    REFUND_OPEN,
    Refund,
    RefundNumber,
    RefundState,
    number_refund,
)
from terminal_daemon.sale.refunding import (
    AskFirst,
    NoRefund,
    new_refund,
    refundable,
    refunded_sum,
    sale_after,
)
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.owner import Owner
from tests.unit.sale.sales import ARMED, NOON

PAID = replace(ARMED, state=State.APPROVED, merchant_id="m", untold=True)


def refunds(*states: RefundState, amount: int = 250) -> list[Refund]:
    return [
        Refund(number_refund(PAID.order, count), PAID.order, Fen(amount), NOON, "m", state)
        for count, state in enumerate(states, 1)
    ]


def asked(
    sale: Sale | None = PAID, before: list[Refund] | None = None, amount: int | None = None
) -> Refund | NoRefund | AskFirst:
    """Ask for a refund where the gateway just said of all that failed that they did."""
    surely = frozenset(each.number for each in before or ())
    fen = None if amount is None else Fen(amount)
    return new_refund(sale, before or [], fen, Owner("m"), NOON, surely)


def test_what_failed_must_be_asked_about_before_another_one_begins() -> None:
    before = refunds(RefundState.FAILED, RefundState.REFUNDED, RefundState.FAILED)
    one = frozenset({before[0].number})

    for surely in (frozenset[RefundNumber](), one):
        found = new_refund(PAID, before, None, Owner("m"), NOON, surely)
        assert found == AskFirst((before[0], before[2]))
    assert new_refund(PAID, before, Fen(1001), Owner("m"), NOON) is NoRefund.MORE_THAN_PAID


def test_without_an_amount_all_of_it_goes_back() -> None:
    assert asked() == Refund(number_refund(PAID.order, 1), PAID.order, Fen(1250), NOON, "m")


def test_after_a_part_what_is_left_goes_back_under_the_next_number() -> None:
    refund = asked(before=refunds(RefundState.REFUNDED, RefundState.FAILED))

    assert isinstance(refund, Refund)
    assert (refund.number, refund.amount) == (number_refund(PAID.order, 3), 1000)


def test_a_sale_from_before_merchants_were_noted_is_this_merchants() -> None:
    refund = asked(replace(PAID, merchant_id=""), amount=1)

    assert isinstance(refund, Refund)
    assert (refund.amount, refund.merchant_id) == (1, "m")


@pytest.mark.parametrize(
    ("sale", "why"),
    [
        (None, NoRefund.UNKNOWN_ORDER),
        (replace(PAID, merchant_id="another"), NoRefund.OTHER_MERCHANT),
        (replace(PAID, state=State.REFUNDED), NoRefund.ALREADY_REFUNDED),
        *(
            (replace(PAID, state=state), NoRefund.NOT_PAID)
            for state in set(State) - {State.APPROVED, State.REFUNDED}
        ),
    ],
)
def test_a_sale_that_holds_no_money_of_ours_is_not_refunded(
    sale: Sale | None, why: NoRefund
) -> None:
    assert asked(sale) is why


@pytest.mark.parametrize("state", sorted(REFUND_OPEN, key=str))
def test_a_second_refund_waits_for_the_end_of_the_first(state: RefundState) -> None:
    assert asked(before=refunds(RefundState.REFUNDED, state), amount=1) is NoRefund.REFUND_OPEN


def test_never_more_than_was_paid() -> None:
    assert asked(amount=1251) is NoRefund.MORE_THAN_PAID
    part = refunds(RefundState.REFUNDED, RefundState.REFUNDED)
    assert asked(before=part, amount=751) is NoRefund.MORE_THAN_PAID
    assert isinstance(asked(before=part, amount=750), Refund)


def test_what_went_back_counts_though_its_refund_was_lost() -> None:
    known = replace(PAID, refunded=Fen(1000))

    assert asked(known, amount=251) is NoRefund.MORE_THAN_PAID
    left = asked(known, refunds(RefundState.FAILED)[:0])
    assert isinstance(left, Refund)
    assert left.amount == 250
    assert sale_after(known, []) == known


def test_a_number_that_was_used_is_not_used_again_though_an_earlier_one_was_lost() -> None:
    refund = asked(before=refunds(RefundState.FAILED, RefundState.FAILED)[1:])

    assert isinstance(refund, Refund)
    assert refund.number == number_refund(PAID.order, 3)


def test_nothing_is_left_after_all_of_it() -> None:
    assert asked(before=refunds(RefundState.REFUNDED, amount=1250)) is NoRefund.ALREADY_REFUNDED


def test_the_gateway_takes_so_many_refunds_and_no_more() -> None:
    assert isinstance(asked(before=refunds(*[RefundState.FAILED] * 49)), Refund)
    assert asked(before=refunds(*[RefundState.FAILED] * 50)) is NoRefund.TOO_MANY
    long = replace(PAID, order=OrderNumber("T23456789012_7K3M2QXA_123456789"))
    assert asked(long) is NoRefund.TOO_MANY


@pytest.mark.parametrize("amount", [0, -1])
def test_an_amount_below_1_fen_is_a_bug(amount: int) -> None:
    with pytest.raises(ValueError, match="1 fen"):
        asked(amount=amount)


def test_what_failed_can_be_tried_again() -> None:
    assert refundable(PAID, refunds(RefundState.FAILED, amount=1250)) == 1250


def test_the_sale_is_refunded_once_all_of_it_went_back() -> None:
    part = refunds(RefundState.REFUNDED, RefundState.PENDING, amount=625)
    whole = refunds(RefundState.REFUNDED, RefundState.REFUNDED, amount=625)

    all_of_it = replace(PAID, refunded=Fen(1250))
    assert sale_after(PAID, part) == replace(PAID, refunded=Fen(625))
    assert sale_after(PAID, whole) == replace(all_of_it, state=State.REFUNDED, untold=False)
    unknown = replace(all_of_it, state=State.UNKNOWN)
    assert sale_after(unknown, whole) == unknown
    assert (refunded_sum(part), refunded_sum(whole)) == (625, 1250)
