"""The commands of the shop's owner: their arguments, and what each loads."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from terminal_daemon.cli.days import Lately
    from terminal_daemon.cli.sales import Form
    from terminal_daemon.values.day_head import DayHead

COMMANDS: Final = ("sales", "sale", "totals", "query", "receipt", "verify", "close-day")
STATES: Final = (
    *("awaiting_code", "submitting", "pending", "approved", "declined", "unknown", "cancelled"),
    "refunded",
)
_MOST: Final = 10**7


def add_to(
    command: Callable[[str, str], ArgumentParser], add_config: Callable[[ArgumentParser], None]
) -> None:
    """Add the commands and their options."""
    sales = command("sales", "the sales of a day, or the newest ones")
    _add_day(sales)
    sales.add_argument("--state", choices=STATES, metavar="STATE", help=", ".join(STATES))
    sales.add_argument(
        "--limit", type=_count, metavar="N", help="at most so many; default 50, of a day: all"
    )
    _add_form(sales)
    one = command("sale", "one sale, and step by step what happened to it")
    one.add_argument("order", metavar="ORDER", help="its order number")
    one.add_argument("--json", action="store_true", help="for programs")
    query = command("query", "asks the gateway about an order now, and settles the sale")
    query.add_argument("order", metavar="ORDER", help="its order number")
    query.add_argument("--json", action="store_true", help="for programs")
    receipt = command("receipt", "a sale's receipt, as text here or on the terminal's paper")
    receipt.add_argument("order", metavar="ORDER", help="its order number")
    receipt.add_argument(
        "--columns", type=_columns, metavar="N", help="so wide; default as receipt.columns says"
    )
    receipt.add_argument("--print", action="store_true", help="let the running terminal print it")
    totals = command("totals", "what a day's sales come to, by state, wallet and hour")
    _add_day(totals, "default today")
    _add_form(totals)
    verify = command("verify", "finds every record of the journal that is not as it was written")
    verify.add_argument(
        "--head", type=_head, metavar="HEAD", help="and whether it ever had this head"
    )
    close = command("close-day", "draws up a day, once, and compares it with the gateway's bill")
    _add_day(close, "default today")
    close.add_argument("--bill", type=Path, metavar="FILE", help="the gateway's bill, as CSV")
    close.add_argument("--json", action="store_true", help="for programs")
    for parser in (sales, one, query, receipt, totals, verify, close):
        add_config(parser)


def run(chosen: Namespace) -> int:
    """Run the command; each import stands where it is needed."""
    match chosen.command:
        case "sales":
            from terminal_daemon.cli import sales  # noqa: PLC0415 - loads the journal
            from terminal_daemon.sale.state import State  # noqa: PLC0415 - as above

            state = None if chosen.state is None else State(chosen.state)
            wanted = sales.Wanted(chosen.date, state, chosen.limit)
            return sales.run(chosen.config, wanted, _form(chosen))
        case "sale":
            from terminal_daemon.cli import sale  # noqa: PLC0415 - loads the journal

            return sale.run(chosen.config, chosen.order, json=chosen.json)
        case "query":
            from terminal_daemon.cli import query  # noqa: PLC0415 - loads the configuration

            return query.run(chosen.config, chosen.order, json=chosen.json)
        case "receipt":
            from terminal_daemon.cli import receipt  # noqa: PLC0415 - loads the journal

            if chosen.print:
                return receipt.on_paper(chosen.config, chosen.order)
            return receipt.show(chosen.config, chosen.order, chosen.columns)
        case "verify":
            from terminal_daemon.cli import verify  # noqa: PLC0415 - loads the journal

            return verify.run(chosen.config, chosen.head)
        case "close-day":
            from terminal_daemon.cli import close_day  # noqa: PLC0415 - loads the journal
            from terminal_daemon.cli.days import Lately  # noqa: PLC0415 - as above

            day = chosen.date or Lately.TODAY
            return close_day.run(chosen.config, day, chosen.bill, json=chosen.json)
        case _:
            from terminal_daemon.cli import totals  # noqa: PLC0415 - loads the journal
            from terminal_daemon.cli.days import Lately  # noqa: PLC0415 - as above

            return totals.run(chosen.config, chosen.date or Lately.TODAY, _form(chosen))


def _add_day(parser: ArgumentParser, when: str = "of one day") -> None:
    help_text = f'{when}; for example 2026-11-25, "today" or "yesterday"'
    parser.add_argument("--date", type=_day, metavar="DAY", help=help_text)


def _add_form(parser: ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="for programs")
    how.add_argument("--csv", action="store_true", help="for a spreadsheet")


def _form(chosen: Namespace) -> "Form":
    from terminal_daemon.cli.sales import Form  # noqa: PLC0415 - loads the journal

    if chosen.json:
        return Form.JSON
    return Form.CSV if chosen.csv else Form.TABLE


def _day(text: str) -> "date | Lately":
    from terminal_daemon.cli.days import read_day  # noqa: PLC0415 - few commands have a day

    try:
        return read_day(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day such as 2026-11-25 or today") from None


def _head(text: str) -> "DayHead":
    from terminal_daemon.values.day_head import read_day_head  # noqa: PLC0415 - one command's

    try:
        return read_day_head(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no head: {error}") from None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= _MOST):
        raise ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def _columns(text: str) -> int:
    from terminal_daemon.config.receipt import (  # noqa: PLC0415 - one command's
        LEAST_COLUMNS,
        MOST_COLUMNS,
    )

    allowed = range(LEAST_COLUMNS, MOST_COLUMNS + 1)
    if not (text.isascii() and text.isdigit() and int(text[:3]) in allowed):
        wrong = f"{text!r} is no number of columns from {LEAST_COLUMNS} to {MOST_COLUMNS}"
        raise ArgumentTypeError(wrong)
    return int(text)
