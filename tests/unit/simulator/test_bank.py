"""The simulated bank over simulated time: what each customer brings, and what is refused."""

import json
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.simulator.bank import SIMULATED_KEY, SIMULATED_MERCHANT_ID, Bank
from terminal_daemon.simulator.behaviour import Customer, Fault, TradeState
from terminal_daemon.simulator.bodies import How, Response
from terminal_daemon.simulator.codes import code_for
from terminal_daemon.simulator.customers import CUSTOMERS, password_after
from terminal_daemon.simulator.signer import is_signed, sign
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType

KEY = SIMULATED_KEY.reveal()
ORDER = "T01_AAAAAAAA_000001"
T0 = 100.0
BY_NAME = {customer.name: customer for customer in CUSTOMERS}
BY_NAME |= {f"password_{s}": password_after(s) for s in (0, 15, 45, 46)}


def signed(members: dict[str, object], key: str = KEY) -> bytes:
    full: dict[str, object] = {"merchant_id": SIMULATED_MERCHANT_ID, **members}
    return json.dumps({**full, "sign": sign(full, key)}).encode()


def submit(code: str = code_for(BY_NAME["pays_at_once"]), **other: object) -> dict[str, object]:
    return {
        "pay_type": "wechat.micro",
        "mch_trade_id": ORDER,
        "body": "天虹龙华店-食品",
        "total_fee": 1250,
        "spbill_create_ip": "192.168.1.20",
        "auth_code": code,
        **other,
    }


def members_of(response: Response) -> dict[str, object]:
    read = json.loads(response.body)
    assert isinstance(read, dict)
    return read


def data_of(response: Response, key: str = KEY) -> dict[str, object]:
    """Return the data of a reply with code 0, once its signature was found right."""
    read = members_of(response)
    data = read["data"]
    assert str(read["code"]) == "0"
    assert isinstance(data, dict)
    assert is_signed({**data, "sign": read["sign"]}, key)
    return data


def told(response: Response) -> str:
    """Return the reply in a word: "0:STATE" with a good signature, the code, or the error."""
    if response.how is How.HELD:
        return "held"
    if response.content_type != "application/json":
        return f"http {response.status}"
    read = members_of(response)
    if str(read["code"]) == "0":
        data = read["data"]
        assert isinstance(data, dict)
        good = is_signed({**data, "sign": read["sign"]}, KEY)
        return f"0:{data['trade_state']}" + ("" if good else " badly signed")
    assert "sign" not in read
    return f"{read['code']}:{read.get('err_code', read['msg'])}"


def pay(bank: Bank, customer: Customer, now: float = T0, **other: object) -> Response:
    return bank.answer("/pay", signed(submit(code_for(customer), **other)), now)


def query(bank: Bank, now: float) -> Response:
    return bank.answer("/query", signed({"mch_trade_id": ORDER}), now)


def close(bank: Bank, now: float) -> Response:
    return bank.answer("/order_close", signed({"mch_trade_id": ORDER}), now)


