"""The replies' members, shapes and spellings."""

import json
from dataclasses import replace

import pytest

from terminal_daemon.simulator.behaviour import (
    ChannelError,
    Customer,
    Dialect,
    Fault,
    GatewayError,
    Shape,
    TradeState,
)
from terminal_daemon.simulator.bodies import (
    How,
    answer,
    damaged,
    error,
    hex_id,
    in_words,
    on_the_wire,
    order_data,
    web_page,
)
from terminal_daemon.simulator.ledger import Order
from terminal_daemon.simulator.signer import is_signed
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType

MERCHANT = "59382e3cffea0e5fcd0cfc3e"
ORDER = Order(
    number="T01_AAAAAAAA_000001",
    amount=Fen(1250),
    pay_type=PayType.WECHAT,
    customer=Customer("0001", "at_once", ""),
    trade_id="59706d88fd00112233445566",
    payer="abcdef0123456789abcdef01",
    shown_code="13••••0001",
    made_at=0.0,
    time_start=1_700_000_000,
    echoed={"device_info": "T01"},
)
FAILED = replace(ORDER, customer=Customer("1001", "no", "", ((0.0, TradeState.FAILED),)))


def members(body: bytes) -> dict[str, object]:
    read = json.loads(body)
    assert isinstance(read, dict)
    return read


def speaking(dialect: Dialect) -> Order:
    return replace(ORDER, customer=replace(ORDER.customer, dialect=dialect))


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (Shape.MEMBERS, {"msg": "text", "err_code": "CODE", "err_msg": "text"}),
        (Shape.WIDE_BRACES, {"msg": "{CODE：text}"}),
        (Shape.BRACES, {"msg": "{CODE:text}"}),
        (Shape.BARE, {"msg": "CODE"}),
        (Shape.COMMA, {"msg": "CODE, text"}),
        (Shape.TRADE_INFO, {"msg": "交易失败", "trade_info": "支付失败, CODE, text"}),
    ],
)
def test_a_channel_error_is_600_unsigned_and_in_its_shape(
    shape: Shape, told: dict[str, str]
) -> None:
    response = error(ChannelError("CODE", "text", shape))
    frame: dict[str, object] = {"code": 600, "data": None, "version": "1.0", "sign_type": "md5"}

    assert members(response.body) == {**frame, **told, "time_elapsed": 0.021}
    assert response.note == "600 CODE"


def test_a_gateway_error_is_its_code_unsigned() -> None:
    read = members(error(GatewayError(301, "订单号不存在")).body)

    assert (read["code"], read["msg"], read["data"]) == (301, "订单号不存在", None)
    assert "sign" not in read


def test_an_answer_is_signed_over_its_data_alone() -> None:
    data: dict[str, object] = {"trade_state": 0, "attach": "", "coupon_fee": None}

    read = members(answer(data, "key", "PAID").body)

    assert (read["code"], read["msg"], read["data"]) == (0, None, data)
    assert is_signed({**data, "sign": read["sign"]}, "key")


def test_the_string_dialect_quotes_every_number_and_signs_the_same() -> None:
    data: dict[str, object] = {"trade_state": 0, "total_fee": 1250, "attach": "A", "x": None}

    plain = members(answer(data, "key", "PAID").body)
    quoted = members(answer(data, "key", "PAID", Dialect.STRINGS).body)

    assert quoted["code"] == "0"
    assert quoted["data"] == {"trade_state": "0", "total_fee": "1250", "attach": "A", "x": None}
    assert quoted["sign"] == plain["sign"]


def test_a_paid_order_is_told_with_everything_5_2_has() -> None:
    data = order_data(ORDER, MERCHANT, "n1", now=0.0)

    assert data == {
        "merchant_id": MERCHANT,
        "mch_trade_id": "T01_AAAAAAAA_000001",
        "trade_id": "59706d88fd00112233445566",
        "pay_type": "wechat.micro",
        "total_fee": 1250,
        "fee_type": "CNY",
        "trade_state": 0,
        "nonce_str": "n1",
        "bank_billno": "",
        "coupon_fee": None,
        "device_info": "T01",
        "out_trade_id": "4003000098339408903424",
        "ch_trade_id": "7552000018838586676582",
        "appid": "wx290ce4a1b2c4369d",
        "sub_appid": "wx26a0c1d2e3a99df7",
        "openid": "oMJGHsx-0abcdef0123456789abc",
        "sub_openid": "oRXdVs97Cf0123456789abcdef01",
        "is_subscribe": "N",
        "sub_is_subscribe": "Y",
        "bank_type": "CFT",
        "time_end": 1_700_000_000,
    }


