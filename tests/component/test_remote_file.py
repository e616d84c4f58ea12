"""Configurations from afar on disk and over the local file, with the power cut at every write."""

import os
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import pytest

from terminal_daemon.cli import check_config
from terminal_daemon.cli.run import to_start_with
from terminal_daemon.config.load import in_force, load_config, load_with, read_remote, warnings
from terminal_daemon.config.mistakes import ConfigError
from terminal_daemon.config.model import Config, Language
from terminal_daemon.config.remote import NOT_FIT, Ending, InForce, Remote
from terminal_daemon.config.remote_file import RemoteFile
from terminal_daemon.config.whole_file import write_whole
from terminal_daemon.journal import files
from terminal_daemon.values.secret import Secret

LOCAL = """\
[terminal]
language = "zh-CN"
operator = "7"
[gateway]
url = "https://gateway.example/paygate/merchant_info"
merchant_id = "59382e3cffea0e5fcd0cfc3e"
[journal]
path = "{folder}/journal.db"
"""
FIRST = Remote(3, '[terminal]\nlanguage = "en"\n')
SECOND = Remote(7, '[terminal]\nlanguage = "en"\noperator = "8"\n[amount]\nmaximum = 900\n')
UNFIT = Remote(9, '[terminal]\nlanguage = "xx"\n')


class Killed(BaseException):
    """The power went."""


class Cut:
    """Writes until its turn; then the power goes, before or after the write."""

    def __init__(self, at: int, *, after: bool) -> None:
        self._left = at
        self._after = after

    def __call__(self, path: Path, content: bytes, mode: int) -> None:
        self._left -= 1
        if self._left == 0 and not self._after:
            raise Killed
        write_whole(path, content, mode)
        if self._left == 0:
            raise Killed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(LOCAL.format(folder=tmp_path))
    return path


def load(path: Path, afar: Callable[[Path], Sequence[Remote]] | None = None) -> Config:
    return load_config(path, {}, Secret("k"), Secret("t"), afar or in_force)


def file_of(path: Path, write: Callable[[Path, bytes, int], None] = write_whole) -> RemoteFile:
    return RemoteFile(path.with_name("journal.db"), write)


def start(path: Path, write: Callable[[Path, bytes, int], None] = write_whole) -> Config:
    """Start, and come to take payments."""
    file = file_of(path, write)
    config = load(path, lambda _journal: file.starting())
    file.ready(None if config.afar is None else config.afar.serial)
    return config


def test_what_came_is_in_force_after_a_start_and_for_everybody_then(path: Path) -> None:
    file_of(path).taken(SECOND)
    assert load(path).afar is None
    config = start(path)
    assert (config.terminal.language, config.terminal.operator) == (Language.ENGLISH, "8")
    assert config.amount.maximum == 900
    keys = ("amount.maximum", "terminal.language", "terminal.operator")
    assert config.afar == load(path).afar == InForce(7, keys)
    assert file_of(path).path.stat().st_mode & 0o777 == 0o600


def test_one_that_fails_to_get_ready_is_followed_by_the_one_before(path: Path) -> None:
    file_of(path).taken(FIRST)
    start(path)
    file_of(path).taken(SECOND)
    assert load(path, lambda _j: file_of(path).starting()).terminal.operator == "8"  # and it dies
    config = start(path)
    assert (config.terminal.operator, config.terminal.language) == ("7", Language.ENGLISH)
    outcome = file_of(path).standing().outcome
    assert outcome is not None
    assert (outcome.serial, outcome.ending) == (7, Ending.ROLLED_BACK)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("new", [SECOND, UNFIT])
def test_wherever_the_power_goes_the_terminal_comes_to_take_payments(
    path: Path, new: Remote, after: bool
) -> None:
    for at in count(1):
        file_of(path).path.unlink(missing_ok=True)
        file_of(path).taken(FIRST)
        start(path)
        cut = Cut(at, after=after)
        try:
            file_of(path, cut).taken(new)
            start(path, cut)
            file_of(path, cut).told()
        except Killed:
            pass
        else:
            assert at > 3
            return
        before = file_of(path).standing()
        config = start(path)
        assert config.afar is not None
        allowed = {FIRST.serial, new.serial} if new is SECOND else {FIRST.serial}
        assert config.afar.serial in allowed
        assert start(path).terminal == config.terminal
        standing = file_of(path).standing()
        assert standing.trial is None
        assert standing.highest >= before.highest
        assert standing.proven is not None
        assert standing.proven.serial == config.afar.serial


