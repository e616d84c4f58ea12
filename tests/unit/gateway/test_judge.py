import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_daemon.gateway.error_codes import TABLE, Open, Refusal
from terminal_daemon.gateway.judge import Asked, judge
from terminal_daemon.gateway.replies import Answer, Failure, Reply, TradeState, read_reply
from terminal_daemon.gateway.requests import Merchant, close_body, query_body, submit_body
from terminal_daemon.gateway.signature import sign
from terminal_daemon.sale.effects import Call
from terminal_daemon.sale.reason import Doubt, Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.verdict import (
    Approved,
    AskFirst,
    Closed,
    Declined,
    FailedForNow,
    NotOurs,
    NotSent,
    NotThere,
    Pending,
    PerhapsFailed,
    Refunded,
    Rejected,
    Unknown,
    Verdict,
    Wait,
)
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.secret import Secret

KEY = Secret("m4X2zlJufeTWZLNHOrmNCbJ4TQrKuaCo")
MERCHANT_ID = "59382e3cffea0e5fcd0cfc3e"
ORDER = OrderNumber("T01_7K3M9QXA_000042")
ASKED = Asked(ORDER, MERCHANT_ID, Fen(1250))
OURS = {"merchant_id": MERCHANT_ID, "mch_trade_id": ORDER, "total_fee": 1250, "trade_id": "597"}
APPROVED = Approved("597")
PAYING = (Call.SUBMIT, Call.QUERY)

every_call = pytest.mark.parametrize("call", Call)
submit_and_query = pytest.mark.parametrize("call", PAYING)
both_links = pytest.mark.parametrize("tls", [True, False])


def signed(**data: object) -> Reply | Failure:
    """Read a reply of code 0 about our order, changed by `data` and well signed."""
    members = OURS | data
    top = {"code": 0, "data": members, "sign": sign(members, KEY)}
    return read_reply(Answer(json.dumps(top).encode()), KEY)


def unsigned(code: int, **top: object) -> Reply | Failure:
    """Read a failed reply."""
    return read_reply(Answer(json.dumps({"code": code, "data": None} | top).encode()), KEY)


def channel(err_code: str) -> Reply | Failure:
    return unsigned(600, err_code=err_code, err_msg="文字")


# Transport


@every_call
@both_links
@pytest.mark.parametrize("doubt", Doubt)
def test_what_never_left_was_not_sent(call: Call, tls: bool, doubt: Doubt) -> None:
    assert judge(call, Failure(any_byte_sent=False, doubt=doubt), ASKED, tls=tls) == NotSent()


@every_call
@both_links
@pytest.mark.parametrize("doubt", Doubt)
def test_any_other_failure_leaves_it_open(call: Call, tls: bool, doubt: Doubt) -> None:
    verdict = judge(call, Failure(any_byte_sent=True, doubt=doubt), ASKED, tls=tls)

    assert verdict == Unknown(doubt)


# Code 0: for us, this order, this amount


@every_call
@both_links
@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"merchant_id": "somebody"}, Doubt.OTHER_MERCHANT),
        ({"merchant_id": None}, Doubt.OTHER_MERCHANT),
        ({"merchant_id": [MERCHANT_ID]}, Doubt.OTHER_MERCHANT),
        ({"mch_trade_id": "T01_7K3M9QXA_000041"}, Doubt.OTHER_ORDER),
        ({"mch_trade_id": ORDER.lower()}, Doubt.OTHER_ORDER),
        ({"mch_trade_id": None}, Doubt.OTHER_ORDER),
    ],
)
def test_a_signed_reply_about_something_else(
    call: Call,
    tls: bool,
    change: dict[str, object],
    doubt: Doubt,
) -> None:
    reply = signed(trade_state=0, close_status=0, **change)

    assert judge(call, reply, ASKED, tls=tls) == Unknown(doubt)


@every_call
def test_a_reply_that_is_not_well_signed_proves_nothing(call: Call) -> None:
    reply = signed(trade_state=0, close_status=0)
    assert isinstance(reply, Reply)

    verdict = judge(call, replace(reply, verified=False), ASKED, tls=True)

    assert verdict == Unknown(Doubt.BAD_SIGNATURE)


@submit_and_query
@pytest.mark.parametrize("fee", [None, "", "12.50", [1250], True])
def test_an_amount_that_is_none(call: Call, fee: object) -> None:
    verdict = judge(call, signed(trade_state=0, total_fee=fee), ASKED, tls=True)

    assert verdict == Unknown(Doubt.OTHER_AMOUNT)


