"""The receipt of a sale and of its refunds, as lines of text."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from enum import Enum
from typing import Final

from terminal_daemon.config.model import Config, Language
from terminal_daemon.config.time_zones import zone_of
from terminal_daemon.receipts.cells import centred, pair, printable, wrapped
from terminal_daemon.receipts.words import WORDS, Words
from terminal_daemon.sale.refund import Refund, RefundState, count_refund
from terminal_daemon.sale.refunding import refunded_sum
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.values.amount import FEN_PER_YUAN, Fen
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import UnixSeconds

_LAST_SECOND: Final = 253_370_000_000  # of the year 9998; a mad clock's is later


class Look(Enum):
    """How a line stands out."""

    PLAIN = "plain"
    TALL = "tall"
    """Twice as high, and no wider."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, no wider than the paper."""

    text: str
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Shop:
    """What all receipts of a terminal have in common."""

    terminal_id: str
    store_id: str
    language: Language
    columns: int
    zone: tzinfo
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    test: bool = False
    """No real money moves at the gateway: the receipt says so."""


def shop_of(config: Config) -> Shop:
    """Return the shop as it is configured."""
    terminal, receipt = config.terminal, config.receipt
    return Shop(
        terminal.id,
        terminal.store_id,
        Language(receipt.language) if receipt.language else terminal.language,
        receipt.columns,
        zone_of(terminal.time_zone),
        receipt.header,
        receipt.footer,
        config.gateway.moves_no_money,
    )


def edition(sale: Sale, refunds: Iterable[Refund]) -> str:
    """Return what a receipt says of the sale that another one of it would not."""
    ends = (f"R{count_refund(each.number)}={each.state.value}" for each in refunds)
    return " ".join((f"{sale.state.value} {sale.refunded}", *ends))


def slip(shop: Shop, sale: Sale, refunds: Sequence[Refund], *, copy: bool) -> tuple[Line, ...]:
    """Return the receipt; `copy`: it may be on paper already."""
    words = WORDS[shop.language]
    return tuple(_lines(shop, words, sale, refunds, copy=copy))


def text_of(lines: Iterable[Line]) -> str:
    """Return the lines as plain text, each with its end."""
    return "".join(f"{line.text.rstrip()}\n" for line in lines)


def _lines(
    shop: Shop, words: Words, sale: Sale, refunds: Sequence[Refund], *, copy: bool
) -> Iterator[Line]:
    rule = Line("-" * shop.columns)
    back = max(refunded_sum(refunds), sale.refunded) > 0 or sale.state is State.REFUNDED
    yield from _middle(shop, *shop.header)
    title = words.refund_title if back else words.title
    yield from _middle(shop, title, look=Look.TALL)
    if copy:
        yield from _middle(shop, words.copy)
    if shop.test:
        yield from _middle(shop, words.test)
    yield rule
    for label, value in _facts(shop, words, sale):
        if value:
            yield from _pair(shop, label, value)
    yield rule
    yield from _pair(shop, words.amount, _money(words, sale.amount), Look.TALL)
    for refund in refunds:
        yield from _refund(shop, words, refund)
    if sale.refunded:
        yield from _pair(shop, words.went_back, _money(words, sale.refunded))
        yield from _pair(shop, words.left, _money(words, Fen(sale.amount - sale.refunded)))
    yield rule
    yield from _middle(shop, _state(words, sale, back=back), look=Look.TALL)
    note = _note(words, sale)
    if note:
        yield from _middle(shop, note)
    if shop.test:
        yield from _middle(shop, words.test)
    if copy:
        yield from _middle(shop, words.copy)
    yield from _middle(shop, *shop.footer)


def _facts(shop: Shop, words: Words, sale: Sale) -> tuple[tuple[str, str], ...]:
    return (
        (words.store, shop.store_id),
        (words.terminal, shop.terminal_id),
        (words.order, sale.order),
        (words.wallet, "" if sale.pay_type is None else words.wallets[sale.pay_type]),
        (words.wallet_order, sale.out_trade_id),
        (words.code, sale.masked_code),
        (words.reference, sale.reference),
        (words.description, sale.description),
        (words.time, _time(shop, sale.finished_at or sale.submitted_at or sale.created_at)),
    )


def _refund(shop: Shop, words: Words, refund: Refund) -> Iterator[Line]:
    label = words.refund.format(count=count_refund(refund.number))
    yield from _pair(shop, label, _money(words, refund.amount))
    yield from _pair(shop, "", words.refund_states[refund.state])
    if refund.state is RefundState.REFUNDED:
        yield from _pair(shop, "", _time(shop, refund.finished_at or refund.created_at))


def _state(words: Words, sale: Sale, *, back: bool) -> str:
    if sale.state in OPEN:
        return words.not_settled
    if sale.state is State.APPROVED:
        return words.partly_refunded if back else words.paid
    others = {
        State.REFUNDED: words.refunded,
        State.CANCELLED: words.cancelled,
        State.DECLINED: words.not_paid,
    }
    return others[sale.state]


def _note(words: Words, sale: Sale) -> str:
    if sale.state in OPEN:
        return words.not_settled_note
    not_paid = sale.state in (State.DECLINED, State.CANCELLED)
    return words.not_paid_note if not_paid else ""


def _middle(shop: Shop, *texts: str, look: Look = Look.PLAIN) -> Iterator[Line]:
    for text in texts:
        for line in wrapped(printable(text), shop.columns):
            yield Line(centred(line, shop.columns), look)


def _pair(shop: Shop, label: str, value: str, look: Look = Look.PLAIN) -> Iterator[Line]:
    for line in pair(label, printable(value), shop.columns):
        yield Line(line, look)


def _money(words: Words, amount: Fen) -> str:
    sign = "-" if amount < 0 else ""
    yuan, fen = divmod(abs(amount), FEN_PER_YUAN)
    return words.money.format(yuan=f"{sign}{yuan}.{fen:02d}")


def _time(shop: Shop, at: UnixSeconds) -> str:
    return f"{datetime.fromtimestamp(min(max(at, 0), _LAST_SECOND), shop.zone):%Y-%m-%d %H:%M:%S}"
