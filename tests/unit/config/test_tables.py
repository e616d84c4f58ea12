from dataclasses import dataclass
from typing import Annotated

import pytest

from terminal_daemon.config.rules import Switch, Whole
from terminal_daemon.config.tables import REQUIRED, Table, required_in, rules_of
from terminal_daemon.config.wording import NotAllowed


@dataclass(frozen=True, slots=True)
class Lamp:
    pin: Annotated[int, Whole(0, 27), REQUIRED] = 0
    bright: Annotated[bool, Switch()] = False


def test_rules_and_what_is_required_stand_at_the_fields() -> None:
    assert rules_of(Lamp) == {"pin": Whole(0, 27), "bright": Switch()}
    assert required_in(Lamp) == frozenset({"pin"})


def test_a_table_becomes_its_class() -> None:
    assert Table(Lamp).read({"bright": True}) == Lamp(bright=True)
    assert Table(Lamp).read({}) == Lamp()
    assert Table(Lamp).allowed == "a table with any of pin, bright"


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("x", '"x" is text'),
        ({"pim": 1}, '"pim" is not known, did you mean "pin"?'),
        ({"pin": 99}, "pin: 99 is out of range, where a whole number from 0 to 27 is allowed"),
    ],
)
def test_a_mistaken_table_is_refused(value: object, wrong: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        Table(Lamp).read(value)

    assert str(refused.value) == wrong