@submit_and_query
@pytest.mark.parametrize("fee", [1, 1249, 1251, "125", 0, -1250])
@pytest.mark.parametrize("state", [0, 1, 2, 3, 7, -1])
def test_another_amount_under_our_number(call: Call, fee: object, state: int) -> None:
    verdict = judge(call, signed(trade_state=state, total_fee=fee), ASKED, tls=True)

    assert verdict == NotOurs()


# trade_state


STATES: list[tuple[object, Verdict]] = [
    (0, APPROVED),
    ("0", APPROVED),
    (1, Refunded()),
    (2, Pending(Wait.NOT_PAID_YET)),
    (3, Declined(Reason.ORDER_CLOSED, "3")),
    (4, Declined(Reason.ORDER_REVERSED, "4")),
    (5, Pending(Wait.REVERSING)),
    (6, Pending(Wait.CONFIRMING)),
    (7, Declined(Reason.PAYMENT_FAILED, "7")),
    (-1, PerhapsFailed()),
    ("-1", PerhapsFailed()),
    ("SUCCESS", APPROVED),
    ("REFUND", Refunded()),
    ("NOTPAY", Pending(Wait.NOT_PAID_YET)),
    ("CLOSED", Declined(Reason.ORDER_CLOSED, "3")),
    ("REVOKED", Declined(Reason.ORDER_REVERSED, "4")),
    ("USERPAYING", Pending(Wait.CONFIRMING)),
    ("ACCEPT", Pending(Wait.CONFIRMING)),
    ("PAYERROR", FailedForNow()),
    (8, Unknown(Doubt.NO_STATE)),
    ("paid", Unknown(Doubt.NO_STATE)),
    (False, Unknown(Doubt.NO_STATE)),
    (None, Unknown(Doubt.NO_STATE)),
]


@submit_and_query
@both_links
@pytest.mark.parametrize(("state", "verdict"), STATES)
def test_every_trade_state(call: Call, tls: bool, state: object, verdict: Verdict) -> None:
    assert judge(call, signed(trade_state=state), ASKED, tls=tls) == verdict


def test_an_approval_carries_both_numbers_the_time_and_who_paid() -> None:
    reply = signed(trade_state=0, out_trade_id="4003", time_end=1497330780, openid="oMJ")
    assert isinstance(reply, Reply)

    verdict = judge(Call.QUERY, reply, ASKED, tls=True)

    assert reply.payer
    assert verdict == Approved("597", "4003", UnixSeconds(1497330780), reply.payer)


@submit_and_query
@pytest.mark.parametrize("state", [0, 1])
@pytest.mark.parametrize(
    ("beside", "code"),
    [
        ({"result_code": 1}, "1"),
        ({"result_code": "FAIL", "need_query": "N"}, "FAIL"),
        ({"result_code": 1, "err_code": "ORDERPAID"}, "ORDERPAID"),
        ({"err_code": "SYSTEMERROR"}, "SYSTEMERROR"),
        ({"err_code": "NOTENOUGH"}, "NOTENOUGH"),
        ({"err_code": "NEW_CODE"}, "NEW_CODE"),
        ({"err_msg": "USERPAYING, text"}, "USERPAYING"),
    ],
)
def test_paid_beside_an_error_is_a_contradiction(
    call: Call, state: int, beside: dict[str, object], code: str
) -> None:
    verdict = judge(call, signed(trade_state=state, **beside), ASKED, tls=True)

    assert verdict == Unknown(Doubt.CHANNEL_CODE, code)


@submit_and_query
@pytest.mark.parametrize(
    "beside",
    [
        {"result_code": 0, "err_code": "", "need_query": "N"},
        {"result_code": "0", "err_code": "0", "err_msg": "OK"},
        {"result_code": "SUCCESS", "err_code": "SUCCESS"},
        {"err_code": "ORDERPAID"},
    ],
)
def test_paid_beside_no_error_or_beside_already_paid(call: Call, beside: dict[str, object]) -> None:
    assert judge(call, signed(trade_state=0, **beside), ASKED, tls=True) == APPROVED


def test_paid_beside_an_error_outside_the_signed_data_is_asked_again() -> None:
    members = OURS | {"trade_state": 0}
    top = {"code": 0, "err_code": "BANKERROR", "data": members, "sign": sign(members, KEY)}
    reply = read_reply(Answer(json.dumps(top).encode()), KEY)

    verdict = judge(Call.SUBMIT, reply, ASKED, tls=True)

    assert verdict == Unknown(Doubt.CHANNEL_CODE, "BANKERROR")


