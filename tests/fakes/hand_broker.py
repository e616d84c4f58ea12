"""A broker in memory: what it was told, and everything that may happen on the way to it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from terminal_daemon.fleet.doors import Arrived, BrokerLost, Message


class HandBroker:
    """Outlives the terminals that come to it; QoS 1 as a broker keeps it."""

    def __init__(self) -> None:
        self.reachable = True
        self.collected = True
        """Somebody takes what is told, or has left a session that does."""
        self.delay_s = 0.05
        self.taken: list[Message] = []
        """All that was taken, in the order in which it came, also more than once."""
        self.retained: dict[str, bytes] = {}
        self.sessions = 0
        self.closed = 0
        self.lose_after: int | None = None
        """So many messages are taken, and then the line is lost before the last is confirmed."""
        self.most_at_once = 0
        self.at_once: list[tuple[str, ...]] = []
        """The topics that were told together, time after time."""
        self._arrived: dict[str, Arrived] = {}
        self._lines: set[asyncio.Event] = set()

    def cut(self) -> None:
        """Cut every line."""
        self.reachable = False
        for line in self._lines:
            line.set()

    def mend(self) -> None:
        """Let them come back."""
        self.reachable = True

    def send(self, topic: str, payload: bytes) -> None:
        """Tell whoever listens there, now and after each connection."""
        self.retained[topic] = payload
        if topic in self._arrived:
            self._arrived[topic](topic, payload)

    def of(self, name: str) -> list[bytes]:
        """Return what came on the topics that end so."""
        return [each.payload for each in self.taken if each.topic.endswith(f"/{name}")]

    def close(self) -> None:
        self.closed += 1

    @asynccontextmanager
    async def session(
        self, last_will: Message, incoming: Sequence[str], arrived: Arrived
    ) -> AsyncIterator["_HandSession"]:
        await asyncio.sleep(self.delay_s)
        if not self.reachable:
            raise BrokerLost("out of reach")
        self.sessions += 1
        lost = asyncio.Event()
        self._lines.add(lost)
        for topic in incoming:
            self._arrived[topic] = arrived
            if topic in self.retained:
                arrived(topic, self.retained[topic])
        try:
            yield _HandSession(self, lost)
        finally:
            self._lines.discard(lost)
            for topic in incoming:
                self._arrived.pop(topic, None)
            if lost.is_set():
                self.take(last_will)

    def take(self, message: Message) -> None:
        self.taken.append(message)
        if message.retain:
            self.retained[message.topic] = message.payload

    def loses_now(self) -> bool:
        if self.lose_after is None:
            return False
        self.lose_after -= 1
        if self.lose_after > 0:
            return False
        self.lose_after = None
        return True


class _HandSession:
    def __init__(self, broker: HandBroker, lost: asyncio.Event) -> None:
        self._broker = broker
        self._lost = lost

    async def publish(self, messages: Sequence[Message]) -> bool:
        broker = self._broker
        broker.most_at_once = max(broker.most_at_once, len(messages))
        broker.at_once.append(tuple(message.topic for message in messages))
        await asyncio.sleep(broker.delay_s / 2)
        heard = True
        for message in messages:
            if self._lost.is_set():
                break
            if broker.collected or message.retain:
                broker.take(message)
            else:
                heard = False
            if broker.loses_now():
                self._lost.set()
        await asyncio.sleep(broker.delay_s / 2)
        if self._lost.is_set():
            raise BrokerLost("the line is lost")
        return heard

    async def until_lost(self) -> None:
        await self._lost.wait()
        raise BrokerLost("the line is lost")
