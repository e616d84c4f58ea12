import json
from dataclasses import replace
from datetime import UTC, date

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.fleet.payloads import (
    Members,
    asked_again,
    config_outcome,
    encoded,
    event_id,
    health,
    is_of_refund,
    open_orders,
    presence,
    sale_event,
    totals_of_day,
)
from terminal_daemon.journal.stream import Step
from terminal_daemon.journal.totals import Sum, Totals
from terminal_daemon.receipts.trouble import PrinterHealth, Trouble
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund import Refund, RefundState, number_refund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.terminal.bulletin import Health
from terminal_daemon.terminal.measures import Measures, Phase
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.business_day import BusinessDays
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber, compose
from tests.fakes.fleet_schema import read

NOW = UnixSeconds(1_764_064_800)
ORDER = OrderNumber("T01_7K3M2QXA_000042")
SALE = Sale(ORDER, Fen(1250), NOW, State.APPROVED, pay_type=PayType.WECHAT)
STEP = Step(57, NOW, "Judged", SALE, 3)
WELL = Health(
    scanner=True,
    keypad=True,
    display=True,
    network=True,
    clock=True,
    journal=True,
    open_orders=0,
    test=False,
)

moments = st.integers(0, 4_000_000_000).map(UnixSeconds)
private = st.text("甲乙丙丁戊", min_size=3, max_size=9)
orders = st.builds(
    compose,
    st.from_regex("[A-Za-z0-9]{1,12}", fullmatch=True),
    st.from_regex("[A-Z2-7]{8}", fullmatch=True),
    st.integers(1, 999_999_999),
)
sales = st.builds(
    Sale,
    orders,
    st.integers(1, 10**8).map(Fen),
    moments,
    st.sampled_from(State),
    st.none() | st.sampled_from(Reason),
    st.sampled_from(["", "NOTENOUGH", "SYSTEMERROR", "-1"]) | private,
    st.booleans(),
    private,
    private,
    st.none() | st.sampled_from(PayType),
    private,
    private,
    private,
    private,
    private,
    st.none() | orders,
    st.none() | moments,
    st.none() | moments,
    refunded=st.integers(0, 10**8).map(Fen),
)
steps = st.builds(
    Step,
    st.integers(1, 2**53),
    moments,
    st.sampled_from(["Armed", "Judged", "Refund 1 pending: Judged", "Refund 50 failed: Judged"]),
    sales,
    st.integers(1, 10**6),
)


def told(name: str, members: Members) -> dict[str, object]:
    """Return what a collector reads."""
    return read(name, encoded(members))


def test_a_step_is_told_with_all_that_is_known_of_its_sale() -> None:
    assert told("sale", sale_event("T01", STEP)) == {
        "v": 1,
        "id": "T01_7K3M2QXA_000042/3/286767ed93bf5983",
        "terminal": "T01",
        "seq": 57,
        "order": ORDER,
        "step": 3,
        "at": "2025-11-25T10:00:00Z",
        "event": "Judged",
        "state": "approved",
        "reason": None,
        "code": None,
        "amount": 1250,
        "refunded": 0,
        "currency": "CNY",
        "pay_type": "wechat.micro",
        "late": False,
        "retry_of": None,
        "created_at": "2025-11-25T10:00:00Z",
        "submitted_at": None,
        "finished_at": None,
        "refund": None,
    }


@given(steps)
def test_any_step_fits_its_schema_and_tells_nothing_of_customer_and_shop(step: Step) -> None:
    payload = encoded(sale_event("T01", step))

    read("sale", payload)
    assert not any(letter in payload.decode("unicode_escape") for letter in "甲乙丙丁戊")


@given(steps)
def test_an_event_is_the_same_however_often_it_is_told(step: Step) -> None:
    """Also once more is known of its sale than when it was first told."""
    later = replace(
        step, sale=replace(step.sale, trade_id="42", refunded=Fen(1), pay_type=PayType.QQ)
    )

    assert event_id(later) == event_id(step)