# result_code, need_query and err_code beside the other states

FAILED_N: dict[str, object] = {"result_code": 1, "need_query": "N"}
FAILED_Y: dict[str, object] = {"result_code": 1, "need_query": "Y"}
FAILED: dict[str, object] = {"result_code": 1}
NOT_ENOUGH = Declined(Reason.NOT_ENOUGH, "NOTENOUGH")
DID_NOT_FINISH = Declined(Reason.DID_NOT_FINISH, "TRADE_ERROR")


@submit_and_query
@pytest.mark.parametrize("state", [2, -1, None])
def test_a_failed_result_that_needs_no_query_is_final(call: Call, state: int | None) -> None:
    verdict = judge(call, signed(trade_state=state, **FAILED_N), ASKED, tls=True)

    assert verdict == Declined(Reason.PAYMENT_FAILED, "1")


@submit_and_query
@pytest.mark.parametrize("beside", [FAILED, FAILED_Y, {"need_query": "N"}, {"result_code": 0}])
@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        (2, Pending(Wait.NOT_PAID_YET)),
        (-1, PerhapsFailed()),
        (None, Unknown(Doubt.NO_STATE)),
    ],
)
def test_any_other_result_beside_an_open_state_means_query(
    call: Call, beside: dict[str, object], state: int | None, verdict: Verdict
) -> None:
    assert judge(call, signed(trade_state=state, **beside), ASKED, tls=True) == verdict


@submit_and_query
@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        (5, Pending(Wait.REVERSING)),
        (6, Pending(Wait.CONFIRMING)),
        ("PAYERROR", FailedForNow()),
        (8, Unknown(Doubt.NO_STATE)),
    ],
)
@pytest.mark.parametrize("code", ["NOTENOUGH", "SYSTEMERROR", "NEW_CODE", ""])
def test_a_state_that_says_more_than_a_code_stands(
    call: Call, state: object, verdict: Verdict, code: str
) -> None:
    reply = signed(trade_state=state, err_code=code, **FAILED_N)

    assert judge(call, reply, ASKED, tls=True) == verdict


@submit_and_query
@pytest.mark.parametrize("state", [2, 5, 6, -1, "PAYERROR", None])
@pytest.mark.parametrize("code", ["FREQUENCY_LIMIT", "FREQUENCY_LIMITED"])
def test_too_many_calls_is_heard_beside_any_open_state(
    call: Call, state: object, code: str
) -> None:
    verdict = judge(call, signed(trade_state=state, err_code=code), ASKED, tls=True)

    assert verdict == Unknown(Doubt.SLOW_DOWN, code)


REFINED: list[tuple[Call, str, dict[str, object], Verdict]] = [
    (Call.SUBMIT, "NOTENOUGH", {}, NOT_ENOUGH),
    (Call.SUBMIT, "NOTENOUGH", FAILED_N, NOT_ENOUGH),
    (Call.SUBMIT, "NOTENOUGH", FAILED_Y, AskFirst(NOT_ENOUGH)),
    (Call.SUBMIT, "NOTENOUGH", FAILED, AskFirst(NOT_ENOUGH)),
    (Call.SUBMIT, "TRADE_ERROR", {}, AskFirst(DID_NOT_FINISH)),
    (Call.SUBMIT, "TRADE_ERROR", FAILED_N, AskFirst(DID_NOT_FINISH)),
    (Call.SUBMIT, "NOAUTH", FAILED_N, Rejected(Reason.MERCHANT_SETUP, "NOAUTH")),
    (Call.SUBMIT, "USERPAYING", FAILED_Y, Pending(Wait.CONFIRMING)),
    (Call.SUBMIT, "USERPAYING", FAILED_N, Pending(Wait.CONFIRMING)),
    (Call.SUBMIT, "SYSTEMERROR", FAILED_N, Unknown(Doubt.CHANNEL_CODE, "SYSTEMERROR")),
    (Call.SUBMIT, "ORDERPAID", FAILED_N, Unknown(Doubt.ORDER_EXISTS, "ORDERPAID")),
    (Call.SUBMIT, "NEW_CODE", FAILED_N, AskFirst(Declined(Reason.PAYMENT_FAILED, "NEW_CODE"))),
    (Call.QUERY, "NOTENOUGH", {}, NOT_ENOUGH),
    (Call.QUERY, "NOTENOUGH", FAILED, NOT_ENOUGH),
    (Call.QUERY, "TRADE_ERROR", FAILED_N, DID_NOT_FINISH),
    (Call.QUERY, "USERPAYING", {}, Pending(Wait.CONFIRMING)),
    (Call.QUERY, "ORDERPAID", {}, Unknown(Doubt.CHANNEL_CODE, "ORDERPAID")),
    (Call.QUERY, "ORDERNOTEXIST", {}, Unknown(Doubt.CHANNEL_CODE, "ORDERNOTEXIST")),
]


