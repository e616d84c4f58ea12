"""What is sent to us: JSON that is not trusted, to values or to what is wrong with each field."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any, Final, NoReturn, TypeGuard

from terminal_daemon.api.exchange import JSON, Call
from terminal_daemon.api.problems import FieldError, Kind, invalid, refused
from terminal_daemon.config.model import MOST_FEN
from terminal_daemon.config.pin import LEAST, MOST, is_pin
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.order_number import OrderNumber

ORDER: Final = re.compile(r"[A-Za-z0-9_]{5,32}")
LONGEST_REFERENCE: Final = 64
LONGEST_DESCRIPTION: Final = 40
REFUND_MEMBERS: Final = ("amount", "pin")
WISH_MEMBERS: Final = ("amount", "reference", "description", "retry_of")
_TEXTS: Final = {"reference": LONGEST_REFERENCE, "description": LONGEST_DESCRIPTION}
_KEY: Final = re.compile("[ -~]{1,255}")
_DEEPEST: Final = 8
_SHOWN: Final = 40


async def read_object(call: Call) -> Mapping[str, Any]:
    """Return the JSON object in the call's body. Raises Refused."""
    content_type = call.header("content-type").partition(";")[0].strip().lower()
    if content_type != JSON:
        raise refused(Kind.NOT_JSON, f"Content-Type must be {JSON}")
    return object_of(await call.receive())


def object_of(body: bytes) -> Mapping[str, Any]:
    """Return the JSON object that these bytes are. Raises Refused."""
    try:
        found = json.loads(
            body.decode("utf-8"), object_pairs_hook=_members, parse_constant=_no_number
        )
    except (ValueError, RecursionError):
        raise refused(Kind.MALFORMED, "the body is not JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise refused(Kind.MALFORMED, "the body is not a JSON object")
    if _depth(found) > _DEEPEST:
        raise refused(Kind.MALFORMED, f"the body is deeper than {_DEEPEST}")
    return found


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member stands twice")
    return members


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _depth(found: object) -> int:
    inner: tuple[object, ...] = ()
    if isinstance(found, dict):
        inner = tuple(found.values())
    elif isinstance(found, list):
        inner = tuple(found)
    else:
        return 0
    return 1 + max(map(_depth, inner), default=0)


@dataclass(frozen=True, slots=True)
class Wish:
    """A sale that a register wants."""

    amount: Fen
    reference: str = ""
    description: str = ""
    retry_of: OrderNumber | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of all of it: alike for alike wishes, however their JSON was written."""
        members = [self.amount, self.reference, self.description, self.retry_of]
        return sha256(json.dumps(members).encode("ascii")).hexdigest()


def wish_of(body: Mapping[str, Any], maximum: Fen) -> Wish:
    """Return the sale that a body asks for. Raises Refused, with everything that is wrong."""
    errors = strangers(body, WISH_MEMBERS)
    amount = _whole(body.get("amount"))
    if not 1 <= amount <= maximum:
        errors.append(FieldError("amount", f"a whole number of fen from 1 to {maximum}"))
    for name, most in _TEXTS.items():
        if not _is_text(body.get(name, ""), most):
            errors.append(FieldError(name, f"up to {most} printable characters"))
    retry_of = body.get("retry_of")
    if retry_of is not None and not is_order(retry_of):
        errors.append(FieldError("retry_of", "the order number of an earlier sale, or null"))
    if errors:
        raise invalid(*errors)
    return Wish(Fen(amount), body.get("reference", ""), body.get("description", ""), retry_of)


@dataclass(frozen=True, slots=True)
class RefundWish:
    """A refund that somebody wants."""

    amount: Fen | None = None
    """None: all that is left."""
    pin: str | None = field(default=None, repr=False)

    def digest(self, order: OrderNumber) -> str:
        """SHA-256 of what goes back, and of which order."""
        return sha256(json.dumps(["refund", order, self.amount]).encode("ascii")).hexdigest()


def refund_wish_of(body: Mapping[str, Any]) -> RefundWish:
    """Return the refund that a body asks for. Raises Refused, with everything that is wrong."""
    errors = strangers(body, REFUND_MEMBERS)
    amount, pin = body.get("amount"), body.get("pin")
    if amount is not None and not 1 <= _whole(amount) <= MOST_FEN:
        errors.append(FieldError("amount", f"a whole number of fen from 1 to {MOST_FEN}, or null"))
    if pin is not None and not (isinstance(pin, str) and is_pin(pin)):
        errors.append(FieldError("pin", f"{LEAST} to {MOST} digits as text"))
    if errors:
        raise invalid(*errors)
    return RefundWish(None if amount is None else Fen(_whole(amount)), pin)


def order_in(call: Call) -> OrderNumber:
    """Return the order that the path names. Raises Refused."""
    name = call.named["order"]
    if not is_order(name):
        raise refused(Kind.NO_SUCH_SALE)
    return name


def key_of(call: Call) -> str | None:
    """Return the call's Idempotency-Key; None: it has none. Raises Refused."""
    keys = call.headers.get("idempotency-key", ())
    if not keys:
        return None
    if len(keys) > 1 or not _KEY.fullmatch(keys[0]):
        message = "1 to 255 printable ASCII characters, once"
        raise invalid(FieldError("Idempotency-Key", message))
    return keys[0]


def strangers(names: Iterable[str], known: Collection[str]) -> list[FieldError]:
    """Return what to mend of the names that are not known."""
    return [FieldError(_shown(name), "is not known") for name in names if name not in known]


def is_order(value: object) -> TypeGuard[OrderNumber]:
    """Tell what has the form of an order number."""
    return isinstance(value, str) and ORDER.fullmatch(value) is not None


def _whole(value: object) -> int:
    """Return a number without a fraction, which JSON may spell 1250.0 too; 0 for anything else."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _is_text(value: object, most: int) -> bool:
    return isinstance(value, str) and len(value) <= most and value.isprintable()


def _shown(name: str) -> str:
    """Return the name of a member as it can be repeated."""
    return name[:_SHOWN] if name.isprintable() else "?"
