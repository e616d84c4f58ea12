"""What a configuration must stand before it is taken: the whole file, and the gateway's answer."""

import asyncio
from contextlib import suppress

import pytest

from terminal_daemon.config.mistakes import ConfigError, Mistake
from terminal_daemon.config.model import AmountSection, Config, GatewaySection
from terminal_daemon.config.remote import Remote
from terminal_daemon.fleet.envelope import EnvelopeRefused
from terminal_daemon.fleet.preflight import Preflight
from terminal_daemon.simulator.bank import SIMULATED_KEY, SIMULATED_MERCHANT_ID, Bank
from terminal_daemon.simulator.gateway import SimulatedGateway
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import replace
from tests.component.test_doctor_call import NOBODY

REMOTE = Remote(1, "")


def config_for(url: str) -> Config:
    gateway = GatewaySection(url=url, merchant_id=SIMULATED_MERCHANT_ID, connect_timeout=2.0)
    return Config(gateway=gateway, key=SIMULATED_KEY)


def slower(config: Config) -> Config:
    return replace(config, gateway=replace(config.gateway, reply_timeout=20.0))


def test_a_file_that_would_not_be_valid_is_refused_with_every_mistake() -> None:
    def with_remote(_remote: Remote) -> Config:
        raise ConfigError((Mistake("amount.fixed", "is too much"), Mistake("x", "y" * 999)))

    flight = Preflight(config_for(NOBODY), with_remote)
    with pytest.raises(EnvelopeRefused, match=r"^amount.fixed: is too much; x: yyy") as refused:
        asyncio.run(flight.fly(REMOTE))
    assert len(str(refused.value)) == 400


def test_what_changes_nothing_about_the_gateway_needs_no_answer_of_it() -> None:
    now = config_for(NOBODY)
    flight = Preflight(now, lambda _: replace(now, amount=AmountSection(maximum=Fen(9))))

    asyncio.run(flight.fly(REMOTE))


def test_other_time_outs_need_a_gateway_that_answers_within_them() -> None:
    async def main() -> None:
        bank = Bank()
        async with SimulatedGateway(bank) as gateway:
            now = config_for(gateway.url)
            await Preflight(now, lambda _: slower(now)).fly(REMOTE)
        assert [(facts.submits, facts.paid) for facts in bank.orders()] in ([], [(0, False)])
        nobody = config_for(NOBODY)
        with pytest.raises(EnvelopeRefused, match="the gateway did not answer"):
            await Preflight(nobody, lambda _: slower(nobody)).fly(REMOTE)

    with suppress(asyncio.CancelledError):
        asyncio.run(main())
