"""One terminal's part in a fleet: keeps the way to the broker, tells, takes configurations.

Nothing of it can keep the terminal from taking payments: what is not told is owed, on disk.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from terminal_daemon.fleet.backlog import Backlog
from terminal_daemon.fleet.doors import Broker, BrokerLost, ConfigArrived, Outbox, Session
from terminal_daemon.fleet.envelope import LARGEST
from terminal_daemon.fleet.follower import Follower
from terminal_daemon.fleet.pauses import pause_s
from terminal_daemon.fleet.payloads import asked_again
from terminal_daemon.fleet.teller import Teller
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.outbox import Debt, Owed
from terminal_daemon.terminal.bulletin import Seen
from terminal_daemon.values.dataclass import replace

_log: Final = logging.getLogger(__name__)

_LASTED_S: Final = 60.0
"""After a session of so long the broker counts as reached."""
_MOST_CONFIGS: Final = 4
_JOURNAL_AGAIN_S: Final = 30.0


class Fleet:
    """Runs until it is closed."""

    def __init__(
        self,
        broker: Broker,
        teller: Teller,
        outbox: Outbox,
        config_arrived: ConfigArrived,
        chance: Callable[[], float],
    ) -> None:
        """`chance` returns a number from 0 to 1, each time another one."""
        self._broker = broker
        self._teller = teller
        self._outbox = outbox
        self._config_arrived = config_arrived
        self._chance = chance
        self._clock_s = asyncio.get_running_loop().time
        self._configs: asyncio.Queue[bytes] = asyncio.Queue(_MOST_CONFIGS)
        self._backlog: Backlog | None = None
        self._follower: Follower | None = None
        self._owed_early: list[Owed] = []
        self._closing = asyncio.Event()
        self._ended = asyncio.Event()
        self._tries = 0
        self._serving = False

    async def owe(self, subject: str, said: str) -> None:
        """Tell this word, a JSON document, as the newest on its subject, retained at the broker.

        Returns once a restart does not forget it.
        """
        word = Owed(subject, said, self._teller.wall())
        if self._backlog is None or self._follower is None:  # the journal cannot be read yet
            self._owed_early.append(word)
            return
        self._backlog.owe(word)
        await self._follower.save()
        self._follower.wake()

    async def run(self) -> None:
        """Tell until close(), or until cancelled."""
        try:
            self._backlog = Backlog(await self._debt())
            self._follower = Follower(self._backlog, self._teller, self._outbox, self._clock_s)
            for word in self._owed_early:
                self._backlog.owe(word)
            while not self._closing.is_set():
                await self._one_session(self._follower)
                await self._pause(pause_s(self._tries, self._chance()))
        finally:
            self._ended.set()
            self._broker.close()

    async def close(self, within_s: float) -> None:
        """Say goodbye where that takes no longer than this, and put on disk how far it came."""
        self._closing.set()
        if self._follower is None:
            return
        self._follower.stop()
        if not self._serving:
            self._ended.set()
        try:
            async with asyncio.timeout(within_s):
                await self._ended.wait()
        except TimeoutError:
            _log.debug("fleet: no time to say goodbye")
        await self._follower.save()

    async def _debt(self) -> Debt:
        """Return what is owed, as soon as the journal can be read."""
        while True:
            try:
                return await self._outbox.debt()
            except JournalError as error:
                _log.warning("fleet: what is owed cannot be read: %s", error)
            await self._pause(_JOURNAL_AGAIN_S)

    async def _one_session(self, follower: Follower) -> None:
        """Tell as long as the broker is there. A bug ends the session, and not the terminal."""
        began = self._clock_s()
        try:
            incoming = (self._teller.topics.config, self._teller.topics.again)
            way = self._broker.session(self._teller.last_will(), incoming, self._arrived)
            async with way as session:
                _log.info("fleet: connected")
                began, self._serving = self._clock_s(), True
                await self._serve(session, follower)
        except BrokerLost as lost:
            level = logging.DEBUG if self._tries else logging.WARNING
            _log.log(level, "fleet: %s", lost)
        except Exception:  # noqa: BLE001 - nothing that tells of sales may end the taking of them
            _log.exception("fleet: a bug; payments go on")
        self._serving = False
        lasted = self._clock_s() - began >= _LASTED_S
        self._tries = 0 if lasted else self._tries + 1

    async def _serve(self, session: Session, follower: Follower) -> None:
        """Tell, and take configurations. Raises BrokerLost."""
        lost: BrokerLost | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                beside = (
                    tasks.create_task(session.until_lost(), name="fleet-line"),
                    tasks.create_task(self._watch(follower), name="fleet-news"),
                    tasks.create_task(self._take_configs(), name="fleet-config"),
                )
                await follower.tell(session)
                for task in beside:
                    task.cancel()
        except* BrokerLost as found:
            lost = next(each for each in found.exceptions if isinstance(each, BrokerLost))
        if lost is not None:
            raise lost

    async def _watch(self, follower: Follower) -> None:
        """Look for news when a step is on disk or the condition changes, not at each picture."""
        bulletin, seen = self._teller.terminal.bulletin, Seen()
        while True:
            seen = replace(await bulletin.news(seen), picture_version=None, sounds=None)
            follower.wake()

    def _arrived(self, topic: str, payload: bytes) -> None:
        """Take what came on one of the terminal's own topics."""
        if topic == self._teller.topics.again:
            seq = asked_again(payload)
            if seq is not None and self._follower is not None:
                self._follower.again(seq)
        elif len(payload) > LARGEST or self._configs.full():
            _log.warning("fleet: %s bytes of a configuration are not looked at", len(payload))
        else:  # it is there again with the next session
            self._configs.put_nowait(payload)

    async def _take_configs(self) -> None:
        while True:
            await self._config_arrived(await self._configs.get())

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return
