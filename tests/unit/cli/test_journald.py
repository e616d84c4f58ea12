import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.cli.journald import datagram, fields_of, priority


def record(level: int, message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("it", level, "/where.py", 7, message, arguments, None, "does")


def read(wire: bytes) -> list[tuple[str, str]]:
    """Read the fields as journald does."""
    fields = []
    while wire:
        line, _, wire = wire.partition(b"\n")
        name, equals, value = line.partition(b"=")
        if not equals:
            size = int.from_bytes(wire[:8], "little")
            value, end = wire[8 : 8 + size], wire[8 + size : 9 + size]
            assert (len(value), end) == (size, b"\n")
            wire = wire[9 + size :]
        fields.append((name.decode(), value.decode()))
    return fields


@pytest.mark.parametrize(
    ("level", "number"),
    [
        (logging.CRITICAL, 2),
        (logging.ERROR, 3),
        (logging.WARNING, 4),
        (logging.INFO, 6),
        (logging.DEBUG, 7),
        (1, 7),
    ],
)
def test_each_level_has_its_priority(level: int, number: int) -> None:
    assert priority(level) == number


def test_a_step_of_a_sale_can_be_looked_up_by_order_and_state() -> None:
    line = "100 %% order=%s state=%s event=%s ms=%.0f"
    step = record(logging.INFO, line, "T01_ABCD_000001", "pending", "Judged/query/Pending", 12.3)
    message = step.getMessage()

    assert dict(fields_of(step, message)) == {
        "MESSAGE": message,
        "PRIORITY": "6",
        "SYSLOG_IDENTIFIER": "terminal-daemon",
        "LOGGER": "it",
        "CODE_FILE": "/where.py",
        "CODE_LINE": "7",
        "CODE_FUNC": "does",
        "ORDER": "T01_ABCD_000001",
        "STATE": "pending",
    }


@pytest.mark.parametrize(
    ("line", "arguments", "named"),
    [
        ("%s order=%s code %d ms=%.0f", ("query", "A1", 0, 3.0), {"ORDER": "A1"}),
        ("order=%s order=%s", ("A1", "B2"), {"ORDER": "A1"}),
        ("reorder=%s state=%s", ("A1", ""), {}),
        ("order=%s", ("two words",), {}),
        ("order=%s", ("A1\nSTATE=approved",), {}),
        ("scanner found: %s", ("order=A1 state=approved",), {}),
        ("scanner found: order=A1", (), {}),
        ("%(order)s", ({"order": "A1"},), {}),
    ],
)
def test_only_what_the_code_calls_so_is_a_field(
    line: str, arguments: tuple[object, ...], named: dict[str, str]
) -> None:
    fields = dict(fields_of(record(logging.INFO, line, *arguments), "any"))

    assert {name: fields[name] for name in ("ORDER", "STATE") if name in fields} == named


def test_a_message_without_end_is_cut() -> None:
    fields = dict(fields_of(record(logging.INFO, ""), "x" * 100_000))

    assert len(fields["MESSAGE"]) == 32 * 1024


def test_code_outside_a_function_is_no_trouble() -> None:
    bare = logging.LogRecord("it", 20, "/where.py", 7, "", (), sys.exc_info())

    assert dict(fields_of(bare, ""))["CODE_FUNC"] == ""


def test_a_line_break_takes_the_form_with_a_length() -> None:
    assert datagram([("A", "1"), ("B", "x\ny")]) == b"A=1\nB\n\3\0\0\0\0\0\0\0x\ny\n"


TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(st.text("ABC_", min_size=1), TEXT)))
def test_journald_reads_what_was_meant(fields: list[tuple[str, str]]) -> None:
    assert read(datagram(fields)) == fields


def test_half_a_character_is_spelt_out() -> None:
    assert read(datagram([("A", "\ud800")])) == [("A", "\\ud800")]
