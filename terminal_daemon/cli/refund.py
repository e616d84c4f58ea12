"""`terminal-daemon refund`: gives back what an order was paid, or a part of it.

Through the terminal that runs; where none does, by itself, holding the journal meanwhile.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import Any, Final
from uuid import uuid4

from terminal_daemon.cli.console import Console, Person
from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.cli.socket_line import Said, SocketLine
from terminal_daemon.config.load import load_config, read_tables
from terminal_daemon.config.model import Language
from terminal_daemon.config.pin import LEAST, MOST, is_pin
from terminal_daemon.sale.refund import RefundState
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.screen.texts import refund_message
from terminal_daemon.terminal.clock import monotonic
from terminal_daemon.values.amount import Fen, shown
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.errors import TerminalError

_USUAL_LISTEN: Final = ("unix:/run/terminal-daemon/api.sock",)
_UNIX: Final = "unix:"
_WAIT_S: Final = 120.0
_WAIT_AT_A_TIME_S: Final = 30
_TRIES: Final = 3
_PAUSE_S: Final = 1.0


class NoRefundBegun(TerminalError):
    """Nothing was begun, and why."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to give back of which order; no amount is all that is left."""

    order: str
    amount: int | None = None
    key: str = field(default_factory=lambda: str(uuid4()))


def run(config: Path, order: Order, person: Person | None = None) -> int:
    """Refund, wait for the outcome and say it. Returns the exit code."""
    line = _line(config)
    if line is None:
        from terminal_daemon.cli import refund_alone  # noqa: PLC0415 - loads what calls the gateway

        loaded = load_config(config, os.environ)
        return tell(*refund_alone.run(loaded, order.order, order.amount))
    return _through(line, order, person or Console())


def tell(amount: int, state: RefundState, reason: RefundReason | None) -> int:
    """Say how a refund ended, and return the exit code."""
    money = shown(Fen(amount))
    if state is RefundState.REFUNDED:
        print(f"{money} refunded")
        return ExitCode.DONE
    if state is RefundState.FAILED:
        why = "" if reason is None else f": {refund_message(reason, Language.ENGLISH)}"
        print(f"{money} not refunded{why}", file=sys.stderr)
        unreachable = reason is RefundReason.NO_NETWORK
        return ExitCode.UNREACHABLE if unreachable else ExitCode.FAILED
    print(
        f"{money}: the refund is under way, its end is not known yet; the terminal goes on asking "
        "and says on its screen how it ended. Do not refund in another way before that",
        file=sys.stderr,
    )
    return ExitCode.FAILED


def _line(config: Path) -> SocketLine | None:
    """Return the line to the terminal that runs, None if none does."""
    api = read_tables(config).get("api", {})
    listen = api.get("listen", _USUAL_LISTEN) if isinstance(api, dict) else _USUAL_LISTEN
    for address in listen if isinstance(listen, list | tuple) else ():
        if isinstance(address, str) and address.startswith(_UNIX):
            line = SocketLine(Path(address.removeprefix(_UNIX)))
            if line.is_open():
                return line
    return None


def _through(line: SocketLine, order: Order, person: Person) -> int:
    begun = _begun(line, order, person)
    if begun.status not in (200, 201):
        raise NoRefundBegun(_why(begun))
    number, amount = str(begun.members["refund"]), int(begun.members["amount"])
    refund: Mapping[str, Any] = begun.members
    until = monotonic() + _WAIT_S
    while refund["finished_at"] is None and monotonic() < until:
        found = _again(line, "GET", f"{_path(order)}?wait={_WAIT_AT_A_TIME_S}")
        refunds = found.members.get("refunds", ())
        refund = next((each for each in refunds if each["refund"] == number), refund)
    reason = refund["reason"]
    why = None if reason is None else RefundReason(reason["code"])
    return tell(amount, RefundState(refund["state"]), why)


def _begun(line: SocketLine, order: Order, person: Person) -> Said:
    """Ask for the refund, and for the PIN as long as it is wrong."""
    body: dict[str, object] = {} if order.amount is None else {"amount": order.amount}
    head = {"Idempotency-Key": order.key, "Accept-Language": "en"}
    said = _again(line, "POST", _path(order), body, head)
    while said.problem in ("pin-needed", "pin-wrong"):
        if said.problem == "pin-wrong":
            person.say(f"The PIN is wrong; {said.members.get('left')} more before a pause.")
        body["pin"] = _pin(person)
        said = _again(line, "POST", _path(order), body, head)
    return said


def _pin(person: Person) -> str:
    """Return what can be the PIN. Raises NoRefundBegun where nobody types one."""
    while True:
        try:
            pin = person.ask_secret("Operator's PIN")
        except EOFError:
            pin = ""
        if not pin:
            raise NoRefundBegun("nothing was begun: no PIN was typed")
        if is_pin(pin):
            return pin
        person.say(f"A PIN is {LEAST} to {MOST} digits.")


def _again(
    line: SocketLine,
    method: str,
    path: str,
    body: object = None,
    headers: Mapping[str, str] | None = None,
) -> Said:
    """Make the call, and again if its answer is lost: the key sees to it that it counts once."""
    for left in reversed(range(_TRIES)):
        try:
            return line.call(method, path, body, headers)
        except OSError:
            if not left:
                raise
            Event().wait(_PAUSE_S)
    raise AssertionError  # the last try returns or raises


def _path(order: Order) -> str:
    return f"/v1/sales/{order.order}/refunds"


def _why(said: Said) -> str:
    title, detail = said.members.get("title", "no answer"), said.members.get("detail", "")
    return f"nothing was begun: {detail or title}"
