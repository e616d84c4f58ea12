import json
from dataclasses import replace
from datetime import UTC, date
from typing import Any

import pytest

from terminal_daemon.api.representation import (
    changed_since,
    closing_members,
    history_members,
    notice_members,
    panel_size,
    reason_members,
    refund_members,
    refunds_members,
    sale_members,
    step_members,
    terminal_members,
    totals_members,
)
from terminal_daemon.api.schemas import SCHEMAS
from terminal_daemon.config.model import Config, DisplaySection, Language
from terminal_daemon.config.remote import InForce
from terminal_daemon.demo.parts import WatchedDisplay
from terminal_daemon.journal.closed_days import ClosedDay
from terminal_daemon.journal.rows import HistoryEntry
from terminal_daemon.journal.stream import Step
from terminal_daemon.journal.totals import Sum, Totals
from terminal_daemon.sale.payments import PaidTwice
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund import Refund, RefundState, number_refund
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.screen import view
from terminal_daemon.screen.view import Picture, Status
from terminal_daemon.terminal.bulletin import Bulletin
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.business_day import Span
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.secret import Secret
from terminal_daemon.values.utc import moment

ORDER = OrderNumber("T01_ABCDEFGH_000042")
AT = UnixSeconds(1_795_600_800)
CONFIG = Config(key=Secret("k"))
SALE = Sale(ORDER, Fen(1250), AT, reference="A-17", masked_code="13••••6401", payer="geheim")
DECLINED = replace(
    SALE,
    state=State.DECLINED,
    reason=Reason.NOT_ENOUGH,
    pay_type=PayType.WECHAT,
    trade_id="t",
    out_trade_id="o",
    submitted_at=AT,
    finished_at=AT,
)


def names(schema: str) -> set[str]:
    return set(SCHEMAS[schema]["properties"])


@pytest.mark.parametrize("sale", [SALE, DECLINED])
def test_a_sale_is_what_the_description_says(sale: Sale) -> None:
    members = sale_members(sale, Language.ENGLISH)

    assert set(members) == names("Sale")
    assert "geheim" not in str(members)
    assert "6401" not in str(members)


FAILED = Refund(
    number_refund(ORDER, 1),
    ORDER,
    Fen(250),
    AT,
    state=RefundState.FAILED,
    reason=RefundReason.BALANCE_TOO_LOW,
    code="NOTENOUGH",
    finished_at=AT,
)


def test_a_refund_is_what_the_description_says() -> None:
    failed = refund_members(FAILED, Language.ENGLISH)
    armed = refund_members(replace(FAILED, state=RefundState.ARMED, reason=None), Language.ENGLISH)

    assert set(failed) == set(armed) == names("Refund")
    assert (failed["refund"], failed["state"], failed["amount"]) == (f"{ORDER}R1", "failed", 250)
    assert failed["reason"]["code"] == "balance_too_low"
    assert "balance" in failed["reason"]["message"]
    assert armed["reason"] is None


def test_what_is_left_of_a_sale_stands_beside_its_refunds() -> None:
    paid = replace(SALE, state=State.APPROVED, refunded=Fen(1000))
    done = replace(FAILED, amount=Fen(1000), state=RefundState.REFUNDED)

    members = refunds_members(paid, [done], Language.ENGLISH)

    assert set(members) == names("Refunds")
    assert (members["refunded"], members["refundable"]) == (1000, 250)
    assert [each["state"] for each in members["refunds"]] == ["refunded"]
    under_way = [replace(FAILED, state=RefundState.PENDING)]
    assert refunds_members(paid, under_way, Language.ENGLISH)["refundable"] == 0


def test_a_refunds_end_is_a_notice() -> None:
    assert notice_members(FAILED) == {
        "order": ORDER,
        "kind": "refund",
        "state": "failed",
        "amount": 250,
    }


def test_what_is_not_known_is_null() -> None:
    members = sale_members(SALE, Language.ENGLISH)

    for name in ("reason", "pay_type", "trade_id", "out_trade_id", "submitted_at", "finished_at"):
        assert members[name] is None
    declined = sale_members(DECLINED, Language.ENGLISH)
    assert (declined["pay_type"], declined["trade_id"], declined["out_trade_id"]) == (
        "wechat.micro",
        "t",
        "o",
    )


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_in_both_languages(reason: Reason) -> None:
    told = [reason_members(reason, language) for language in Language]

    assert all(each is not None and each["code"] == reason.value for each in told)
    assert told[0] != told[1]


