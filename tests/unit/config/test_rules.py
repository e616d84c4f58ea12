from enum import Enum

import pytest

from terminal_daemon.config.rules import (
    Choice,
    Choices,
    OneOf,
    Pin,
    Rule,
    Seconds,
    Switch,
    Whole,
    at_most,
    pattern,
)
from terminal_daemon.config.wording import NotAllowed


class Colour(Enum):
    RED = "red"
    GREEN = "green"


@pytest.mark.parametrize(
    ("rule", "value", "read"),
    [
        (Seconds(1, 60), 1, 1.0),
        (Seconds(1, 60), 60.0, 60.0),
        (Whole(0, 3), 3, 3),
        (Pin(), 27, 27),
        (Pin(), "none", None),
        (Switch(), True, True),
        (Choice(Colour), "green", Colour.GREEN),
        (Choices(Colour), ["red", "red"], frozenset({Colour.RED})),
        (OneOf(("a", "b")), "b", "b"),
        (at_most(3), "", ""),
        (at_most(3), "天虹龙", "天虹龙"),
        (pattern("[a-z]+", "letters"), "abc", "abc"),
    ],
)
def test_what_is_allowed_is_read(rule: Rule, value: object, read: object) -> None:
    assert rule.read(value) == read
    assert type(rule.read(value)) is type(read)


@pytest.mark.parametrize(
    ("rule", "value", "wrong"),
    [
        (Seconds(1, 60), "3s", '"3s" is text'),
        (Seconds(1, 60), True, "true is true or false"),
        (Seconds(1, 60), 0.99, "0.99 is out of range"),
        (Seconds(1, 60), 61, "61 is out of range"),
        (Seconds(1, 60), float("nan"), "nan is out of range"),
        (Seconds(1, 60), float("inf"), "inf is out of range"),
        (Seconds(1, 60), 10**400, "a number that long is out of range"),
        (Whole(0, 3), False, "false is true or false"),
        (Whole(0, 3), 1.0, "1.0 is a number"),
        (Whole(0, 3), -1, "-1 is out of range"),
        (Whole(0, 3), 4, "4 is out of range"),
        (Switch(), 1, "1 is a whole number"),
        (Choice(Colour), "blue", '"blue" is not known'),
        (Choice(Colour), "gren", '"gren" is not known, did you mean "green"?'),
        (Choice(Colour), 3, "3 is a whole number"),
        (Choices(Colour), "red", '"red" is text'),
        (Choices(Colour), [], "is empty"),
        (Choices(Colour), ["red", 1], "1 is a whole number"),
        (OneOf(("a",)), "c", '"c" is not known'),
        (Pin(), 28, "28 is out of range"),
        (Pin(), "18", '"18" is text'),
        (Pin(), True, "true"),
        (at_most(3), "1234", '"1234" does not fit'),
        (pattern("[a-z]+", "letters"), "", "is empty"),
        (pattern("[a-z]+", "letters"), "abc1", '"abc1" does not fit'),
        (pattern("[a-z]+", "letters"), "abc\n", "holds a line break"),
    ],
)
def test_what_is_not_allowed_is_said(rule: Rule, value: object, wrong: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        rule.read(value)

    assert str(refused.value).startswith(wrong)


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (Seconds(0.5, 30), "seconds as a number from 0.5 to 30, without a unit"),
        (Whole(1, 9, "fen"), "a whole number from 1 to 9 fen"),
        (Whole(1, 9), "a whole number from 1 to 9"),
        (Pin(), 'a whole number from 0 to 27 (BCM number), or "none"'),
        (Switch(), "true or false"),
        (Choice(Colour), '"red", "green"'),
        (Choices(Colour), 'a list of one or more of "red", "green"'),
        (at_most(32), "up to 32 characters"),
        (pattern("[a-z]+", "letters"), "letters"),
    ],
)
def test_every_rule_says_what_is_allowed(rule: Rule, allowed: str) -> None:
    assert rule.allowed == allowed
