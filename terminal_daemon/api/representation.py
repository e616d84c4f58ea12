"""Sales, steps and the terminal as the API shows them: plain members, ready for JSON."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from terminal_daemon import __version__
from terminal_daemon.config.model import Config, Language
from terminal_daemon.config.remote import InForce
from terminal_daemon.journal.chain import as_hex
from terminal_daemon.journal.closed_days import ClosedDay
from terminal_daemon.journal.rows import HistoryEntry
from terminal_daemon.journal.stream import Step
from terminal_daemon.journal.totals import Sum, Totals
from terminal_daemon.receipts.trouble import TROUBLES, PrinterHealth
from terminal_daemon.sale.counter import Notice
from terminal_daemon.sale.payments import PaidTwice
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund import Refund
from terminal_daemon.sale.refunding import NoRefund, refundable
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.screen.texts import TEXTS, message, refund_message
from terminal_daemon.screen.wording import wordings
from terminal_daemon.terminal.bulletin import Bulletin
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.utc import moment

Members = dict[str, Any]

_KINDS: Final = {Sale: "ended", PaidTwice: "paid_twice", Refund: "refund"}


def sale_members(sale: Sale, language: Language) -> Members:
    """Return a sale; neither the payment code nor who paid is ever in it."""
    return {
        "order": sale.order,
        "state": sale.state.value,
        "amount": sale.amount,
        "refunded": sale.refunded,
        "currency": "CNY",
        "reason": reason_members(sale.reason, language),
        "late": sale.late,
        "reference": sale.reference,
        "description": sale.description,
        "pay_type": None if sale.pay_type is None else sale.pay_type.value,
        "trade_id": sale.trade_id or None,
        "out_trade_id": sale.out_trade_id or None,
        "retry_of": sale.retry_of,
        "created_at": moment(sale.created_at),
        "submitted_at": moment(sale.submitted_at),
        "finished_at": moment(sale.finished_at),
    }


def refund_members(refund: Refund, language: Language) -> Members:
    """Return a refund."""
    reason = refund.reason
    why = None
    if reason is not None:
        why = {"code": reason.value, "message": refund_message(reason, language)}
    return {
        "refund": refund.number,
        "order": refund.order,
        "amount": refund.amount,
        "currency": "CNY",
        "state": refund.state.value,
        "reason": why,
        "refund_id": refund.refund_id or None,
        "created_at": moment(refund.created_at),
        "finished_at": moment(refund.finished_at),
    }


def refunds_members(sale: Sale, refunds: Iterable[Refund], language: Language) -> Members:
    """Return all refunds of a sale, the oldest first, and what is left of it."""
    refunds = tuple(refunds)
    left = refundable(sale, refunds)
    return {
        "order": sale.order,
        "amount": sale.amount,
        "refunded": sale.refunded,
        "refundable": 0 if isinstance(left, NoRefund) else left,
        "refunds": [refund_members(refund, language) for refund in refunds],
    }


def step_members(step: Step, language: Language) -> Members:
    """Return a step as an event tells it."""
    return {
        "id": step.seq,
        "at": moment(step.at),
        "event": step.event,
        "sale": sale_members(step.sale, language),
    }


def history_members(entry: HistoryEntry, language: Language) -> Members:
    """Return a step in the life of one sale; never what proved it, which is the gateway's."""
    return {
        "at": moment(entry.at),
        "event": entry.event,
        "state": entry.state.value,
        "reason": reason_members(entry.reason, language),
    }


def reason_members(reason: Reason | None, language: Language) -> Members | None:
    """Return why a sale ended so: a word for programs, a sentence for people."""
    return None if reason is None else {"code": reason.value, "message": message(reason, language)}


def terminal_members(
    bulletin: Bulletin,
    config: Config,
    zone: str | None,
    started_at: UnixSeconds,
    language: Language,
) -> Members:
    """Return what the terminal is doing, and its health; `zone` is the shop's, by its name."""
    condition = bulletin.condition
    width, height = panel_size(config)
    return {
        "id": config.terminal.id,
        "store_id": config.terminal.store_id,
        "version": __version__,
        "language": config.terminal.language.value,
        "time_zone": zone,
        "test": condition.test,
        "doing": bulletin.doing.value,
        "doing_text": wordings(TEXTS[language].titles[type(bulletin.picture.view)])[0],
        "order": bulletin.order,
        "amount": bulletin.amount,
        "source": config.amount.source.value,
        "from_afar": _from_afar(config.afar),
        "health": {
            "scanner": condition.scanner,
            "keypad": condition.keypad,
            "display": condition.display,
            "network": condition.network,
            "clock": condition.clock,
            "journal": condition.journal,
        },
        "printer": printer_members(bulletin.printer, language),
        "open_orders": condition.open_orders,
        "notices": [notice_members(notice) for notice in bulletin.notices],
        "started_at": moment(started_at),
        "screen": {"width": width, "height": height, "version": bulletin.picture_version},
    }


def _from_afar(afar: InForce | None) -> Members | None:
    """Return which keys were set from afar."""
    if afar is None:
        return None
    return {"serial": afar.serial, "keys": [*afar.keys], "left_out": afar.left_out or None}


def printer_members(printer: PrinterHealth | None, language: Language) -> Members | None:
    """Return how the printer is, and what to do about it; None: there is none."""
    if printer is None:
        return None
    trouble = printer.trouble
    return {
        "works": trouble is None,
        "trouble": None if trouble is None else trouble.value,
        "message": None if trouble is None else TROUBLES[language][trouble],
    }


def notice_members(notice: Notice) -> Members:
    """Return what must be acknowledged: the end of an order or a refund, or one paid twice."""
    return {
        "order": notice.order,
        "kind": _KINDS[type(notice)],
        "state": State.APPROVED.value if isinstance(notice, PaidTwice) else notice.state.value,
        "amount": notice.amount,
    }


def totals_members(totals: Totals, day: date) -> Members:
    """Return what a day's sales come to."""
    return {
        "date": day.isoformat(),
        "from": moment(totals.span.begin),
        "to": moment(totals.span.end),
        "by_state": {state.value: _sum(each) for state, each in totals.by_state.items()},
        "by_hour": [{"hour": f"{hour:02d}"} | _sum(each) for hour, each in totals.by_hour.items()],
        "by_pay_type": {
            "unknown" if kind is None else kind.value: _sum(each)
            for kind, each in totals.by_pay_type.items()
        },
        "refunds": _sum(totals.refunds),
        "first": totals.first,
        "last": totals.last,
    }


def closing_members(closed: ClosedDay | None) -> Members:
    """Return when a day was closed and with which head, beside its totals."""
    if closed is None:
        return {"closed_at": None, "head": None}
    return {"closed_at": moment(closed.at), "head": as_hex(closed.head) or None}


def changed_since(closed: ClosedDay | None, now: Members) -> bool:
    """Tell whether a closed day came to other totals since; `now` are those of totals_members."""
    if closed is None:
        return False
    try:
        said = json.loads(closed.said)
    except ValueError:
        return True
    return not isinstance(said, dict) or any(said.get(name) != now[name] for name in now)


def _sum(each: Sum) -> Members:
    return {"count": each.count, "amount": each.amount}


def panel_size(config: Config) -> tuple[int, int]:
    """Return the panel's pixels as one looks at it."""
    display = config.display
    turned = display.rotate % 2 == 1
    size = (display.width, display.height)
    return size[::-1] if turned else size
