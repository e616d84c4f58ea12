"""What the terminal needs of the configuration, as the rules of its pure parts."""

from terminal_daemon.config.model import AmountSource, Config, Pace
from terminal_daemon.gateway.requests import Merchant
from terminal_daemon.keys.affixes import Affixes
from terminal_daemon.keys.entry import EntryRules
from terminal_daemon.sale.counter import CounterRules
from terminal_daemon.sale.rules import Rules
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.wish import Wish
from terminal_daemon.screen.showing import Setting
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.dataclass import dataclass, replace
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.owner import Owner
from terminal_daemon.values.secret import Secret


@dataclass(frozen=True, slots=True)
class Setup:
    """The rules of one terminal, fixed while it runs."""

    terminal_id: str
    owner: Owner
    description: str
    sale: Rules
    counter: CounterRules
    entry: EntryRules
    screen: Setting
    accepted: frozenset[PayType]
    affixes: Affixes
    needs_keypad: bool
    test: bool
    """No real money moves at the gateway: every screen says TEST."""
    pin: Secret | None = None
    """The operator's, hashed; None: there is none, so no refund can be asked for with it."""

    def begin(
        self, order: OrderNumber, amount: Fen, created_at: UnixSeconds, wish: Wish | None = None
    ) -> Sale:
        """Return a new sale of this terminal, ready to be armed."""
        sale = Sale(
            order,
            amount,
            created_at,
            description=self.description,
            merchant_id=str(self.owner),
        )
        if wish is None:
            return sale
        return replace(
            sale,
            reference=wish.reference,
            description=wish.description or self.description,
            retry_of=wish.retry_of,
        )


def merchant_of(config: Config) -> Merchant:
    """Return who asks the gateway."""
    return Merchant(
        merchant_id=config.gateway.merchant_id,
        key=config.key,
        terminal_id=config.terminal.id,
        store_id=config.terminal.store_id,
        operator=config.terminal.operator,
        description=config.terminal.description,
    )


def setup_from(config: Config, *, test: bool) -> Setup:
    """Gather the rules that the configuration sets."""
    amount, gateway = config.amount, config.gateway
    fixed = amount.fixed if amount.source is AmountSource.FIXED else None
    rules = Rules(gateway.confirm_window, manual_pace=gateway.pace is Pace.MANUAL)
    return Setup(
        terminal_id=config.terminal.id,
        owner=gateway.owner,
        description=config.terminal.description,
        sale=rules,
        counter=CounterRules(
            amount.scan_timeout,
            fixed,
            keypad=amount.source.needs_keypad,
            register=amount.source.takes_asks,
            refunds=config.pin is not None,
            receipts=config.receipt.printer is not None,
        ),
        entry=EntryRules(amount.entry, amount.maximum),
        screen=Setting(
            rules,
            amount.scan_timeout,
            amount.maximum,
            fixed,
            gateway.connect_timeout,
            register=amount.source is AmountSource.POS,
        ),
        accepted=gateway.pay_types,
        affixes=Affixes(config.scanner.prefix, config.scanner.suffix),
        needs_keypad=amount.source.needs_keypad,
        test=test,
        pin=config.pin,
    )