@pytest.mark.parametrize(
    "other",
    [
        replace(STEP, seq=58),
        replace(STEP, at=UnixSeconds(NOW + 1)),
        replace(STEP, event="Salvaged"),
        replace(STEP, nth=4),
        replace(STEP, sale=replace(SALE, state=State.UNKNOWN)),
        replace(STEP, sale=replace(SALE, reason=Reason.NOT_ENOUGH)),
        replace(STEP, sale=replace(SALE, code="NOTENOUGH")),
        replace(STEP, sale=replace(SALE, order=OrderNumber("T01_7K3M2QXB_000042"))),
    ],
)
def test_what_happened_otherwise_is_another_event(other: Step) -> None:
    assert event_id(other) != event_id(STEP)


@pytest.mark.parametrize(
    ("state", "amount", "refunds"),
    [("pending", 50, [50]), ("refunded", 20, [50, 20]), ("failed", None, [])],
)
def test_a_refunds_step_says_which_and_how_much(
    state: str, amount: int | None, refunds: list[int]
) -> None:
    nth = max(1, len(refunds))
    step = replace(STEP, event=f"Refund {nth} {state}: Judged refund RefundInProgress")
    known = [
        Refund(number_refund(ORDER, count), ORDER, Fen(each), NOW, state=RefundState.UNKNOWN)
        for count, each in enumerate(refunds, 1)
    ]

    assert is_of_refund(step)
    assert told("sale", sale_event("T01", step, known))["refund"] == {
        "refund": f"{ORDER}R{nth}",
        "state": state,
        "amount": amount,
    }


@pytest.mark.parametrize("event", ["Judged", "Refund 1 paid: Judged", "Refund", ""])
def test_another_step_is_of_no_refund(event: str) -> None:
    assert not is_of_refund(replace(STEP, event=event))
    assert sale_event("T01", replace(STEP, event=event))["refund"] is None


@pytest.mark.parametrize(
    ("code", "said"), [("NOTENOUGH", "NOTENOUGH"), ("余额不足", None), ("x" * 40, None), ("", None)]
)
def test_a_code_is_told_where_it_is_one_and_not_where_it_is_a_text(
    code: str, said: str | None
) -> None:
    assert sale_event("T01", replace(STEP, sale=replace(SALE, code=code)))["code"] == said


def test_a_days_totals_are_told_as_they_are_now() -> None:
    zone = BusinessDays(UTC)
    span = zone.span(date(2025, 11, 25))
    totals = Totals(
        span,
        {State.APPROVED: Sum(2, Fen(300)), State.DECLINED: Sum(1, Fen(5))},
        {},
        {PayType.WECHAT: Sum(1, Fen(100)), None: Sum(1, Fen(200))},
        Sum(1, Fen(7)),
        None,
        None,
    )

    assert told("totals", totals_of_day("T01", date(2025, 11, 25), totals, 57, NOW)) == {
        "v": 1,
        "terminal": "T01",
        "day": "2025-11-25",
        "seq": 57,
        "at": "2025-11-25T10:00:00Z",
        "from": "2025-11-25T00:00:00Z",
        "to": "2025-11-26T00:00:00Z",
        "by_state": {
            "approved": {"count": 2, "amount": 300},
            "declined": {"count": 1, "amount": 5},
        },
        "by_pay_type": {
            "wechat.micro": {"count": 1, "amount": 100},
            "unknown": {"count": 1, "amount": 200},
        },
        "refunds": {"count": 1, "amount": 7},
    }


def healthy(
    measures: Measures, printer: PrinterHealth | None = None, in_force: int | None = None
) -> Members:
    return told(
        "health",
        health(
            "T01",
            store="北店",
            version="1.0",
            condition=replace(WELL, scanner=False, open_orders=1),
            printer=printer,
            config_in_force=in_force,
            measures=measures,
            notices=2,
            told=48,
            behind=9,
            now=NOW,
        ),
    )


def test_health_is_what_works_and_what_was_counted() -> None:
    measures = Measures()
    measures.ended[State.DECLINED, Reason.NOT_ENOUGH] += 2
    measures.ended[State.DECLINED, None] += 1
    measures.gateway_errors["timed_out"] += 1
    measures.seconds[Phase.ANSWER].observe(0.25)

    said = healthy(measures)

    assert said["since_start"] == {
        "ended": {"declined": 3},
        "gateway_errors": {"timed_out": 1},
        "answer": {"count": 1, "seconds": 0.25},
        "total": {"count": 0, "seconds": 0.0},
        "journal": {"count": 0, "seconds": 0.0},
        "loop_lag": {"count": 0, "seconds": 0.0},
    }
    told_of = ("store", "scanner", "keypad", "open_orders", "notices", "told", "behind")
    assert [said[name] for name in told_of] == ["北店", False, True, 1, 2, 48, 9]


