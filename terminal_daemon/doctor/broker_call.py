"""Goes to a fleet's broker as the terminal does, under another name; raises nothing for that."""

import asyncio
from typing import Final

from terminal_daemon.config import extras
from terminal_daemon.config.addresses import uses_tls
from terminal_daemon.config.model import Config
from terminal_daemon.doctor.broker import BrokerFacts
from terminal_daemon.fleet.doors import BrokerLost
from terminal_daemon.fleet.topics import Topics
from terminal_daemon.values.dataclass import replace

_WITHIN_S: Final = 20.0


async def reach_broker(config: Config) -> BrokerFacts:
    """Connect, subscribe and leave again; nothing is told."""
    url = config.fleet.broker
    facts = BrokerFacts(url, uses_tls(url), has_library=extras.is_installed(extras.FLEET))
    if not facts.has_library:
        return facts
    from terminal_daemon.fleet.broker import MqttBroker  # noqa: PLC0415 - it may be missing

    topics = Topics(config.fleet.prefix, config.terminal.id)
    broker = MqttBroker(config.fleet, f"{topics.client}-doctor", config.fleet_password, kept_s=0)
    incoming = (topics.config, topics.again)
    try:
        async with (
            asyncio.timeout(_WITHIN_S),
            broker.session(None, incoming, lambda _topic, _payload: None) as session,
        ):
            return replace(facts, unread=session.unread)
    except BrokerLost as lost:
        return replace(facts, error=str(lost))
    except TimeoutError:
        return replace(facts, error=f"no answer within {_WITHIN_S:g} s")
    finally:
        broker.close()
