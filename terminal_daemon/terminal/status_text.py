"""What the terminal is doing in a few words, for `systemctl status` (sd_notify's STATUS=)."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.screen import refund_view, view
from terminal_daemon.screen.view import Picture, Status

_WORDS: Final[Mapping[type, str]] = {
    view.Starting: "starting",
    view.Stopped: "stopped",
    view.Ready: "ready",
    view.EnterAmount: "amount being typed",
    view.PresentCode: "waiting for a payment code",
    view.Connecting: "paying: connecting",
    view.Paying: "paying",
    view.NoNetworkYet: "paying: not sent yet",
    view.Confirming: "paying: the customer is confirming",
    view.Checking: "paying: asking for the outcome",
    view.Approved: "approved",
    view.PaidTwice: "approved: perhaps paid twice",
    view.Declined: "declined",
    view.Unknown: "unknown: the money may have moved",
    view.Cancelled: "cancelled",
    refund_view.RefundOrder: "refund: order being typed",
    refund_view.RefundMatch: "refund: order shown",
    refund_view.RefundPart: "refund: amount being typed",
    refund_view.RefundPin: "refund: PIN being typed",
    refund_view.Refunding: "refunding",
    refund_view.RefundDone: "refunded",
    refund_view.RefundFailed: "not refunded",
    view.ScanRefused: "scan refused",
    view.AmountRefusedView: "amount refused",
    view.Advise: "advice on the screen",
    view.NoScanner: "no scanner",
    view.NoKeypad: "no keypad",
    view.ClosedDay: "the head of a closed day on the screen",
}

QUIET: Final = (view.Ready, view.NoScanner, view.NoKeypad)
"""Screens at which nobody is at the counter."""


def status_text(picture: Picture) -> str:
    """Return for example "ready; no network; 2 orders unknown"."""
    doing = _WORDS.get(type(picture.view), type(picture.view).__name__)
    troubles = [trouble for trouble in _troubles(picture.status) if trouble != doing]
    return "; ".join((doing, *troubles))


def _troubles(status: Status) -> list[str]:
    said = (
        (not status.scanner, "no scanner"),
        (not status.keypad, "no keypad"),
        (not status.network, "no network"),
        (not status.clock, "clock not set"),
        (not status.journal and not status.damaged, "journal cannot be written"),
        (status.damaged, "journal damaged: start again to mend it"),
        (status.open_orders == 1, "1 order unknown"),
        (status.open_orders > 1, f"{status.open_orders} orders unknown"),
        (status.test, "TEST gateway"),
    )
    return [words for is_so, words in said if is_so]