TIMELINES: dict[str, tuple[str, dict[float, str], bool]] = {
    # customer: the submit's reply, the queries' replies by age in seconds, paid in the end
    "pays_at_once": ("0:0", {0: "0:0", 60: "0:0"}, True),
    "strings": ("0:0", {1: "0:0"}, True),
    "words": ("0:0", {1: "0:SUCCESS"}, True),
    "password_0": ("0:0", {0: "0:0"}, True),
    "password_15": ("600:USERPAYING", {14.9: "0:6", 15: "0:0", 60: "0:0"}, True),
    "password_45": ("600:USERPAYING", {44.9: "0:6", 45: "0:0", 60: "0:0"}, True),
    "password_46": ("600:USERPAYING", {44.9: "0:6", 45: "0:4", 60: "0:4"}, False),
    "never_confirms": ("600:USERPAYING", {29: "0:6", 30: "0:2", 45: "0:4", 60: "0:4"}, False),
    "stays_open": ("600:USERPAYING", {29: "0:6", 46: "0:2", 9999: "0:2"}, False),
    "pays_as_closed": ("600:USERPAYING", {1: "0:6", 9999: "0:6"}, False),
    "not_enough": ("600:NOTENOUGH", {3: "0:7", 60: "0:7"}, False),
    "code_expired": ("600:{AUTHCODEEXPIRE：二维码已过期，请刷新再试}", {3: "0:7"}, False),
    "code_not_valid": ("600:{AUTH_CODE_ERROR:授权码参数错误}", {3: "0:7"}, False),
    "card_not_supported": ("600:NOTSUPORTCARD, 不支持卡类型", {3: "0:7"}, False),
    "trade_error": ("600:TRADE_ERROR", {3: "0:7"}, False),
    "risk_rule": ("600:交易失败", {3: "0:7"}, False),
    "declined_then_paid": ("600:NOTENOUGH", {3: "0:7", 20: "0:0", 60: "0:0"}, True),
    "reversed": ("600:USERPAYING", {3: "0:6", 4: "0:5", 8: "0:4"}, False),
    "timeout_paid": ("held", {2: "0:0"}, True),
    "timeout_lost": ("held", {2: "301:订单号不存在", 999: "301:订单号不存在"}, False),
    "timeout_late": ("held", {7.9: "301:订单号不存在", 8: "0:2", 12: "0:0"}, True),
    "reset": ("0:0", {1: "0:0"}, True),
    "byte_by_byte": ("0:0", {1: "0:0"}, True),
    "huge": ("0:0", {1: "0:0"}, True),
    "bad_gateway": ("http 502", {1: "0:0"}, True),
    "web_page": ("http 200", {1: "0:0"}, True),
    "bad_signature": ("0:0 badly signed", {1: "0:0"}, True),
    "other_amount": ("0:0", {1: "0:0"}, True),
    "other_order": ("0:0", {1: "0:0"}, True),
    "other_merchant": ("0:0", {1: "0:0"}, True),
    "channel_timeout_paid": ("601:通道连接超时", {2: "0:2", 3: "0:0"}, True),
    "channel_timeout_not_paid": ("601:通道连接超时", {44: "0:2", 45: "0:4"}, False),
    "system_error_paid": ("600:{SYSTEMERROR：系统错误}", {2: "0:2", 4: "0:0"}, True),
    "minus_one_paid": ("0:-1", {3.9: "0:-1", 4: "0:0"}, True),
    "minus_one_stays": ("0:-1", {1: "0:-1", 60: "0:-1"}, False),
    "number_exists": ("107:订单号重复", {1: "0:0"}, True),
    "order_paid": ("600:ORDERPAID", {1: "0:0"}, True),
    "unheard_of": ("600:{QUOTA_MOON_PHASE:未知错误}", {2: "0:2", 3: "0:0"}, True),
    "slow_down": ("600:USERPAYING", {7.9: "600:FREQUENCY_LIMIT", 8: "0:0"}, True),
    "merchant_suspended": (
        "201:商户状态异常，请联系运营",
        {1: "201:商户状态异常，请联系运营"},
        False,
    ),
    "out_of_hours": ("108:不在服务时间内", {1: "301:订单号不存在"}, False),
    "no_rights": ("600:NOAUTH", {1: "0:7"}, False),
}


def test_everybody_has_a_timeline() -> None:
    assert set(TIMELINES) == set(BY_NAME)


@pytest.mark.parametrize("name", sorted(TIMELINES))
def test_a_customers_timeline(name: str) -> None:
    submit_told, queries_told, paid = TIMELINES[name]
    bank = Bank()

    assert told(pay(bank, BY_NAME[name])) == submit_told
    assert {age: told(query(bank, T0 + age)) for age in queries_told} == queries_told
    facts = bank.order(ORDER, T0 + 10_000)
    assert facts is not None
    assert (facts.paid, facts.submits, facts.queries) == (paid, 1, len(queries_told))
    if name != "pays_as_closed":
        assert paid is (BY_NAME[name].pays_after_s < float("inf"))


@pytest.mark.parametrize("name", sorted(TIMELINES))
def test_a_second_submit_never_pays_a_second_time(name: str) -> None:
    bank = Bank()
    first = pay(bank, BY_NAME[name])

    second = pay(bank, BY_NAME[name], T0 + 1)
    other_code = pay(bank, BY_NAME["pays_at_once"], T0 + 2)

    assert [facts.submits for facts in bank.orders()] == [3]
    if BY_NAME[name].arrives_after_s < float("inf"):
        assert told(second) == told(other_code) == "107:订单号重复"
    else:
        assert told(second) == told(other_code) == told(first)


def test_a_used_code_does_not_pay_another_order() -> None:
    bank = Bank()
    pay(bank, BY_NAME["pays_at_once"])

    again = pay(bank, BY_NAME["pays_at_once"], mch_trade_id="T01_AAAAAAAA_000002")

    assert told(again).startswith("600:{AUTH_CODE_ERROR：")
    assert [facts.paid for facts in bank.orders()] == [True, False]


@pytest.mark.parametrize(
    ("name", "member", "value"),
    [
        ("other_amount", "total_fee", 1350),
        ("other_order", "mch_trade_id", "SOMEBODY_ELSES_0001"),
        ("other_merchant", "merchant_id", "0123456789abcdef01234567"),
    ],
)
def test_a_mixed_up_reply_is_wrong_in_one_member_and_well_signed(
    name: str, member: str, value: object
) -> None:
    bank = Bank()

    lie, truth = data_of(pay(bank, BY_NAME[name])), data_of(query(bank, T0))

    nonce = truth["nonce_str"]
    assert {**lie, "nonce_str": nonce} == {**truth, member: value}


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.BYTE_BY_BYTE])
def test_how_the_reply_travels(fault: Fault) -> None:
    assert pay(Bank(), BY_NAME[fault.value]).how is How(fault.value)


