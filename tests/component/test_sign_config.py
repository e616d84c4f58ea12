"""`sign-config` at the desk, and a terminal that takes what it printed."""

import asyncio
from pathlib import Path

import pytest

from terminal_daemon.cli.main import main
from terminal_daemon.config.remote import Remote
from terminal_daemon.config.remote_file import RemoteFile
from terminal_daemon.fleet.remote import RemoteConfig
from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds

CHANGES = "[amount]\nmaximum = 200000\n[receipt]\nfooter = ['国庆节照常营业']\n"
DAY_S = 86_400
Out = pytest.CaptureFixture[bytes]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "changes.toml").write_text(CHANGES, encoding="utf-8")
    assert main(["sign-config", "--new-key", f"{tmp_path}/owner.key"]) == 0
    return tmp_path


def signed(desk: Path, *more: str) -> int:
    words = ["sign-config", f"{desk}/changes.toml", "--key", f"{desk}/owner.key"]
    return main([*words, "--to", "terminals/*", *more])


def taken(desk: Path, payload: bytes, at: int = 1_795_600_800) -> RemoteFile:
    """Let a terminal have it; what it kept."""
    file = RemoteFile(desk / "journal.db")
    now = Moment(Monotonic(0.0), UnixSeconds(at), trusted=True)

    async def fine(_remote: Remote) -> None:
        pass

    async def life() -> None:
        keys = desk / "owner.key.pub"
        here = RemoteConfig("terminals/T01", keys, file, fine, lambda: None, lambda: now)
        await here.arrived(payload)

    asyncio.run(life())
    return file


def test_a_terminal_takes_what_was_signed_at_the_desk(desk: Path, capfdbinary: Out) -> None:
    capfdbinary.readouterr()
    assert signed(desk, "--serial", "12") == 0
    payload = capfdbinary.readouterr().out
    assert taken(desk, payload).standing().trial == Remote(12, CHANGES)


def test_serial_and_last_day_go_by_the_clock(desk: Path, capfdbinary: Out) -> None:
    capfdbinary.readouterr()
    assert signed(desk, "--days", "2") == 0
    payload = capfdbinary.readouterr().out
    assert taken(desk, payload, at=1 << 40).standing().trial is None
    trial = taken(desk, payload, at=0).standing().trial
    assert trial is not None
    assert trial.serial > 1_700_000_000
    assert taken(desk, payload, at=trial.serial + 2 * DAY_S - 1).standing().trial == trial


def test_the_key_is_the_owners_alone_and_never_replaced(
    desk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    key = desk / "owner.key"
    before = key.read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600
    assert (desk / "owner.key.pub").stat().st_mode & 0o777 == 0o644
    assert main(["sign-config", "--new-key", str(key)]) == 1
    assert "is not replaced" in capfd.readouterr().err
    assert key.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[gateway]\nurl = 'https://x.test/paygate/merchant_info'", "gateway.url: is not set"),
        ("[amount]\nmaximum = 'much'", "line 2: amount.maximum: "),
        ("[amount", "is not TOML"),
        ("[leds]", "leds: is not set from afar"),
    ],
)
def test_what_no_terminal_would_take_is_not_signed(
    desk: Path, text: str, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (desk / "changes.toml").write_text(text)
    assert signed(desk) == 78
    assert said in capfd.readouterr().err


def test_a_file_that_is_too_large_is_not_signed(
    desk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (desk / "changes.toml").write_text("#" * 60_000)
    assert signed(desk) == 1
    assert "larger than 65536 bytes" in capfd.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["FILE", "--key", "K"],
        ["FILE", "--to", "terminals/T01"],
        ["FILE", "--key", "K", "--to", "T01"],
        ["FILE", "--key", "K", "--to", "terminals/T01", "--days", "0"],
    ],
)
def test_what_is_missing_is_wrong_usage(words: list[str]) -> None:
    try:
        assert main(["sign-config", *words]) == 2
    except SystemExit as ended:
        assert ended.code == 2  # noqa: PT017 - argparse's own way
