"""`terminal-daemon query ORDER`: the running terminal asks the gateway, and settles the sale."""

import sys
from collections.abc import Mapping
from http import HTTPStatus
from json import dumps
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from terminal_daemon.cli.books import NoSuchSale, say, settings
from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.cli.printable import printable
from terminal_daemon.cli.running_daemon import ask
from terminal_daemon.cli.socket_line import Said
from terminal_daemon.values.amount import Fen, shown

_WAIT_S: Final = 60


def run(config: Path, order: str, *, json: bool) -> int:
    """Print how the sale stands then; return the exit code. Raises ConfigError, NotAsked."""
    known, where = settings(config), f"/v1/sales/{quote(order, safe='')}"
    told = ask(known, "POST", f"{where}/query?wait={_WAIT_S}")
    code = _code(told)
    if code is ExitCode.DONE:
        if told.status != HTTPStatus.OK:  # there is nothing to ask: it is over
            told = ask(known, "GET", where)
        say([dumps(told.members, indent=2) if json else sale_line(told.members)])
    else:
        print(printable(_sentence(told)), file=sys.stderr)
    return code


def sale_line(sale: Mapping[str, Any]) -> str:
    """Return for example "T01_7K3M2QXA_000042 approved ¥12.50"."""
    reason = sale.get("reason") or {}
    words = (sale["order"], sale["state"], shown(Fen(int(sale["amount"]))), reason.get("code", ""))
    return printable(" ".join(str(word) for word in words if word))


def _code(told: Said) -> ExitCode:
    match told.problem:
        case "no-such-sale" | "not-found":
            raise NoSuchSale("there is no sale with this order number")
        case "unreachable":
            return ExitCode.UNREACHABLE
        case "nothing-to-ask":
            return ExitCode.DONE
        case _:
            return ExitCode.DONE if told.status == HTTPStatus.OK else ExitCode.FAILED


def _sentence(told: Said) -> str:
    if told.status == HTTPStatus.ACCEPTED:
        return "the gateway has not answered yet; the terminal goes on asking"
    return str(told.members.get("detail") or told.members.get("title") or told.status)