def test_the_huge_reply_is_over_300_kib_and_signed() -> None:
    response = pay(Bank(), BY_NAME["huge"])

    assert len(response.body) > 300 * 1024
    assert data_of(response)["trade_state"] == 0


@pytest.mark.parametrize(
    ("name", "age", "before", "status", "after"),
    [
        ("never_confirms", 20, "0:6", 0, "0:3"),
        ("never_confirms", 46, "0:4", 1, "0:4"),
        ("pays_at_once", 20, "0:0", -1, "0:0"),
        ("reversed", 5, "0:5", -1, "0:5"),
        ("declined_then_paid", 16, "0:7", 0, "0:3"),
        ("minus_one_stays", 20, "0:-1", 0, "0:3"),
    ],
)
def test_closing(name: str, age: float, before: str, status: int, after: str) -> None:
    bank = Bank()
    pay(bank, BY_NAME[name])

    states = [told(query(bank, T0 + age))]
    closed = data_of(close(bank, T0 + age))
    states.append(told(query(bank, T0 + age)))

    assert states == [before, after]
    assert closed["close_status"] == status
    assert set(closed) == {
        "merchant_id",
        "mch_trade_id",
        "trade_id",
        "close_status",
        "nonce_str",
    }


def test_a_closed_order_is_not_paid_later_and_is_closed_but_once() -> None:
    bank = Bank()
    pay(bank, BY_NAME["declined_then_paid"])

    statuses = [data_of(close(bank, T0 + age))["close_status"] for age in (15, 16)]

    facts = bank.order(ORDER, T0 + 1000)
    assert statuses == [0, 1]
    assert facts is not None
    assert (facts.paid, facts.state, facts.closes) == (False, TradeState.CLOSED, 2)


def test_the_close_that_crosses_the_password_is_refused_as_paid() -> None:
    bank = Bank()
    pay(bank, BY_NAME["pays_as_closed"])

    refused = close(bank, T0 + 47)

    assert told(refused) == "600:ORDERPAID"
    assert told(query(bank, T0 + 47)) == "0:0"
    assert data_of(close(bank, T0 + 48))["close_status"] == -1


def test_a_close_within_five_minutes_is_refused_where_the_channel_wants_it() -> None:
    bank = Bank()
    pay(bank, BY_NAME["stays_open"])

    assert told(close(bank, T0 + 299.9)).startswith("600:订单生成后不能马上")
    assert told(query(bank, T0 + 299.9)) == "0:2"
    assert data_of(close(bank, T0 + 300))["close_status"] == 0


@pytest.mark.parametrize("path", ["/query", "/order_close", "/refund"])
@pytest.mark.parametrize("lost", [False, True])
def test_an_order_that_is_not_there_is_301(path: str, lost: bool) -> None:
    bank = Bank()
    if lost:
        pay(bank, BY_NAME["timeout_lost"])
    asked: dict[str, object] = {"mch_trade_id": ORDER}
    refund: dict[str, object] = {"mch_refund_id": "R0001", "refund_fee": 1}

    response = bank.answer(path, signed({**asked, **(refund if path == "/refund" else {})}), T0)

    assert told(response) == "301:订单号不存在"


def test_time_expire_is_the_last_line_of_defence() -> None:
    bank = Bank()
    pay(bank, password_after(30), time_start=1_700_000_000, time_expire=1_700_000_020)

    states = [told(query(bank, T0 + age)) for age in (19, 20, 31)]

    assert states == ["0:6", "0:3", "0:3"]


def test_refunds() -> None:
    bank = Bank()
    pay(bank, BY_NAME["pays_at_once"])
    refund: dict[str, object] = {"mch_refund_id": "R0001", "refund_fee": 250}
    asked = signed({"mch_refund_id": "R0001"})

    accepted = data_of(bank.answer("/refund", signed({**refund, "mch_trade_id": ORDER}), T0 + 5))
    done = data_of(bank.answer("/refund_query", asked, T0 + 8))

    assert (accepted["refund_status"], done["refund_status"]) == (1, 0)
    assert told(query(bank, T0 + 8)) == "0:1"
    assert [(facts.paid, facts.refunded) for facts in bank.orders()] == [(True, Fen(250))]


def test_refunds_that_are_refused() -> None:
    bank = Bank()
    pay(bank, BY_NAME["not_enough"])
    refund: dict[str, object] = {"mch_refund_id": "R0001", "refund_fee": 250}

    refused = bank.answer("/refund", signed({**refund, "mch_trade_id": ORDER}), T0)
    unknown = bank.answer("/refund_query", signed({"mch_refund_id": "R0002"}), T0)

    assert told(refused) == "600:TRADE_STATE_ERROR"
    assert told(unknown) == "301:订单号不存在"


