"""What is told, as JSON. Nothing of who paid is in it, nothing the shop wrote, and no secret.

docs/fleet.schema.json describes all of it. A member may be added to a version of it, and none may
change its meaning or go; readers let alone what they do not know.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from terminal_daemon.journal.refund_event import refund_step_in
from terminal_daemon.journal.stream import Step
from terminal_daemon.journal.totals import Sum, Totals
from terminal_daemon.receipts.trouble import PrinterHealth
from terminal_daemon.sale.refund import Refund, count_refund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.terminal.bulletin import Health
from terminal_daemon.terminal.measures import Histogram, Measures, Phase
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.utc import moment

VERSION: Final = 1

_ID_LETTERS: Final = 16  # of a SHA-256: two steps of one number within one sale, at the very most
_MOST_SEQ: Final = 2**53
_CODE: Final = re.compile("[A-Z0-9_.-]{1,32}")

Members = dict[str, Any]


def encoded(members: Mapping[str, object]) -> bytes:
    """Return the bytes that are told."""
    return json.dumps({"v": VERSION} | dict(members), separators=(",", ":")).encode()


def event_id(step: Step) -> str:
    """Return the step's name, for example "T01_7K3M2QXA_000042/3/9f86d081884c7d65".

    An order number is never given twice, whatever becomes of the journal. But a damaged journal may
    lose a sale's last step and give its number to another one: so what happened is in it, too.
    """
    sale = step.sale
    reason = sale.reason and sale.reason.value
    said = [
        sale.order,
        step.nth,
        step.seq,
        step.at,
        step.event,
        sale.state.value,
        reason,
        sale.code,
    ]
    digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()
    return f"{sale.order}/{step.nth}/{digest[:_ID_LETTERS]}"


def is_of_refund(step: Step) -> bool:
    """Tell a step of a refund from one of the sale itself."""
    return refund_step_in(step.event) is not None


def sale_event(terminal: str, step: Step, refunds: Iterable[Refund] = ()) -> Members:
    """Return a step; `refunds` are those of its sale, where it is one of a refund."""
    sale = step.sale
    return {
        "id": event_id(step),
        "terminal": terminal,
        "seq": step.seq,
        "order": sale.order,
        "step": step.nth,
        "at": moment(step.at),
        "event": step.event,
        "state": sale.state.value,
        "reason": None if sale.reason is None else sale.reason.value,
        "code": sale.code if _CODE.fullmatch(sale.code) else None,
        "amount": sale.amount,
        "refunded": sale.refunded,
        "currency": "CNY",
        "pay_type": None if sale.pay_type is None else sale.pay_type.value,
        "late": sale.late,
        "retry_of": sale.retry_of,
        "created_at": moment(sale.created_at),
        "submitted_at": moment(sale.submitted_at),
        "finished_at": moment(sale.finished_at),
        "refund": _refund(step, refunds),
    }


def totals_of_day(terminal: str, day: date, totals: Totals, seq: int, now: UnixSeconds) -> Members:
    """Return what a day's sales come to; `seq` is the last step that was told before."""
    return {
        "terminal": terminal,
        "day": day.isoformat(),
        "seq": seq,
        "at": moment(now),
        "from": moment(totals.span.begin),
        "to": moment(totals.span.end),
        "by_state": {state.value: _sum(each) for state, each in totals.by_state.items()},
        "by_pay_type": {
            "unknown" if kind is None else kind.value: _sum(each)
            for kind, each in totals.by_pay_type.items()
        },
        "refunds": _sum(totals.refunds),
    }


def health(  # noqa: PLR0913 - what is known of a terminal, each by its name
    terminal: str,
    *,
    store: str,
    version: str,
    condition: Health,
    printer: PrinterHealth | None,
    config_in_force: int | None,
    measures: Measures,
    notices: int,
    told: int,
    behind: int,
    now: UnixSeconds,
) -> Members:
    """Return what works; the broker knows the steps up to `told`, and so many are `behind` it."""
    return {
        "terminal": terminal,
        "store": store,
        "at": moment(now),
        "version": version,
        "test": condition.test,
        "scanner": condition.scanner,
        "keypad": condition.keypad,
        "display": condition.display,
        "network": condition.network,
        "clock": condition.clock,
        "journal": condition.journal,
        "printer": _printer(printer),
        "config_in_force": config_in_force,
        "open_orders": condition.open_orders,
        "notices": notices,
        "told": told,
        "behind": behind,
        "since_start": _measured(measures),
    }


def open_orders(terminal: str, sales: Iterable[Sale], *, more: bool, now: UnixSeconds) -> Members:
    """Return the orders whose end nobody knows; `more`: there are others that are not listed."""
    return {
        "terminal": terminal,
        "at": moment(now),
        "orders": [
            {
                "order": sale.order,
                "state": sale.state.value,
                "amount": sale.amount,
                "created_at": moment(sale.created_at),
                "submitted_at": moment(sale.submitted_at),
            }
            for sale in sales
        ],
        "more": more,
    }


def presence(terminal: str, *, online: bool, why: str, now: UnixSeconds | None) -> Members:
    """Return whether the terminal is there; of a last will nobody knows when it is told."""
    return {"terminal": terminal, "online": online, "why": why, "at": moment(now)}


def asked_again(payload: bytes) -> int | None:
    """Return after which step a collector wants to be told again; None: it says nothing of it."""
    try:
        members = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    match members:
        case {"v": 1, "after": int(seq)} if 0 <= seq < _MOST_SEQ and not isinstance(seq, bool):
            return seq
    return None


def config_outcome(
    terminal: str,
    serial: int | None,
    outcome: str,
    why: str,
    *,
    in_force: int | None,
    now: UnixSeconds,
) -> Members:
    """Return what became of a configuration; the serial of one that nobody known signed is None.

    `in_force` is the serial of the one that the terminal takes payments with, None: with none.
    """
    return {
        "terminal": terminal,
        "serial": serial,
        "outcome": outcome,
        "why": why or None,
        "in_force": in_force,
        "at": moment(now),
    }


def _refund(step: Step, refunds: Iterable[Refund]) -> Members | None:
    its = refund_step_in(step.event)
    if its is None:
        return None
    for refund in refunds:
        if count_refund(refund.number) == its.nth:
            return {"refund": refund.number, "state": its.state.value, "amount": refund.amount}
    return {"refund": f"{step.sale.order}R{its.nth}", "state": its.state.value, "amount": None}


def _printer(printer: PrinterHealth | None) -> Members | None:
    if printer is None:
        return None
    trouble = printer.trouble
    return {"works": trouble is None, "trouble": None if trouble is None else trouble.value}


def _measured(measures: Measures) -> Members:
    ended: dict[str, int] = {}
    for (state, _), count in measures.ended.items():
        ended[state.value] = ended.get(state.value, 0) + count
    return {
        "ended": ended,
        "gateway_errors": dict(measures.gateway_errors),
        "answer": _timed(measures.seconds[Phase.ANSWER]),
        "total": _timed(measures.seconds[Phase.TOTAL]),
        "journal": _timed(measures.journal_s),
        "loop_lag": _timed(measures.loop_lag_s),
    }


def _timed(histogram: Histogram) -> Members:
    return {"count": sum(histogram.counts), "seconds": round(histogram.total, 3)}


def _sum(each: Sum) -> Members:
    return {"count": each.count, "amount": each.amount}
