"""◉ aiomqtt, with paho below it: sessions with an MQTT 5 broker; raises BrokerLost.

The library looks names up, connects and shakes hands in threads that a stop would have to wait for,
and it encrypts on its loop. So it has a loop in a thread of its own, which nobody waits for.
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, TypeVar

from aiomqtt import Client, MqttError, ProtocolVersion, Will
from paho.mqtt.client import Client as Paho
from paho.mqtt.client import DisconnectFlags
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from terminal_daemon.config.addresses import broker_address, uses_tls
from terminal_daemon.config.fleet import FleetSection
from terminal_daemon.fleet.doors import Arrived, BrokerLost, Message
from terminal_daemon.fleet.envelope import LARGEST
from terminal_daemon.fleet.own_loop import loop_in_a_thread
from terminal_daemon.values.secret import Secret

_log: Final = logging.getLogger(__name__)
_library: Final = logging.getLogger(f"{__name__}.aiomqtt")
_library.setLevel(logging.CRITICAL)  # what it has to say, BrokerLost says

T = TypeVar("T")

_AT_LEAST_ONCE: Final = 1
_ANSWER_S: Final = 15.0
_KEEPALIVE_S: Final = 60
_WILL_AFTER_S: Final = 30  # a restart, or another access point, is no news
_SESSION_S: Final = 7 * 86_400
_IN_FLIGHT: Final = 16
_GOODBYE_S: Final = 0.3
_REFUSED: Final = 0x80
_NO_MATCHING_SUBSCRIBERS: Final = 0x10
_ROOM: Final = 1024  # for a topic and properties beside the payload


class MqttBroker:
    """One broker; a session at a time."""

    def __init__(
        self, fleet: FleetSection, client: str, password: Secret | None, kept_s: int = _SESSION_S
    ) -> None:
        """`kept_s`: so long the broker keeps what comes while there is no session."""
        self._fleet = fleet
        self._client = client
        self._password = password
        self._kept_s = kept_s
        self._loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def session(
        self, last_will: Message | None, incoming: Sequence[str], arrived: Arrived
    ) -> AsyncIterator["MqttSession"]:
        """Connect, listen to `incoming`, and hand over what comes there. Raises BrokerLost."""
        here, there = asyncio.get_running_loop(), self._its_loop()
        client = await _elsewhere(there, self._connect(last_will, incoming))

        def hand_over(topic: str, payload: bytes) -> None:
            with suppress(RuntimeError):  # the terminal ended meanwhile
                here.call_soon_threadsafe(arrived, topic, payload)

        listening = asyncio.run_coroutine_threadsafe(_listen(client, hand_over), there)
        try:
            yield MqttSession(there, client, asyncio.wrap_future(listening))
        finally:
            listening.cancel()
            leaving = asyncio.run_coroutine_threadsafe(_leave(client), there)
            await asyncio.wait([asyncio.wrap_future(leaving)], timeout=_GOODBYE_S)

    def _its_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = loop_in_a_thread("broker")
        return self._loop

    def close(self) -> None:
        """End the thread; there is no session any more."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._loop = None

    async def _connect(self, last_will: Message | None, incoming: Sequence[str]) -> "_Client":
        host, port = broker_address(self._fleet.broker)
        loop = asyncio.get_running_loop()
        tls = await loop.run_in_executor(None, self._tls) if uses_tls(self._fleet.broker) else None
        client = _Client(
            host,
            port,
            identifier=self._client,
            username=self._fleet.username or None,
            password=None if self._password is None else self._password.reveal(),
            protocol=ProtocolVersion.V5,
            clean_start=False,
            properties=_connect_properties(self._kept_s),
            will=_will(last_will),
            tls_context=tls,
            keepalive=_KEEPALIVE_S,
            timeout=_ANSWER_S,
            max_inflight_messages=_IN_FLIGHT,
            max_queued_incoming_messages=_IN_FLIGHT,
            logger=_library,
        )
        client.pending_calls_threshold = 2 * _IN_FLIGHT
        await client.__aenter__()
        try:
            for topic in incoming:
                if not await _subscribe(client, topic):
                    client.unread.append(topic)
        except BaseException:
            await _leave(client)
            raise
        return client

    def _tls(self) -> ssl.SSLContext:
        """Return what the connection is wrapped in. Raises OSError, as ssl's own errors are."""
        fleet = self._fleet
        context = ssl.create_default_context(cafile=fleet.ca_file)
        if fleet.client_cert is not None:
            context.load_cert_chain(fleet.client_cert, fleet.client_key, password="")
        return context


