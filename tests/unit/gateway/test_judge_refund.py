import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_daemon.gateway.judge_refund import REFUSALS, AskedRefund, judge_refund
from terminal_daemon.gateway.replies import Answer, Failure, Reply, read_reply
from terminal_daemon.gateway.signature import sign
from terminal_daemon.sale.reason import Doubt
from terminal_daemon.sale.refund import RefundCall, RefundNumber
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.refund_verdict import (
    RefundDone,
    RefundFailed,
    RefundInProgress,
    RefundRefused,
    RefundVerdict,
)
from terminal_daemon.sale.verdict import NotSent, NotThere, Unknown
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.secret import Secret

KEY = Secret("m4X2zlJufeTWZLNHOrmNCbJ4TQrKuaCo")
MERCHANT_ID = "59382e3cffea0e5fcd0cfc3e"
ORDER = OrderNumber("T01_7K3M9QXA_000042")
NUMBER = RefundNumber("T01_7K3M9QXA_000042R1")
ASKED = AskedRefund(NUMBER, ORDER, MERCHANT_ID, Fen(250))
OURS = {
    "merchant_id": MERCHANT_ID,
    "mch_trade_id": ORDER,
    "mch_refund_id": NUMBER,
    "refund_fee": 250,
    "refund_id": "59faeb32",
}
SEND, ASK = RefundCall.SEND, RefundCall.ASK

both_calls = pytest.mark.parametrize("call", RefundCall)
both_links = pytest.mark.parametrize("tls", [True, False])


def signed(**data: object) -> Reply | Failure:
    members = OURS | data
    top = {"code": 0, "data": members, "sign": sign(members, KEY)}
    return read_reply(Answer(json.dumps(top).encode()), KEY)


def unsigned(code: int, **top: object) -> Reply | Failure:
    return read_reply(Answer(json.dumps({"code": code, "data": None} | top).encode()), KEY)


def judged(outcome: Reply | Failure, call: RefundCall = ASK, *, tls: bool = True) -> RefundVerdict:
    return judge_refund(call, outcome, ASKED, tls=tls)


def test_the_refund_of_the_manual_is_in_progress() -> None:
    asked = AskedRefund(
        RefundNumber("1509616430"), OrderNumber("alex.wechat.1509616329"), MERCHANT_ID, Fen(1)
    )
    body = (
        b'{"code":0,"data":{"mch_trade_id":"alex.wechat.1509616329",'
        b'"merchant_id":"59382e3cffea0e5fcd0cfc3e","trade_id":"59faead1fd4eb0751a4f8c41",'
        b'"refund_id":"59faeb32fd4eb0751a4f8c50","refund_status":1,'
        b'"mch_refund_id":"1509616430","refund_fee":1,"nonce_str":"59faeb33fd4eb0751a4f8c53"},'
        b'"sign":"6457494F9C78AB7D2B763889B13248A1"}'
    )

    verdict = judge_refund(SEND, read_reply(Answer(body), KEY), asked, tls=False)

    assert verdict == RefundInProgress("59faeb32fd4eb0751a4f8c50")


@both_calls
@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (0, RefundDone("59faeb32")),
        ("0", RefundDone("59faeb32")),
        (1, RefundInProgress("59faeb32")),
        (-1, RefundFailed()),
        ("-1", RefundFailed()),
        (2, Unknown(Doubt.NO_STATE)),
        ("SUCCESS", Unknown(Doubt.NO_STATE)),
        (None, Unknown(Doubt.NO_STATE)),
        (0.0, Unknown(Doubt.NO_STATE)),
        (True, Unknown(Doubt.NO_STATE)),
    ],
)
def test_a_signed_status(call: RefundCall, status: object, verdict: RefundVerdict) -> None:
    assert judged(signed(refund_status=status), call, tls=False) == verdict


@pytest.mark.parametrize("beside", [{"err_code": "SYSTEMERROR"}, {"result_code": "FAIL"}])
def test_a_success_that_contradicts_itself_proves_nothing(beside: dict[str, str]) -> None:
    verdict = judged(signed(refund_status=0, **beside))

    assert verdict == Unknown(Doubt.CHANNEL_CODE, *beside.values())


@both_calls
@both_links
@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"merchant_id": "somebody"}, Doubt.OTHER_MERCHANT),
        ({"merchant_id": None}, Doubt.OTHER_MERCHANT),
        ({"mch_trade_id": "T01_7K3M9QXA_000041"}, Doubt.OTHER_ORDER),
        ({"mch_trade_id": None}, Doubt.OTHER_ORDER),
        ({"mch_refund_id": f"{ORDER}R2"}, Doubt.OTHER_ORDER),
        ({"mch_refund_id": None}, Doubt.OTHER_ORDER),
        ({"refund_fee": 251}, Doubt.OTHER_AMOUNT),
        ({"refund_fee": None}, Doubt.OTHER_AMOUNT),
    ],
)
@pytest.mark.parametrize("status", [0, 1, -1])
def test_a_signed_reply_about_something_else(
    call: RefundCall, tls: bool, change: dict[str, object], doubt: Doubt, status: int
) -> None:
    assert judged(signed(refund_status=status, **change), call, tls=tls) == Unknown(doubt)


@both_calls
def test_a_reply_that_is_not_well_signed_proves_nothing(call: RefundCall) -> None:
    top = {"code": 0, "data": OURS | {"refund_status": 0}, "sign": "0" * 32}
    reply = read_reply(Answer(json.dumps(top).encode()), KEY)

    assert judged(reply, call) == Unknown(Doubt.BAD_SIGNATURE)


