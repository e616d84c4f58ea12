import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_daemon.gateway.requests import (
    CloseRequest,
    Merchant,
    QueryRequest,
    RefundQueryRequest,
    RefundRequest,
    SubmitRequest,
    close_body,
    query_body,
    refund_body,
    refund_query_body,
    submit_body,
)
from terminal_daemon.gateway.signature import is_signed, sign
from terminal_daemon.sale.refund import Refund, RefundNumber
from terminal_daemon.sale.sale import Sale
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode, PayType
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.secret import Secret

KEY = Secret("m4X2zlJufeTWZLNHOrmNCbJ4TQrKuaCo")
ORDER = OrderNumber("T01_7K3M9QXA_000042")
CODE = AuthCode("134546190000006401")
NONCE = "f" * 32
MERCHANT = Merchant(
    merchant_id="59382e3cffea0e5fcd0cfc3e",
    key=KEY,
    terminal_id="T01",
    store_id="0001",
    operator="anna",
    description="天虹龙华店-食品",
    ip="192.168.1.20",
)
SALE = Sale(
    ORDER,
    Fen(1250),
    created_at=UnixSeconds(1497330700),
    submitted_at=UnixSeconds(1497330777),
    time_expire=UnixSeconds(1497330834),
)
REFUND = Refund(RefundNumber(f"{ORDER}R1"), ORDER, Fen(250), UnixSeconds(1497330900))
SUBMITTED = {
    "merchant_id": "59382e3cffea0e5fcd0cfc3e",
    "pay_type": "wechat.micro",
    "mch_trade_id": "T01_7K3M9QXA_000042",
    "auth_code": "134546190000006401",
    "total_fee": 1250,
    "body": "天虹龙华店-食品",
    "spbill_create_ip": "192.168.1.20",
    "device_info": "T01",
    "op_device_id": "T01",
    "op_user_id": "anna",
    "store_id": "0001",
    "time_start": 1497330777,
    "time_expire": 1497330834,
    "nonce_str": NONCE,
    "sign_type": "md5",
}


def opened(body: bytes) -> dict[str, Any]:
    """Return the members but `sign`, once that was found good."""
    members: dict[str, Any] = json.loads(body.decode())
    assert is_signed(members, members["sign"], KEY)
    assert members.pop("sign") == sign(members, KEY)
    return members


def test_the_body_of_a_submit() -> None:
    assert opened(submit_body(MERCHANT, SALE, CODE, nonce=NONCE)) == SUBMITTED


def test_without_a_trusted_clock_neither_time_is_sent() -> None:
    body = submit_body(MERCHANT, replace(SALE, time_expire=None), CODE, nonce=NONCE)

    without = {
        name: v for name, v in SUBMITTED.items() if name not in ("time_start", "time_expire")
    }
    assert opened(body) == without


def test_the_sales_own_description_goes_before_the_merchants() -> None:
    sent = opened(submit_body(MERCHANT, replace(SALE, description="咖啡"), CODE, nonce=NONCE))

    assert sent == SUBMITTED | {"body": "咖啡"}


def test_alipay_also_gets_the_subject() -> None:
    code = AuthCode("2812345678901234", PayType.ALIPAY)

    sent = opened(submit_body(MERCHANT, SALE, code, nonce=NONCE))

    changed = {"pay_type": "alipay.micro", "auth_code": code.digits, "subject": SUBMITTED["body"]}
    assert sent == SUBMITTED | changed


def test_qq_gets_no_subject_but_the_device() -> None:
    code = AuthCode("911234567890123456", PayType.QQ)

    sent = opened(submit_body(MERCHANT, SALE, code, nonce=NONCE))

    assert sent == SUBMITTED | {"pay_type": "qq.micro", "auth_code": code.digits}


def test_a_merchant_with_the_least_set_up_sends_no_empty_member() -> None:
    bare = Merchant("m", KEY, "T01", description="x")

    sent = opened(submit_body(bare, SALE, CODE, nonce=""))

    assert sent["spbill_create_ip"] == "127.0.0.1"
    assert not {"op_user_id", "store_id", "nonce_str", "attach", "goods_tag"} & set(sent)
    assert None not in sent.values()
    assert "" not in sent.values()


def test_every_further_field_of_5_2_1_can_be_sent() -> None:
    request = SubmitRequest(
        merchant_id="m",
        order=ORDER,
        auth_code=CODE,
        amount=Fen(1),
        description="x",
        ip="127.0.0.1",
        attach="a",
        goods_tag="g",
        settle_type=0,
        version="1.0",
    )

    assert opened(request.body(KEY)) == {
        "merchant_id": "m",
        "pay_type": "wechat.micro",
        "mch_trade_id": ORDER,
        "auth_code": CODE.digits,
        "total_fee": 1,
        "body": "x",
        "spbill_create_ip": "127.0.0.1",
        "attach": "a",
        "goods_tag": "g",
        "settle_type": 0,
        "version": "1.0",
        "sign_type": "md5",
    }


@pytest.mark.parametrize("build", [query_body, close_body])
def test_query_and_close_go_by_our_own_order_number(build: Any) -> None:
    assert opened(build(MERCHANT, ORDER, nonce=NONCE)) == {
        "merchant_id": MERCHANT.merchant_id,
        "mch_trade_id": ORDER,
        "nonce_str": NONCE,
        "sign_type": "md5",
    }


@pytest.mark.parametrize("kind", [QueryRequest, CloseRequest])
def test_query_and_close_can_name_the_gateways_number(kind: Any) -> None:
    sent = opened(kind("m", ORDER, trade_id="59706d88fd", version="1.0").body(KEY))

    assert (sent["trade_id"], sent["version"]) == ("59706d88fd", "1.0")


def test_the_body_of_a_refund_names_its_order_and_its_own_number() -> None:
    assert opened(refund_body(MERCHANT, REFUND, nonce=NONCE)) == {
        "merchant_id": MERCHANT.merchant_id,
        "mch_trade_id": ORDER,
        "mch_refund_id": f"{ORDER}R1",
        "refund_fee": 250,
        "nonce_str": NONCE,
        "sign_type": "md5",
    }


def test_a_refund_is_asked_for_by_its_own_number() -> None:
    assert opened(refund_query_body(MERCHANT, REFUND, nonce=NONCE)) == {
        "merchant_id": MERCHANT.merchant_id,
        "mch_refund_id": f"{ORDER}R1",
        "nonce_str": NONCE,
        "sign_type": "md5",
    }


def test_the_paths_of_the_calls() -> None:
    paths = (SubmitRequest.path, QueryRequest.path, CloseRequest.path)

    assert paths == ("/pay", "/query", "/order_close")
    assert (RefundRequest.path, RefundQueryRequest.path) == ("/refund", "/refund_query")


def test_text_is_sent_as_utf_8_not_as_escapes() -> None:
    assert "天虹龙华店".encode() in submit_body(MERCHANT, SALE, CODE, nonce=NONCE)


def test_neither_code_nor_key_shows_in_a_repr() -> None:
    request = SubmitRequest("m", ORDER, CODE, Fen(1), "x", "127.0.0.1")

    assert CODE.digits not in repr(request)
    assert KEY.reveal() not in repr(MERCHANT)


@settings(deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_description_makes_a_well_signed_body(description: str) -> None:
    sale = replace(SALE, description=description)

    sent = opened(submit_body(MERCHANT, sale, CODE, nonce=NONCE))

    assert len(sent["body"]) == len(description or MERCHANT.description)
