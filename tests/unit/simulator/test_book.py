"""How a submit becomes an order, and how orders are found."""

from terminal_daemon.simulator.book import Book
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType

SUBMIT: dict[str, object] = {
    "pay_type": "wechat.micro",
    "mch_trade_id": "T01_AAAAAAAA_000001",
    "total_fee": 1250,
    "auth_code": "130000000000000001",
}


def submit(count: int, code: str, fee: int = 1250) -> dict[str, object]:
    number = f"T01_AAAAAAAA_{count:06d}"
    return {**SUBMIT, "mch_trade_id": number, "auth_code": code, "total_fee": fee}


def test_an_order_is_written_down_and_found_either_way() -> None:
    book = Book(amounts_choose=False)
    times = {"time_start": 1_700_000_000, "time_expire": 1_700_000_090}

    taken = book.take({**SUBMIT, **times, "device_info": "T01", "body": "x"}, now=5.0)

    assert (taken.number, taken.amount) == ("T01_AAAAAAAA_000001", Fen(1250))
    assert (taken.pay_type, taken.made_at) == (PayType.WECHAT, 5.0)
    assert (taken.time_start, taken.lifetime_s) == (1_700_000_000, 90.0)
    assert taken.echoed == {"device_info": "T01"}
    assert taken.shown_code == "13••••0001"
    assert book.submitted(SUBMIT) is taken
    assert book.asked_for(SUBMIT) is taken
    assert book.asked_for({"trade_id": taken.trade_id}) is taken


def test_trade_id_goes_before_the_number() -> None:
    book = Book(amounts_choose=False)
    first = book.take(SUBMIT, 0.0)
    second = book.take(submit(2, "130000000000010001"), 0.0)

    asked: dict[str, object] = {"trade_id": second.trade_id, "mch_trade_id": first.number}

    assert book.asked_for(asked) is second
    assert book.asked_for({**asked, "trade_id": "f" * 24}) is None


def test_what_was_never_submitted_is_not_there() -> None:
    book = Book(amounts_choose=False)

    assert book.submitted(SUBMIT) is None
    assert book.asked_for(SUBMIT) is None
    assert book.facts(0.0) == ()


def test_a_code_pays_once() -> None:
    book = Book(amounts_choose=False)
    codes = ["130000000000000001", "130000000000000001", "130000000000010001"]

    names = [book.take(submit(n, code), 0.0).customer.name for n, code in enumerate(codes)]

    assert names == ["pays_at_once", "used_code", "pays_at_once"]
    assert [facts.paid for facts in book.facts(0.0)] == [True, False, True]


def test_a_code_whose_submit_was_lost_can_still_be_used() -> None:
    book = Book(amounts_choose=False)
    lost = "130000000000003002"

    names = [book.take(submit(n, lost), 0.0).customer.name for n in range(2)]

    assert names == ["timeout_lost", "timeout_lost"]


def test_the_same_last_four_digits_are_the_same_payer() -> None:
    book = Book(amounts_choose=False)
    codes = ["130000000000010001", "130000000000020001", "130000000000020002"]

    one, again, other = (book.take(submit(n, code), 0.0).payer for n, code in enumerate(codes))

    assert one == again != other


def test_a_code_of_no_wallet_never_pays() -> None:
    book = Book(amounts_choose=False)

    assert book.take(submit(1, "6901234567892"), 0.0).customer.name == "not_a_code"
    assert not book.facts(1e6)[0].paid


def test_the_amount_goes_before_the_code_where_amounts_choose() -> None:
    code = "130000000000001002"

    by_code = Book(amounts_choose=False).take(submit(1, code, 401_001), 0.0)
    by_amount = Book(amounts_choose=True).take(submit(1, code, 401_001), 0.0)
    nobody = Book(amounts_choose=True).take(submit(1, code, 1_001), 0.0)

    assert by_code.customer.name == "code_expired"
    assert by_amount.customer.name == "not_enough"
    assert nobody.customer.name == "code_expired"
