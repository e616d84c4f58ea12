import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_daemon.gateway.evidence import evidence
from terminal_daemon.gateway.payer import payer_of
from terminal_daemon.gateway.replies import (
    Answer,
    Failure,
    Reply,
    TradeState,
    http_date,
    read_reply,
)
from terminal_daemon.gateway.signature import sign
from terminal_daemon.sale.reason import Doubt
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.secret import Secret

KEY = Secret("m4X2zlJufeTWZLNHOrmNCbJ4TQrKuaCo")
OPENID = "oMJGHsx-0RqIklWabcdefgy02xI1"
AUTH_CODE = "134546190000006401"
PAID = {
    "out_trade_id": "4003542001201707210000404011",
    "ch_trade_id": "755291000000201707208263916360",
    "appid": "wx290ce4000004369d",
    "bank_type": "CFT",
    "is_subscribe": "N",
    "openid": OPENID,
    "sub_openid": OPENID,
    "total_fee": 1250,
    "trade_state": 0,
    "trade_id": "59706d88fd000000000a03e8",
    "mch_trade_id": "T01_7K3M9QXA_000042",
    "merchant_id": "59382e3cffea0e5fcd0cfc3e",
    "pay_type": "wechat.micro",
    "time_end": 1497330780,
    "attach": None,
    "nonce_str": "",
}


def answered(data: object, code: object = 0, **top: object) -> Answer:
    """Return an answer around the data, signed."""
    signature = sign(data, KEY) if isinstance(data, dict) else ""
    members = {"code": code, "msg": None, "data": data, "version": "1.0", "sign": signature}
    return Answer(json.dumps(members | top, ensure_ascii=False).encode())


def read(answer: Answer) -> Reply:
    reply = read_reply(answer, KEY)
    assert isinstance(reply, Reply)
    return reply


def failed(body: bytes) -> Failure:
    failure = read_reply(Answer(body), KEY)
    assert isinstance(failure, Failure)
    return failure


def test_a_paid_reply_in_every_field_that_we_use() -> None:
    assert read(answered(PAID)) == Reply(
        code=0,
        verified=True,
        order="T01_7K3M9QXA_000042",
        merchant_id="59382e3cffea0e5fcd0cfc3e",
        total_fee=1250,
        trade_state=TradeState.PAID,
        trade_id="59706d88fd000000000a03e8",
        out_trade_id="4003542001201707210000404011",
        payer=payer_of(PAID, KEY),
        paid_at=UnixSeconds(1497330780),
    )


@pytest.mark.parametrize("name", ["trade_id", "out_trade_id", "refund_id"])
def test_no_number_of_the_gateways_can_steer_a_terminal_or_part_a_line(name: str) -> None:
    reply = read(answered(PAID | {name: "42\x1b]0;x\x07\r\n=1\u202e" + "0" * 99}))

    assert reply.verified
    assert getattr(reply, name) == ("42 ]0;x   =1 " + "0" * 99)[:64]


def test_numbers_as_strings_read_the_same() -> None:
    texts = PAID | {"total_fee": "1250", "trade_state": "0", "time_end": "1497330780"}

    assert read(answered(texts, code="0")) == read(answered(PAID))


def test_the_close_reply_of_the_manual() -> None:
    body = (
        b'{"code":0,"msg":"","data":{"close_status":"0","mch_trade_id":"alex.wechat.15096163291",'
        b'"merchant_id":"59382e3cffea0e5fcd0cfc3e","trade_id":"59faeb63fd4eb0751a4f8c56",'
        b'"nonce_str":"59faeb88fd4eb0751a4f8c5b"},"sign":"27960E5A200E30E084C04CFB440BF659"}'
    )

    reply = read(Answer(body))

    assert (reply.verified, reply.close_status, reply.total_fee) == (True, 0, None)