@pytest.mark.parametrize("state", [2, -1, None])
@pytest.mark.parametrize(("call", "code", "beside", "verdict"), REFINED)
def test_a_signed_code_refines_an_open_state(
    call: Call, code: str, beside: dict[str, object], verdict: Verdict, state: int | None
) -> None:
    reply = signed(trade_state=state, err_code=code, **beside)

    assert judge(call, reply, ASKED, tls=True) == verdict


@pytest.mark.parametrize(
    ("code", "beside"),
    [
        ("NOAUTH", {}),
        ("PARAM_ERROR", FAILED_N),
        ("NOTENOUGH", FAILED_Y),
        ("NEW_CODE", FAILED_N),
        ("NOTENOUGH/X", FAILED_N),
    ],
)
@pytest.mark.parametrize(
    ("state", "verdict"),
    [(2, Pending(Wait.NOT_PAID_YET)), (-1, PerhapsFailed()), (None, Unknown(Doubt.NO_STATE))],
)
def test_a_code_about_the_query_itself_says_nothing_of_the_order(
    code: str, beside: dict[str, object], state: int | None, verdict: Verdict
) -> None:
    reply = signed(trade_state=state, err_code=code, **beside)

    assert judge(Call.QUERY, reply, ASKED, tls=True) == verdict


@pytest.mark.parametrize("state", [2, -1])
def test_a_code_outside_the_signed_data_refines_nothing(state: int) -> None:
    members = OURS | {"trade_state": state}
    top = {"code": 0, "err_code": "NOTENOUGH", "data": members, "sign": sign(members, KEY)}
    reply = read_reply(Answer(json.dumps(top).encode()), KEY)

    verdict = judge(Call.SUBMIT, reply, ASKED, tls=True)

    assert verdict == judge(Call.SUBMIT, signed(trade_state=state), ASKED, tls=True)


FINAL = [
    (3, Declined(Reason.ORDER_CLOSED, "3")),
    (4, Declined(Reason.ORDER_REVERSED, "4")),
    (7, Declined(Reason.PAYMENT_FAILED, "7")),
]


@pytest.mark.parametrize(("state", "no"), FINAL)
@pytest.mark.parametrize("beside", [FAILED_Y, {"err_code": "SYSTEMERROR"}])
def test_not_paid_beside_a_wish_for_a_query(
    state: int, no: Declined, beside: dict[str, object]
) -> None:
    reply = signed(trade_state=state, **beside)

    assert judge(Call.SUBMIT, reply, ASKED, tls=True) == AskFirst(no)
    assert judge(Call.SUBMIT, reply, ASKED, tls=False) == AskFirst(no, signed_only=True)
    assert judge(Call.QUERY, reply, ASKED, tls=True) == no


@submit_and_query
@pytest.mark.parametrize(("state", "no"), FINAL)
@pytest.mark.parametrize("beside", [FAILED, FAILED_N, {"err_code": "NEW_CODE"}])
def test_not_paid_stands(call: Call, state: int, no: Declined, beside: dict[str, object]) -> None:
    assert judge(call, signed(trade_state=state, **beside), ASKED, tls=True) == no


@submit_and_query
@pytest.mark.parametrize("state", [state for state, _ in FINAL])
def test_not_paid_beside_already_paid_is_a_contradiction(call: Call, state: int) -> None:
    verdict = judge(call, signed(trade_state=state, err_code="ORDERPAID"), ASKED, tls=True)

    assert verdict == Unknown(Doubt.CHANNEL_CODE, "ORDERPAID")


