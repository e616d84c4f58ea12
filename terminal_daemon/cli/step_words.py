"""What happened to a sale, in plain words: the journal's own names are for programs."""

import re
from collections.abc import Mapping
from typing import Final

from terminal_daemon.journal.refund_event import refund_step_in

EVENTS: Final[Mapping[str, str]] = {
    "Armed": "Order written down",
    "CodeScanned": "Code read",
    "GivenUp": "No code was used",
    "WokenUp": "The time had passed",
    "AskedNow": "Somebody asked",
    "Recovered": "Taken up after a restart",
    "Salvaged": "Kept from a damaged journal",
    "RecordedLate": "Written once the disk worked again",
}
CALLS: Final[Mapping[str, str]] = {"submit": "Payment", "query": "Query", "close": "Close"}
VERDICTS: Final[Mapping[str, str]] = {
    "Approved": "paid",
    "Declined": "not paid",
    "Rejected": "refused by the gateway",
    "AskFirst": "said to be not paid, asking again",
    "Pending": "not paid yet",
    "PerhapsFailed": "perhaps failed",
    "FailedForNow": "failed for now",
    "Refunded": "refunded",
    "NotThere": "no such order",
    "NotSent": "not sent",
    "Unknown": "no answer that proves anything",
    "NotOurs": "an answer about another amount",
    "Closed": "the order is closed",
}
REFUNDS: Final[Mapping[str, str]] = {
    "armed": "written down",
    "pending": "the gateway is at it",
    "unknown": "outcome unknown",
    "refunded": "the money goes back",
    "failed": "failed, nothing went back",
}
_JUDGED: Final = re.compile(r"Judged (\w+) (\w+)")


def in_words(event: str) -> str:
    """Return for example "Query: not paid yet"; an event without words as it is."""
    refund, judged = refund_step_in(event), _JUDGED.fullmatch(event)
    if refund is not None:
        return f"Refund {refund.nth}: {REFUNDS[refund.state.value]}"
    if judged is not None and judged[1] in CALLS and judged[2] in VERDICTS:
        return f"{CALLS[judged[1]]}: {VERDICTS[judged[2]]}"
    return EVENTS.get(event.partition(" ")[0], event)