def test_what_5_2_lets_a_submit_say_of_its_result() -> None:
    data = {"result_code": 1, "need_query": "N", "err_code": "NOTENOUGH", "err_msg": "余额不足"}

    reply = read(answered(data))

    assert (reply.result_code, reply.need_query) == ("1", "N")
    assert (reply.err_code, reply.err_code_signed) == ("NOTENOUGH", True)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b"<html></html>",
        b"[]",
        b"null",
        b"0",
        b"{}",
        b'{"code":0',
        b'{"code":0}',
        b'{"code":0,"data":null}',
        b'{"code":0,"data":[]}',
        b'{"code":0,"data":"x"}',
        b'{"code":null,"data":{}}',
        b'{"code":"","data":{}}',
        b'{"code":false,"data":{}}',
        b'{"code":[0],"data":{}}',
        b'{"code":0.0,"data":{}}',
        b'{"code":-0,"data":{}}',
        b'{"code":"00","data":{}}',
        b'{"code":"O","data":{}}',
        b'{"code":NaN,"data":{}}',
        b'{"code":1,"x":Infinity}',
        b'{"code":0,"data":{},"code":1}',
        b'{"code":0,"data":{"a":1,"a":2}}',
        b'{"code":0,"data":{"deep":[{"a":1,"a":1}]}}',
        b'{"code":0,"data":{}} trailing',
        b'{"code":0,"data":{"a":"\x01"}}',
        b"[" * 200_000,
        b'{"data":' * 50_000,
        b'{"code":' + b"9" * 200_000 + b"}",
    ],
)
def test_what_is_not_strict_json_with_code_and_data_is_malformed(body: bytes) -> None:
    failure = failed(body)

    assert (failure.any_byte_sent, failure.doubt) == (True, Doubt.MALFORMED)


def test_two_numbers_of_5000_digits_do_no_harm() -> None:
    digits = "9" * 5000
    body = f'{{"code":0,"data":{{"total_fee":{digits},"trade_state":{digits}}}}}'

    reply = read(Answer(body.encode()))

    assert (reply.total_fee, reply.trade_state) == (None, TradeState.OTHER)


@pytest.mark.parametrize("data", [None, [], "", "x", 5, {}])
def test_a_failed_reply_needs_no_data(data: object) -> None:
    reply = read(answered(data, code=601, msg="time-out"))

    assert (reply.code, reply.msg, reply.verified) == (601, "time-out", False)


def test_a_payment_code_split_by_unprintable_characters_is_hidden_too() -> None:
    reply = read(answered({}, code=601, msg="1354619\x000000\u200b006401"))

    assert reply.msg == "…"


def test_a_failed_reply_is_never_verified_though_the_sign_fits() -> None:
    assert not read(answered(PAID, code=600)).verified


@pytest.mark.parametrize("signature", [None, "", 0, [], "72ED16F9AD20A7EB5A7EB5A7EB5A7EB5"])
def test_without_a_good_sign_a_reply_is_not_verified(signature: object) -> None:
    assert not read(answered(PAID, sign=signature)).verified


def test_a_number_is_signed_as_it_stood_in_the_text() -> None:
    data = '{"rate":1.10,"big":1e2,"fee":00}'.replace("00", "0")
    signature = sign({"rate": "1.10", "big": "1e2", "fee": "0"}, KEY)

    assert read(Answer(f'{{"code":0,"data":{data},"sign":"{signature}"}}'.encode())).verified


def test_a_value_that_swallowed_a_member_is_not_verified_though_the_sign_fits() -> None:
    honest: dict[str, object] = {**PAID, "bank_type": "CFT", "err_code": "SYSTEMERROR"}
    swallowed = {name: value for name, value in honest.items() if name != "err_code"}
    swallowed["ch_trade_id"] = f"{PAID['ch_trade_id']}&err_code=SYSTEMERROR"

    assert sign(swallowed, KEY) == sign(honest, KEY)
    assert not read(answered(swallowed)).verified
    assert read(answered(PAID | {"attach": "bread & butter=2"})).verified


SIGNED = {name: str(v) for name, v in PAID.items() if v not in (None, "")}


@settings(deadline=None)
@given(data=st.data())
def test_a_change_of_any_one_signed_byte_is_not_accepted(data: st.DataObject) -> None:
    good = answered(SIGNED).body
    name, value = data.draw(st.sampled_from(sorted(SIGNED.items())))
    pair = f'"{name}": "{value}"'.encode()
    place = data.draw(
        st.sampled_from(
            [i for i, byte in enumerate(pair) if byte not in b'" :']
        )  # the signed bytes
    )
    at = good.index(pair) + place
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != good[at]))

    changed = good[:at] + bytes([other]) + good[at + 1 :]

    outcome = read_reply(Answer(changed), KEY)
    assert isinstance(outcome, Failure) or not outcome.verified