def test_a_failed_payment_is_told_with_the_channels_reason() -> None:
    failed = {"trade_state": 7, "err_code": "NOTENOUGH"}
    closed = {"trade_state": 3, "err_code": "NOTENOUGH"}
    unsure = {"trade_state": 7, "err_code": "TRADE_ERROR"}
    ours = {"trade_state": 7, "err_code": "NOAUTH"}

    verdicts = [
        judge(Call.SUBMIT, signed(**data), ASKED, tls=True)
        for data in (failed, closed, unsure, ours)
    ]

    assert verdicts == [
        NOT_ENOUGH,
        Declined(Reason.ORDER_CLOSED, "3"),
        AskFirst(DID_NOT_FINISH),
        Declined(Reason.PAYMENT_FAILED, "7"),
    ]


# code other than 0


REJECTED = [
    (100, Reason.SYSTEM_ERROR),
    (101, Reason.SYSTEM_ERROR),
    (103, Reason.SYSTEM_ERROR),
    (108, Reason.OUTSIDE_SERVICE_HOURS),
    (200, Reason.MERCHANT_SETUP),
    (201, Reason.MERCHANT_SETUP),
    (202, Reason.MERCHANT_SETUP),
    (1500, Reason.MERCHANT_SETUP),
]


@pytest.mark.parametrize(("code", "reason"), REJECTED)
def test_a_code_that_rejects_a_submit(code: int, reason: Reason) -> None:
    no = Rejected(reason, str(code))

    assert judge(Call.SUBMIT, unsigned(code), ASKED, tls=True) == no
    assert judge(Call.SUBMIT, unsigned(code), ASKED, tls=False) == AskFirst(no, signed_only=True)


@both_links
@pytest.mark.parametrize(
    ("code", "doubt"),
    [
        (107, Doubt.ORDER_EXISTS),
        (301, Doubt.GATEWAY_CODE),
        (601, Doubt.CHANNEL_TIMED_OUT),
        (600, Doubt.CHANNEL_CODE),
        (1, Doubt.GATEWAY_CODE),
        (-1, Doubt.GATEWAY_CODE),
        (99999, Doubt.GATEWAY_CODE),
    ],
)
def test_a_code_that_leaves_a_submit_open(tls: bool, code: int, doubt: Doubt) -> None:
    shown = "" if code == 600 else str(code)

    assert judge(Call.SUBMIT, unsigned(code), ASKED, tls=tls) == Unknown(doubt, shown)


@both_links
@pytest.mark.parametrize(
    ("code", "doubt"),
    [
        *((code, Doubt.GATEWAY_CODE) for code, _ in REJECTED),
        (107, Doubt.GATEWAY_CODE),
        (601, Doubt.CHANNEL_TIMED_OUT),
        (600, Doubt.CHANNEL_CODE),
        (1, Doubt.GATEWAY_CODE),
    ],
)
def test_a_code_that_leaves_a_query_open(tls: bool, code: int, doubt: Doubt) -> None:
    shown = "" if code == 600 else str(code)

    assert judge(Call.QUERY, unsigned(code), ASKED, tls=tls) == Unknown(doubt, shown)


@both_links
@pytest.mark.parametrize("code", [100, 101, 103, 107, 108, 200, 201, 202, 600, 601, 1500, 1])
def test_a_close_that_failed_closed_nothing(tls: bool, code: int) -> None:
    verdict = judge(Call.CLOSE, unsigned(code), ASKED, tls=tls)

    assert verdict == Unknown(Doubt.NOT_CLOSED, str(code))


@both_links
@pytest.mark.parametrize("call", [Call.QUERY, Call.CLOSE])
def test_no_such_order(call: Call, tls: bool) -> None:
    assert judge(call, unsigned(301), ASKED, tls=tls) == NotThere("301")
    assert judge(call, channel("ORDERNOTEXIST"), ASKED, tls=tls) == NotThere("ORDERNOTEXIST")


@every_call
def test_a_failed_reply_that_names_something_else_is_not_for_us(call: Call) -> None:
    order = unsigned(600, err_code="NOTENOUGH", data={"mch_trade_id": "T01_OTHER"})
    merchant = unsigned(600, err_code="NOTENOUGH", data={"merchant_id": "somebody"})

    assert judge(call, order, ASKED, tls=True) == Unknown(Doubt.OTHER_ORDER)
    assert judge(call, merchant, ASKED, tls=True) == Unknown(Doubt.OTHER_MERCHANT)


def test_a_failed_reply_that_names_our_order_is_heard() -> None:
    reply = unsigned(600, err_code="NOTENOUGH", data=OURS)

    assert judge(Call.SUBMIT, reply, ASKED, tls=True) == NOT_ENOUGH


