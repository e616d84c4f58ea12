"""Kills the daemon at any moment of a refund, over and over on one journal, and compares the books.

    python -m tests.system.refund_kills --kills 200 [--seed N]

Exit 1 if a refund is done twice, lost, or does not end as the bank says.
"""

import argparse
import asyncio
import contextlib
import os
import random
import shutil
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import aiohttp

from terminal_daemon.config.pin import hash_pin
from terminal_daemon.gateway.requests import Merchant, submit_body
from terminal_daemon.journal.store import open_journal
from terminal_daemon.sale.refund import REFUND_OPEN, RefundState
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.codes import code_for, with_digits
from terminal_daemon.simulator.gateway import SimulatedGateway
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from tests.system.process import write_config

PIN: Final = "2718"
AMOUNT: Final = Fen(1000)
SETTLE_S: Final = 90.0
START_S: Final = 240.0  # on a machine busy with others
# A refund is there after 3 s; most kills shall come while something is on its way.
LATEST_KILL_S: Final = (0.02, 0.2, 2.5, 6.0)
PROGRESS_EVERY: Final = 10
OPEN: Final = {state.value for state in REFUND_OPEN}


@dataclass(slots=True)
class Report:
    """What was done and found."""

    kills: int = 0
    refunds: int = 0
    refunded: int = 0
    back: int = 0
    """Fen that went back."""
    violations: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wish:
    """A refund that somebody wants, perhaps again and again."""

    order: OrderNumber
    body: dict[str, object]
    key: str


async def run(kills: int, seed: str, folder: Path) -> Report:
    """Kill so many times, let everything settle, and compare."""
    bank, chance, report = Bank(), random.Random(seed), Report()
    config = _config(folder, bank)
    orders = await _sold(folder / "journal.db", bank, kills // 2 + 1)
    wishes: list[Wish] = []
    async with SimulatedGateway(bank) as gateway:
        text = config.read_text().replace("@URL@", gateway.url)
        config.write_text(text)
        for count in range(1, kills + 1):
            await _live(folder, config, chance, orders, wishes)
            report.kills = count
            if count % PROGRESS_EVERY == 0:
                sys.stdout.write(f"{count} of {kills} kills, {len(wishes)} refunds wanted\n")
                sys.stdout.flush()
        await _settle(folder, config, orders)
    await _compare(folder / "journal.db", bank, orders, wishes, report)
    return report


async def _live(
    folder: Path,
    config: Path,
    chance: random.Random,
    orders: list[OrderNumber],
    wishes: list[Wish],
) -> None:
    """Start the daemon, ask for refunds, and kill it."""
    async with _started(folder, config) as process:
        asking = asyncio.ensure_future(_ask(folder, chance, orders, wishes))  # noqa: TID251 - it is cut off with the process
        await _listening(folder)
        latest = chance.choice(LATEST_KILL_S)
        await asyncio.sleep(0.3 + chance.uniform(0.0, latest))
        process.kill()
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError, aiohttp.ClientError, OSError):
            await asking


async def _ask(
    folder: Path, chance: random.Random, orders: list[OrderNumber], wishes: list[Wish]
) -> None:
    await _listening(folder)
    async with _caller(folder) as caller:
        while True:
            if wishes and chance.random() < 0.4:
                wish = chance.choice(wishes[-5:])
            else:
                part = chance.choice((None, 1, 300, 500, 1000))
                body: dict[str, object] = {"pin": PIN}
                body |= {} if part is None else {"amount": part}
                wish = Wish(chance.choice(orders), body, f"wish {len(wishes)}")
                wishes.append(wish)
            head = {"Idempotency-Key": wish.key}
            path = f"/v1/sales/{wish.order}/refunds"
            async with caller.post(path, json=wish.body, headers=head) as answer:
                await answer.read()


async def _settle(folder: Path, config: Path, orders: list[OrderNumber]) -> None:
    """Let the daemon live until no refund is open."""
    async with _started(folder, config), asyncio.timeout(SETTLE_S):
        await _listening(folder)
        async with _caller(folder) as caller:
            for order in orders:
                state = "armed"
                while state in OPEN:
                    path = f"/v1/sales/{order}/refunds?wait=30"
                    async with caller.get(path) as answer:
                        refunds = (await answer.json())["refunds"]
                    state = refunds[-1]["state"] if refunds else "failed"


