"""Many terminals and a broker in memory, on virtual time: days without it, restarts, lost lines.

The real broker, which knows no virtual time, is in tests/system/test_fleet.py.
"""

import asyncio
import itertools
import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from terminal_daemon.fleet.follower import WINDOW
from terminal_daemon.gateway.replies import Answer, Failure
from terminal_daemon.journal.beside import open_beside
from terminal_daemon.screen import view
from terminal_daemon.simulator.bank import Bank
from tests.fakes.fleet_schema import read
from tests.fakes.hand_broker import HandBroker
from tests.simulation import virtual_time
from tests.simulation.counter import Till, Wire, running
from tests.simulation.world.leaks import listening

YUAN = itertools.cycle(
    range(10, 1000)
)  # two sales alike in a row would be announced as one paid twice
ENDS = (view.Approved, view.Declined, view.Cancelled, view.Unknown)
HOUR_S = 3600.0
OPENID = re.compile(rb'openid": ?"([^"]{8,})"')
Event = dict[str, Any]


async def sell(till: Till, customer: str = "0001", count: int = 1) -> None:
    while not isinstance(till.display.view, view.Ready):  # a restart may announce what nobody saw
        await asyncio.sleep(2)
        till.key("\n")
        await asyncio.sleep(0.1)
    for _ in range(count):
        till.key(f"{next(YUAN)}.5\n")
        await till.sees(view.PresentCode)
        till.scan(customer)
        await till.sees(*ENDS)
        await asyncio.sleep(1)
        till.key("\n")
        await asyncio.sleep(1)


def told(broker: HandBroker, terminal: str = "T01") -> list[Event]:
    """Return the events of a terminal as a collector keeps them: each id once, as it came first."""
    kept: dict[str, Event] = {}
    for payload in broker.of("sale"):
        event = read("sale", payload)
        if event["terminal"] == terminal:
            kept.setdefault(event["id"], event)
    return list(kept.values())


def happened(folder: Path) -> list[tuple[Any, ...]]:
    """Return every step that the journal holds."""
    query = (
        'SELECT seq, "order", step, history.state FROM history JOIN sale USING (number) '
        "ORDER BY seq"
    )
    with closing(open_beside(folder / "journal.db")) as database:
        return [tuple(row.values()) for row in database.execute(query)]


def steps_of(events: Sequence[Event]) -> list[tuple[Any, ...]]:
    return [(each["seq"], each["order"], each["step"], each["state"]) for each in events]


def owed(folder: Path) -> int:
    with closing(open_beside(folder / "journal.db")) as database:
        return len(database.execute("SELECT * FROM fleet_owed"))


def last(broker: HandBroker, name: str) -> Event:
    return read(name, broker.of(name)[-1])


def test_a_sale_is_told_step_by_step_with_what_the_day_comes_to(tmp_path: Path) -> None:
    broker = HandBroker()

    async def main() -> None:
        async with running(tmp_path, broker=broker) as till:
            await asyncio.sleep(100)
            await sell(till)
            await asyncio.sleep(310)
            till.stop.set()

    virtual_time.run(main())

    events = told(broker)
    assert steps_of(events) == happened(tmp_path)
    assert [each["state"] for each in events][-1] == "approved"
    assert len(broker.of("sale")) == len(events)
    (sold,) = last(broker, "totals")["by_state"].values()
    assert sold == {"count": 1, "amount": events[0]["amount"]}
    presence = [read("online", payload) for payload in broker.of("online")]
    assert [(each["online"], each["why"]) for each in presence] == [
        (True, "connected"),
        (False, "stopped"),
    ]
    assert last(broker, "health")["since_start"]["ended"] == {"approved": 1}
    assert last(broker, "open")["orders"] == []
    assert (broker.sessions, broker.closed) == (1, 1)
    assert 3 * ("terminals/T01/sale",) in broker.at_once  # once its request is on the wire