def test_a_step_and_an_entry_of_the_history() -> None:
    step = step_members(Step(7, AT, "Judged", DECLINED), Language.ENGLISH)
    entry = HistoryEntry(AT, "Judged", State.DECLINED, None, "NOTENOUGH", evidence="geheim")

    assert (step["id"], step["at"], step["event"]) == (7, "2026-11-25T10:00:00Z", "Judged")
    assert step["sale"] == sale_members(DECLINED, Language.ENGLISH)
    assert history_members(entry, Language.ENGLISH) == {
        "at": "2026-11-25T10:00:00Z",
        "event": "Judged",
        "state": "declined",
        "reason": None,
    }


def test_a_notice_is_an_end_or_a_payment_too_many() -> None:
    assert notice_members(DECLINED) == {
        "order": ORDER,
        "kind": "ended",
        "state": "declined",
        "amount": 1250,
    }
    assert notice_members(PaidTwice(ORDER, Fen(5), None)) == {
        "order": ORDER,
        "kind": "paid_twice",
        "state": "approved",
        "amount": 5,
    }


def test_a_days_totals() -> None:
    span = Span(AT, UnixSeconds(AT + 86400), UTC)
    some = Sum(2, Fen(30))
    totals = Totals(
        span,
        {State.APPROVED: some},
        {9: some},
        {PayType.WECHAT: some, None: Sum(1, Fen(2))},
        Sum(),
        ORDER,
        None,
    )
    members = totals_members(totals, date(2026, 11, 25)) | closing_members(None)

    assert {*members, "changed_since"} == names("Totals")
    assert members["by_hour"] == [{"hour": "09", "count": 2, "amount": 30}]
    assert members["by_pay_type"] == {
        "wechat.micro": {"count": 2, "amount": 30},
        "unknown": {"count": 1, "amount": 2},
    }
    assert (members["to"], members["first"], members["last"]) == (
        "2026-11-26T10:00:00Z",
        ORDER,
        None,
    )


def terminal(picture: Picture) -> dict[str, Any]:
    bulletin = Bulletin(WatchedDisplay(), test=True)
    bulletin.show(picture)
    return terminal_members(bulletin, CONFIG, "Asia/Shanghai", AT, Language.ENGLISH)


def test_the_terminal_is_what_the_description_says() -> None:
    members = terminal(Picture(view.Ready(), Status(test=True)))

    assert set(members) == names("Terminal")
    assert set(members["health"]) == set(SCHEMAS["Terminal"]["properties"]["health"]["properties"])
    assert (members["doing"], members["doing_text"], members["test"]) == ("starting", "Ready", True)


@pytest.mark.parametrize(("rotate", "size"), [(0, (128, 32)), (1, (32, 128)), (2, (128, 32))])
def test_a_panel_is_as_one_looks_at_it(rotate: int, size: tuple[int, int]) -> None:
    display = DisplaySection(width=128, height=32, rotate=rotate)

    assert panel_size(replace(CONFIG, display=display)) == size


def test_a_closed_day_says_when_and_with_which_head() -> None:
    closed = ClosedDay(date(2026, 11, 25), AT, "n4bQgYhMfWWaL-qgxVrQFQ", "{}")

    assert closing_members(closed) == {
        "closed_at": moment(AT),
        "head": "9F86D081884C7D659A2FEAA0C55AD015",
    }
    assert closing_members(replace(closed, head=""))["head"] is None
    assert closing_members(None) == {"closed_at": None, "head": None}


def test_what_was_configured_from_afar_is_named() -> None:
    afar = InForce(12, ("amount.maximum",))
    display = WatchedDisplay()

    def told(config: Config) -> Any:
        bulletin = Bulletin(display, test=False)
        return terminal_members(bulletin, config, None, AT, Language.ENGLISH)["from_afar"]

    assert told(CONFIG) is None
    assert told(replace(CONFIG, afar=afar)) == {
        "serial": 12,
        "keys": ["amount.maximum"],
        "left_out": None,
    }


def test_a_closed_day_that_came_to_other_totals_since_says_so() -> None:
    now = {"date": "2026-11-25", "refunds": {"count": 1, "amount": 200}}
    closed = ClosedDay(date(2026, 11, 25), AT, "", json.dumps(now | {"unsettled": []}))

    assert not changed_since(None, now)
    assert not changed_since(closed, now)
    assert changed_since(closed, now | {"refunds": {"count": 0, "amount": 0}})
    for said in ("", "[]", "{}"):
        assert changed_since(replace(closed, said=said), now)