# The channel's error codes behind 600, one row each: submit and query, over TLS

NOT_KNOWN = Doubt.CHANNEL_CODE
ERRORS: list[tuple[str, Verdict, Verdict]] = [
    ("USERPAYING", Pending(Wait.CONFIRMING), Pending(Wait.CONFIRMING)),
    ("SYSTEMERROR", Unknown(NOT_KNOWN, "SYSTEMERROR"), Unknown(NOT_KNOWN, "SYSTEMERROR")),
    ("BANKERROR", Unknown(NOT_KNOWN, "BANKERROR"), Unknown(NOT_KNOWN, "BANKERROR")),
    *(
        (code, Unknown(Doubt.SLOW_DOWN, code), Unknown(Doubt.SLOW_DOWN, code))
        for code in ("FREQUENCY_LIMIT", "FREQUENCY_LIMITED")
    ),
    *(
        (code, Declined(reason, code), Declined(reason, code))
        for code, reason in (
            ("NOTENOUGH", Reason.NOT_ENOUGH),
            ("NOTSUPORTCARD", Reason.CARD_NOT_SUPPORTED),
            ("AUTHCODEEXPIRE", Reason.CODE_EXPIRED),
            ("AUTH_CODE_ERROR", Reason.CODE_NOT_VALID),
            ("RULELIMIT", Reason.RESTRICTED),
        )
    ),
    *(
        (code, AskFirst(Declined(reason, code)), Declined(reason, code))
        for code, reason in (
            ("AUTH_CODE_INVALID", Reason.CODE_NOT_VALID),
            ("BUYER_MISMATCH", Reason.CODE_MISMATCH),
            ("TRADE_ERROR", Reason.DID_NOT_FINISH),
            ("ORDERCLOSED", Reason.ORDER_CLOSED),
            ("ORDERREVERSED", Reason.ORDER_REVERSED),
        )
    ),
    ("ORDERPAID", Unknown(Doubt.ORDER_EXISTS, "ORDERPAID"), Unknown(NOT_KNOWN, "ORDERPAID")),
    ("ORDERNOTEXIST", Unknown(NOT_KNOWN, "ORDERNOTEXIST"), NotThere("ORDERNOTEXIST")),
    *(
        (code, AskFirst(Rejected(Reason.SYSTEM_ERROR, code)), Unknown(NOT_KNOWN, code))
        for code in ("OUT_TRADE_NO_USED", "INVALID_REQUEST")
    ),
    *(
        (code, Rejected(Reason.MERCHANT_SETUP, code), Unknown(NOT_KNOWN, code))
        for code in ("NOAUTH", "APPID_NOT_EXIST", "MCHID_NOT_EXIST", "APPID_MCHID_NOT_MATCH")
    ),
    *(
        (code, Rejected(Reason.SYSTEM_ERROR, code), Unknown(NOT_KNOWN, code))
        for code in (
            "PARAM_ERROR",
            "LACK_PARAMS",
            "SIGNERROR",
            "XML_FORMAT_ERROR",
            "NOT_UTF8",
            "REQUIRE_POST_METHOD",
            "POST_DATA_EMPTY",
        )
    ),
    ("ANYTHING_ELSE", Unknown(NOT_KNOWN, "ANYTHING_ELSE"), Unknown(NOT_KNOWN, "ANYTHING_ELSE")),
    ("10001", Unknown(NOT_KNOWN, "10001"), Unknown(NOT_KNOWN, "10001")),
]


def test_every_listed_code_has_its_row() -> None:
    assert {code for code, _, _ in ERRORS} - {"ANYTHING_ELSE", "10001"} == set(TABLE)


@pytest.mark.parametrize(("code", "to_submit", "to_query"), ERRORS)
def test_every_error_code_over_tls(code: str, to_submit: Verdict, to_query: Verdict) -> None:
    assert judge(Call.SUBMIT, channel(code), ASKED, tls=True) == to_submit
    assert judge(Call.QUERY, channel(code), ASKED, tls=True) == to_query


