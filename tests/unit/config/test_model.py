import ast
import re
import tomllib
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path

import pytest

from terminal_daemon.config.model import AmountSource, Config, GatewaySection, Match
from terminal_daemon.config.origins import Origins
from terminal_daemon.config.panels import DRIVERS, SIZES
from terminal_daemon.config.reading import DEFAULTS, read_sections
from terminal_daemon.config.rules import Rule, Seconds, Whole
from terminal_daemon.config.tables import required_in, rules_of
from terminal_daemon.values.secret import Secret

REFERENCE = Path(__file__).parents[3] / "config" / "terminal.toml"
TABLES = tomllib.loads(REFERENCE.read_text(encoding="utf-8"))


def bounds(rule: Rule) -> list[tuple[str, ...]]:
    """Return how the least and the greatest value may be written."""
    if isinstance(rule, Seconds):
        return [(f"{rule.least:g}",), (f"{rule.most:g}",)]
    if isinstance(rule, Whole) and rule.unit == "fen":
        return [(str(rule.most), "maximum")]
    if isinstance(rule, Whole):
        return [(str(bound), f"0x{bound:02X}") for bound in (rule.least, rule.most)]
    return []


def test_the_reference_has_every_section_and_every_key_and_no_other() -> None:
    assert {name: set(table) for name, table in TABLES.items()} == {
        name: set(rules_of(type(section))) for name, section in DEFAULTS.items()
    }


def test_the_reference_says_the_defaults_of_all_but_the_required_keys() -> None:
    reading = read_sections(TABLES, Origins({}, {}))

    assert reading.mistakes == ()
    for name, default in DEFAULTS.items():
        given = reading.sections[name]
        different = {
            field.name
            for field in fields(default)
            if getattr(given, field.name) != getattr(default, field.name)
        }
        assert different == required_in(type(default))


def test_in_the_reference_every_key_has_its_comment_and_every_bound_is_in_it() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    for name, default in DEFAULTS.items():
        body = text.partition(f"\n[{name}]")[2].partition("\n[")[0]
        for key, rule in rules_of(type(default)).items():
            if key == "match":  # explained once for both, above its section
                continue
            comment = re.search(rf"((?:^#.*\n)+){key} = ", body, re.MULTILINE)
            assert comment is not None, f"{name}.{key} has no comment"
            for bound in bounds(rule):
                assert any(word in comment[1] for word in bound), f"{name}.{key}: {bound}"


def test_every_default_is_allowed_by_its_own_rule() -> None:
    required = {"url": "https://x/paygate/merchant_info", "merchant_id": "1"}

    assert read_sections({"gateway": required}, Origins({}, {})).mistakes == ()


def test_every_driver_of_the_display_library_is_known() -> None:
    spec = find_spec("luma.oled.device")  # read, not imported: that would start its threads
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).read_text(encoding="utf-8")
    names = re.search(r"__all__ = (\[.*?\])", source, re.DOTALL)
    assert names is not None
    assert set(DRIVERS) == {*ast.literal_eval(names[1]), "none"}
    assert set(SIZES) == set(DRIVERS) - {"ws0010", "winstar_weh", "none"}


def test_the_key_is_not_shown_with_the_configuration() -> None:
    assert "geheim" not in repr(Config(key=Secret("geheim")))


@pytest.mark.parametrize("wrong", [46.9, 45, 0, -1, 601])
def test_no_order_is_called_not_paid_before_the_channel_gives_it_up(wrong: float) -> None:
    given = {"url": "https://x/paygate/merchant_info", "merchant_id": "1", "confirm_window": wrong}

    (mistake,) = read_sections({"gateway": given}, Origins({}, {})).mistakes
    assert mistake.where == "gateway.confirm_window"
    assert mistake.allowed.startswith("seconds as a number from 47 to 600")


@pytest.mark.parametrize(
    ("url", "test", "moves_no_money"),
    [
        ("https://gateway.example/paygate/merchant_info", False, False),
        ("https://gateway.example/paygate/merchant_info", True, True),
        ("http://127.0.0.1:8080/paygate/merchant_info", False, True),
    ],
)
def test_a_gateway_is_a_test_if_it_is_called_one_or_is_on_this_machine(
    url: str, test: bool, moves_no_money: bool
) -> None:
    assert GatewaySection(url=url, test=test).moves_no_money is moves_no_money


def test_a_match_is_told_as_it_stands_in_the_configuration() -> None:
    assert str(Match(name="*Barcode*")) == '{ name = "*Barcode*" }'
    assert str(Match(vendor=0, product=0x1234)) == "{ vendor = 0x0000, product = 0x1234 }"


@pytest.mark.parametrize(
    ("source", "needs_keypad", "takes_asks"),
    [
        (AmountSource.KEYPAD, True, False),
        (AmountSource.POS, False, True),
        (AmountSource.KEYPAD_AND_POS, True, True),
        (AmountSource.FIXED, False, False),
    ],
)
def test_each_source_says_who_gives_the_amounts(
    source: AmountSource, *, needs_keypad: bool, takes_asks: bool
) -> None:
    assert (source.needs_keypad, source.takes_asks) == (needs_keypad, takes_asks)
