"""Carries each call to the gateway station; every outcome, failure too, comes back as a value."""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from terminal_daemon.gateway.evidence import evidence
from terminal_daemon.gateway.judge import Asked, judge
from terminal_daemon.gateway.judge_refund import AskedRefund, judge_refund
from terminal_daemon.gateway.replies import Answer, Failure, Reply, read_reply
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
from terminal_daemon.sale.effects import Call, Close, Query, SaleEffect, Submit
from terminal_daemon.sale.events import Judged
from terminal_daemon.sale.refund import Refund, RefundCall
from terminal_daemon.sale.refund_step import RefundJudged
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.terminal.doors import Clock, Gateway
from terminal_daemon.terminal.happenings import CallReturned, Warmed
from terminal_daemon.values.dataclass import dataclass, field, replace
from terminal_daemon.values.order_number import OrderNumber

_log = logging.getLogger(__name__)
_NONCE_BYTES: Final = 16  # 32 hex digits, the gateway's limit


class _RefundBody(Protocol):
    def __call__(self, merchant: Merchant, refund: Refund, *, nonce: str) -> bytes: ...


_SOMEBODY_WAITS: Final = 6  # calls of a refund, before it is one of the background
_REFUND_CALLS: Final[Mapping[RefundCall, tuple[_RefundBody, str]]] = {
    RefundCall.SEND: (refund_body, RefundRequest.path),
    RefundCall.ASK: (refund_query_body, RefundQueryRequest.path),
}


def random_nonce() -> str:
    """Return a nonce_str that nobody can guess, and that never comes twice."""
    return os.urandom(_NONCE_BYTES).hex()


@dataclass(frozen=True, slots=True)
class Wire:
    """One request, ready to post."""

    call: str
    """For the log."""
    path: str
    body: bytes = field(repr=False)  # holds the payment code


class GatewayCalls:
    """Makes the calls of all orders; background orders take turns, the counter's never waits."""

    def __init__(
        self,
        gateway: Gateway,
        merchant: Merchant,
        clock: Clock,
        *,
        tls: bool,
        nonce: Callable[[], str],
    ) -> None:
        self._nonce = nonce
        self._gateway = gateway
        self._merchant = merchant
        self._clock = clock
        self._tls = tls
        self._probe = OrderNumber(f"{merchant.terminal_id}_probe")
        self._background = asyncio.Semaphore(1)

    async def call(self, effect: SaleEffect, sale: Sale) -> CallReturned:
        """Make the call and judge what came back."""
        call, wire = self._wire(effect, sale)
        if sale.state in (State.UNKNOWN, State.DECLINED):
            async with self._background:
                return await self._exchange(call, wire, sale)
        return await self._exchange(call, wire, sale)

    async def refund(self, call: RefundCall, refund: Refund) -> tuple[RefundJudged, bool]:
        """Make the call about a refund and judge it; and tell whether the gateway answered."""
        build, path = _REFUND_CALLS[call]
        wire = Wire(call.value, path, build(self._merchant, refund, nonce=self._nonce()))
        if refund.chase.calls < _SOMEBODY_WAITS:
            outcome = await self._post(wire, refund.order)
        else:
            async with self._background:
                outcome = await self._post(wire, refund.order)
        about = AskedRefund(refund.number, refund.order, self._merchant.merchant_id, refund.amount)
        verdict = judge_refund(call, outcome, about, tls=self._tls)
        return RefundJudged(call, verdict, evidence(outcome)), isinstance(outcome, Reply)

    async def warm(self) -> Warmed:
        """Open the connection and prove it with a small query for an order that never exists."""
        body = query_body(self._merchant, self._probe, nonce=self._nonce())
        outcome = await self._post(Wire(Call.QUERY.value, QueryRequest.path, body), self._probe)
        self._merchant = replace(self._merchant, ip=await self._gateway.own_address())
        return Warmed(isinstance(outcome, Reply))

    async def _exchange(self, call: Call, wire: Wire, sale: Sale) -> CallReturned:
        outcome = await self._post(wire, sale.order)
        asked = Asked(sale.order, self._merchant.merchant_id, sale.amount)
        verdict = judge(call, outcome, asked, tls=self._tls)
        judged = Judged(call, verdict, evidence(outcome))
        return CallReturned(sale.order, judged, isinstance(outcome, Reply))

    async def _post(self, wire: Wire, order: OrderNumber) -> Reply | Failure:
        began = self._clock.now().monotonic
        answer = await self._gateway.post(wire.path, wire.body)
        elapsed_ms = (self._clock.now().monotonic - began) * 1000
        outcome: Reply | Failure
        if isinstance(answer, Answer):
            if answer.date is not None:
                self._clock.saw_date(answer.date)
            outcome = read_reply(answer, self._merchant.key)
        else:
            outcome = answer
        said = outcome.detail if isinstance(outcome, Failure) else f"code {outcome.code}"
        _log.debug("%s order=%s %s ms=%.0f", wire.call, order, said, elapsed_ms)
        return outcome

    def _wire(self, effect: SaleEffect, sale: Sale) -> tuple[Call, Wire]:
        nonce = self._nonce()
        match effect:
            case Submit(auth_code):
                body = submit_body(self._merchant, sale, auth_code, nonce=nonce)
                return _wire_of(Call.SUBMIT, SubmitRequest.path, body)
            case Query():
                body = query_body(self._merchant, sale.order, nonce=nonce)
                return _wire_of(Call.QUERY, QueryRequest.path, body)
            case Close():
                body = close_body(self._merchant, sale.order, nonce=nonce)
                return _wire_of(Call.CLOSE, CloseRequest.path, body)


def _wire_of(call: Call, path: str, body: bytes) -> tuple[Call, Wire]:
    return call, Wire(call.value, path, body)
