"""One or more example pictures of every screen: for tests, the contact sheet and the manual."""

from datetime import date
from typing import Final

from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.screen import refund_view, view
from terminal_daemon.screen.view import Advice, Countdown, Picture, Status, View
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.auth_code import NotACode
from terminal_daemon.values.day_head import DayHead

CANCEL_REASONS: Final = (
    Reason.CANCELLED_BY_STAFF,
    Reason.CANCELLED_BY_REGISTER,
    Reason.NO_CODE_IN_TIME,
    Reason.NO_NETWORK,
    Reason.STOPPED,
)
"""Reasons of a sale that was never submitted; all the others decline one."""

_AMOUNT: Final = Fen(1250)
_LARGE: Final = Fen(500000)
_LARGEST: Final = Fen(9999999)
_TAIL: Final = "0042"
_HEAD: Final = DayHead("9F86D081884C7D659A2FEAA0C55AD015", date(2026, 11, 25))


def _sale_views() -> tuple[tuple[str, View], ...]:
    return (
        ("starting", view.Starting()),
        ("ready", view.Ready()),
        ("ready-fixed", view.Ready(Fen(1800))),
        ("ready-register", view.Ready(register=True)),
        ("enter-first-key", view.EnterAmount("1")),
        ("enter-amount", view.EnterAmount("12.5")),
        ("enter-items", view.EnterAmount("9.50", Fen(300))),
        ("enter-next-item", view.EnterAmount("", _AMOUNT)),
        ("enter-largest", view.EnterAmount("99999.99", _LARGEST)),
        ("present-code", view.PresentCode(_AMOUNT, Countdown(58, 60))),
        ("present-code-largest", view.PresentCode(_LARGEST, Countdown(120, 120))),
        ("connecting", view.Connecting(_AMOUNT)),
        ("paying", view.Paying(_AMOUNT)),
        ("paying-usually", view.Paying(_AMOUNT, usual_s=2)),
        ("paying-sent", view.Paying(_AMOUNT, sent=True, usual_s=12)),
        ("confirming", view.Confirming(_AMOUNT, Countdown(31, 47))),
        ("checking", view.Checking(_AMOUNT, Countdown(49, 60))),
        ("checking-usually", view.Checking(_AMOUNT, Countdown(9, 60), 2)),
        ("approved", view.Approved(_AMOUNT, _TAIL)),
        ("approved-smallest", view.Approved(Fen(1), _TAIL)),
        ("approved-large", view.Approved(_LARGE, _TAIL)),
        ("approved-largest", view.Approved(_LARGEST, _TAIL)),
        ("approved-earlier", view.Approved(_AMOUNT, _TAIL, background=True)),
        ("paid-twice", view.PaidTwice(_AMOUNT, _TAIL, "12:31")),
        ("paid-twice-largest", view.PaidTwice(_LARGEST, _TAIL, "23:59")),
        ("paid-twice-lately", view.PaidTwice(_LARGEST, _TAIL, "")),
        ("declined-earlier", view.Declined(_LARGE, Reason.NOT_PAID_IN_TIME, _TAIL, True)),
        ("refund-order-none", refund_view.RefundOrder()),
        ("refund-order", refund_view.RefundOrder("0042")),
        ("refund-order-longest", refund_view.RefundOrder("123456789")),
        ("refund-match", refund_view.RefundMatch(_AMOUNT, _TAIL, "12:31")),
        ("refund-match-largest", refund_view.RefundMatch(_LARGEST, _TAIL, "23:59")),
        ("refund-part-all", refund_view.RefundPart("", _AMOUNT)),
        ("refund-part", refund_view.RefundPart("2.5", _AMOUNT)),
        ("refund-part-largest", refund_view.RefundPart("99999.99", _LARGEST)),
        ("refund-pin-none", refund_view.RefundPin()),
        ("refund-pin", refund_view.RefundPin(4)),
        ("refund-pin-longest", refund_view.RefundPin(12)),
        ("refunding", refund_view.Refunding(_AMOUNT)),
        ("refunding-largest", refund_view.Refunding(_LARGEST)),
        ("refund-done", refund_view.RefundDone(_AMOUNT, _TAIL)),
        ("refund-done-largest", refund_view.RefundDone(_LARGEST, _TAIL)),
        ("closed-day", view.ClosedDay(_HEAD)),
        ("stopped", view.Stopped()),
    )


