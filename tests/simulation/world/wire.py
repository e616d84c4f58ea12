"""The gateway's door in a world: requests and replies are delayed, lost, doubled and forged."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

from terminal_daemon.gateway.replies import Answer, Failure
from terminal_daemon.sale.reason import Doubt
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.behaviour import ChannelError, Customer, TradeState
from terminal_daemon.simulator.signer import sign
from tests.simulation.world.chance import Mangle, Trip, customer, trip

REPLY_TIMEOUT_S: Final = 13.0  # connect and reply together
CODE_LIVES_S: Final = 60.0
_EXPIRED: Final = Customer(
    "0000",
    "expired",
    "comes too late",
    story=((0.0, TradeState.FAILED),),
    says=ChannelError("AUTHCODEEXPIRE"),
)


class Wire:
    """Carries requests to the bank through whatever chance has in store."""

    def __init__(self, random: Random, on_submit: Callable[[str], None]) -> None:
        self.random = random
        self.trouble = 0.0
        self.down = False
        self.faults: Counter[str] = Counter()
        self.shown_at: dict[str, float] = {}
        self.asked_at: dict[str, float] = {}
        """When each order was last asked about."""
        self.bank = Bank(customer_of=self._customer)
        self._on_submit = on_submit
        self.on_refund: Callable[[str, int], None] = lambda _, __: None
        self._customers: dict[str, Customer] = {}
        self._replies: dict[str, list[bytes]] = {}

    async def own_address(self) -> str:
        return "192.0.2.7"

    async def post(self, path: str, body: bytes) -> Answer | Failure:
        """Post; the caller gives up after REPLY_TIMEOUT_S, the request goes on travelling."""
        loop = asyncio.get_running_loop()
        way = trip(self.random, self.trouble)
        if self.down or not way.sent:
            self.faults["not sent"] += 1
            await asyncio.sleep(self.random.uniform(0, 3))
            return Failure(any_byte_sent=False, doubt=Doubt.CONNECTION_LOST)
        members = json.loads(body)
        order = str(members.get("mch_refund_id") or members["mch_trade_id"])
        self.asked_at[order] = loop.time()
        if path == "/pay":
            self._on_submit(order)
        if path == "/refund":
            self.on_refund(order, members["refund_fee"])
        arrived: asyncio.Future[Answer | Failure] = loop.create_future()
        self._send(path, body, order, way, arrived)
        try:
            async with asyncio.timeout(REPLY_TIMEOUT_S):
                return await arrived
        except TimeoutError:
            self.faults["time-out"] += 1
            return Failure(any_byte_sent=True, doubt=Doubt.TIMED_OUT)

    def replies(self) -> Iterator[bytes]:
        """Return everything the bank ever answered."""
        for replies in self._replies.values():
            yield from replies

    def paid(self, order: str, now: float) -> bool:
        """Return what the ledger says."""
        facts = self.bank.order(order, now)
        return facts is not None and facts.paid

    def _send(
        self, path: str, body: bytes, order: str, way: Trip, arrived: asyncio.Future[Any]
    ) -> None:
        loop = asyncio.get_running_loop()

        def reach() -> None:
            reply = self.bank.answer(path, body, loop.time()).body
            self._replies.setdefault(order, []).append(reply)
            if way.back_s is not None:
                loop.call_later(way.back_s, back, reply)

        def back(reply: bytes) -> None:
            if not arrived.done():
                arrived.set_result(self._mangled(reply, order, way.mangle))

        if way.there_s is None:
            self.faults["request lost"] += 1
            return
        if way.back_s is None:
            self.faults["reply lost"] += 1
        loop.call_later(way.there_s, reach)
        if way.twice:
            self.faults["request doubled"] += 1
            loop.call_later(way.there_s + self.random.uniform(0, 30), reach)

    def _customer(self, code: str) -> Customer:
        now = asyncio.get_running_loop().time()
        if now - self.shown_at[code] > CODE_LIVES_S:
            return _EXPIRED
        if code not in self._customers:
            self._customers[code] = customer(self.random, f"chance {len(self._customers)}")
        return self._customers[code]

    def _mangled(self, reply: bytes, order: str, mangle: Mangle) -> Answer | Failure:
        if mangle is not Mangle.NONE:
            self.faults[mangle.value] += 1
        match mangle:
            case Mangle.CUT_SHORT:
                return Answer(reply[: self.random.randrange(len(reply))])
            case Mangle.WEB_PAGE:
                return Answer(b"<html><body>Welcome to FreeWiFi</body></html>")
            case Mangle.HTTP_502:
                return Failure(True, Doubt.HTTP_STATUS, "502")
            case Mangle.HUGE:
                return Failure(True, Doubt.TOO_LARGE)
            case Mangle.RESET:
                return Failure(True, Doubt.CONNECTION_LOST)
            case Mangle.FLIPPED_BYTE:
                at = self.random.randrange(len(reply))
                flipped = bytes([reply[at] ^ (1 << self.random.randrange(8))])
                return Answer(reply[:at] + flipped + reply[at + 1 :])
            case Mangle.EARLIER:
                return Answer(self.random.choice(self._replies[order]))
            case _:
                return Answer(self._rewritten(reply, order, mangle))

    def _rewritten(self, reply: bytes, order: str, mangle: Mangle) -> bytes:
        members = json.loads(reply)
        data = members.get("data")
        if mangle is Mangle.FORGED_PAID:
            told: dict[str, object] = {
                "mch_trade_id": order,
                "merchant_id": self.bank.merchant_id,
                "total_fee": 1,
                "trade_state": 0,
                "trade_id": "forged",
            }
            if isinstance(data, dict):
                told = {**data, "trade_state": 0}
            return json.dumps({"code": 0, "data": told, "sign": "0" * 32}).encode()
        if not isinstance(data, dict):
            return reply
        match mangle:
            case Mangle.NO_SIGNATURE:
                members.pop("sign", None)
            case Mangle.OTHER_ORDER:
                members["data"] = self._signed(members, mch_trade_id="T99_AAAAAAAA_000001")
            case Mangle.OTHER_AMOUNT:
                members["data"] = self._signed(members, total_fee=99)
            case Mangle.OTHER_MERCHANT:
                members["data"] = self._signed(members, merchant_id="0" * 24)
        return json.dumps(members, ensure_ascii=False).encode()

    def _signed(self, members: dict[str, Any], **changed: object) -> dict[str, object]:
        """Return the data changed, and sign it as a gateway would that mixes up its orders."""
        data: dict[str, object] = {**members["data"], **changed, "trade_state": 0}
        members["sign"] = sign(data, self.bank.key.reveal())
        return data
