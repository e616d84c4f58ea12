"""Sales, steps and the terminal as the API shows them: plain members, ready for JSON."""

from datetime import UTC, datetime
from typing import Any

from terminal_daemon import __version__
from terminal_daemon.api.doors import Bulletin
from terminal_daemon.config.model import Config, Language
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.screen.texts import TEXTS, message
from terminal_daemon.screen.wording import wordings
from terminal_daemon.values.moment import UnixSeconds

Members = dict[str, Any]


def sale_members(sale: Sale, language: Language) -> Members:
    """Return a sale; neither the payment code nor who paid is ever in it."""
    return {
        "order": sale.order,
        "state": sale.state.value,
        "amount": sale.amount,
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


def reason_members(reason: Reason | None, language: Language) -> Members | None:
    """Return why a sale ended so: a word for programs, a sentence for people."""
    return None if reason is None else {"code": reason.value, "message": message(reason, language)}


def moment(at: UnixSeconds | None) -> str | None:
    """Return for example "2026-11-25T10:00:00Z"."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def terminal_members(
    bulletin: Bulletin, config: Config, started_at: UnixSeconds, language: Language
) -> Members:
    """Return what the terminal is doing, and its health."""
    condition = bulletin.condition
    width, height = panel_size(config)
    return {
        "id": config.terminal.id,
        "store_id": config.terminal.store_id,
        "version": __version__,
        "language": config.terminal.language.value,
        "test": condition.test,
        "doing": bulletin.doing.value,
        "doing_text": wordings(TEXTS[language].titles[type(bulletin.picture.view)])[0],
        "order": bulletin.order,
        "amount": bulletin.amount,
        "source": config.amount.source.value,
        "health": {
            "scanner": condition.scanner,
            "keypad": condition.keypad,
            "display": condition.display,
            "network": condition.network,
            "clock": condition.clock,
            "journal": condition.journal,
        },
        "open_orders": condition.open_orders,
        "notices": [],
        "started_at": moment(started_at),
        "screen": {"width": width, "height": height, "version": bulletin.picture_version},
    }


def panel_size(config: Config) -> tuple[int, int]:
    """Return the panel's pixels as one looks at it."""
    display = config.display
    turned = display.rotate % 2 == 1
    size = (display.width, display.height)
    return size[::-1] if turned else size