@pytest.mark.parametrize(
    ("printer", "said"),
    [
        (None, None),
        (PrinterHealth(printed=3, failed=1), {"works": True, "trouble": None}),
        *(
            (PrinterHealth(trouble), {"works": False, "trouble": trouble.value})
            for trouble in Trouble
        ),
    ],
)
def test_health_says_what_keeps_a_configured_printer_from_printing(
    printer: PrinterHealth | None, said: Members | None
) -> None:
    assert healthy(Measures(), printer)["printer"] == said


@pytest.mark.parametrize("serial", [None, 1_795_600_800])
def test_health_says_which_configuration_is_in_force(serial: int | None) -> None:
    assert healthy(Measures(), in_force=serial)["config_in_force"] == serial


def test_open_orders_are_listed_with_what_is_at_stake() -> None:
    sale = replace(SALE, state=State.UNKNOWN, submitted_at=NOW)

    assert told("open", open_orders("T01", [sale], more=True, now=NOW)) == {
        "v": 1,
        "terminal": "T01",
        "at": "2025-11-25T10:00:00Z",
        "orders": [
            {
                "order": ORDER,
                "state": "unknown",
                "amount": 1250,
                "created_at": "2025-11-25T10:00:00Z",
                "submitted_at": "2025-11-25T10:00:00Z",
            }
        ],
        "more": True,
    }


def test_presence_has_a_time_where_the_terminal_says_it_itself() -> None:
    here = told("online", presence("T01", online=True, why="connected", now=NOW))
    gone = told("online", presence("T01", online=False, why="lost", now=None))

    assert (here["online"], here["why"], here["at"]) == (True, "connected", "2025-11-25T10:00:00Z")
    assert (gone["online"], gone["why"], gone["at"]) == (False, "lost", None)


def test_the_schema_refuses_what_is_told_nowhere() -> None:
    with pytest.raises(jsonschema_rs.ValidationError):
        told("sale", sale_event("T01", STEP) | {"payer": "5f1c9a0b7d3e2486"})
    with pytest.raises(jsonschema_rs.ValidationError):
        told("open", {"orders": []})


def test_a_message_is_short() -> None:
    sale = replace(SALE, submitted_at=NOW, finished_at=NOW, reason=Reason.NOT_ENOUGH)

    assert len(encoded(sale_event("T01", replace(STEP, sale=sale)))) < 600
    assert json.loads(encoded({"a": 1})) == {"v": 1, "a": 1}


@pytest.mark.parametrize(
    ("payload", "seq"),
    [
        (b'{"v":1,"after":0}', 0),
        (b'{"v":1,"after":57,"why":"a gap"}', 57),
        (b'{"v":2,"after":57}', None),
        (b'{"v":1,"after":-1}', None),
        (b'{"v":1,"after":true}', None),
        (b'{"v":1,"after":1e3}', None),
        (b'{"v":1,"after":9007199254740992}', None),
        (b'{"v":1}', None),
        (b"[1]", None),
        (b"", None),
        (b"\xff", None),
        (b"[" * 100_000, None),
    ],
)
def test_a_collector_may_ask_to_be_told_again(payload: bytes, seq: int | None) -> None:
    assert asked_again(payload) == seq


@given(st.binary())
def test_whatever_comes_is_a_step_or_nothing(payload: bytes) -> None:
    assert asked_again(payload) is None or payload.strip().startswith(b"{")


@pytest.mark.parametrize(
    ("serial", "outcome", "why", "in_force"),
    [(12, "applied", "", 12), (None, "refused", "nobody signed it", None)],
)
def test_what_became_of_a_configuration_fits_the_schema(
    serial: int | None, outcome: str, why: str, in_force: int | None
) -> None:
    now = UnixSeconds(1_795_600_800)
    told = config_outcome("T01", serial, outcome, why, in_force=in_force, now=now)
    members = read("outcome", encoded(told))

    assert (members["serial"], members["why"]) == (serial, why or None)
    assert members["in_force"] == in_force
    assert members["at"] == "2026-11-25T10:00:00Z"
