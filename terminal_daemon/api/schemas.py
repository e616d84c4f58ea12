"""The shapes of what the API takes and gives, for its own description (JSON Schema 2020-12)."""

from enum import Enum
from typing import Any, Final

from terminal_daemon.api.problems import Kind
from terminal_daemon.api.requests import (
    LONGEST_DESCRIPTION,
    LONGEST_REFERENCE,
    ORDER,
    REFUND_MEMBERS,
    WISH_MEMBERS,
)
from terminal_daemon.config.model import MOST_FEN, AmountSource, Language
from terminal_daemon.config.pin import LEAST, MOST
from terminal_daemon.receipts.trouble import Trouble
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund import REFUND_OPEN, RefundState
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.state import State
from terminal_daemon.terminal.doing import Doing
from terminal_daemon.values.auth_code import PayType

Schema = dict[str, Any]

REFUND_ENDS: Final = [state for state in RefundState if state not in REFUND_OPEN]

TEXT: Final[Schema] = {"type": "string"}
FLAG: Final[Schema] = {"type": "boolean"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
DATE: Final[Schema] = {"type": "string", "format": "date"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
ORDER_NUMBER: Final[Schema] = {"type": "string", "pattern": f"^{ORDER.pattern}$"}
_PRINTABLE: Final = "^[ -~\u4e00-\u9fff]*$"  # what is sure to be taken


def ref(name: str) -> Schema:
    """Return a reference to one of SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


def one_of(words: type[Enum]) -> Schema:
    """Return the schema of an enum's words."""
    return {"type": "string", "enum": [word.value for word in words]}


def nullable(schema: Schema) -> Schema:
    """Return the schema of that, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def closed(members: dict[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    """Return the schema of an object that has these members and no others."""
    return {
        "type": "object",
        "properties": members,
        "required": [name for name in members if name not in optional],
        "additionalProperties": False,
    }


def listed(items: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


_AMOUNT: Final[Schema] = {"type": "integer", "minimum": 1, "description": "fen, 1/100 CNY"}
_STATE: Final = one_of(State)
_SUM: Final = closed({"count": COUNT, "amount": COUNT})
_SALE: Final = closed(
    {
        "order": ORDER_NUMBER,
        "state": _STATE,
        "amount": _AMOUNT,
        "refunded": COUNT | {"description": "fen of it that went back"},
        "currency": {"const": "CNY"},
        "reason": nullable(ref("Reason")),
        "late": FLAG | {"description": "approved after it was declined"},
        "reference": TEXT,
        "description": TEXT,
        "pay_type": nullable(one_of(PayType)),
        "trade_id": nullable(TEXT),
        "out_trade_id": nullable(TEXT),
        "retry_of": nullable(ORDER_NUMBER),
        "created_at": MOMENT,
        "submitted_at": nullable(MOMENT),
        "finished_at": nullable(MOMENT),
    }
)


def new_sale(maximum: int = MOST_FEN) -> Schema:
    """Return the schema of the body of POST /v1/sales; `maximum` is the terminal's own."""
    members: dict[str, Schema] = {
        "amount": _AMOUNT | {"maximum": maximum},
        "reference": TEXT | {"maxLength": LONGEST_REFERENCE, "pattern": _PRINTABLE},
        "description": TEXT | {"maxLength": LONGEST_DESCRIPTION, "pattern": _PRINTABLE},
        "retry_of": nullable(ORDER_NUMBER),
    }
    return closed(members, optional=WISH_MEMBERS[1:])


def new_refund() -> Schema:
    """Return the schema of the body of POST /v1/sales/{order}/refunds."""
    members: dict[str, Schema] = {
        "amount": nullable(_AMOUNT | {"maximum": MOST_FEN}),
        "pin": TEXT | {"pattern": f"^[0-9]{{{LEAST},{MOST}}}$"},
    }
    return closed(members, optional=REFUND_MEMBERS)


_HEAD: Final = nullable(TEXT | {"pattern": "^[0-9A-F]{32}$"})
_TOTALS: Final = {
    "date": DATE,
    "from": MOMENT,
    "to": MOMENT,
    "by_state": {"type": "object", "additionalProperties": _SUM},
    "by_hour": listed(
        closed({"hour": TEXT | {"pattern": "^[0-2][0-9]$"}, "count": COUNT, "amount": COUNT})
    ),
    "by_pay_type": {"type": "object", "additionalProperties": _SUM},
    "refunds": _SUM,
    "first": nullable(ORDER_NUMBER),
    "last": nullable(ORDER_NUMBER),
}
SCHEMAS: Final[dict[str, Schema]] = {
    "Sale": _SALE,
    "Reason": closed({"code": one_of(Reason), "message": TEXT}),
    "Refund": closed(
        {
            "refund": ORDER_NUMBER,
            "order": ORDER_NUMBER,
            "amount": _AMOUNT,
            "currency": {"const": "CNY"},
            "state": one_of(RefundState),
            "reason": nullable(closed({"code": one_of(RefundReason), "message": TEXT})),
            "refund_id": nullable(TEXT),
            "created_at": MOMENT,
            "finished_at": nullable(MOMENT),
        }
    ),
    "Refunds": closed(
        {
            "order": ORDER_NUMBER,
            "amount": _AMOUNT,
            "refunded": COUNT,
            "refundable": COUNT | {"description": "fen that may be refunded now"},
            "refunds": listed(ref("Refund")),
        }
    ),
    "Page": closed({"sales": listed(ref("Sale")), "next": nullable(ORDER_NUMBER)}),
    "History": closed(
        {
            "order": ORDER_NUMBER,
            "steps": listed(
                closed(
                    {
                        "at": MOMENT,
                        "event": TEXT,
                        "state": _STATE,
                        "reason": nullable(ref("Reason")),
                    }
                )
            ),
        }
    ),
    "Totals": closed(
        _TOTALS
        | {
            "closed_at": nullable(MOMENT),
            "head": _HEAD,
            "changed_since": {"type": "boolean"},
        }
    ),
    "ClosedDay": closed(
        {
            **_TOTALS,
            "unsettled": listed(ORDER_NUMBER),
            "unsettled_refunds": listed(ORDER_NUMBER),
            "closed_at": MOMENT,
            "head": _HEAD,
            "copy": {"type": "boolean"},
            "changed_since": {"type": "boolean"},
        }
    ),
    "Terminal": closed(
        {
            "id": TEXT,
            "store_id": TEXT,
            "version": TEXT,
            "language": one_of(Language),
            "time_zone": nullable(
                TEXT | {"description": 'the shop\'s, like "Asia/Shanghai"; null: it has no name'}
            ),
            "test": FLAG,
            "doing": one_of(Doing),
            "doing_text": TEXT,
            "order": nullable(ORDER_NUMBER),
            "amount": nullable(_AMOUNT),
            "source": one_of(AmountSource),
            "from_afar": nullable(
                closed({"serial": COUNT, "keys": listed(TEXT), "left_out": nullable(TEXT)})
            ),
            "health": closed(
                dict.fromkeys(("scanner", "keypad", "display", "network", "clock", "journal"), FLAG)
            ),
            "printer": nullable(
                closed(
                    {
                        "works": FLAG,
                        "trouble": nullable(one_of(Trouble)),
                        "message": nullable(TEXT),
                    }
                )
            ),
            "open_orders": COUNT,
            "notices": listed(
                closed(
                    {
                        "order": ORDER_NUMBER,
                        "kind": {"enum": ["ended", "paid_twice", "refund"]},
                        "state": {"enum": [state.value for state in (*State, *REFUND_ENDS)]},
                        "amount": _AMOUNT,
                    }
                )
            ),
            "started_at": MOMENT,
            "screen": closed({"width": COUNT, "height": COUNT, "version": COUNT}),
        }
    ),
    "Printed": closed(
        {
            "order": ORDER_NUMBER,
            "state": {"enum": ["printed", "sent", "waiting"]},
            "copy": nullable(FLAG | {"description": "it said COPY; null: not printed yet"}),
        }
    ),
    "Problem": {
        "type": "object",
        "properties": {
            "type": {"enum": [kind.path for kind in Kind]},
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "errors": listed(closed({"field": TEXT, "message": TEXT})),
            "state": _STATE,
            "why": TEXT,
            "left": COUNT | {"description": "how many PINs may be wrong before a pause"},
            "order": nullable(ORDER_NUMBER),
        },
        "required": ["type", "title", "status"],
        "additionalProperties": False,
    },
}
