"""The door to the gateway, for the doctor: name, connection, certificate, one query (◉ ssl).

Raises nothing for the network's sake; nothing is bought, and no order of the shop is touched.
"""

import asyncio
import os
import socket
import ssl
from typing import Final

from terminal_daemon.config.addresses import uses_tls
from terminal_daemon.config.model import Config
from terminal_daemon.doctor.way_out import WayOut
from terminal_daemon.gateway.address import host_and_port
from terminal_daemon.gateway.client import GatewayClient
from terminal_daemon.gateway.replies import Answer, read_reply
from terminal_daemon.gateway.requests import Merchant, QueryRequest, query_body
from terminal_daemon.terminal.effects import random_nonce
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.web.resolve import resolve

_NAME_WITHIN_S: Final = 10.0


async def go_out(config: Config, proxies: tuple[str, ...], *, has_key: bool) -> WayOut:
    """Go the whole way that a payment goes, as far as it leads."""
    host, port = host_and_port(config.gateway.url)
    way = WayOut(host, port, uses_tls(config.gateway.url), proxies)
    try:
        async with asyncio.timeout(_NAME_WITHIN_S):
            found = await resolve(host, port, socket.AF_UNSPEC)
    except TimeoutError:
        return replace(way, name_error="no answer")
    except OSError as error:
        return replace(way, name_error=error.strerror or str(error))
    way = replace(way, addresses=tuple(dict.fromkeys(address.host for address in found)))
    way = await _connect(way, config.gateway.connect_timeout)
    if way.connect_error or way.certificate_error is not None or not has_key:
        return way
    return await _query(way, config)


async def _connect(way: WayOut, within_s: float) -> WayOut:
    """Try each address, as the terminal does, until one takes the connection."""
    tls = await asyncio.to_thread(ssl.create_default_context) if way.tls else None
    words = ""
    for address in way.addresses:
        try:
            async with asyncio.timeout(within_s):
                _, writer = await asyncio.open_connection(
                    address, way.port, ssl=tls, server_hostname=way.host if way.tls else None
                )
        except ssl.SSLCertVerificationError as error:
            words = error.verify_message
            return replace(way, certificate_error=error.verify_code, certificate_words=words)
        except TimeoutError:
            words = f"no answer within {within_s:g} s"
        except ssl.SSLError as error:  # somebody listens there who speaks no TLS
            words = error.reason or str(error)
        except OSError as error:
            words = os.strerror(error.errno) if error.errno else str(error)
        else:
            writer.transport.abort()
            return way
    return replace(way, connect_error=words)


async def _query(way: WayOut, config: Config) -> WayOut:
    merchant = Merchant(config.gateway.merchant_id, config.key, config.terminal.id)
    order = OrderNumber(f"{config.terminal.id}_probe")
    body = query_body(merchant, order, nonce=random_nonce())
    async with GatewayClient(
        config.gateway.url,
        connect_timeout_s=config.gateway.connect_timeout,
        reply_timeout_s=config.gateway.reply_timeout,
    ) as gateway:
        answer = await gateway.post(QueryRequest.path, body)
    if not isinstance(answer, Answer):
        return replace(way, answer=answer)
    return replace(way, answer=read_reply(answer, config.key), date=answer.date)
