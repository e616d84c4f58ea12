"""What the simulated gateway refuses before it does anything."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.simulator import requirements
from terminal_daemon.simulator.behaviour import GatewayError
from terminal_daemon.simulator.requirements import (
    CLOSE,
    PAY,
    QUERY,
    REFUND,
    REFUND_QUERY,
    is_payment_code,
    lifetime_s,
    read_members,
    what_is_wrong,
)
from terminal_daemon.values.auth_code import PayType

SUBMIT: dict[str, object] = {
    "merchant_id": "59382e3cffea0e5fcd0cfc3e",
    "sign_type": "md5",
    "sign": "0" * 32,
    "version": "1.0",
    "nonce_str": "n" * 32,
    "pay_type": "wechat.micro",
    "mch_trade_id": "T01_AAAAAAAA_000001",
    "device_info": "T01",
    "body": "天虹龙华店-食品",
    "attach": "A-17",
    "total_fee": 1250,
    "spbill_create_ip": "192.168.1.20",
    "auth_code": "130000000000000001",
    "time_start": 1_700_000_000,
    "time_expire": 1_700_000_060,
    "op_user_id": "7",
    "store_id": "0001",
    "op_device_id": "T01",
    "goods_tag": "x",
    "settle_type": 1,
}
NEEDED = {"pay_type", "mch_trade_id", "body", "total_fee", "spbill_create_ip", "auth_code"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff{}",
        b"[]",
        b"7",
        b'"text"',
        b"null",
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1,"a":1}',
        b'{"a":"\\ud800"}',
        b'{"\\udfff":1}',
        b"[" * 60_000,
        b'{"total_fee":' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_json_object_is_100(body: bytes) -> None:
    read = read_members(body)

    assert isinstance(read, GatewayError)
    assert read.code == 100


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_raise(body: bytes) -> None:
    read_members(body)


def test_null_and_empty_members_count_as_absent_but_zero_does_not() -> None:
    body = json.dumps({"a": None, "b": "", "c": 0, "d": "x"}).encode()

    assert read_members(body) == {"c": 0, "d": "x"}


def test_a_full_submit_and_a_bare_one_are_right() -> None:
    bare = {name: SUBMIT[name] for name in NEEDED | {"merchant_id", "sign"}}

    assert what_is_wrong(PAY, SUBMIT) is None
    assert what_is_wrong(PAY, bare) is None


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_missing_member_is_103_and_named(name: str) -> None:
    missing = {other: value for other, value in SUBMIT.items() if other != name}

    assert what_is_wrong(PAY, missing) == GatewayError(103, f"缺少参数: {name}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("total_fee", "1250"),
        ("total_fee", 0),
        ("total_fee", -1),
        ("total_fee", 12.5),
        ("total_fee", True),
        ("total_fee", 10**10),
        ("mch_trade_id", "T01_"),
        ("mch_trade_id", "T" * 33),
        ("mch_trade_id", "alex.wechat.1"),
        ("mch_trade_id", "T01_00001\n"),
        ("mch_trade_id", 12345),
        ("time_start", "1700000000"),
        ("time_start", 1_700_000_000_000),
        ("time_start", 0),
        ("time_expire", 1_700_000_000),
        ("spbill_create_ip", "300.1.1.1"),
        ("spbill_create_ip", "localhost"),
        ("spbill_create_ip", 1),
        ("auth_code", 130000000000000001),
        ("auth_code", "1" * 129),
        ("auth_code", "13 00"),
        ("nonce_str", "n" * 33),
        ("nonce_str", 1),
        ("sign_type", "sha256"),
        ("sign_type", 5),
        ("version", "2.0"),
        ("settle_type", 2),
        ("settle_type", "1"),
        ("body", {"a": 1}),
        ("store_id", 1),
    ],
)
def test_a_malformed_member_is_103_and_named(name: str, value: object) -> None:
    wrong = what_is_wrong(PAY, {**SUBMIT, name: value})

    assert wrong == GatewayError(103, f"参数格式错误: {name}")


def test_an_unknown_member_is_103_and_shown_without_line_breaks() -> None:
    wrong = what_is_wrong(PAY, {**SUBMIT, "op\nuser": "7"})

    assert wrong == GatewayError(103, r"未知参数: 'op\nuser'")


@pytest.mark.parametrize(
    ("pay_type", "missing"), [("alipay.micro", "device_info, subject"), ("qq.micro", "device_info")]
)
def test_other_wallets_need_more(pay_type: str, missing: str) -> None:
    submit = {name: value for name, value in SUBMIT.items() if name != "device_info"}
    full = {**SUBMIT, "pay_type": pay_type, "subject": "x"}

    wrong = what_is_wrong(PAY, {**submit, "pay_type": pay_type})

    assert wrong == GatewayError(103, f"缺少参数: {missing}")
    assert what_is_wrong(PAY, full) is None


def test_an_unhashable_pay_type_is_only_malformed() -> None:
    wrong = what_is_wrong(PAY, {**SUBMIT, "pay_type": ["wechat.micro"]})

    assert wrong == GatewayError(103, "参数格式错误: pay_type")


@pytest.mark.parametrize("call", [QUERY, CLOSE, REFUND])
def test_an_order_must_be_named_one_way_or_the_other(call: requirements.Call) -> None:
    refund: dict[str, object] = (
        {"mch_refund_id": "R0001", "refund_fee": 1} if call is REFUND else {}
    )
    wrong = what_is_wrong(call, refund)

    assert wrong == GatewayError(103, "缺少参数: mch_trade_id or trade_id")
    assert what_is_wrong(call, {**refund, "mch_trade_id": "T0001"}) is None
    assert what_is_wrong(call, {**refund, "trade_id": "0" * 24}) is None


def test_a_refund_query_names_the_refund() -> None:
    assert what_is_wrong(REFUND_QUERY, {}) == GatewayError(103, "缺少参数: mch_refund_id")
    assert what_is_wrong(REFUND_QUERY, {"mch_refund_id": "R0001"}) is None


def test_a_lifetime_needs_both_times() -> None:
    assert lifetime_s(SUBMIT) == 60.0
    assert lifetime_s({"time_expire": 1_700_000_060}) == float("inf")
    assert lifetime_s({"time_start": 1_700_000_060}) == float("inf")


def test_a_payment_code_belongs_to_its_wallet() -> None:
    assert is_payment_code("130000000000000001", PayType.WECHAT)
    assert not is_payment_code("130000000000000001", PayType.ALIPAY)
    assert not is_payment_code("1300000000000001", PayType.WECHAT)