def test_one_that_does_not_fit_is_left_out_with_the_reason_and_the_one_before_counts(
    path: Path,
) -> None:
    file_of(path).taken(FIRST)
    start(path)
    file_of(path).taken(UNFIT)
    config = start(path)
    assert config.afar is not None
    assert (config.afar.serial, config.terminal.language) == (3, Language.ENGLISH)
    assert "terminal.language" in config.afar.left_out
    outcome = file_of(path).standing().outcome
    assert outcome is not None
    assert (outcome.serial, outcome.why) == (9, NOT_FIT)


def test_where_none_fits_the_local_file_alone_counts(path: Path) -> None:
    file_of(path).taken(FIRST)
    start(path)
    path.write_text(path.read_text() + "[amount]\nmaximum = 100\n")
    file_of(path).taken(Remote(8, '[amount]\nsource = "fixed"\nfixed = 500\n'))
    assert load(path, lambda _j: file_of(path).starting()).terminal.language is Language.ENGLISH
    alone = load(path, lambda _j: (UNFIT,))
    assert alone.afar is not None
    assert (alone.afar.serial, alone.afar.keys) == (0, ())
    assert alone.terminal.language is Language.CHINESE
    assert any("is left out" in warning for warning in warnings(alone))


@pytest.mark.parametrize("content", [b"", b"{", b"\xff" * 99, b"[]"])
def test_a_damaged_file_keeps_no_terminal_from_starting(path: Path, content: bytes) -> None:
    file_of(path).path.write_bytes(content)
    assert load(path).afar is None
    assert load(path, lambda _j: file_of(path).starting()).afar is None


def test_what_cannot_be_kept_is_not_tried(path: Path) -> None:
    def full(_path: Path, _content: bytes, _mode: int) -> None:
        raise OSError(28, "No space left on device")

    file_of(path).taken(FIRST)
    start(path)
    file_of(path).taken(SECOND)
    assert file_of(path, full).starting() == (FIRST,)
    file_of(path).starting()
    assert file_of(path, full).starting() == (FIRST,)


def test_a_preflight_reads_the_whole_file_with_it(path: Path, tmp_path: Path) -> None:
    key = tmp_path / "merchant-key"
    key.write_text("k\n")
    there = {"CREDENTIALS_DIRECTORY": str(tmp_path), "TERMINAL_AMOUNT__MAXIMUM": "50"}
    config = load_with(path, there, SECOND)
    assert (config.terminal.operator, config.amount.maximum) == ("8", 50)
    with pytest.raises(ConfigError, match=r"terminal\.language"):
        load_with(path, there, UNFIT)
    with pytest.raises(ConfigError, match=r"gateway\.url: is not set from afar"):
        read_remote(Remote(1, '[gateway]\nurl = "https://evil.example/paygate/merchant_info"\n'))
    with pytest.raises(ConfigError, match="is not TOML"):
        read_remote(Remote(1, "[gateway"))


def test_the_journal_of_a_variable_has_its_file_beside_it(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    seen: list[Path] = []

    def look(journal: Path) -> tuple[Remote, ...]:
        seen.append(journal)
        return ()

    there = {"TERMINAL_JOURNAL__PATH": f"{other}/journal.db"}
    load_config(path, there, Secret("k"), Secret("t"), afar=look)
    load_config(path, {}, Secret("k"), Secret("t"), afar=look)
    assert seen == [other / "journal.db", tmp_path / "journal.db"]


def test_one_that_sets_nothing_is_in_force_too(path: Path) -> None:
    file_of(path).taken(FIRST)
    start(path)
    file_of(path).taken(Remote(8, ""))
    assert start(path).afar == InForce(8, ())
    outcome = file_of(path).standing().outcome
    assert outcome is not None
    assert outcome.ending is Ending.APPLIED


def test_check_config_names_what_came_from_afar(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = path.with_name("merchant.key")
    key.write_text("k")
    key.chmod(0o600)
    path.write_text(path.read_text().replace("[journal]", f'key_file = "{key}"\n[journal]'))
    file_of(path).taken(FIRST)
    start(path)
    assert check_config.run(path) == 0
    assert "from afar (serial 3): terminal.language\nOK\n" in capsys.readouterr().out


def test_a_second_terminal_that_may_not_start_says_nothing_about_a_trial(path: Path) -> None:
    journal = path.with_name("journal.db")
    assert to_start_with(journal) == ()
    file_of(path).taken(FIRST)
    held = files.lock(journal.resolve())
    assert to_start_with(journal) == ()
    assert not file_of(path).standing().tried
    os.close(held)
    assert to_start_with(journal) == (FIRST,)
    assert file_of(path).standing().tried
