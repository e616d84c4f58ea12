"""`terminal-daemon refund` and `set-pin`: through a terminal that runs, and where none does."""

import asyncio
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_daemon.cli import refund, set_pin
from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.cli.refund import NoRefundBegun, Order
from terminal_daemon.cli.refund_alone import NotRefundable
from terminal_daemon.cli.set_pin import NoPin
from terminal_daemon.config.pin import fits_pin
from terminal_daemon.gateway.requests import Merchant, submit_body
from terminal_daemon.journal.errors import JournalLocked
from terminal_daemon.journal.store import open_journal
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.codes import code_for, with_digits
from terminal_daemon.simulator.gateway import SimulatedGateway
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode
from terminal_daemon.values.moment import UnixSeconds
from tests.component.api_shop import open_shop

PIN = "2718"


class Operator:
    """Answers what it is asked, one after the other."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.said: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def ask(self, question: str, default: str = "") -> str:
        raise AssertionError(question, default)

    def ask_secret(self, question: str) -> str:
        self.said.append(question)
        if not self._answers:
            raise EOFError
        return self._answers.pop(0)

    def forget_typed(self) -> None:
        raise AssertionError


def written(folder: Path, url: str = "http://127.0.0.1:9/paygate/merchant_info") -> Path:
    bank = Bank()
    key = folder / "merchant.key"
    key.write_text(bank.key.reveal())
    key.chmod(0o600)
    config = folder / "config.toml"
    config.write_text(
        f"""
        [terminal]
        id = "T01"
        [gateway]
        url = "{url}"
        merchant_id = "{bank.merchant_id}"
        key_file = "{key}"
        [journal]
        path = "{folder}/journal.db"
        [refund]
        pin_file = "{folder}/operator.pin"
        [api]
        listen = ["unix:{folder}/api.sock"]
        """
    )
    return config


def run(config: Path, order: Order, *answers: str) -> tuple[int, list[str]]:
    operator = Operator(*answers)
    return refund.run(config, order, operator), operator.said


async def through(config: Path, order: Order, *answers: str) -> tuple[int, list[str]]:
    return await asyncio.to_thread(run, config, order, *answers)


@pytest.mark.timeout(40)
def test_through_the_terminal_that_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, pin=PIN) as shop:
            config = written(tmp_path)
            order = (await shop.sell())["order"]
            code, asked = await through(config, Order(order, 250), "0000", PIN)
            assert (code, capsys.readouterr().out) == (ExitCode.DONE, "¥2.50 refunded\n")
            assert asked == [
                "Operator's PIN",
                "The PIN is wrong; 4 more before a pause.",
                "Operator's PIN",
            ]
            facts = shop.till.bank.order(order)
            assert facts is not None
            assert facts.refunded == 250

            same = Order(order, 100, key="the same key")
            for _ in range(2):
                assert (await through(config, same, PIN))[0] == ExitCode.DONE
            facts = shop.till.bank.order(order)
            assert facts is not None
            assert facts.refunded == 350

            with pytest.raises(NoRefundBegun, match="more than is left"):
                await through(config, Order(order, 901), PIN)
            with pytest.raises(NoRefundBegun, match="no sale with this order"):
                await through(config, Order("T01_ABCDEFGH_000042"), PIN)

    asyncio.run(scenario())


@pytest.mark.timeout(60)
def test_a_refund_that_could_not_be_sent_says_that_the_gateway_was_not_reached(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, pin=PIN) as shop:
            config = written(tmp_path)
            order = (await shop.sell())["order"]
            shop.till.wire.plugged = False
            code, _ = await through(config, Order(order), PIN)
            assert code == ExitCode.UNREACHABLE
            assert "not refunded: No network" in capsys.readouterr().err

    asyncio.run(scenario())


def test_what_can_be_no_pin_is_asked_for_again_and_nothing_typed_leaves(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, pin=PIN) as shop:
            config = written(tmp_path)
            order = Order((await shop.sell())["order"])
            for answers in ((), ("",), ("12",), ("27 18", "")):
                with pytest.raises(NoRefundBegun, match="no PIN was typed"):
                    await through(config, order, *answers)
            code, asked = await through(config, order, "271", PIN)
            assert code == ExitCode.DONE
            assert asked == ["Operator's PIN", "A PIN is 4 to 12 digits.", "Operator's PIN"]

    asyncio.run(scenario())


def test_without_a_pin_the_terminal_refunds_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path):
            config = written(tmp_path)
            with pytest.raises(NoRefundBegun, match="set-pin"):
                await through(config, Order("T01_ABCDEFGH_000042"))

    asyncio.run(scenario())


def sold(folder: Path, bank: Bank, *, paid: bool = True) -> Sale:
    """Leave a sale in the journal as a terminal does that ended."""
    customer = with_digits("0001")
    assert customer is not None
    code = AuthCode(code_for(customer, 1))

    async def sell() -> Sale:
        journal = open_journal(folder / "journal.db").journal
        begun = await journal.arm(
            "T01",
            lambda order: Sale(order, Fen(1250), UnixSeconds(7), merchant_id=bank.merchant_id),
        )
        if paid:
            merchant = Merchant(bank.merchant_id, bank.key, "T01", description="x")
            bank.answer("/pay", submit_body(merchant, begun, code, nonce="n"), 0.0)
            begun = replace(begun, state=State.APPROVED)
            await journal.record(begun, "Judged", "", UnixSeconds(7))
        await journal.close()
        return begun

    return asyncio.run(sell())


@pytest.mark.timeout(40)
def test_alone_where_no_terminal_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bank = Bank()
    sale = sold(tmp_path, bank)

    async def scenario() -> None:
        async with SimulatedGateway(bank) as gateway:
            config = written(tmp_path, gateway.url)
            code, asked = await asyncio.to_thread(run, config, Order(sale.order))
            assert (code, asked) == (ExitCode.DONE, [])
            assert capsys.readouterr().out == "¥12.50 refunded\n"
            facts = bank.order(sale.order)
            assert facts is not None
            assert facts.refunded == 1250
            with pytest.raises(NotRefundable, match="refunded before"):
                await asyncio.to_thread(run, config, Order(sale.order))

    asyncio.run(scenario())
    journal = open_journal(tmp_path / "journal.db", inline=True).journal
    assert asyncio.run(journal.open_refunds()) == ()  # it was read where it was typed
    asyncio.run(journal.close())


@pytest.mark.timeout(40)
def test_alone_it_says_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sale = sold(tmp_path, Bank(), paid=False)
    config = written(tmp_path)
    with pytest.raises(NotRefundable, match="not paid"):
        run(config, Order(sale.order))
    paid = sold(tmp_path, Bank())
    assert run(config, Order(paid.order))[0] == ExitCode.UNREACHABLE
    assert "No network" in capsys.readouterr().err


def test_a_journal_in_use_without_a_socket_is_said(tmp_path: Path) -> None:
    config = written(tmp_path)
    journal = open_journal(tmp_path / "journal.db", inline=True).journal
    with pytest.raises(JournalLocked):
        run(config, Order("T01_ABCDEFGH_000042"))
    asyncio.run(journal.close())


def test_a_pin_is_asked_for_twice_and_kept_as_a_hash_for_its_owner_only(tmp_path: Path) -> None:
    config = written(tmp_path)
    operator = Operator("27", PIN, "2719", PIN, PIN)

    assert set_pin.run(config, operator) == ExitCode.DONE

    kept = tmp_path / "operator.pin"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert fits_pin(kept.read_text().strip(), PIN)
    assert PIN not in kept.read_text()
    assert [said for said in operator.said if "PIN, " not in said and "once more" not in said] == [
        "A PIN is 4 to 12 digits.",
        "These were two different ones.",
        f"The PIN is set: {kept}. `systemctl reload terminal-daemon` makes it count.",
    ]


def test_after_three_tries_or_at_the_end_of_input_the_pin_stays_as_it_is(tmp_path: Path) -> None:
    config = written(tmp_path)

    for answers in (("1", "2", "3"), (), (PIN,)):
        with pytest.raises(NoPin):
            set_pin.run(config, Operator(*answers))

    assert not (tmp_path / "operator.pin").exists()