def _reasoned_views() -> tuple[tuple[str, View], ...]:
    declined = (
        (f"declined-{reason.value}", view.Declined(_AMOUNT, reason, _TAIL))
        for reason in Reason
        if reason not in CANCEL_REASONS
    )
    cancelled = (
        (f"cancelled-{reason.value}", view.Cancelled(_AMOUNT, reason)) for reason in CANCEL_REASONS
    )
    scans = ((f"scan-{what.value}", view.ScanRefused(what)) for what in NotACode)
    amounts = (
        (f"amount-{problem.value}", view.AmountRefusedView(problem, _LARGE))
        for problem in AmountProblem
    )
    advices = ((f"advice-{advice.value}", view.Advise(advice, 42)) for advice in Advice)
    refunds = (
        (f"refund-failed-{reason.value}", refund_view.RefundFailed(_AMOUNT, reason, _TAIL))
        for reason in RefundReason
    )
    return (*declined, *cancelled, *refunds, *scans, *amounts, *advices)


def _status_pictures() -> tuple[tuple[str, Picture], ...]:
    at_work = view.PresentCode(_AMOUNT, Countdown(42, 60))
    everything = Status(
        network=False,
        scanner=False,
        keypad=False,
        clock=False,
        journal=False,
        open_orders=12,
        test=True,
    )
    return (
        ("unknown", Picture(view.Unknown(_AMOUNT, _TAIL), Status(open_orders=1))),
        ("unknown-largest", Picture(view.Unknown(_LARGEST, _TAIL), Status(open_orders=1))),
        ("unknown-test", Picture(view.Unknown(_AMOUNT, _TAIL), Status(open_orders=1, test=True))),
        ("no-network-yet", Picture(view.NoNetworkYet(_AMOUNT), Status(network=False))),
        (
            "present-code-no-scanner",
            Picture(
                view.PresentCode(_AMOUNT, Countdown(58, 60), scanner=False), Status(scanner=False)
            ),
        ),
        ("no-scanner", Picture(view.NoScanner(), Status(scanner=False))),
        ("no-keypad", Picture(view.NoKeypad(), Status(keypad=False))),
        ("no-scanner-other", Picture(view.NoScanner(("Tera HW0002",)), Status(scanner=False))),
        ("no-keypad-other", Picture(view.NoKeypad(("HID 1234:5678 Pad",)), Status(keypad=False))),
        ("status-test", Picture(view.Ready(), Status(test=True))),
        ("status-no-network", Picture(view.Ready(), Status(network=False))),
        ("status-no-scanner", Picture(at_work, Status(scanner=False))),
        ("status-no-keypad", Picture(view.Ready(Fen(1800)), Status(keypad=False))),
        ("status-clock", Picture(view.Ready(), Status(clock=False))),
        ("status-disk", Picture(view.Ready(), Status(journal=False))),
        ("status-open-orders", Picture(view.Ready(), Status(open_orders=2))),
        ("status-test-open", Picture(view.Ready(), Status(open_orders=1, test=True))),
        ("status-approved-test", Picture(view.Approved(_AMOUNT, _TAIL), Status(test=True))),
        ("status-all-at-once", Picture(at_work, everything)),
    )


GALLERY: Final[tuple[tuple[str, Picture], ...]] = (
    *((name, Picture(each, Status())) for name, each in (*_sale_views(), *_reasoned_views())),
    *_status_pictures(),
)
"""Name and picture; the names are file names too."""
