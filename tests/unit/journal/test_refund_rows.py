import pytest

from terminal_daemon.journal import refund_statements
from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.refund_rows import (
    KnownRefund,
    known_refund_of,
    refund_of,
    refund_row_of,
)
from terminal_daemon.journal.requests import Request
from terminal_daemon.journal.rows import Cell, Row
from terminal_daemon.sale.refund import Refund, RefundState, number_refund
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import Monotonic, UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

NOW = UnixSeconds(1_760_000_000)
ORDER = OrderNumber("T01_7K3M2QXR_000042")
ARMED = Refund(number_refund(ORDER, 3), ORDER, Fen(250), NOW)
FAILED = Refund(
    number_refund(ORDER, 50),
    ORDER,
    Fen(250),
    NOW,
    merchant_id="m",
    state=RefundState.FAILED,
    reason=RefundReason.BALANCE_TOO_LOW,
    code="NOTENOUGH",
    refund_id="597",
    finished_at=NOW,
    untold=True,
)
REQUEST = Request("8e03978e", "0" * 64, NOW)


def stored(refund: Refund, request: Request | None = None) -> Row:
    return refund_row_of(refund, 42, request) | {"order": refund.order}


@pytest.mark.parametrize("refund", [ARMED, FAILED])
def test_a_refund_is_read_as_it_was_written(refund: Refund) -> None:
    assert refund_of(stored(refund)) == refund
    assert tuple(refund_row_of(refund, 42)) == refund_statements.COLUMNS


def test_how_it_is_chased_is_not_written() -> None:
    chased = ARMED.chased(wake_at=Monotonic(5.0))

    assert refund_row_of(chased, 42) == refund_row_of(ARMED, 42)


def test_half_a_character_from_outside_does_no_harm() -> None:
    odd = Refund(number_refund(ORDER, 1), ORDER, Fen(1), NOW, code="\ud800", refund_id="\ud800")

    assert (refund_row_of(odd, 1)["code"], refund_row_of(odd, 1)["refund_id"]) == ("?", "?")


@pytest.mark.parametrize(
    "damage",
    [
        {"nth": 4},
        {"nth": 0},
        {"nth": "3"},
        {"refund": "T01_7K3M2QXR_000041R3"},
        {"order": None},
        {"amount": None},
        {"created_at": "x"},
        {"merchant_id": 5},
        {"state": "x"},
        {"reason": "x"},
        {"code": None},
        {"refund_id": None},
        {"finished_at": "x"},
        {"untold": None},
    ],
)
def test_a_damaged_refund_is_refused(damage: dict[str, Cell]) -> None:
    with pytest.raises(JournalDamaged, match="refund of order"):
        refund_of({**stored(ARMED), **damage})


def test_the_request_that_began_it_is_kept_beside_it() -> None:
    row = stored(ARMED, REQUEST)

    assert row["key"] == "8e03978e"
    assert known_refund_of(row) == KnownRefund(ARMED, "0" * 64)
    with pytest.raises(JournalDamaged):
        known_refund_of({**row, "digest": None})