def test_hours_without_a_network_and_all_is_told_in_order_a_few_at_a_time(tmp_path: Path) -> None:
    broker = HandBroker()

    async def main() -> None:
        async with running(tmp_path, broker=broker) as till:
            await sell(till)
            broker.cut()
            for _ in range(20):
                await sell(till, "0001")
                await sell(till, "1001")
                await asyncio.sleep(HOUR_S)
            assert len(told(broker)) < len(happened(tmp_path)) / 10
            broker.mend()
            await asyncio.sleep(HOUR_S)
            assert steps_of(told(broker)) == happened(tmp_path)
            assert owed(tmp_path) == 0

    virtual_time.run(main())

    assert broker.most_at_once == WINDOW
    days = {read("totals", payload)["day"] for payload in broker.of("totals")}
    assert len(days) == 2  # some of it was sold after midnight


@pytest.mark.parametrize("lose_after", range(1, 20, 2))
def test_wherever_the_line_is_lost_each_step_is_told_and_none_out_of_turn(
    tmp_path: Path, lose_after: int
) -> None:
    broker = HandBroker()

    async def main() -> None:
        async with running(tmp_path, broker=broker) as till:
            broker.lose_after = lose_after
            await sell(till, count=5)
            await asyncio.sleep(600)
            broker.lose_after = lose_after
            await sell(till, "3001", count=2)
            await asyncio.sleep(600)
            assert steps_of(told(broker)) == happened(tmp_path)

    virtual_time.run(main())

    assert broker.sessions >= 2
    assert "lost" in [read("online", payload)["why"] for payload in broker.of("online")]


def test_a_terminal_whose_plug_is_pulled_again_and_again_tells_it_all(tmp_path: Path) -> None:
    broker, bank = HandBroker(), Bank()

    async def life(seconds: float) -> None:
        async with running(tmp_path, broker=broker, bank=bank) as till:
            await sell(till, "0001", 2)
            await asyncio.sleep(seconds)

    for tenths in range(0, 60, 7):
        virtual_time.run(life(tenths / 10))
    virtual_time.run(life(100))

    assert steps_of(told(broker)) == happened(tmp_path)


