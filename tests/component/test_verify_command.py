"""`verify` and `verify --head`: what the owner reads, and the exit code."""

import asyncio
import re
from pathlib import Path

import pytest

from terminal_daemon.cli import verify
from terminal_daemon.journal.store import open_journal
from terminal_daemon.values.day_head import read_day_head
from tests.component.test_books_commands import CONFIG
from tests.component.test_journal_chain import altered, made
from tests.component.test_journal_chain import verified as verified_at

Out = pytest.CaptureFixture[str]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(path=tmp_path / "journal.db"))
    return path


def test_a_sound_journal_says_its_head_which_it_knows_again(config: Path, capsys: Out) -> None:
    made(config.with_name("journal.db"))

    assert verify.run(config, None) == 0
    said = capsys.readouterr().out
    (head,) = re.findall("^head ([0-9A-F]{32})$", said, re.MULTILINE)
    spaced = " ".join(re.findall("....", head.lower()))
    assert verify.run(config, read_day_head(spaced)) == 0

    assert said.startswith("all 11 steps are as they were written\n")
    again = capsys.readouterr().out
    assert re.match(f"{head} was the head after a step of order T01_\\w+_000001, 2025-", again)


def test_a_head_it_never_had_fails(config: Path, capsys: Out) -> None:
    made(config.with_name("journal.db"))

    assert verify.run(config, read_day_head("9F" * 16)) == 1
    assert capsys.readouterr().err == f"this journal never had the head {'9F' * 16}\n"


def test_what_was_altered_is_said_on_a_line_each(config: Path, capsys: Out) -> None:
    altered(made(config.with_name("journal.db"), 105), "UPDATE history SET at = at + 1")

    assert verify.run(config, None) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("step 1 of sale 1, seq 1 was altered\n")
    assert err.endswith("... and there may be more\n")


def test_a_chain_that_begins_in_the_midst_says_why(config: Path, capsys: Out) -> None:
    path = made(config.with_name("journal.db"))
    old = verify.described(verified_at(path))[-1].removeprefix("head ")
    altered(path, "UPDATE sale SET state = 'apprnved' WHERE number = 2")
    asyncio.run(open_journal(path, inline=True).journal.close())

    assert verify.run(config, None) == 0
    said = capsys.readouterr().out
    assert "was carried over from a damaged journal\n" in said
    assert f"the head before that was {old}\n" in said


def test_an_empty_journal_has_no_head(config: Path, capsys: Out) -> None:
    asyncio.run(open_journal(config.with_name("journal.db"), inline=True).journal.close())

    assert verify.run(config, None) == 0
    assert capsys.readouterr().out == "all 0 steps are as they were written\n"