def test_nothing_is_told_about_a_payer_who_did_not_pay() -> None:
    data = order_data(FAILED, MERCHANT, "n1", now=0.0)

    assert (data["trade_state"], data["out_trade_id"]) == (7, "")
    assert data.keys().isdisjoint({"openid", "sub_openid", "time_end", "ch_trade_id"})


@pytest.mark.parametrize(
    ("dialect", "time_end"),
    [
        (Dialect.NUMBERS, 1_700_000_000),
        (Dialect.STRINGS, "20231115061320"),
        (Dialect.WORDS, 1_700_000_000_000),
    ],
)
def test_three_spellings_of_time_end(dialect: Dialect, time_end: object) -> None:
    assert order_data(speaking(dialect), MERCHANT, "n1", 0.0)["time_end"] == time_end


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (TradeState.PAID, "SUCCESS"),
        (TradeState.NOT_PAID, "NOTPAY"),
        (TradeState.CLOSED, "CLOSED"),
        (TradeState.REVERSED, "REVOKED"),
        (TradeState.REVERSING, "REVOKED"),
        (TradeState.CONFIRMING, "USERPAYING"),
        (TradeState.FAILED, "PAYERROR"),
        (TradeState.PERHAPS_FAILED, "PAYERROR"),
    ],
)
def test_every_state_has_its_word(state: TradeState, word: str) -> None:
    told = replace(ORDER, customer=replace(ORDER.customer, story=((0.0, state),)))

    assert in_words({"trade_state": int(state), "x": 1}, told, 0.0) == {
        "trade_state": word,
        "x": 1,
    }


@pytest.mark.parametrize(
    ("fault", "name", "value"),
    [
        (Fault.OTHER_AMOUNT, "total_fee", 1350),
        (Fault.OTHER_ORDER, "mch_trade_id", "SOMEBODY_ELSES_0001"),
        (Fault.OTHER_MERCHANT, "merchant_id", "0123456789abcdef01234567"),
        (Fault.HUGE, "attach", "x" * 300 * 1024),
    ],
)
def test_a_mixed_up_reply_differs_in_one_member(fault: Fault, name: str, value: object) -> None:
    data = order_data(ORDER, MERCHANT, "n1", 0.0)

    assert damaged(data, fault, 1250) == {**data, name: value}


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.BAD_SIGNATURE, Fault.HELD])
def test_other_faults_leave_the_data_alone(fault: Fault) -> None:
    assert damaged({"a": 1}, fault, 1250) == {"a": 1}


def test_faults_of_the_wire() -> None:
    whole = answer({"trade_state": 0}, "key", "PAID")

    held, reset, slow = (
        on_the_wire(whole, fault) for fault in (Fault.HELD, Fault.RESET, Fault.BYTE_BY_BYTE)
    )

    assert [one.how for one in (held, reset, slow)] == [How.HELD, How.RESET, How.BYTE_BY_BYTE]
    assert {one.body for one in (held, reset, slow)} == {whole.body}
    assert on_the_wire(whole, Fault.BAD_GATEWAY) == web_page(502)
    assert on_the_wire(whole, Fault.WEB_PAGE) == web_page(200)
    assert on_the_wire(whole, Fault.NONE) == whole


def test_a_web_page_is_no_json() -> None:
    page = web_page(502)

    assert (page.status, page.content_type, page.body[:9]) == (502, "text/html", b"<!DOCTYPE")


def test_an_id_is_24_hex_digits_of_its_seed() -> None:
    assert len(hex_id("a")) == 24
    assert hex_id("a") == hex_id("a") != hex_id("b")