@pytest.mark.parametrize("place", range(32))
def test_a_change_of_any_digit_of_the_sign_is_not_accepted(place: int) -> None:
    signature = sign(PAID, KEY)
    digit = "0" if signature[place] != "0" else "1"

    changed = signature[:place] + digit + signature[place + 1 :]

    assert not read(answered(PAID, sign=changed)).verified


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (0, TradeState.PAID),
        ("0", TradeState.PAID),
        (1, TradeState.REFUNDED),
        (2, TradeState.NOT_PAID),
        (3, TradeState.CLOSED),
        (4, TradeState.REVERSED),
        (5, TradeState.REVERSING),
        (6, TradeState.CONFIRMING),
        (7, TradeState.FAILED),
        (-1, TradeState.MINUS_ONE),
        ("-1", TradeState.MINUS_ONE),
        ("SUCCESS", TradeState.PAID),
        ("REFUND", TradeState.REFUNDED),
        ("NOTPAY", TradeState.NOT_PAID),
        ("CLOSED", TradeState.CLOSED),
        ("REVOKED", TradeState.REVERSED),
        ("USERPAYING", TradeState.CONFIRMING),
        ("ACCEPT", TradeState.CONFIRMING),
        ("PAYERROR", TradeState.PAYERROR),
        (8, TradeState.OTHER),
        (0.0, TradeState.OTHER),
        ("00", TradeState.OTHER),
        ("0 ", TradeState.OTHER),
        ("\u0660", TradeState.OTHER),  # a digit nought, in Arabic
        ("success", TradeState.OTHER),
        ("other", TradeState.OTHER),
        (False, TradeState.OTHER),
        ([0], TradeState.OTHER),
        ({}, TradeState.OTHER),
        (None, None),
        ("", None),
    ],
)
def test_the_spellings_of_trade_state(value: object, state: TradeState | None) -> None:
    assert read(answered(PAID | {"trade_state": value})).trade_state is state


@pytest.mark.parametrize(
    ("value", "fee"),
    [
        (1, 1),
        ("1250", 1250),
        (0, 0),
        (-5, -5),
        ("1250.0", None),
        (1250.5, None),
        ("1,250", None),
        ("01250", None),
        ("", None),
        (None, None),
        (True, None),
        ([1250], None),
    ],
)
def test_the_spellings_of_total_fee(value: object, fee: int | None) -> None:
    assert read(answered(PAID | {"total_fee": value})).total_fee == fee


@pytest.mark.parametrize(
    ("value", "unix"),
    [
        (1497330780, 1497330780),
        ("1497330780", 1497330780),
        (1497330780123, 1497330780),
        ("20170613131300", 1497330780),
        (20170613131300, 1497330780),
        ("20171313131300", None),
        ("00000000000000", None),
        ("149733078", None),
        (-149733078, None),
        ("2017-06-13 13:13:00", None),
        ("", None),
        (None, None),
    ],
)
def test_the_spellings_of_time_end(value: object, unix: int | None) -> None:
    assert read(answered(PAID | {"time_end": value})).paid_at == unix


@pytest.mark.parametrize(
    "members",
    [
        {"err_code": "NOTENOUGH"},
        {"err_msg": "NOTENOUGH"},
        {"msg": "{NOTENOUGH：余额不足}"},
        {"msg": "{NOTENOUGH:text}"},
        {"msg": "NOTENOUGH"},
        {"msg": "NOTENOUGH, text"},
        {"trade_info": "支付失败, NOTENOUGH, 余额不足"},
        {"data": {"err_code": "NOTENOUGH"}},
        {"data": {"err_msg": "{NOTENOUGH：余额不足}"}},
        {"data": {"trade_info": "支付失败, NOTENOUGH, 余额不足"}},
    ],
)
def test_the_channels_code_is_found_wherever_it_stands(members: dict[str, object]) -> None:
    body = json.dumps({"code": 600, "data": None} | members).encode()

    reply = read(Answer(body))

    assert (reply.err_code, reply.err_code_signed) == ("NOTENOUGH", False)


