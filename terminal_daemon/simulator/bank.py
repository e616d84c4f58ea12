"""The simulated bank: it answers requests and moves money, with no clock and no wire of its own."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from terminal_daemon.simulator import requirements
from terminal_daemon.simulator.behaviour import (
    ChannelError,
    Customer,
    Dialect,
    Fault,
    GatewayError,
    OnClose,
    TradeState,
)
from terminal_daemon.simulator.bodies import (
    Response,
    answer,
    damaged,
    error,
    hex_id,
    in_words,
    on_the_wire,
    order_data,
    web_page,
)
from terminal_daemon.simulator.book import Book
from terminal_daemon.simulator.ledger import OPEN, Facts, Order
from terminal_daemon.simulator.refunds import (
    NO_SUCH_ORDER,
    NUMBER_EXISTS,
    RefundDesk,
    Refunded,
    refund_data,
)
from terminal_daemon.simulator.requirements import Call, Members
from terminal_daemon.simulator.signer import is_signed
from terminal_daemon.values.amount import shown
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.secret import Secret

SIMULATED_MERCHANT_ID: Final = "59382e3cffea0e5fcd0cfc3e"
SIMULATED_KEY: Final = Secret("SimulatedGatewaySimulatedKey0001")
"""Public: it opens nothing but a simulator."""

_CALLS: Final[Mapping[str, Call]] = {
    "/pay": requirements.PAY,
    "/query": requirements.QUERY,
    "/order_close": requirements.CLOSE,
    "/refund": requirements.REFUND,
    "/refund_query": requirements.REFUND_QUERY,
}
_TOO_EARLY: Final = GatewayError(600, "订单生成后不能马上调用关单接口，最短调用时间间隔为5分钟")
_CLOSE_FROM_S: Final = 300.0
_WRONG_KEY: Final = "NotTheMerchantsKeyNotTheRightKey"


class Bank:
    """Answers one merchant's requests, and keeps the book that says what really happened.

    `now` is seconds on any clock that does not go back. Amounts choose customers only if asked to,
    so that others are free in their amounts.
    """

    def __init__(
        self,
        merchant_id: str = SIMULATED_MERCHANT_ID,
        key: Secret = SIMULATED_KEY,
        *,
        pay_types: AbstractSet[PayType] = frozenset({PayType.WECHAT}),
        amounts_choose: bool = False,
        customer_of: Callable[[str], Customer] | None = None,
    ) -> None:
        """`customer_of` chooses by the payment code, instead of its last four digits."""
        self.merchant_id: Final = merchant_id
        self.key: Final = key
        self._open: Final = frozenset(wallet.value for wallet in pay_types)
        self._book: Final = Book(amounts_choose=amounts_choose, customer_of=customer_of)
        self._desk: Final = RefundDesk()
        self._latest = 0.0
        self._answers = 0

    def answer(self, path: str, body: bytes, now: float) -> Response:
        """Answer one POST to "/pay", "/query", "/order_close", "/refund" or "/refund_query"."""
        self._latest = now
        self._answers += 1
        call = _CALLS.get(path)
        if call is None:
            return web_page(404)
        members = requirements.read_members(body)
        if isinstance(members, GatewayError):
            return error(members)
        refusal = self._refusal(call, members)
        return error(refusal) if refusal else self._carry_out(path, members, now)

    def orders(self, now: float | None = None) -> tuple[Facts, ...]:
        """Return the truth about every order submitted, as of `now` or of the latest request."""
        return self._book.facts(self._latest if now is None else now)

    def order(self, number: str, now: float | None = None) -> Facts | None:
        """Return the truth about one order, None if no submit of it was ever seen."""
        return next((facts for facts in self.orders(now) if facts.order == number), None)

    def _refusal(self, call: Call, members: Members) -> GatewayError | None:
        missing = sorted({"merchant_id", "sign"} - members.keys())
        if missing:
            return GatewayError(103, f"缺少参数: {', '.join(missing)}")
        if members["merchant_id"] != self.merchant_id:
            return GatewayError(200, "商户不存在，请检查merchant_id")
        if not is_signed(members, self.key.reveal()):
            return GatewayError(101, "签名错误")
        wrong = requirements.what_is_wrong(call, members)
        if wrong is None and call is requirements.PAY and members["pay_type"] not in self._open:
            return GatewayError(202, "商户不支持此交易类型 pay_type，请联系运营")
        return wrong

    def _carry_out(self, path: str, members: Members, now: float) -> Response:
        if path == "/pay":
            return self._pay(members, now)
        if path == "/refund_query":
            return self._refund_told(self._desk.find(members), now)
        order = self._book.asked_for(members)
        if order is None:
            return error(NO_SUCH_ORDER)
        match path:
            case "/query":
                return _noted(order, self._query(order, now))
            case "/order_close":
                return _noted(order, self._close(order, now))
            case _:
                return _noted(order, self._refund(order, members, now))

    def _pay(self, members: Members, now: float) -> Response:
        order = self._book.submitted(members)
        if order is None:
            order = self._book.take(members, now)
        else:
            order.submits += 1
            if order.arrives:
                return _noted(order, error(NUMBER_EXISTS))
        told = on_the_wire(self._submit_told(order, now), order.customer.fault)
        about = f"code={order.shown_code} {shown(order.amount)} {order.customer.name}"
        return _noted(order, replace(told, note=f"{about}: {told.note}"))

    def _submit_told(self, order: Order, now: float) -> Response:
        customer = order.customer
        if customer.says is not None:
            return error(customer.says)
        state = order.state(now)
        if state is TradeState.CONFIRMING:
            return error(ChannelError("USERPAYING", "需要用户输入支付密码"))
        data = order_data(order, self.merchant_id, self._nonce(), now)
        data = damaged(data, customer.fault, order.amount)
        key = _WRONG_KEY if customer.fault is Fault.BAD_SIGNATURE else self.key.reveal()
        return answer(data, key, state.name, customer.dialect)

    def _query(self, order: Order, now: float) -> Response:
        order.queries += 1
        trouble, dialect = order.customer.queries, order.customer.dialect
        if trouble is not None and order.age(now) < trouble.until_s:
            return error(trouble.says)
        if not order.is_there(now):
            return error(NO_SUCH_ORDER)
        data = order_data(order, self.merchant_id, self._nonce(), now)
        if dialect is Dialect.WORDS:
            data = in_words(data, order, now)
        return answer(data, self.key.reveal(), order.state(now).name, dialect)

    def _close(self, order: Order, now: float) -> Response:
        order.closes += 1
        if not order.is_there(now):
            return error(NO_SUCH_ORDER)
        state, habit, age = order.state(now), order.customer.on_close, order.age(now)
        if state in OPEN and habit is OnClose.PAID_JUST_THEN:
            order.paid_at_close_age = age
            return error(ChannelError("ORDERPAID", "订单已支付"))
        if state in OPEN and habit is OnClose.TOO_EARLY and age < _CLOSE_FROM_S:
            return error(_TOO_EARLY)
        if state in {TradeState.PAID, TradeState.REFUNDED, TradeState.REVERSING}:
            return self._close_told(order, -1)
        if state in {TradeState.CLOSED, TradeState.REVERSED}:
            return self._close_told(order, 1)
        order.closed_at_age = age
        return self._close_told(order, 0)

    def _close_told(self, order: Order, status: int) -> Response:
        data: dict[str, object] = {
            "merchant_id": self.merchant_id,
            "mch_trade_id": order.number,
            "trade_id": order.trade_id,
            "close_status": status,
            "nonce_str": self._nonce(),
        }
        return answer(data, self.key.reveal(), f"close_status {status}", order.customer.dialect)

    def _refund(self, order: Order, members: Members, now: float) -> Response:
        if not order.is_there(now):
            return error(NO_SUCH_ORDER)
        return self._refund_told(self._desk.refund(order, members, now), now)

    def _refund_told(self, what: Refunded | GatewayError | ChannelError, now: float) -> Response:
        if isinstance(what, GatewayError | ChannelError):
            return error(what)
        data = refund_data(what, self.merchant_id, self._nonce(), now)
        return answer(data, self.key.reveal(), f"refund_status {data['refund_status']}")

    def _nonce(self) -> str:
        return hex_id(f"nonce {self._answers}")


def _noted(order: Order, response: Response) -> Response:
    return replace(response, note=f"order={order.number} {response.note}")
