"""A refund where no terminal runs: the same desk, with the journal's lock held meanwhile."""

import asyncio
from contextlib import AsyncExitStack
from typing import Final

from terminal_daemon import __released__
from terminal_daemon.api.refunds import WHY_NOT
from terminal_daemon.config.addresses import uses_tls
from terminal_daemon.config.model import Config
from terminal_daemon.gateway.client import GatewayClient
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.sale.refund import REFUND_OPEN, Refund, RefundNumber, RefundState
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.refunding import NoRefund
from terminal_daemon.terminal.clock import SystemClock
from terminal_daemon.terminal.effects import GatewayCalls, random_nonce
from terminal_daemon.terminal.happenings import RefundMoved, Warmed
from terminal_daemon.terminal.refunds import AskRefund, Begun, Refunds
from terminal_daemon.terminal.setup import merchant_of
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.errors import TerminalError
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

_WAIT_S: Final = 120.0


class NotRefundable(TerminalError):
    """No refund was begun."""


def run(
    config: Config, order: str, amount: int | None, wait_s: float = _WAIT_S
) -> tuple[int, RefundState, RefundReason | None]:
    """Refund and return amount, state and reason as they are at the end, or when time is up.

    Who can read the merchant's key needs no PIN: it would keep nobody from anything. Raises
    JournalError, NotRefundable.
    """
    ask = AskRefund(OrderNumber(order), None if amount is None else Fen(amount))
    refund = asyncio.run(_refund(config, ask, wait_s))
    return refund.amount, refund.state, refund.reason


class _OverError(Exception):
    """Ends every task that is left."""


async def _refund(config: Config, ask: AskRefund, wait_s: float) -> Refund:
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as parts:
        opened = await asyncio.to_thread(open_journal, config.journal.path)
        parts.push_async_callback(opened.journal.close)
        not_before = UnixSeconds(max(__released__, opened.newest_at))
        clock = SystemClock(loop.time, not_before=not_before)
        client = GatewayClient(
            config.gateway.url,
            connect_timeout_s=config.gateway.connect_timeout,
            reply_timeout_s=config.gateway.reply_timeout,
        )
        gateway = await parts.enter_async_context(client)
        tls = uses_tls(config.gateway.url)
        calls = GatewayCalls(gateway, merchant_of(config), clock, tls=tls, nonce=random_nonce)
        ended: dict[RefundNumber, Refund] = {}
        moved = asyncio.Event()

        def report(what: RefundMoved | Warmed) -> None:
            if isinstance(what, RefundMoved):
                ended[what.refund.number] = what.refund
                moved.set()

        refund: Refund | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                owner = config.gateway.owner
                desk = Refunds(owner, calls, opened.journal, clock, tasks, report)
                refund = await _begun(desk, ask)
                try:
                    async with asyncio.timeout(wait_s):
                        while ended[refund.number].state in REFUND_OPEN:
                            moved.clear()
                            await moved.wait()
                except TimeoutError:
                    pass  # the journal knows of it: the terminal asks about it at its next start
                refund = ended[refund.number]
                raise _OverError  # noqa: TRY301 - the way to end the tasks that are left
        except* _OverError:
            pass
        except* NotRefundable as refused:
            raise refused.exceptions[0] from None
        if refund is None:
            raise NotRefundable("no refund was begun")
        await _told(opened.journal, refund)
        return refund


async def _begun(desk: Refunds, ask: AskRefund) -> Refund:
    match await desk.start(ask):
        case Begun(refund):
            return refund
        case NoRefund() as why:
            raise NotRefundable(f"nothing was begun: {WHY_NOT[why]}")
        case _:
            raise NotRefundable("nothing was begun: the journal cannot be written")


async def _told(journal: Journal, refund: Refund) -> None:
    """Whoever typed the command reads the end here, so the terminal need not say it again."""
    if refund.state not in REFUND_OPEN:
        await journal.tell_refunds([refund])
