"""The register's client against the real terminal, by both ways in, on a line that is cut."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from terminal_daemon.client import (
    ClientError,
    Invalid,
    KeyReused,
    NoSuchSale,
    NotAllowed,
    NothingToDo,
    NotUnderstood,
    Occupied,
    OutcomeUnknown,
    PerhapsPaid,
    Sale,
    State,
    StillOpen,
    TerminalClient,
    TooLate,
    Unreachable,
)
from terminal_daemon.screen import view
from terminal_daemon.simulator.bank import Bank
from tests.component.api_shop import NOT_ENOUGH, PASSWORD, PAYS_AT_ONCE, TOKEN, Shop, open_shop
from tests.component.cutting_line import CuttingLine, cutting_line
from tests.simulation.counter import Wire

TYPES_2_S = "2002"
TRANSPORTS = ("unix", "tcp")
both_ways = pytest.mark.parametrize("transport", TRANSPORTS)


def client_of(line: CuttingLine, within_s: float = 20.0) -> TerminalClient:
    return TerminalClient(line.address, token=TOKEN, within_s=within_s)


async def all_sales(client: TerminalClient) -> list[Sale]:
    async with aclosing(client.sales(page=7)) as sales:
        return [sale async for sale in sales]


async def pays(shop: Shop, customer: str = PAYS_AT_ONCE) -> None:
    await shop.till.sees(view.PresentCode)
    shop.till.scan(customer)


@both_ways
def test_a_register_sells_and_hears_how_it_ended(tmp_path: Path, transport: str) -> None:
    async def scenario() -> None:
        async with (
            open_shop(tmp_path) as shop,
            cutting_line(tmp_path, transport) as line,
            client_of(line) as client,
        ):
            line.shop = shop
            begun = await client.start_sale(1250, reference="A-17", description="tea")
            assert (begun.amount, begun.reference, begun.state) == (
                1250,
                "A-17",
                State.AWAITING_CODE,
            )
            await pays(shop)
            ended = await client.wait_until_final(begun.order)
            assert ended.is_paid
            assert await client.sale(begun.order) == ended
            assert (await client.terminal()).doing == "approved"
            with pytest.raises(PerhapsPaid) as refused:
                await client.start_sale(1250, retry_of=begun.order)
            assert refused.value.state == "approved"
            left = await client.cancel((await client.start_sale(500)).order)
            declined = await client.start_sale(500, retry_of=left.order)
            await pays(shop, NOT_ENOUGH)
            ended = await client.wait_until_final(declined.order)
            assert ended.reason is not None
            assert (ended.is_paid, ended.reason.code) == (False, "not_enough")
            assert ended.retry_of == left.order

    asyncio.run(scenario())


def test_a_sale_is_cancelled_until_its_code_is_read(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop, TerminalClient(shop.addresses[0]) as client:
            sale = await client.start_sale(1250)
            assert (await client.cancel(sale.order)).state is State.CANCELLED
            assert (await client.cancel(sale.order)).state is State.CANCELLED
            sale = await client.start_sale(1250)
            await pays(shop, PASSWORD)
            await shop.till.sees(view.Confirming)
            with pytest.raises(TooLate) as raised:
                await client.cancel(sale.order)
            assert raised.value.state == "pending"
            with pytest.raises(StillOpen):
                await client.wait_until_final(sale.order, within_s=0.2)
            assert (await client.query(sale.order)).order == sale.order

    asyncio.run(scenario())


def test_each_refusal_is_an_error_of_its_own(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop, TerminalClient(shop.addresses[0]) as client:
            sale = await client.start_sale(1250, key="till-7/1")
            with pytest.raises(Occupied) as occupied:
                await client.start_sale(1250)
            assert (occupied.value.why, occupied.value.order) == ("sale", sale.order)
            with pytest.raises(KeyReused) as reused:
                await client.start_sale(1300, key="till-7/1")
            assert reused.value.order == sale.order
            with pytest.raises(Invalid) as invalid:
                await client.start_sale(0, reference="\n")
            wrong = {error["field"] for error in invalid.value.problem["errors"]}
            assert wrong == {"amount", "reference"}
            with pytest.raises(NoSuchSale):
                await client.sale("T01_7K3M2QXA_999999")
            for seen in (None, State.UNKNOWN):
                with pytest.raises(NothingToDo):
                    await client.acknowledge(sale.order, seen=seen)
            at = f"http://{shop.addresses[-1]}"
            async with TerminalClient(at, token="wrong") as stranger:  # noqa: S106 - it is wrong
                with pytest.raises(NotAllowed):
                    await stranger.start_sale(1250)

    asyncio.run(scenario())


def test_lists_and_totals_are_read_whole(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop, TerminalClient(shop.addresses[0]) as client:
            orders = []
            for number in range(8):
                sale = await client.start_sale(100 + number)
                await pays(shop, NOT_ENOUGH if number % 2 else PAYS_AT_ONCE)
                orders.append((await client.wait_until_final(sale.order)).order)
            assert [sale.order for sale in await all_sales(client)] == orders[::-1]
            totals = await client.totals()
            assert totals.by_state["approved"].count == 4
            assert totals.by_state["approved"].amount == 100 + 102 + 104 + 106
            declined = client.sales(day=totals.day, state=State.DECLINED)
            assert [sale.order async for sale in declined] == orders[::-2]
            assert [sale async for sale in client.sales(day=date(2001, 1, 1))] == []

    asyncio.run(scenario())


async def cut_everywhere(folder: Path, transport: str, cuts: Callable[[int], range]) -> None:
    """Begin a sale for each place at which its answer is cut."""
    async with (
        open_shop(folder, requests_per_second=1000) as shop,
        cutting_line(folder, transport) as line,
        client_of(line) as client,
    ):
        line.shop = shop
        first = await client.start_sale(1)
        await client.cancel(first.order)
        places = cuts(line.answered + 1)
        for cut in places:
            line.cut_answers.append(cut)
            sale = await client.start_sale(1250, reference=f"cut after {cut}")
            assert sale.state is State.AWAITING_CODE
            await client.cancel(sale.order)
        sold = [sale.reference for sale in await all_sales(client)]
        assert sold == [*(f"cut after {cut}" for cut in reversed(places)), ""]
        assert line.connections > len(places)


@both_ways
def test_one_sale_begins_where_its_answer_is_cut(tmp_path: Path, transport: str) -> None:
    asyncio.run(cut_everywhere(tmp_path, transport, lambda whole: range(0, whole, whole // 24)))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_one_sale_begins_wherever_its_answer_is_cut(tmp_path: Path) -> None:
    asyncio.run(cut_everywhere(tmp_path, "unix", range))


@both_ways
def test_one_sale_begins_where_its_request_is_cut(tmp_path: Path, transport: str) -> None:
    async def scenario() -> None:
        async with (
            open_shop(tmp_path) as shop,
            cutting_line(tmp_path, transport) as line,
            client_of(line) as client,
        ):
            line.shop = shop
            for cut in (0, 1, 20, 100, 200, 250, 10_000):
                line.cut_requests.append(cut)
                sale = await client.start_sale(1250)
                await client.cancel(sale.order)
            assert len(await all_sales(client)) == 7

    asyncio.run(scenario())


@both_ways
def test_who_never_gets_an_answer_is_told_the_key_and_finds_the_sale_by_it(
    tmp_path: Path, transport: str
) -> None:
    async def scenario() -> None:
        async with (
            open_shop(tmp_path) as shop,
            cutting_line(tmp_path, transport) as line,
            client_of(line, within_s=0.3) as client,
        ):
            line.shop, line.always_cut = shop, 30
            with pytest.raises(OutcomeUnknown) as raised:
                await client.start_sale(1250)
            assert raised.value.sent
            line.always_cut = None
            sale = await client.start_sale(1250, key=raised.value.key)
            assert [each.order for each in await all_sales(client)] == [sale.order]

    asyncio.run(scenario())


def test_where_nobody_listens_nothing_was_begun(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with TerminalClient(f"unix:{tmp_path}/none.sock", within_s=0.1) as client:
            with pytest.raises(Unreachable) as raised:
                await client.start_sale(1250)
            assert not raised.value.sent
            with pytest.raises(OutcomeUnknown) as unknown:  # an earlier run may have sent it
                await client.start_sale(1250, key="till-7/1")
            assert not unknown.value.sent
            with pytest.raises(Unreachable):
                await client.wait_until_final("T01_7K3M2QXA_000001", within_s=0.1)

    asyncio.run(scenario())


async def told(reply: bytes, folder: Path) -> tuple[Sale | ClientError, list[bytes]]:
    """Ask a server for a sale that says this to whatever is asked; return the requests too."""
    requests = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(reply)
        writer.close()

    path = f"{folder}/other.sock"
    async with (
        await asyncio.start_unix_server(serve, path),
        TerminalClient(f"unix:{path}", token=TOKEN, within_s=5.0) as client,
    ):
        try:
            return await client.sale("T01/../7K3M2QXA?000001"), requests
        except ClientError as error:
            return error, requests


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (b"HTTP/1.1 307 Elsewhere\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", NotUnderstood),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n" + bytes(17 << 20), NotUnderstood),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", NotUnderstood),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{", Unreachable),
        (b"no HTTP\r\n\r\n", Unreachable),
    ],
)
def test_what_is_no_terminals_answer_is_an_error_of_the_clients(
    tmp_path: Path, reply: bytes, kind: type[ClientError]
) -> None:
    outcome, requests = asyncio.run(told(reply, tmp_path))

    assert isinstance(outcome, kind)
    assert {request.split(b"\r\n")[0] for request in requests} == {
        b"GET /v1/sales/T01/../7K3M2QXA%3F000001 HTTP/1.1"
    }


def test_what_is_acknowledged_is_not_said_twice_where_the_answer_is_lost(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            open_shop(tmp_path) as shop,
            cutting_line(tmp_path, "unix") as line,
            client_of(line) as client,
        ):
            line.shop = shop
            sale = await client.start_sale(1250)
            line.cut_answers.append(10)
            with pytest.raises(Unreachable) as raised:
                await client.acknowledge(sale.order)
            assert raised.value.sent
            line.cut_answers.append(10)
            assert (await client.cancel(sale.order)).state is State.CANCELLED

    asyncio.run(scenario())


@both_ways
def test_a_sale_is_found_and_waited_for_over_a_restart(tmp_path: Path, transport: str) -> None:
    wire = Wire(Bank())

    @asynccontextmanager
    async def until_it_restarts(line: CuttingLine) -> AsyncIterator[Shop]:
        async with open_shop(tmp_path, wire=wire) as shop:
            line.shop = shop
            yield shop
            line.shop = None
            line.cut_all()

    async def scenario() -> None:
        async with (
            cutting_line(tmp_path, transport) as line,
            client_of(line) as client,
            asyncio.TaskGroup() as tasks,
        ):
            async with until_it_restarts(line) as shop:
                line.always_cut = 40
                starting = tasks.create_task(client.start_sale(1250))
                await pays(shop, TYPES_2_S)
                await shop.till.sees(view.Confirming)
            line.always_cut = None
            async with until_it_restarts(line) as shop:
                begun = await starting
                assert [sale.order for sale in await all_sales(client)] == [begun.order]
                waiting = tasks.create_task(client.wait_until_final(begun.order))
                await shop.till.sees(view.Ready)
            async with until_it_restarts(line):
                ended = await waiting
            assert (ended.order, ended.is_paid) == (begun.order, True)

    asyncio.run(scenario())