def test_beside_code_0_a_code_outside_data_is_there_but_not_signed() -> None:
    reply = read(answered(PAID, err_code="SYSTEMERROR", msg="NOTENOUGH"))

    assert (reply.err_code, reply.err_code_signed) == ("SYSTEMERROR", False)


def test_a_code_in_data_with_a_bad_sign_is_not_signed() -> None:
    reply = read(answered(PAID | {"err_code": "SYSTEMERROR"}, sign="0" * 32))

    assert (reply.err_code, reply.err_code_signed) == ("SYSTEMERROR", False)


@pytest.mark.parametrize(
    "secret",
    [
        AUTH_CODE,
        "1345 4619 0000 0064 01",
        "1345-4619-0000-0064-01",
        "2812345678901234",
        OPENID,
        "oRXdVs_CWabcdefghijklmnopqrs",
        "72ED16F9AD20A7EB572ED16F9AD20A7E",
        "key=short",
        KEY.reveal(),
    ],
)
def test_what_looks_like_a_secret_is_cut_out_of_msg(secret: str) -> None:
    reply = read(answered(None, code=101, msg=f"签名失败 {secret} auth_code={secret}."))

    assert reply.msg.startswith("签名失败 …")
    for shown in (repr(reply), evidence(reply)):
        assert secret not in shown
        assert secret[:12] not in shown or len(secret) < 12


@pytest.mark.parametrize("code", ["APPID_MCHID_NOT_MATCH", "REQUIRE_POST_METHOD"])
def test_error_codes_stay_in_msg(code: str) -> None:
    assert read(answered(None, code=600, msg=code)).msg == code


def test_the_openid_is_neither_in_the_reply_nor_in_the_evidence() -> None:
    reply = read(answered(PAID))

    assert OPENID not in repr(reply)
    assert OPENID not in evidence(reply)
    assert OPENID not in repr(answered(PAID))


def test_who_paid_is_known_of_a_verified_reply_only() -> None:
    honest = json.loads(answered(PAID).body)
    forged = {**honest, "data": {**PAID, "openid": "oMJGHsx-somebody"}}

    assert read(answered(PAID)).payer == payer_of(PAID, KEY)
    assert read(Answer(json.dumps(forged).encode())).payer == ""
    assert read(answered(PAID, code=600)).payer == ""


@pytest.mark.parametrize("name", ["openid", "sub_openid"])
def test_a_payer_hidden_in_another_value_is_not_verified(name: str) -> None:
    swallowed = {**PAID, "bank_type": f"CFT&{name}=oMJGHsx-somebody"}

    assert not read(answered(swallowed)).verified


@pytest.mark.parametrize(
    ("header", "unix"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784111777),
        ("Tue, 13 Jun 2017 05:13:00 GMT", 1497330780),
        ("Sun, 06 Nov 1994 08:49:37 CST", None),
        ("Sun, 31 Feb 2017 08:49:37 GMT", None),
        ("Sun, 06 Nov 1994 25:49:37 GMT", None),
        ("Sunday, 06-Nov-94 08:49:37 GMT", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_date_header(header: str, unix: int | None) -> None:
    assert http_date(header) == unix


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=3,
)
members = st.fixed_dictionaries({"code": json_values, "data": json_values}) | st.dictionaries(
    st.sampled_from(["code", "data", "msg", "sign", "err_code", "trade_info"]), json_values
)


@settings(deadline=None)
@given(st.binary(max_size=200) | members.map(lambda value: json.dumps(value).encode()))
def test_arbitrary_bytes_never_raise_and_never_verify(body: bytes) -> None:
    outcome = read_reply(Answer(body), KEY)

    assert isinstance(outcome, Failure) or not outcome.verified
    assert len(evidence(outcome).encode()) <= 1024


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.sampled_from(sorted(PAID)), json_values, max_size=4))
def test_odd_values_in_signed_data_never_raise(odd: dict[str, Any]) -> None:
    outcome = read_reply(answered(PAID | odd), KEY)

    assert isinstance(outcome, Reply | Failure)
    assert len(evidence(outcome).encode()) <= 1024
