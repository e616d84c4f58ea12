"""The owner's commands `sales`, `sale` and `totals`, on a journal that a terminal has open."""

import asyncio
import csv
import io
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_daemon.cli import books
from terminal_daemon.cli.main import main
from terminal_daemon.cli.owner import STATES
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

DAY = UnixSeconds(1_795_536_000)  # 2026-11-25 00:00 in Shanghai
CONFIG = """\
[terminal]
time_zone = "Asia/Shanghai"
[gateway]
url = "https://pay.shop.test/paygate/merchant_info"
merchant_id = "59382e3cffea0e5fcd0cfc3e"
key_file = "/no/key"
[api]
listen = ["127.0.0.1:8900"]
token_file = "/no/token"
[journal]
path = "{path}"
"""


class Shop:
    def __init__(self, folder: Path) -> None:
        self.config = folder / "config.toml"
        self.path = folder / "journal.db"
        self.config.write_text(CONFIG.format(path=self.path))
        self.journal: Journal = open_journal(self.path, inline=True).journal

    def sell(self, at: int, amount: int = 1250, **ends: object) -> str:
        def begin(order: OrderNumber) -> Sale:
            made = Sale(order, Fen(amount), UnixSeconds(at), description="扫码收款")
            return replace(made, reference="=A-17", pay_type=PayType.WECHAT)

        async def life() -> str:
            sale = await self.journal.arm("T01", begin)
            end = replace(sale, **({"state": State.APPROVED} | ends))  # type: ignore[arg-type]
            await self.journal.record(end, "Judged query Approved", "", UnixSeconds(at + 5))
            return sale.order

        return asyncio.run(life())

    def said(self, *arguments: str) -> int:
        return main([*arguments, "--config", str(self.config)])


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    one, log = Shop(tmp_path), logging.getLogger()
    before = log.handlers, log.level
    yield one
    log.handlers, _ = before
    log.setLevel(before[1])
    asyncio.run(one.journal.close())


def test_a_days_sales_are_a_table_in_the_shops_time(
    shop: Shop, capfd: pytest.CaptureFixture[str]
) -> None:
    shop.sell(DAY - 1)
    first = shop.sell(DAY + 3600)
    late = shop.sell(DAY + 7200, 50, late=True)
    shop.sell(DAY + 86_400)

    assert shop.said("sales", "--date", "2026-11-25") == 0

    head, newest, oldest = capfd.readouterr().out.splitlines()
    assert head.split()[:4] == ["TIME", "ORDER", "AMOUNT", "STATE"]
    assert newest.split()[:6] == ["2026-11-25", "02:00:00", late, "¥0.50", "approved", "late"]
    assert oldest.split()[:5] == ["2026-11-25", "01:00:00", first, "¥12.50", "approved"]


def test_the_newest_come_first_and_no_more_than_asked_for(
    shop: Shop, capfd: pytest.CaptureFixture[str]
) -> None:
    orders = [shop.sell(DAY + number) for number in range(60)]

    shop.said("sales", "--json")
    usual = json.loads(capfd.readouterr().out)["sales"]
    shop.said("sales", "--limit", "2", "--json")
    few = json.loads(capfd.readouterr().out)["sales"]
    shop.said("sales", "--date", "2026-11-25", "--json")
    day = json.loads(capfd.readouterr().out)["sales"]

    assert [sale["order"] for sale in usual] == orders[:9:-1]
    assert [sale["order"] for sale in few] == orders[:57:-1]
    assert [sale["order"] for sale in day] == orders[::-1]


