"""Whether a terminal could take payments with a configuration, tried before it has to."""

import asyncio
from collections.abc import Callable
from typing import Final

from terminal_daemon.config.mistakes import ConfigError
from terminal_daemon.config.model import Config
from terminal_daemon.config.remote import Remote
from terminal_daemon.fleet.envelope import EnvelopeRefused
from terminal_daemon.gateway.client import GatewayClient
from terminal_daemon.gateway.replies import Answer, Reply, read_reply
from terminal_daemon.gateway.requests import Merchant, QueryRequest, query_body
from terminal_daemon.terminal.effects import random_nonce
from terminal_daemon.values.order_number import OrderNumber

_LONGEST_SAID: Final = 400


class Preflight:
    """Reads the whole configuration, and asks the gateway where its time-outs would be others."""

    def __init__(self, now: Config, with_remote: Callable[[Remote], Config]) -> None:
        """`with_remote` reads the local file with this laid over it; it may raise ConfigError."""
        self._now = now
        self._with_remote = with_remote

    async def fly(self, remote: Remote) -> None:
        """Return if all is well. Raises EnvelopeRefused."""
        try:
            config = await asyncio.to_thread(self._with_remote, remote)
        except ConfigError as error:
            raise EnvelopeRefused(str(error)[:_LONGEST_SAID]) from error
        if _waits(config) != _waits(self._now) and not await _answers(config):
            raise EnvelopeRefused("the gateway did not answer a query within its time-outs")


def _waits(config: Config) -> tuple[float, float]:
    return config.gateway.connect_timeout, config.gateway.reply_timeout


async def _answers(config: Config) -> bool:
    """Ask about an order that is not there, signed as every query is."""
    merchant = Merchant(config.gateway.merchant_id, config.key, config.terminal.id)
    order = OrderNumber(f"{config.terminal.id}_probe")
    connect_s, reply_s = _waits(config)
    async with GatewayClient(
        config.gateway.url, connect_timeout_s=connect_s, reply_timeout_s=reply_s
    ) as gateway:
        body = query_body(merchant, order, nonce=random_nonce())
        answer = await gateway.post(QueryRequest.path, body)
    return isinstance(answer, Answer) and isinstance(read_reply(answer, config.key), Reply)