def without(members: dict[str, object], names: Iterable[str]) -> dict[str, object]:
    return {name: value for name, value in members.items() if name not in names}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", 100),
        (signed(submit(), key="0" * 32), 101),
        (signed(submit()).replace(b'"total_fee": 1250', b'"total_fee": 1'), 101),
        (signed(submit()).replace(b'"sign": "', b'"sign": "0'), 101),
        (signed(without(submit(), ["auth_code"])), 103),
        (signed(submit(total_fee="1250")), 103),
        (json.dumps(submit()).encode(), 103),
        (json.dumps({**submit(), "merchant_id": SIMULATED_MERCHANT_ID}).encode(), 103),
        (signed(submit(merchant_id="0" * 24)), 200),
        (signed(submit(merchant_id=[])), 200),
        (signed(submit(pay_type="alipay.micro", subject="x", device_info="T01")), 202),
        (signed(submit(pay_type="wechat.native")), 202),
    ],
)
def test_a_wrong_submit_is_refused_and_leaves_no_order(body: bytes, code: int) -> None:
    bank = Bank()

    read = members_of(bank.answer("/pay", body, T0))

    assert read["code"] == code
    assert "sign" not in read
    assert bank.orders() == ()


def test_a_code_of_no_wallet_is_declined() -> None:
    bank = Bank()

    response = bank.answer("/pay", signed(submit("6901234567892")), T0)

    assert told(response) == "600:AUTH_CODE_INVALID"
    assert [(facts.customer, facts.paid) for facts in bank.orders()] == [("not_a_code", False)]


def test_other_wallets_pay_where_they_are_open() -> None:
    bank = Bank(pay_types=frozenset({PayType.ALIPAY}))
    code = code_for(BY_NAME["pays_at_once"], 7, PayType.ALIPAY)
    alipay = submit(code, pay_type="alipay.micro", subject="x", device_info="T01")

    assert told(bank.answer("/pay", signed(alipay), T0)) == "0:0"
    assert told(bank.answer("/pay", signed(submit(mch_trade_id="T0002")), T0)).startswith("202:")


def test_an_unknown_path_is_404() -> None:
    assert Bank().answer("/nowhere", b"{}", T0).status == 404


def test_amounts_choose_when_they_are_asked_to() -> None:
    choosing, free = Bank(amounts_choose=True), Bank()

    responses = [pay(bank, BY_NAME["pays_at_once"], total_fee=401_001) for bank in (choosing, free)]

    assert [told(response) for response in responses] == ["600:NOTENOUGH", "0:0"]


def test_the_note_is_for_people_and_keeps_the_code_to_itself() -> None:
    bank, code = Bank(), code_for(BY_NAME["not_enough"], serial=123456789)

    notes = [
        bank.answer("/pay", signed(submit(code)), T0).note,
        query(bank, T0).note,
        close(bank, T0).note,
        bank.answer("/pay", b"{", T0).note,
    ]

    assert notes == [
        f"order={ORDER} code=13••••1001 ¥12.50 not_enough: 600 NOTENOUGH",
        f"order={ORDER} FAILED",
        f"order={ORDER} close_status 0",
        "100 请求内容不是合法的JSON",
    ]


def test_no_nonce_is_used_twice() -> None:
    bank = Bank()
    pay(bank, BY_NAME["pays_at_once"])

    assert len({data_of(query(bank, T0))["nonce_str"] for _ in range(20)}) == 20


def test_the_key_is_masked_wherever_the_bank_is_shown() -> None:
    assert KEY not in repr(vars(Bank()))


def test_facts_of_what_was_never_submitted() -> None:
    bank = Bank()
    query(bank, T0)

    assert bank.order(ORDER) is None
    assert bank.orders() == ()


PATHS = st.sampled_from(["/pay", "/query", "/order_close", "/refund", "/refund_query", "/x"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
NAMES = st.sampled_from([*submit(), "trade_id", "mch_refund_id", "refund_fee", "time_start", "x"])


@given(PATHS, st.binary(max_size=300))
def test_no_bytes_raise(path: str, body: bytes) -> None:
    Bank().answer(path, body, T0)


@given(PATHS, st.dictionaries(NAMES, VALUES, max_size=6))
def test_no_signed_members_raise_or_pay_by_accident(path: str, odd: dict[str, object]) -> None:
    bank = Bank()
    full: dict[str, object] = {"merchant_id": SIMULATED_MERCHANT_ID, **submit(), **odd}
    full["sign"] = sign(full, KEY)

    bank.answer(path, json.dumps(full).encode(), T0)

    assert len(bank.orders()) <= (path == "/pay")
