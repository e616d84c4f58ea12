from dataclasses import replace

import pytest

from terminal_daemon.journal import refund_statements, statements
from terminal_daemon.journal.finds import Finds
from terminal_daemon.journal.outbox import Owed, Place
from terminal_daemon.journal.records import DAMAGED, Record
from terminal_daemon.journal.refund_rows import refund_row_of
from terminal_daemon.journal.requests import Request
from terminal_daemon.journal.rows import Cell, HistoryEntry, row_of
from terminal_daemon.journal.survivors import Survivor
from terminal_daemon.sale.refund import Refund, RefundState, number_refund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

NOW = UnixSeconds(1_760_000_000)


def sale(number: int) -> Sale:
    return Sale(OrderNumber(f"T01_7K3M2QXA_{number:06d}"), Fen(1250), NOW, State.PENDING)


def record(of: Sale, rowid: int | None = None, **damage: Cell) -> Record:
    """Return the sale as sqlite stores it: the number is the rowid."""
    row = {"number": None, **row_of(of), **damage}
    number = int(of.order[-6:]) if rowid is None else rowid
    return Record(number, tuple(row[name] for name in statements.COLUMNS))


def indexed(of: Sale) -> Record:
    return Record(None, (of.order, int(of.order[-6:])))


def step(number: int, count: int, event: str = "Judged") -> Record:
    return Record(None, (number, count, NOW, event, "pending", None, "", ""))


def numbered(number: int, count: int, seq: Cell) -> Record:
    return Record(None, (*step(number, count).cells, seq))


def sent(number: Cell, key: Cell = "A", digest: Cell = "0" * 64, at: Cell = NOW) -> Record:
    return Record(None, (key, digest, at, number))


def found(*taken: Record, alone: bool = False) -> Finds:
    finds = Finds()
    for one in taken:
        finds.take(one, alone=alone)
    return finds


def test_whole_sales_are_found_with_their_history_in_order() -> None:
    entry = HistoryEntry(NOW, "Judged", State.PENDING, None, "", "")
    finds = found(step(2, 2), record(sale(2)), step(2, 1), record(sale(1)), indexed(sale(2)))

    assert finds.survivors() == [
        Survivor(2, sale(2), whole=True),
        Survivor(1, sale(1), whole=True),
    ]
    assert finds.steps(2) == [(1, entry), (2, entry)]
    assert finds.steps(1) == []
    assert finds.lost({1, 2}) == []


def test_a_sale_of_an_older_version_has_no_payer_no_merchant_and_no_refunds() -> None:
    cells = record(sale(1)).cells

    for younger in (1, 2, 3):
        assert found(Record(1, cells[:-younger])).survivors() == [Survivor(1, sale(1), whole=True)]
    assert found(Record(1, cells[:-4])).survivors() == [Survivor(1, sale(1), whole=False)]


def refund(number: int, nth: int, state: RefundState = RefundState.REFUNDED) -> Refund:
    order = sale(number).order
    return Refund(number_refund(order, nth), order, Fen(250), NOW, state=state)


def refund_record(of: Refund, **damage: Cell) -> Record:
    row = {**refund_row_of(of, int(of.order[-6:])), **damage}
    return Record(None, tuple(row[name] for name in refund_statements.COLUMNS))


def test_refunds_are_found_in_order_under_their_sale() -> None:
    newest = refund_record(refund(7, 1))
    older = refund_record(refund(7, 1, RefundState.ARMED))
    finds = found(refund_record(refund(7, 2)), newest, older, refund_record(refund(8, 1), amount=0))

    assert finds.refunds(7) == [refund(7, 1), refund(7, 2)]
    assert finds.refunds(8) == []
    assert finds.top == 7


def test_a_refund_is_found_with_the_key_that_it_was_asked_for_with() -> None:
    told = {"key": "A", "digest": "0" * 64}
    finds = found(refund_record(refund(7, 1), **told), refund_record(refund(7, 2), key="B"))

    assert finds.refund_request(refund(7, 1).number) == Request("A", "0" * 64, NOW)
    assert finds.refund_request(refund(7, 2).number) is None
    assert finds.refunds(7) == [refund(7, 1), refund(7, 2)]


def test_two_versions_of_a_refund_that_nothing_puts_in_order_leave_it_in_doubt() -> None:
    done, armed = refund_record(refund(7, 1)), refund_record(refund(7, 1, RefundState.ARMED))

    assert found(done, armed, alone=True).refunds(7) == [refund(7, 1, RefundState.UNKNOWN)]
    assert found(done, done, alone=True).refunds(7) == [refund(7, 1)]


def test_a_step_has_its_place_in_the_stream_since_version_4() -> None:
    finds = found(step(1, 1), numbered(1, 2, 17), numbered(1, 3, 9), numbered(1, 4, 2**60))

    assert [entry.seq for _, entry in finds.steps(1)] == [None, 17, 9, None]
    assert finds.top_seq == 17


