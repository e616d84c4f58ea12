"""Each call as the gateway sees it, and what the terminal makes of each answer."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import count

import pytest

from terminal_daemon.gateway.replies import Answer, Failure
from terminal_daemon.gateway.requests import Merchant
from terminal_daemon.gateway.signature import is_signed, sign
from terminal_daemon.sale.effects import Call, Close, Query, SaleEffect, Submit
from terminal_daemon.sale.reason import Doubt, Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.verdict import Approved, AskFirst, NotSent, Rejected, Unknown, Verdict
from terminal_daemon.terminal.effects import GatewayCalls, random_nonce
from terminal_daemon.terminal.happenings import CallReturned
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode
from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.secret import Secret
from tests.simulation import virtual_time

KEY = Secret("m4X2zlJufeTWZLNHOrmNCbJ4TQrKuaCo")
MERCHANT = Merchant("59382e3cffea0e5fcd0cfc3e", KEY, "T01")
CODE = AuthCode("134546190000006401")
SALE = Sale(OrderNumber("T01_7K3M2QXA_000042"), Fen(1250), UnixSeconds(0), State.SUBMITTING)
NOT_SENT = Failure(any_byte_sent=False, doubt=Doubt.CONNECTION_LOST)

Member = dict[str, object]


def paid(asked: Member) -> Answer:
    data = {
        "mch_trade_id": asked["mch_trade_id"],
        "merchant_id": asked["merchant_id"],
        "total_fee": "1250",
        "trade_state": "0",
        "trade_id": "t1",
    }
    return Answer(json.dumps({"code": 0, "data": data, "sign": sign(data, KEY)}).encode())


def refused(code: int) -> Answer:
    return Answer(json.dumps({"code": code, "msg": "no", "data": None}).encode())


class FakeGateway:
    """Remembers every call, and answers as it is told."""

    def __init__(self, answers: Callable[[Member], Answer | Failure] = paid) -> None:
        self.calls: list[tuple[str, Member]] = []
        self.answers = answers
        self.address = "192.0.2.7"
        self.before_answering: Callable[[str], Awaitable[None]] | None = None

    async def post(self, path: str, body: bytes) -> Answer | Failure:
        asked = json.loads(body)
        self.calls.append((path, asked))
        if self.before_answering is not None:
            await self.before_answering(asked["mch_trade_id"])
        return self.answers(asked)

    async def own_address(self) -> str:
        return self.address


class WatchedClock:
    """The loop's clock, which remembers the gateway's dates."""

    def __init__(self) -> None:
        self.dates: list[int] = []

    def now(self) -> Moment:
        return Moment(Monotonic(asyncio.get_running_loop().time()), UnixSeconds(0), trusted=True)

    def saw_date(self, date: int) -> None:
        self.dates.append(date)


def calls_to(
    gateway: FakeGateway, clock: WatchedClock | None = None, *, tls: bool = True
) -> GatewayCalls:
    serial = count()
    return GatewayCalls(
        gateway, MERCHANT, clock or WatchedClock(), tls=tls, nonce=lambda: f"nonce{next(serial)}"
    )


def called(
    gateway: FakeGateway, effect: SaleEffect, *, tls: bool = True, sale: Sale = SALE
) -> CallReturned:
    return virtual_time.run(calls_to(gateway, tls=tls).call(effect, sale))


@pytest.mark.parametrize(
    ("effect", "path", "call"),
    [
        (Submit(CODE), "/pay", Call.SUBMIT),
        (Query(), "/query", Call.QUERY),
        (Close(), "/order_close", Call.CLOSE),
    ],
)
def test_each_call_goes_to_its_path_signed_and_comes_back_as_itself(
    effect: SaleEffect, path: str, call: Call
) -> None:
    gateway = FakeGateway()
    returned = called(gateway, effect)
    ((posted, asked),) = gateway.calls
    assert (posted, asked["mch_trade_id"]) == (path, SALE.order)
    assert is_signed(asked, str(asked["sign"]), KEY)
    assert (returned.order, returned.judged.call, returned.reached) == (SALE.order, call, True)


def test_a_verified_reply_for_the_order_approves_and_leaves_evidence_without_the_code() -> None:
    judged = called(FakeGateway(), Submit(CODE)).judged
    assert judged.verdict == Approved("t1")
    assert json.loads(judged.evidence)["verified"] is True
    assert CODE.digits not in judged.evidence


@pytest.mark.parametrize("told", [{"amount": Fen(1251)}, {"order": OrderNumber("T01_7K3M2QXA_1")}])
def test_a_reply_is_judged_against_the_sale_that_was_asked_about(told: dict[str, object]) -> None:
    asked_about = replace(SALE, **told)  # type: ignore[arg-type]
    gateway = FakeGateway(lambda asked: paid({**asked, "mch_trade_id": SALE.order}))
    returned = called(gateway, Submit(CODE), sale=asked_about)
    assert not isinstance(returned.judged.verdict, Approved)


@pytest.mark.parametrize(
    ("tls", "verdict"),
    [
        (True, Rejected(Reason.MERCHANT_SETUP, "201")),
        (False, AskFirst(Rejected(Reason.MERCHANT_SETUP, "201"), signed_only=True)),
    ],
)
def test_an_unsigned_no_is_believed_only_over_tls(tls: bool, verdict: Verdict) -> None:
    gateway = FakeGateway(lambda _: refused(201))
    assert called(gateway, Submit(CODE), tls=tls).judged.verdict == verdict


@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        (NOT_SENT, NotSent()),
        (Failure(any_byte_sent=True, doubt=Doubt.TIMED_OUT), Unknown(Doubt.TIMED_OUT)),
    ],
)
def test_a_failure_is_not_sent_only_if_no_byte_left(failure: Failure, verdict: Verdict) -> None:
    returned = called(FakeGateway(lambda _: failure), Submit(CODE))
    assert (returned.judged.verdict, returned.reached) == (verdict, False)


def test_what_is_no_reply_does_not_count_as_reached() -> None:
    page = Answer(b"<html>Sign in to the free Wi-Fi</html>")
    returned = called(FakeGateway(lambda _: page), Query())
    assert (returned.judged.verdict, returned.reached) == (Unknown(Doubt.MALFORMED), False)


def test_background_orders_take_turns_and_the_counters_order_does_not_wait() -> None:
    async def main() -> None:
        may_answer = {name: asyncio.Event() for name in ("T01_AAAA", "T01_BBBB", "T01_CCCC")}
        gateway = FakeGateway()

        async def wait_for(order: str) -> None:
            await may_answer[order].wait()

        gateway.before_answering = wait_for
        calls = calls_to(gateway)
        states = (State.UNKNOWN, State.DECLINED, State.PENDING)
        sales = [
            replace(SALE, order=OrderNumber(name), state=state)
            for name, state in zip(may_answer, states, strict=True)
        ]
        async with asyncio.TaskGroup() as tasks:
            for sale in sales:
                tasks.create_task(calls.call(Query(), sale))
            await asyncio.sleep(1)
            assert _asked(gateway) == ["T01_AAAA", "T01_CCCC"]
            may_answer["T01_AAAA"].set()
            await asyncio.sleep(1)
            assert _asked(gateway) == ["T01_AAAA", "T01_CCCC", "T01_BBBB"]
            may_answer["T01_BBBB"].set()
            may_answer["T01_CCCC"].set()

    virtual_time.run(main())


def test_the_gateways_date_reaches_the_clock() -> None:
    async def main() -> None:
        clock = WatchedClock()
        gateway = FakeGateway(lambda asked: replace(paid(asked), date=1_790_000_000))
        calls = calls_to(gateway, clock)
        await calls.call(Query(), SALE)
        assert clock.dates == [1_790_000_000]
        gateway.answers = paid
        await calls.call(Query(), SALE)
        assert clock.dates == [1_790_000_000]

    virtual_time.run(main())


def test_warming_up_learns_the_address_that_the_next_submit_states() -> None:
    async def main() -> None:
        gateway = FakeGateway()
        calls = calls_to(gateway)
        for expected in ("127.0.0.1", "192.0.2.7", "192.0.2.9"):
            await calls.call(Submit(CODE), SALE)
            assert gateway.calls[-1][1]["spbill_create_ip"] == expected
            gateway.address = "192.0.2.7" if expected == "127.0.0.1" else "192.0.2.9"
            await calls.warm()

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("outcome", "reached"),
    [(refused(301), True), (NOT_SENT, False), (Answer(b"<html>"), False)],
)
def test_warming_up_tells_whether_the_gateway_answers(
    outcome: Answer | Failure, reached: bool
) -> None:
    gateway = FakeGateway(lambda _: outcome)
    warmed = virtual_time.run(calls_to(gateway).warm())
    ((path, asked),) = gateway.calls
    assert (warmed.reached, path, asked["mch_trade_id"]) == (reached, "/query", "T01_probe")


def test_every_request_has_a_nonce_of_its_own() -> None:
    async def main() -> None:
        gateway = FakeGateway()
        calls = calls_to(gateway)
        for effect in (Submit(CODE), Query(), Close()):
            await calls.call(effect, SALE)
        await calls.warm()
        nonces = [asked["nonce_str"] for _, asked in gateway.calls]
        assert len(set(nonces)) == len(nonces)

    virtual_time.run(main())
    drawn = {random_nonce() for _ in range(100)}
    assert len(drawn) == 100
    assert {len(nonce) for nonce in drawn} == {32}


def _asked(gateway: FakeGateway) -> list[object]:
    return [asked["mch_trade_id"] for _, asked in gateway.calls]
