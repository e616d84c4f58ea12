import ast
import sys
from collections import defaultdict
from typing import Final

import pytest

from tests.unit.rules.package import imports_of, modules, tree_of

DOORS: Final = {
    "PIL": {"screen/draw.py"},
    "dataclasses": {"values/dataclass.py"},
    "escpos": {"receipts/usb_port.py"},
    "aiomqtt": {"fleet/broker.py"},
    "cryptography": {"fleet/seal.py"},
    "evdev": {"keys/kernel.py"},
    "gpiozero": {"pins/gpio.py"},
    "h11": {"web/dialogue.py", "web/exchange.py"},
    "prometheus_client": {"api/metrics.py"},
    "lgpio": {"pins/gpio.py"},  # gpiozero's back end
    "luma": {"screen/device.py"},
    "segno": {"screen/qr.py"},
    "paho": {"fleet/broker.py"},  # below aiomqtt: MQTT 5's properties are its words
    "sqlite3": {"journal/database.py"},
    "time": {"terminal/clock.py"},
    "tomllib": {"config/load.py"},
    "usb": {"receipts/usb_port.py"},  # below escpos
}
"""Each outside library, and the only files that import it. Of Python's own, some are doors."""

PURE: Final = ("values/", "sale/")
HARMLESS: Final = {"collections", "dataclasses", "datetime", "enum", "operator", "re", "typing"}
CLOCKS: Final = {"now", "today", "utcnow"}
"""What datetime has of a clock."""

CLIENTS_OWN: Final = tuple(
    f"terminal_daemon.{name}." for name in ("client", "values", "sale.state", "web")
)


def test_each_outside_library_is_imported_by_its_door_and_nowhere_else() -> None:
    found = defaultdict(set)
    for module in modules():
        for name in imports_of(module):
            library = name.partition(".")[0]
            foreign = library not in sys.stdlib_module_names and library != "terminal_daemon"
            if foreign or library in DOORS:
                found[library].add(module)

    assert found == DOORS


@pytest.mark.parametrize("module", sorted(set().union(*DOORS.values())))
def test_a_door_says_that_it_is_one_in_its_first_sentence(module: str) -> None:
    docstring = ast.get_docstring(tree_of(module)) or ""

    assert "◉" in docstring.partition("\n\n")[0]


@pytest.mark.parametrize("module", [name for name in modules() if name.startswith(PURE)])
def test_a_sale_knows_no_clock_no_chance_and_no_outside(module: str) -> None:
    libraries = {name.partition(".")[0] for name in imports_of(module)}
    called = {node.attr for node in ast.walk(tree_of(module)) if isinstance(node, ast.Attribute)}

    assert libraries <= HARMLESS | {"terminal_daemon"}
    assert "datetime" not in libraries or not called & CLOCKS


@pytest.mark.parametrize("module", [name for name in modules() if name.startswith("client/")])
def test_a_register_that_imports_the_client_does_not_import_the_terminal(module: str) -> None:
    ours = {name for name in imports_of(module) if name.startswith("terminal_daemon.")}

    assert {name for name in ours if not name.startswith(CLIENTS_OWN)} == set()