def test_what_the_register_sent_is_found_the_newest_first() -> None:
    finds = found(sent(1, "newer"), sent(1, "older"), sent(3))

    assert finds.request(1) == Request("newer", "0" * 64, NOW)
    assert finds.request(2) is None
    assert finds.top == 3


def test_of_two_versions_in_the_log_the_newest_counts() -> None:
    newer = replace(sale(1), state=State.APPROVED)

    assert found(record(newer), record(sale(1))).survivors() == [Survivor(1, newer, whole=True)]
    finds = found(step(1, 1, "newer"), step(1, 1, "older"))
    assert [entry.event for _, entry in finds.steps(1)] == ["newer"]


def test_two_versions_in_the_database_are_a_contradiction() -> None:
    newer = replace(sale(1), state=State.APPROVED)

    (survivor,) = found(record(newer), record(sale(1)), alone=True).survivors()
    assert not survivor.whole
    (survivor,) = found(record(newer), record(newer), alone=True).survivors()
    assert survivor.whole


def test_an_order_number_that_its_row_lost_is_taken_from_the_index() -> None:
    for lost in (DAMAGED, None, "T01_7K3M2QXA_000031"):
        finds = found(record(sale(30), order=lost), indexed(sale(30)))

        assert finds.survivors() == [Survivor(30, sale(30), whole=False)]


def test_without_the_index_a_row_is_found_under_the_number_of_its_order() -> None:
    finds = found(record(sale(30), rowid=66), record(sale(31), order=DAMAGED))

    assert finds.survivors() == [Survivor(30, sale(30), whole=False)]
    assert finds.top == 66


def test_a_whole_row_is_not_put_out_by_one_that_only_claims_its_number() -> None:
    finds = found(record(sale(30), order=sale(31).order), record(sale(31)))

    assert finds.survivors() == [Survivor(31, sale(31), whole=True)]


def test_an_older_version_of_a_damaged_row_is_doubted() -> None:
    finds = found(record(sale(1), order=DAMAGED), record(sale(1)))

    assert finds.survivors() == [Survivor(1, sale(1), whole=False)]


def test_a_row_and_an_index_that_name_different_orders_are_doubted() -> None:
    other = replace(sale(1), order=OrderNumber("T01_7K3M2QXB_000001"))

    assert found(record(sale(1)), indexed(other)).survivors() == [Survivor(1, sale(1), whole=False)]


def test_orders_of_which_nothing_else_is_left_are_named_newest_first() -> None:
    finds = found(*(indexed(sale(number)) for number in (1, 2, 3)), record(sale(2)))

    assert finds.lost({2}) == [sale(3).order, sale(1).order]


@pytest.mark.parametrize(
    "other",
    [
        Record(1, ("table", "sale", "sale", 2, "CREATE TABLE sale")),
        Record(1, (None, 3)),
        Record(None, ("approved", 1)),
        Record(None, (sale(1).order, 2)),
        Record(None, (1, 2)),
        Record(None, (1, 0, NOW, "Judged", "pending", None, "", "")),
        Record(None, (1, 2, 3)),
        record(sale(1), amount=DAMAGED),
        sent(DAMAGED),
        sent(1, key=DAMAGED),
        sent(1, key=4),
        sent(1, digest=DAMAGED),
        sent(1, digest=None),
        sent(1, at=None),
        sent(1, at=-1),
    ],
)
def test_what_belongs_to_no_sale_is_passed_over(other: Record) -> None:
    finds = found(other)

    assert finds.survivors() == []
    assert finds.top == 0
    assert finds.lost(()) == []
    assert finds.request(1) is None


def test_the_greatest_number_is_that_of_any_trace_but_a_mad_one() -> None:
    assert found(record(sale(7)), indexed(sale(9)), step(8, 1)).top == 9
    assert found(step(2**40, 1), record(sale(7), rowid=2**62)).top == 0


def test_what_a_broker_is_owed_is_found_as_far_as_it_is_drawn_up_anew() -> None:
    finds = found(
        Record(None, ("totals/2026-11-25", "", NOW)),
        Record(None, ("totals/2026-11-25", "", NOW - 1)),
        Record(None, ("config/outcome", "{}", NOW)),
        Record(None, ("no subject", "", NOW)),
        Record(None, ("totals/2026-11-24", "", 10**12)),
        Record(None, (1, 57, "T01_7K3M2QXA_000042", 3)),
        Record(None, (1, 56, "T01_7K3M2QXA_000042", 2)),
    )

    assert finds.owed() == [Owed("totals/2026-11-25", "", NOW)]
    assert finds.told == Place(57, "T01_7K3M2QXA_000042", 3)