def test_what_nobody_collects_stays_owed_until_somebody_does(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A broker throws away what nobody has asked for, and says so."""
    broker = HandBroker()
    broker.collected = False

    async def main() -> None:
        async with running(tmp_path, broker=broker) as till:
            await sell(till, count=3)
            await asyncio.sleep(600)
            assert told(broker) == []
            assert last(broker, "health")["behind"] == len(happened(tmp_path))
            broker.collected = True
            await asyncio.sleep(400)
            assert steps_of(told(broker)) == happened(tmp_path)
            assert last(broker, "health")["behind"] == 0

    virtual_time.run(main())

    assert caplog.text.count("nobody collects the sales") == 1


def test_an_order_that_nobody_knows_the_end_of_is_told_until_it_has_one(tmp_path: Path) -> None:
    broker = HandBroker()

    async def main() -> None:
        async with running(tmp_path, broker=broker) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scan("2030")
            await till.sees(view.Confirming)
            till.wire.plugged = False
            await till.sees(view.Unknown, within_s=200)
            await asyncio.sleep(60)
            (order,) = last(broker, "open")["orders"]
            assert (order["state"], order["amount"]) == ("unknown", 1250)
            assert last(broker, "health")["open_orders"] == 1
            assert last(broker, "health")["network"] is False
            till.wire.plugged = True
            await asyncio.sleep(HOUR_S)
            assert last(broker, "open")["orders"] == []

    virtual_time.run(main())


def test_three_terminals_and_one_broker(tmp_path: Path) -> None:
    broker = HandBroker()
    names = ("T01", "T02", "T03")

    async def life(name: str) -> None:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        async with running(folder, broker=broker, terminal_id=name, wire=Wire(Bank())) as till:
            await sell(till, "0001", int(name[-1]))
            await asyncio.sleep(2 * HOUR_S)

    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            for name in names:
                tasks.create_task(life(name))
            await asyncio.sleep(8)
            broker.cut()
            await asyncio.sleep(HOUR_S)
            broker.mend()

    virtual_time.run(main())

    for name in names:
        assert steps_of(told(broker, name)) == happened(tmp_path / name)


def test_a_journal_that_is_lost_and_begun_anew_gives_no_id_twice(tmp_path: Path) -> None:
    broker = HandBroker()

    async def life() -> None:
        async with running(tmp_path, broker=broker) as till:
            await sell(till, count=2)
            await asyncio.sleep(60)

    virtual_time.run(life())
    before = {each["id"] for each in told(broker)}
    for path in tmp_path.glob("journal.db*"):
        path.unlink()
    virtual_time.run(life())

    assert len(told(broker)) == 2 * len(before)


def test_telling_never_takes_the_loop_from_a_sale(tmp_path: Path) -> None:
    """A broker that hangs, with a thousand steps owed to it, makes no sale any longer."""

    async def took_s(broker: HandBroker | None) -> float:
        folder = tmp_path / str(broker is None)
        folder.mkdir()
        async with running(folder, broker=broker) as till:
            if broker is not None:
                broker.delay_s = 1e6
            began = asyncio.get_running_loop().time()
            await sell(till, count=3)
            return asyncio.get_running_loop().time() - began

    assert virtual_time.run(took_s(HandBroker())) == virtual_time.run(took_s(None))


@pytest.mark.parametrize("after", [0, 3, 99])
def test_what_a_broker_lost_is_told_again_where_a_collector_asks(
    tmp_path: Path, after: int
) -> None:
    broker = HandBroker()

    async def main() -> None:
        async with running(tmp_path, broker=broker) as till:
            await sell(till, count=4)
            await asyncio.sleep(10)
            broker.taken.clear()
            for _ in range(3):  # asked again and again it goes back once
                broker.send("terminals/T01/again", b'{"v":1,"after":%d}' % after)
                await asyncio.sleep(10)
            assert steps_of(told(broker)) == happened(tmp_path)[after:]
            assert len(broker.of("sale")) == len(told(broker))
            await sell(till)
            await asyncio.sleep(100)
            assert steps_of(told(broker)) == happened(tmp_path)[after:] or after == 99

    virtual_time.run(main())


def test_nothing_told_or_logged_is_secret_or_of_a_person(tmp_path: Path) -> None:
    broker, bank = HandBroker(), Bank()
    codes, openids = list[str](), list[bytes]()

    def overhear(_path: str, outcome: Answer | Failure) -> Answer | Failure:
        openids.extend(OPENID.findall(outcome.body) if isinstance(outcome, Answer) else ())
        return outcome

    async def main() -> None:
        async with running(tmp_path, broker=broker, bank=bank) as till:
            till.wire.fault = overhear
            for customer in ("0001", "1001", "2008", "3001"):
                till.key(f"{next(YUAN)}.5\n")
                await till.sees(view.PresentCode)
                codes.append(till.scan(customer))
                await till.sees(*ENDS)
                await asyncio.sleep(10)
                till.key("\n")
                await asyncio.sleep(1)
            await asyncio.sleep(HOUR_S)

    with listening() as lines:
        virtual_time.run(main())

    sales = {json.loads(payload)["order"] for payload in broker.of("sale")}
    assert len(sales) == len(codes) == 4
    said = b"\n".join(message.payload for message in broker.taken)
    payers = sqlite3.connect(tmp_path / "journal.db")
    with closing(payers):
        query = "SELECT payer, masked_code, description, trade_id, out_trade_id FROM sale"
        private = {str(cell).encode() for row in payers.execute(query) for cell in row if cell}
    assert openids
    assert len(private) > 6
    for secret in (bank.key.reveal().encode(), *(code.encode() for code in codes), *openids):
        assert secret not in said
        assert secret not in "\n".join(lines).encode()
    for cell in private:
        assert cell not in said
        assert cell.decode() not in said.decode("unicode_escape")
