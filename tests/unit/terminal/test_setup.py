import pytest

from terminal_daemon.config.model import (
    AmountSection,
    AmountSource,
    Config,
    GatewaySection,
    TerminalSection,
)
from terminal_daemon.sale.wish import Wish
from terminal_daemon.terminal.setup import Setup, merchant_of, setup_from
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.secret import Secret

ORDER = OrderNumber("T01_7K3M2QXA_000042")


def setup(source: AmountSource) -> Setup:
    config = Config(
        terminal=TerminalSection(description="茶"),
        amount=AmountSection(source=source, fixed=Fen(700)),
        key=Secret("k"),
    )
    return setup_from(config, test=False)


@pytest.mark.parametrize(
    ("source", "fixed", "has_keys", "register"),
    [
        (AmountSource.KEYPAD, None, True, False),
        (AmountSource.POS, None, False, True),
        (AmountSource.KEYPAD_AND_POS, None, True, True),
        (AmountSource.FIXED, 700, False, False),
    ],
)
def test_the_source_of_amounts_sets_the_counters_rules(
    source: AmountSource, fixed: int | None, *, has_keys: bool, register: bool
) -> None:
    rules = setup(source).counter

    assert (rules.fixed, rules.has_keys, rules.register) == (fixed, has_keys, register)
    assert setup(source).needs_keypad is has_keys
    assert setup(source).screen.register is (source is AmountSource.POS)


def test_a_wish_names_the_sale_and_where_it_does_not_the_terminal_does() -> None:
    began = setup(AmountSource.POS).begin
    at = UnixSeconds(5)
    plain = began(ORDER, Fen(1), at)
    short = began(ORDER, Fen(1), at, Wish(1, Fen(1), "A-17"))
    whole = began(ORDER, Fen(1), at, Wish(1, Fen(1), "A-17", "咖啡", retry_of=ORDER))

    assert (plain.description, plain.reference, plain.retry_of) == ("茶", "", None)
    assert (short.description, short.reference, short.retry_of) == ("茶", "A-17", None)
    assert (whole.description, whole.reference, whole.retry_of) == ("咖啡", "A-17", ORDER)
    assert {sale.created_at for sale in (plain, short, whole)} == {at}


def test_the_merchant_is_the_configurations() -> None:
    config = Config(
        terminal=TerminalSection(id="T07"),
        gateway=GatewaySection(merchant_id="m1"),
        key=Secret("k"),
    )
    merchant = merchant_of(config)

    assert (merchant.merchant_id, merchant.terminal_id) == ("m1", "T07")
    assert merchant.key.reveal() == "k"
