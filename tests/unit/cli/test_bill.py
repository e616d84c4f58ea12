"""cli/bill.py: bills as gateways write them, and each way in which one can disagree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.cli.bill import Comparison, Different, NoBill, compare, read_bill
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

BILL = "mch_trade_id,total_fee\nT01_A_000001,12.50\nT01_A_000002,0.5\n"
READ = {"T01_A_000001": 1250, "T01_A_000002": 50}
WECHAT = """\
交易时间,商户订单号,交易状态,应结订单金额,费率
`2026-11-25 10:00:00,`T01_A_000001,`SUCCESS,`12.50,`0.60%
`2026-11-25 10:05:00,`T01_A_000002,`SUCCESS,`0.50,`0.60%
`2026-11-25 10:06:00,`T01_A_000003,`REFUND,`3.00,`0.60%
总交易单数,应结订单总金额
`3,`13.00
"""


def sale(number: int, amount: int, state: State = State.APPROVED) -> Sale:
    return Sale(OrderNumber(f"T01_A_{number:06d}"), Fen(amount), UnixSeconds(0), state)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize("text", [BILL, WECHAT])
def test_a_bill_is_read_however_it_is_written(text: str, encoding: str) -> None:
    assert read_bill(text.encode(encoding)) == READ


@pytest.mark.parametrize(
    "text",
    [
        "a shop's bill\n\nTotal_Fee, note ,MCH_TRADE_ID\n12.5,x,T01_A_000001\n0.50,,T01_A_000002",
        'out_trade_no,amount\r\nT01_A_000001,"¥12.50"\r\nT01_A_000002,0.500\r\n合计,13\r\n',
        "order,amount\nT01_A_000001,12\nT01_A_000001,0.50\nT01_A_000002,0.50\n\n",
    ],
)
def test_columns_may_stand_in_any_order_and_lines_before_and_after(text: str) -> None:
    assert read_bill(text.encode()) == READ


def test_thousands_may_be_set_apart() -> None:
    assert read_bill(b'order,amount\nx,"1,234.50"\n') == {"x": 123450}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no line with its columns' names"),
        (b"order,price\nx,1\n", "no line with its columns' names"),
        (b"order,amount\nx\n", "line 2 of the bill is too short"),
        (b"order,amount\nx,1\n,2\n", "line 3 of the bill has no order"),
        (b"order,amount\nx,1.005\n", "line 2 of the bill has no order, or no amount"),
        (b"order,amount\nx,-1\n", "line 2"),
        (b"\xff\xff\xff", "neither UTF-8 nor GBK"),
        (b"order,amount\n" + b"x" * 200_000 + b",1\n", "is no CSV"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(content: bytes, why: str) -> None:
    with pytest.raises(NoBill, match=why):
        read_bill(content)


def test_each_kind_of_difference_is_told_apart() -> None:
    sales = [
        sale(1, 1250),
        sale(2, 50, State.REFUNDED),
        sale(3, 700),
        sale(4, 1),
        sale(5, 900, State.DECLINED),
    ]
    bill = {
        "T01_A_000001": Fen(1250),
        "T01_A_000002": Fen(50),
        "T01_A_000003": Fen(777),
        "T01_A_000005": Fen(900),
    }

    found = compare(sales, bill)

    assert found == Comparison(
        matched=2,
        missing_here=(("T01_A_000005", Fen(900)),),
        missing_there=(("T01_A_000004", Fen(1)),),
        different=(Different("T01_A_000003", Fen(700), Fen(777)),),
    )
    assert not found.agrees
    assert compare(sales[:2], {"T01_A_000001": Fen(1250), "T01_A_000002": Fen(50)}).agrees


TEXTS = st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))


@given(st.binary(max_size=300) | TEXTS)
def test_no_file_breaks_the_reading(content: bytes) -> None:
    try:
        bill = read_bill(b"order,amount\n" + content)
    except NoBill:
        return
    assert all(amount >= 0 for amount in bill.values())