@pytest.mark.parametrize("name", ["mch_refund_id", "refund_fee", "refund_status"])
def test_a_status_hidden_in_another_value_is_not_verified(name: str) -> None:
    reply = signed(refund_status=0, attach=f"x&{name}=0")

    assert judged(reply) == Unknown(Doubt.BAD_SIGNATURE)


@both_calls
@pytest.mark.parametrize("doubt", Doubt)
def test_what_never_left_was_not_sent_and_any_other_failure_leaves_it_open(
    call: RefundCall, doubt: Doubt
) -> None:
    assert judged(Failure(any_byte_sent=False, doubt=doubt), call) == NotSent()
    assert judged(Failure(any_byte_sent=True, doubt=doubt), call) == Unknown(doubt)


@both_links
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (100, RefundReason.SYSTEM_ERROR),
        (101, RefundReason.SYSTEM_ERROR),
        (103, RefundReason.SYSTEM_ERROR),
        (108, RefundReason.OUTSIDE_SERVICE_HOURS),
        (200, RefundReason.MERCHANT_SETUP),
        (201, RefundReason.MERCHANT_SETUP),
        (202, RefundReason.MERCHANT_SETUP),
        (1500, RefundReason.MERCHANT_SETUP),
    ],
)
def test_a_refusal_of_the_gateway_is_a_no_to_the_request_only(
    code: int, reason: RefundReason, tls: bool
) -> None:
    no = RefundRefused(reason, str(code), signed_only=not tls)

    assert judged(unsigned(code), SEND, tls=tls) == no
    assert judged(unsigned(code), ASK, tls=tls) == Unknown(Doubt.GATEWAY_CODE, str(code))


@both_links
@pytest.mark.parametrize(("err_code", "reason"), REFUSALS.items())
def test_a_refusal_of_the_channel_is_a_no_to_the_request_only(
    err_code: str, reason: RefundReason, tls: bool
) -> None:
    reply = unsigned(600, err_code=err_code, err_msg="文字")
    no = RefundRefused(reason, err_code, signed_only=not tls)

    assert judged(reply, SEND, tls=tls) == no
    assert judged(reply, ASK, tls=tls) == Unknown(Doubt.CHANNEL_CODE, err_code)


@both_calls
@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (unsigned(301), NotThere("301")),
        (unsigned(600, err_code="REFUNDNOTEXIST"), NotThere("REFUNDNOTEXIST")),
        (unsigned(600, err_code="ORDERNOTEXIST"), NotThere("ORDERNOTEXIST")),
        (unsigned(600, err_code="SYSTEMERROR"), Unknown(Doubt.CHANNEL_CODE, "SYSTEMERROR")),
        (
            unsigned(600, err_code="BIZERR_NEED_RETRY"),
            Unknown(Doubt.CHANNEL_CODE, "BIZERR_NEED_RETRY"),
        ),
        (unsigned(600, err_code="SOMETHING_NEW"), Unknown(Doubt.CHANNEL_CODE, "SOMETHING_NEW")),
        (unsigned(600), Unknown(Doubt.CHANNEL_CODE)),
        (
            unsigned(600, err_code="FREQUENCY_LIMITED"),
            Unknown(Doubt.SLOW_DOWN, "FREQUENCY_LIMITED"),
        ),
        (unsigned(601), Unknown(Doubt.CHANNEL_TIMED_OUT, "601")),
        (unsigned(999), Unknown(Doubt.GATEWAY_CODE, "999")),
    ],
)
def test_any_other_hint(call: RefundCall, reply: Reply | Failure, verdict: RefundVerdict) -> None:
    assert judged(reply, call) == verdict


def test_a_number_that_exists_is_ours_so_it_is_asked_for() -> None:
    assert judged(unsigned(107), SEND) == Unknown(Doubt.ORDER_EXISTS, "107")
    assert judged(unsigned(107), ASK) == Unknown(Doubt.GATEWAY_CODE, "107")


@both_calls
@pytest.mark.parametrize(
    ("data", "doubt"),
    [
        ({"merchant_id": "somebody"}, Doubt.OTHER_MERCHANT),
        ({"mch_trade_id": "another"}, Doubt.OTHER_ORDER),
        ({"mch_refund_id": "another"}, Doubt.OTHER_ORDER),
    ],
)
def test_a_failed_reply_that_names_something_else_is_not_for_us(
    call: RefundCall, data: dict[str, str], doubt: Doubt
) -> None:
    assert judged(unsigned(301, data=data), call) == Unknown(doubt)


@settings(deadline=None)
@given(
    st.sampled_from(RefundCall),
    st.sampled_from([0, 100, 107, 301, 600, 601]),
    st.dictionaries(
        st.sampled_from([*OURS, "refund_status", "err_code"]), st.text() | st.integers()
    ),
)
def test_nothing_unsigned_says_refunded_in_progress_or_failed(
    call: RefundCall, code: int, data: dict[str, object]
) -> None:
    top = {"code": code, "data": OURS | {"refund_status": 0} | data, "sign": "0" * 32}

    verdict = judged(read_reply(Answer(json.dumps(top).encode()), KEY), call)

    assert not isinstance(verdict, RefundDone | RefundInProgress | RefundFailed)