def test_sales_of_more_than_a_page_are_all_there(
    shop: Shop, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terminal_daemon.cli.sales._PAGE", 3)
    orders = [shop.sell(DAY + number) for number in range(7)]

    shop.said("sales", "--date", "2026-11-25", "--json")

    found = json.loads(capfd.readouterr().out)["sales"]
    assert [sale["order"] for sale in found] == orders[::-1]


def test_a_sheet_is_the_apis(shop: Shop, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    shop.sell(DAY)

    shop.said("sales", "--csv")

    out = capfdbinary.readouterr().out
    assert out.startswith(b"\xef\xbb\xbforder,")
    (sale,) = csv.DictReader(io.StringIO(out.decode("utf-8-sig"), newline=""))
    assert (sale["reference"], sale["description"]) == ("'=A-17", "扫码收款")
    assert sale["created_at"] == "2026-11-25 00:00:00+08:00"


def test_sales_in_a_state(shop: Shop, capfd: pytest.CaptureFixture[str]) -> None:
    shop.sell(DAY)
    declined = shop.sell(DAY, state=State.DECLINED, reason=Reason.NOT_ENOUGH)

    shop.said("sales", "--state", "declined")

    (row,) = capfd.readouterr().out.splitlines()[1:]
    assert declined in row
    assert "not_enough" in row
    assert tuple(state.value for state in State) == STATES


def test_no_sales_are_said(shop: Shop, capfd: pytest.CaptureFixture[str]) -> None:
    assert shop.said("sales") == 0
    assert shop.said("totals") == 0

    said = capfd.readouterr().out
    assert said.count("no sales\n") == 2


def test_a_sale_is_told_with_its_history(shop: Shop, capfd: pytest.CaptureFixture[str]) -> None:
    order = shop.sell(DAY)

    assert shop.said("sale", order) == 0
    told = capfd.readouterr().out
    assert shop.said("sale", order, "--json") == 0
    members = json.loads(capfd.readouterr().out)

    facts, _, history = told.partition("\n\n")
    assert f"order         {order}\namount        ¥12.50\nstate         approved\n" in facts
    assert [line.split()[2:4] for line in history.splitlines()[1:]] == [
        ["awaiting_code", "Order"],
        ["approved", "Query:"],
    ]
    assert members["sale"]["order"] == order
    assert [step["event"] for step in members["history"]] == ["Armed", "Judged query Approved"]


def test_what_a_day_comes_to(shop: Shop, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    shop.sell(DAY + 3600)
    shop.sell(DAY + 3700, 50)
    shop.sell(DAY + 7200, state=State.DECLINED)

    def said(*form: str) -> str:
        assert shop.said("totals", "--date", "2026-11-25", *form) == 0
        return capfdbinary.readouterr().out.decode("utf-8")

    lines = [" ".join(line.split()) for line in said().splitlines()]
    members = json.loads(said("--json"))
    rows = list(csv.reader(io.StringIO(said("--csv").removeprefix("\ufeff"), newline="")))

    assert lines[0] == "2026-11-25: 2026-11-25 00:00:00 to 2026-11-26 00:00:00"
    assert "state approved 2 ¥13.00" in lines
    assert "approved by wechat.micro 2 ¥13.00" in lines
    assert "approved at 01:00 2 ¥13.00" in lines
    assert members["by_state"]["declined"] == {"count": 1, "amount": 1250}
    assert ["2026-11-25", "state", "approved", "2", "13.00", "1300"] in rows


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("sale", "T01_AAAAAAAA_000009"), 1, "there is no sale 'T01_AAAAAAAA_000009'"),
        (("sales", "--date", "2026-02-30"), 2, "'2026-02-30' is no day"),
        (("sales", "--limit", "0"), 2, "'0' is no number from 1 on"),
        (("sales", "--json", "--csv"), 2, "not allowed with argument"),
        (("sales", "--state", "paid"), 2, "invalid choice: 'paid'"),
    ],
)
def test_what_cannot_be_answered_is_one_line(
    shop: Shop,
    arguments: tuple[str, ...],
    code: int,
    said: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    ended = code
    with suppress(SystemExit):
        ended = shop.said(*arguments)

    assert ended == code
    assert said in capfd.readouterr().err.splitlines()[-1]


def test_a_journal_that_is_not_there_and_a_bad_configuration_have_their_codes(
    shop: Shop, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shop.config.write_text(CONFIG.format(path=tmp_path / "none.db"))
    assert shop.said("sales") == 1
    assert "there is no journal" in capfd.readouterr().err
    shop.config.write_text("[terminal]\nid = 7\n")
    assert shop.said("totals") == 78


def test_who_may_not_read_the_journal_is_told_what_helps(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refused(_path: Path) -> None:
        raise JournalError("the journal cannot be read: Permission denied")

    monkeypatch.setattr(books, "open_reader", refused)
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    assert shop.said("sales") == 1
    assert "Permission denied: try with sudo" in capfd.readouterr().err


def test_a_terminal_that_shows_no_chinese_is_no_reason_to_fail(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.sell(DAY)
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="latin-1"))

    assert shop.said("sales") == 0
    assert b"????" in raw.getvalue()