@pytest.mark.parametrize(("code", "to_submit", "to_query"), ERRORS)
def test_every_error_code_over_plain_http(code: str, to_submit: Verdict, to_query: Verdict) -> None:
    match to_submit:
        case Declined() | Rejected():
            to_submit = AskFirst(to_submit, signed_only=True)
        case AskFirst(no):
            to_submit = AskFirst(no, signed_only=True)
    if isinstance(to_query, Declined):
        to_query = Unknown(Doubt.CHANNEL_CODE, code)

    assert judge(Call.SUBMIT, channel(code), ASKED, tls=False) == to_submit
    assert judge(Call.QUERY, channel(code), ASKED, tls=False) == to_query


@both_links
@pytest.mark.parametrize("code", [code for code, _, _ in ERRORS if code != "ORDERNOTEXIST"])
def test_every_error_code_to_a_close(tls: bool, code: str) -> None:
    verdict = judge(Call.CLOSE, channel(code), ASKED, tls=tls)

    assert verdict == Unknown(Doubt.NOT_CLOSED, code)


@submit_and_query
@pytest.mark.parametrize("code", [code for code, _, _ in ERRORS])
def test_the_channels_codes_count_only_behind_600(call: Call, code: str) -> None:
    verdict = judge(call, unsigned(999, err_code=code), ASKED, tls=True)

    assert verdict == Unknown(Doubt.GATEWAY_CODE, "999")


@submit_and_query
def test_two_codes_that_contradict_each_other_prove_nothing(call: Call) -> None:
    reply = unsigned(600, err_code="NOTENOUGH", msg="{SYSTEMERROR：系统错误}")

    assert judge(call, reply, ASKED, tls=True) == Unknown(NOT_KNOWN, "NOTENOUGH/SYSTEMERROR")


# Closing


@both_links
@pytest.mark.parametrize("status", [0, 1, "0", "1"])
@pytest.mark.parametrize("fee", [None, 1250])
@pytest.mark.parametrize("state", [None, 3, 4])
def test_closed_now_or_before(
    tls: bool,
    status: object,
    fee: int | None,
    state: int | None,
) -> None:
    reply = signed(close_status=status, total_fee=fee, trade_state=state)

    assert judge(Call.CLOSE, reply, ASKED, tls=tls) == Closed()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"close_status": -1}, "-1"),
        ({"close_status": "-1"}, "-1"),
        ({"close_status": 2}, "2"),
        ({"close_status": False}, ""),
        ({"close_status": None}, ""),
        ({"close_status": 0, "err_code": "ORDERPAID"}, "ORDERPAID"),
        ({"close_status": 0, "result_code": 1}, "1"),
        ({"close_status": 0, "trade_state": 0}, "0"),
        ({"close_status": 0, "trade_state": "SUCCESS"}, "0"),
        ({"close_status": 1, "trade_state": 6}, "6"),
    ],
)
def test_a_signed_close_that_does_not_clearly_say_closed(
    data: dict[str, object], code: str
) -> None:
    verdict = judge(Call.CLOSE, signed(**data, total_fee=None), ASKED, tls=True)

    assert verdict == Unknown(Doubt.NOT_CLOSED, code)


def test_a_close_that_names_another_amount() -> None:
    verdict = judge(Call.CLOSE, signed(close_status=0, total_fee=1), ASKED, tls=True)

    assert verdict == Unknown(Doubt.OTHER_AMOUNT)


def test_a_close_proves_no_payment_and_a_query_no_close() -> None:
    reply = signed(trade_state=0, close_status=0)

    assert judge(Call.CLOSE, reply, ASKED, tls=True) == Unknown(Doubt.NOT_CLOSED, "0")
    assert judge(Call.QUERY, signed(close_status=0), ASKED, tls=True) == Unknown(Doubt.NO_STATE)


# Whatever comes


@every_call
@pytest.mark.parametrize("build", ["submit", "query", "close"])
def test_our_own_request_sent_back_proves_nothing(call: Call, build: str) -> None:
    merchant = Merchant(MERCHANT_ID, KEY, "T01", description="x")
    sale = Sale(ORDER, Fen(1250), created_at=UnixSeconds(1))
    bodies = {
        "submit": submit_body(merchant, sale, AuthCode("134546190000006401"), nonce="n"),
        "query": query_body(merchant, ORDER, nonce="n"),
        "close": close_body(merchant, ORDER, nonce="n"),
    }
    data = json.loads(bodies[build])
    top = {"code": 0, "data": data, "sign": data["sign"]}

    verdict = judge(call, read_reply(Answer(json.dumps(top).encode()), KEY), ASKED, tls=True)

    assert isinstance(verdict, Unknown)


