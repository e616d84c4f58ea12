import logging
import os
import sys
from pathlib import Path

import pytest

from terminal_daemon.cli.logs import JournaldFormatter, goes_to_journald


def record(level: int, message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("x", level, __file__, 1, message, arguments, None)


@pytest.mark.parametrize(
    ("level", "line"),
    [
        (logging.CRITICAL, "<2>order=1"),
        (logging.ERROR, "<3>order=1"),
        (logging.WARNING, "<4>order=1"),
        (logging.INFO, "<6>order=1"),
        (logging.DEBUG, "<7>order=1"),
        (1, "<7>order=1"),
    ],
)
def test_journald_is_told_the_priority_and_no_time(level: int, line: str) -> None:
    assert JournaldFormatter("%(message)s").format(record(level, "order=%s", 1)) == line


def test_every_line_of_a_traceback_keeps_its_priority() -> None:
    failed = record(logging.ERROR, "two\nlines")
    try:
        int("why")
    except ValueError:
        failed.exc_info = sys.exc_info()

    lines = JournaldFormatter("%(message)s").format(failed).split("\n")

    assert lines[:3] == ["<3>two", "<3>lines", "<3>Traceback (most recent call last):"]
    assert lines[-1] == "<3>ValueError: invalid literal for int() with base 10: 'why'"
    assert all(line.startswith("<3>") for line in lines)


def test_an_empty_message_is_one_line() -> None:
    assert JournaldFormatter("%(message)s").format(record(logging.INFO, "")) == "<6>"


def test_journald_listens_only_if_it_is_this_very_stream(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as stream:
        status = os.fstat(stream.fileno())
        named = {"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"}

        assert goes_to_journald(named, stream.fileno())
        assert not goes_to_journald({}, stream.fileno())
        assert not goes_to_journald({"JOURNAL_STREAM": "8:1"}, stream.fileno())

    assert not goes_to_journald(named, 1_000_000)