async def _compare(
    path: Path, bank: Bank, orders: list[OrderNumber], wishes: list[Wish], report: Report
) -> None:
    opened = open_journal(path, inline=True)
    if opened.moved_aside is not None:
        report.violations.append("the journal was moved aside")
    for order in orders:
        refunds, sale = await opened.journal.refunds(order), await opened.journal.sale(order)
        facts = bank.order(order)
        assert facts is not None
        assert sale is not None
        done = [each.amount for each in refunds if each.state is RefundState.REFUNDED]
        report.refunds += len(refunds)
        report.refunded += len(done)
        report.back += facts.refunded
        if not sum(done) == facts.refunded == sale.refunded <= sale.amount:
            report.violations.append(f"{order}: {facts.refunded} went back; here are {refunds}")
        if (sale.state is State.REFUNDED) is not (sale.refunded == sale.amount):
            report.violations.append(f"{order} is {sale.state.value}, {sale.refunded} went back")
        if any(each.state in REFUND_OPEN for each in refunds):
            report.violations.append(f"{order}: a refund is still open: {refunds}")
        if len(refunds) > sum(wish.order == order for wish in wishes):
            report.violations.append(f"{order}: more refunds than anybody wanted: {refunds}")
    await opened.journal.close()


async def _sold(path: Path, bank: Bank, count: int) -> list[OrderNumber]:
    """Leave paid sales in the journal and in the bank's book."""
    customer = with_digits("0001")
    assert customer is not None
    merchant = Merchant(bank.merchant_id, bank.key, "T01", description="x")
    journal = open_journal(path, inline=True).journal
    orders = []

    def begin(order: OrderNumber) -> Sale:
        return Sale(order, AMOUNT, UnixSeconds(7), merchant_id=bank.merchant_id)

    for serial in range(count):
        sale = await journal.arm("T01", begin)
        code = AuthCode(code_for(customer, serial))
        bank.answer("/pay", submit_body(merchant, sale, code, nonce="n"), 0.0)
        await journal.record(replace(sale, state=State.APPROVED), "Judged", "", UnixSeconds(7))
        orders.append(sale.order)
    await journal.close()
    return orders


def _config(folder: Path, bank: Bank) -> Path:
    config = write_config(folder, "http://127.0.0.1:1/paygate/merchant_info", bank)
    pin = folder / "operator.pin"
    pin.write_text(hash_pin(PIN, b"0123456789abcdef"))
    pin.chmod(0o600)
    text = config.read_text().replace("http://127.0.0.1:1/paygate/merchant_info", "@URL@")
    text = text.replace("listen = []", f'listen = ["unix:{folder}/api.sock"]')
    text += f'[refund]\npin_file = "{pin}"\n'
    config.write_text(text)
    return config


@contextlib.asynccontextmanager
async def _started(folder: Path, config: Path) -> Any:
    with (folder / "log").open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.system.till", str(config)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=errors,
            env={**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled")},
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _caller(folder: Path) -> aiohttp.ClientSession:
    connector = aiohttp.UnixConnector(str(folder / "api.sock"))
    return aiohttp.ClientSession("http://till", connector=connector)


async def _listening(folder: Path) -> None:
    """Return once the daemon answers."""
    async with asyncio.timeout(START_S), _caller(folder) as caller:
        while True:
            try:
                async with caller.get("/healthz") as answer:
                    if answer.status == 200:
                        return
            except (aiohttp.ClientError, OSError):
                await asyncio.sleep(0.1)


def main() -> int:
    """Carry out the command line; the folder is kept if something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.system.refund_kills")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", default=str(random.randrange(10**6)))
    wanted = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="refund-kills-"))
    sys.stdout.write(f"seed {wanted.seed}, {folder}\n")
    report = asyncio.run(run(wanted.kills, wanted.seed, folder))
    sys.stdout.write(
        f"{report.kills} kills, {report.refunds} refunds, {report.refunded} of them done, "
        f"{report.back} fen went back; {len(report.violations)} violations\n"
    )
    sys.stdout.write("".join(f"{line}\n" for line in report.violations))
    if report.violations:
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
