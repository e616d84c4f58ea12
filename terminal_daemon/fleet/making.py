"""Makes a terminal's part in its fleet of its configuration; to import it loads all of that."""

import logging
from random import SystemRandom
from typing import Final

from terminal_daemon.config.model import Config
from terminal_daemon.config.remote import serial_in_force
from terminal_daemon.config.time_zones import zone_of
from terminal_daemon.fleet.broker import MqttBroker
from terminal_daemon.fleet.doors import Broker, ConfigArrived, Reader, Terminal
from terminal_daemon.fleet.fleet import Fleet
from terminal_daemon.fleet.joining import Telling
from terminal_daemon.fleet.teller import Teller
from terminal_daemon.fleet.topics import Topics
from terminal_daemon.terminal.doors import Clock
from terminal_daemon.values.business_day import BusinessDays

_log: Final = logging.getLogger(__name__)


def make(
    config: Config,
    terminal: Terminal,
    clock: Clock,
    reader: Reader,
    telling: Telling,
    config_arrived: ConfigArrived | None,
) -> Fleet:
    """Return it, not running yet."""
    topics = Topics(config.fleet.prefix, config.terminal.id)
    days = BusinessDays(zone_of(config.terminal.time_zone), config.terminal.day_begins)
    teller = Teller(
        topics,
        config.terminal.store_id,
        serial_in_force(config.afar),
        terminal,
        reader,
        days,
        lambda: clock.now().unix,
    )
    broker: Broker
    if telling.broker is None:
        broker = MqttBroker(config.fleet, topics.client, config.fleet_password)
    else:
        broker = telling.broker()
    return Fleet(broker, teller, telling.outbox, config_arrived or _refuse, SystemRandom().random)


async def _refuse(payload: bytes) -> None:
    _log.warning("fleet: a configuration of %s bytes came, which nobody takes", len(payload))