codes = st.sampled_from(["", *TABLE, "NEW_CODE"])
replies = st.builds(
    Reply,
    code=st.sampled_from([0, 100, 101, 107, 201, 301, 600, 601, 999]),
    verified=st.booleans(),
    err_code=codes,
    err_code_signed=st.booleans(),
    order=st.sampled_from([ORDER, "", "T01_OTHER"]),
    merchant_id=st.sampled_from([MERCHANT_ID, "", "somebody"]),
    total_fee=st.sampled_from([1250, None, 1]),
    trade_state=st.sampled_from([None, *TradeState]),
    need_query=st.sampled_from(["", "Y", "N"]),
    result_code=st.sampled_from(["", "0", "1"]),
    close_status=st.sampled_from([None, 0, 1, -1]),
).map(lambda reply: replace(reply, verified=reply.verified and reply.code == 0))
failures = st.builds(Failure, st.booleans(), st.sampled_from(Doubt), st.just(""))


@settings(deadline=None)
@given(st.sampled_from(Call), replies | failures, st.booleans())
def test_only_a_verified_reply_for_this_order_and_amount_proves_money_or_a_close(
    call: Call,
    outcome: Reply | Failure,
    tls: bool,
) -> None:
    verdict = judge(call, outcome, ASKED, tls=tls)

    if isinstance(verdict, Approved | Refunded | Closed):
        assert isinstance(outcome, Reply)
        assert outcome.verified
        assert (outcome.order, outcome.merchant_id) == (ORDER, MERCHANT_ID)
        assert outcome.total_fee == 1250 or (call is Call.CLOSE and outcome.total_fee is None)
        assert outcome.result_code in ("", "0")
        assert outcome.err_code in ("", "ORDERPAID")
    if isinstance(verdict, Approved | Refunded):
        assert call is not Call.CLOSE


@settings(deadline=None)
@given(st.sampled_from(Call), replies | failures, st.booleans())
def test_not_paid_needs_a_signature_or_tls_and_a_listed_reason(
    call: Call,
    outcome: Reply | Failure,
    tls: bool,
) -> None:
    verdict = judge(call, outcome, ASKED, tls=tls)

    if isinstance(verdict, Declined | Rejected):
        assert isinstance(outcome, Reply)
        assert call is not Call.CLOSE
        assert outcome.verified or (tls and outcome.code != 0)
        assert outcome.trade_state not in (TradeState.PAID, TradeState.REFUNDED) or outcome.code
        if not outcome.verified and outcome.code == 600:
            assert isinstance(TABLE[outcome.err_code], Refusal)
    if isinstance(verdict, Rejected):
        assert call is Call.SUBMIT
    if isinstance(verdict, AskFirst):
        assert (call, verdict.signed_only) == (Call.SUBMIT, not tls)
    if isinstance(verdict, NotSent):
        assert isinstance(outcome, Failure)
        assert not outcome.any_byte_sent


@settings(deadline=None)
@given(st.sampled_from(Call), st.binary(max_size=300), st.booleans())
def test_arbitrary_bytes_are_unknown(
    call: Call,
    body: bytes,
    tls: bool,
) -> None:
    assert isinstance(judge(call, read_reply(Answer(body), KEY), ASKED, tls=tls), Unknown)


@settings(deadline=None)
@given(
    st.sampled_from(Call),
    st.dictionaries(
        st.sampled_from(["code", "msg", "err_code", "data", "sign", "trade_info"]),
        st.none()
        | st.integers(-2, 1600)
        | st.sampled_from([*TABLE, *(f"{{{code}：x}}" for code in TABLE), "", "[]"])
        | st.dictionaries(st.sampled_from(["err_code", "mch_trade_id"]), st.text(max_size=9)),
    ),
    st.booleans(),
)
def test_well_formed_nonsense_never_raises_nor_approves(
    call: Call,
    top: dict[str, object],
    tls: bool,
) -> None:
    outcome = read_reply(Answer(json.dumps(top).encode()), KEY)

    verdict = judge(call, outcome, ASKED, tls=tls)

    assert not isinstance(verdict, Approved | Refunded | Closed | NotSent)


def test_the_open_codes_never_end_a_sale() -> None:
    ends = [
        judge(call, channel(code), ASKED, tls=True)
        for code, entry in TABLE.items()
        if isinstance(entry, Open)
        for call in PAYING
    ]

    assert not [verdict for verdict in ends if isinstance(verdict, Declined | Rejected | AskFirst)]