class MqttSession:
    """A connection while it lasts."""

    def __init__(
        self, there: asyncio.AbstractEventLoop, client: "_Client", listening: asyncio.Future[None]
    ) -> None:
        self._there = there
        self._client = client
        self._listening = listening

    @property
    def unread(self) -> tuple[str, ...]:
        """The topics that this user may not read."""
        return tuple(self._client.unread)

    async def publish(self, messages: Sequence[Message]) -> bool:
        """Send them in this order; return once the broker has confirmed all. Raises BrokerLost.

        False: of some it said that nobody takes them.
        """
        sending = asyncio.run_coroutine_threadsafe(_publish(self._client, messages), self._there)
        sent = asyncio.wrap_future(sending)
        try:
            both: set[asyncio.Future[Any]] = {sent, self._listening}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            _raise_if_lost(sent if sent.done() else self._listening)
            return sent.result()
        finally:
            sent.cancel()

    async def until_lost(self) -> None:
        """Wait for the end of the connection. Raises BrokerLost."""
        await asyncio.wait([self._listening])
        _raise_if_lost(self._listening)


class _Client(Client):
    """Keeps what the broker says of a message; aiomqtt takes each answer for a "yes"."""

    refused: ReasonCode | None = None
    unheard = False
    """Nobody is there who takes a message, nor has left a session that waits for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unread: list[str] = []

    def _on_publish(
        self, client: Paho, userdata: Any, mid: int, reason_code: ReasonCode, properties: Properties
    ) -> None:
        if reason_code.value >= _REFUSED:
            self.refused = reason_code
        self.unheard = self.unheard or reason_code.value == _NO_MATCHING_SUBSCRIBERS
        super()._on_publish(client, userdata, mid, reason_code, properties)

    def _on_disconnect(
        self,
        client: Paho,
        userdata: Any,
        flags: DisconnectFlags,
        reason_code: ReasonCode,
        properties: Properties | None = None,
    ) -> None:
        """End the wait for an answer that does not come any more, too."""
        if not self._connected.done():
            self._connected.set_exception(MqttError(f"it hung up: {reason_code}"))
        super()._on_disconnect(client, userdata, flags, reason_code, properties)


async def _elsewhere(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T]) -> T:
    """Return what comes of the work on another loop. Raises BrokerLost."""
    done = asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))
    try:
        await asyncio.wait([done])
        _raise_if_lost(done)
        return done.result()
    finally:
        done.cancel()


def _raise_if_lost(done: asyncio.Future[Any]) -> None:
    error = None if done.cancelled() else done.exception()
    if isinstance(error, MqttError | OSError | ValueError):
        raise BrokerLost(f"the broker is out of reach: {error}") from error
    if error is not None:
        raise error


async def _publish(client: _Client, messages: Sequence[Message]) -> bool:
    client.unheard = False
    await asyncio.gather(  # begins them in this order
        *(
            client.publish(each.topic, each.payload, qos=_AT_LEAST_ONCE, retain=each.retain)
            for each in messages
        )
    )
    if client.refused is not None:
        raise MqttError(f"it refuses what is told to it: {client.refused}")
    return not client.unheard


async def _subscribe(client: _Client, topic: str) -> bool:
    (granted,) = await client.subscribe(topic, qos=_AT_LEAST_ONCE)
    if isinstance(granted, ReasonCode) and granted.value >= _REFUSED:
        _log.warning("fleet: %s may not be read: %s", topic, granted)
        return False
    return True


async def _listen(client: _Client, hand_over: Arrived) -> None:
    async for message in client.messages:
        payload = message.payload
        said = payload if isinstance(payload, bytes) else str(payload or "").encode()
        hand_over(str(message.topic), said)


async def _leave(client: _Client) -> None:
    with suppress(MqttError, OSError, ValueError):
        await client.__aexit__(None, None, None)


def _connect_properties(kept_s: int) -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = kept_s
    properties.MaximumPacketSize = LARGEST + _ROOM
    properties.ReceiveMaximum = 4
    return properties


def _will(last: Message | None) -> Will | None:
    if last is None:
        return None
    properties = Properties(PacketTypes.WILLMESSAGE)  # type: ignore[no-untyped-call]
    properties.WillDelayInterval = _WILL_AFTER_S
    return Will(last.topic, last.payload, _AT_LEAST_ONCE, last.retain, properties)
