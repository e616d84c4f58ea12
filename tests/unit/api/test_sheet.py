import csv
import io
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.api.sheet import COLUMNS, head, row
from terminal_daemon.config.model import Language
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

ORDER = OrderNumber("T01_ABCDEFGH_000042")
CREATED = UnixSeconds(1_795_600_800)  # 2026-11-25T10:00:00Z


def cells(sale: Sale, hours: int = 0) -> dict[str, str]:
    line = row(sale, Language.ENGLISH, timezone(timedelta(hours=hours))).decode()
    (read,) = csv.reader(io.StringIO(line, newline=""))
    return dict(zip(COLUMNS, read, strict=True))


def test_the_sheet_begins_with_a_mark_and_its_columns() -> None:
    assert head() == b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n"


def test_a_sale_is_a_line() -> None:
    sale = Sale(
        ORDER,
        Fen(1205),
        CREATED,
        State.APPROVED,
        late=True,
        reference="A-17",
        pay_type=PayType.WECHAT,
        trade_id="t",
        finished_at=CREATED,
    )
    read = cells(sale, hours=8)

    assert (read["amount"], read["amount_fen"], read["late"]) == ("12.05", "1205", "yes")
    assert read["created_at"] == read["finished_at"] == "2026-11-25 18:00:00+08:00"
    assert (read["submitted_at"], read["reason"], read["retry_of"]) == ("", "", "")
    assert read["pay_type"] == "wechat.micro"


def test_a_reason_is_a_word_and_a_sentence() -> None:
    read = cells(Sale(ORDER, Fen(1), CREATED, State.DECLINED, Reason.NOT_ENOUGH))

    assert (read["reason"], read["late"]) == ("not_enough", "")
    assert len(read["reason_text"]) > 10


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1"])
def test_no_text_is_a_formula(text: str) -> None:
    _is_text(text)


@pytest.mark.parametrize("text", ["\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20x", "\u3000=1"])
def test_no_text_is_a_formula_in_wide_letters(text: str) -> None:
    _is_text(text)


def _is_text(text: str) -> None:
    sale = Sale(ORDER, Fen(1), CREATED, reference=text, description=text, trade_id=text)
    read = cells(sale)

    assert read["reference"] == read["description"] == read["trade_id"] == f"'{text}"


@given(st.text())
def test_any_text_stays_in_its_cell(text: str) -> None:
    read = cells(Sale(ORDER, Fen(1), CREATED, reference=text))

    assert not read["reference"].lstrip(" ").startswith(("=", "+", "-", "@"))
    assert read["state"] == "awaiting_code"
    assert row(Sale(ORDER, Fen(1), CREATED, reference=text), Language.CHINESE, UTC)


LONG = "4200001234202611251234567890"


@pytest.mark.parametrize(
    "text",
    [LONG, "123456789012", "007", "1e5", "59381234567890E12", "1.50", "12,500", "1 250", LONG[:19]],
)
def test_a_number_that_a_spreadsheet_would_spoil_is_text_behind_a_tab(text: str) -> None:
    sale = Sale(ORDER, Fen(1), CREATED, reference=text, trade_id=text, out_trade_id=text)
    read = cells(sale)

    assert read["reference"] == read["trade_id"] == read["out_trade_id"] == f"\t{text}"
    assert f'"\t{text}"' in row(sale, Language.ENGLISH, UTC).decode()  # a tab may part cells, too


@pytest.mark.parametrize("text", ["0", "17", "12345678901", "A-17", "59faeb32fd4eb0751a4f8c50", ""])
def test_what_a_spreadsheet_shows_as_it_is_stays_as_it_is(text: str) -> None:
    assert cells(Sale(ORDER, Fen(1), CREATED, reference=text))["reference"] == text


@given(st.text("0123456789eE.,+- "))
def test_whoever_strips_the_cell_has_the_number(text: str) -> None:
    read = cells(Sale(ORDER, Fen(1), CREATED, reference=text))["reference"]

    assert read.removeprefix("'").strip() == text.strip()
