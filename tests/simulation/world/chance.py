"""What chance decides in a world: who stands at the counter, and what happens on the way."""

from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Final

from terminal_daemon.gateway.error_codes import TABLE
from terminal_daemon.simulator.behaviour import (
    NEVER,
    REVOKED_AFTER_S,
    ChannelError,
    Customer,
    Dialect,
    GatewayError,
    OnClose,
    QueryTrouble,
    Shape,
    TradeState,
)

_GATEWAY_CODES: Final = (100, 101, 103, 107, 108, 200, 201, 202, 301, 601, 999, 1500, -7)
_CHANNEL_CODES: Final = (*TABLE, "NOBODY_KNOWS_THIS")
_LATEST_PAYMENT_S: Final = 44.0  # an order is revoked after 45 s; money that is late comes before

_Story = tuple[tuple[float, TradeState], ...]


class Mangle(Enum):
    """What becomes of a reply on its way back."""

    NONE = "none"
    CUT_SHORT = "cut short"
    WEB_PAGE = "captive portal"
    HTTP_502 = "HTTP 502"
    FLIPPED_BYTE = "one byte changed"
    NO_SIGNATURE = "no signature"
    FORGED_PAID = "paid, unsigned"
    OTHER_ORDER = "signed, other order"
    OTHER_AMOUNT = "signed, other amount"
    OTHER_MERCHANT = "signed, other merchant"
    EARLIER = "an earlier reply again"
    HUGE = "200 MB"
    RESET = "reset in the reply"


@dataclass(frozen=True, slots=True)
class Trip:
    """One request's way there and back."""

    sent: bool = True
    there_s: float | None = 0.02
    """Seconds to the gateway; None: lost on the way."""
    back_s: float | None = 0.02
    twice: bool = False
    mangle: Mangle = Mangle.NONE


def trip(random: Random, trouble: float) -> Trip:
    """Return how a request travels; `trouble` from 0 to 1."""
    if random.random() >= trouble:
        return Trip(there_s=random.uniform(0.001, 0.2), back_s=random.uniform(0.001, 0.2))
    return Trip(
        sent=random.random() > 0.15,
        there_s=_seconds(random),
        back_s=_seconds(random),
        twice=random.random() < 0.1,
        mangle=random.choice(list(Mangle)),
    )


def _seconds(random: Random) -> float | None:
    return random.choice(
        (
            0.001,
            0.05,
            0.3,
            random.uniform(0, 5),
            random.uniform(5, 20),
            random.uniform(20, 300),
            None,
        )
    )


def customer(random: Random, name: str) -> Customer:
    """Return somebody: when they pay, what the gateway says of it, what a close does."""
    says = _says(random)
    arrives = (0.0, 0.0, 0.0, random.uniform(0, 12), NEVER)
    return Customer(
        digits="0000",
        name=name,
        does="as chance has it",
        story=_story(random),
        # A gateway that answers with a state knows the order.
        arrives_after_s=0.0 if says is None else random.choice(arrives),
        revoked_after_s=random.choice((REVOKED_AFTER_S, REVOKED_AFTER_S, NEVER)),
        says=says,
        queries=_query_trouble(random),
        on_close=random.choice((OnClose.CLOSES, *OnClose)),
        dialect=random.choice(list(Dialect)),
    )


def _story(random: Random) -> _Story:
    paid = TradeState.PAID
    later = random.uniform(0.5, _LATEST_PAYMENT_S)
    open_state = random.choice((TradeState.NOT_PAID, TradeState.CONFIRMING))
    return random.choice(
        (
            ((0.0, paid),),
            ((0.0, paid),),
            ((0.0, open_state), (later, paid)),
            ((0.0, open_state), (random.lognormvariate(2.08, 0.7), paid)),
            ((0.0, open_state),),
            ((0.0, open_state), (later, TradeState.REVERSING), (later + 3, TradeState.REVERSED)),
            ((0.0, open_state), (later, TradeState.FAILED)),
            ((0.0, TradeState.FAILED),),
            ((0.0, TradeState.FAILED), (later, paid)),
            ((0.0, TradeState.PERHAPS_FAILED),),
            ((0.0, TradeState.PERHAPS_FAILED), (later, paid)),
            ((0.0, TradeState.REFUNDED),),
        )
    )


def _says(random: Random) -> ChannelError | GatewayError | None:
    kind = random.random()
    if kind < 0.5:
        return None
    if kind < 0.7:
        return GatewayError(random.choice(_GATEWAY_CODES), "by chance")
    return ChannelError(random.choice(_CHANNEL_CODES), "by chance", random.choice(list(Shape)))


def _query_trouble(random: Random) -> QueryTrouble | None:
    if random.random() < 0.8:
        return None
    until_s = random.choice((3.0, 20.0, 70.0))
    open_codes = ("SYSTEMERROR", "FREQUENCY_LIMIT", "USERPAYING", "NOBODY_KNOWS_THIS")
    return QueryTrouble(until_s, ChannelError(random.choice(open_codes)))
