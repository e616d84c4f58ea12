"""`terminal-daemon receipt ORDER`: a sale's receipt, as text here or on the terminal's paper."""

import asyncio
import sys
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from terminal_daemon.cli.books import NoSuchSale, open_books, say, settings
from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.cli.printable import printable
from terminal_daemon.cli.running_daemon import ask
from terminal_daemon.receipts.slip import shop_of, slip, text_of
from terminal_daemon.values.dataclass import replace


def show(config: Path, order: str, columns: int | None) -> int:
    """Print the receipt on stdout. Raises ConfigError, JournalError, NoSuchSale."""
    return asyncio.run(_show(config, order, columns))


def on_paper(config: Path, order: str) -> int:
    """Let the running terminal print it; return the exit code. Raises ConfigError, NotAsked."""
    where = f"/v1/sales/{quote(order, safe='')}/receipt?wait=60"
    told = ask(settings(config), "POST", where, headers={"Accept-Language": "en"})
    if told.problem in ("no-such-sale", "not-found"):
        raise NoSuchSale("there is no sale with this order number")
    if told.status == HTTPStatus.OK:
        copy = ", marked COPY" if told.members.get("copy") else ""
        how = "printed" if told.members.get("state") == "printed" else "sent to the printer"
        print(f"{how}{copy}")
        return ExitCode.DONE
    if told.status == HTTPStatus.ACCEPTED:
        print("not printed yet: others wait before it", file=sys.stderr)
    else:
        why = told.members.get("detail") or told.members.get("title") or told.status
        print(printable(f"not printed: {why}"), file=sys.stderr)
    return ExitCode.FAILED


async def _show(config: Path, order: str, columns: int | None) -> int:
    async with open_books(config) as books:
        sale = await books.sale(order)
        shop = shop_of(books.config)
        if columns is not None:
            shop = replace(shop, columns=columns)
        lines = slip(shop, sale, await books.reader.refunds(sale.order), copy=False)
        say(text_of(lines).splitlines())
    return ExitCode.DONE
