"""`setup` as it is typed: a fresh system below a folder, with a person or a file that answers."""

import contextlib
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from terminal_daemon.config.load import load_config, reference
from terminal_daemon.config.pin import fits_pin
from terminal_daemon.values.secret import Secret

pytestmark = pytest.mark.timeout(40)
ENTRY = "import sys; from terminal_daemon.cli.main import main; sys.exit(main())"
CONFIG = Path("/etc/terminal-daemon/config.toml")
ANSWERS = """\
key = "TheMerchantsKey"
[terminal]
id = "T7"
[gateway]
url = "https://pay.shop.test/paygate/merchant_info"
merchant_id = "m-1"
[scanner]
match = { vendor = 0x1EAB }
"""
TCP = '[api]\nlisten = ["127.0.0.1:8900"]'


def command(root: Path, *words: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", ENTRY, "setup", "--root", root, "--no-start", *words],
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
        input=given,
    )


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.toml"
    path.write_text(ANSWERS)
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "root"


def written(root: Path) -> Path:
    return root / "etc" / "terminal-daemon" / "config.toml"


def key_in(root: Path) -> Path:
    return root / "etc" / "terminal-daemon" / "merchant.key"


def test_a_file_of_answers_makes_a_configuration_with_its_comments(
    root: Path, answers: Path
) -> None:
    run = command(root, "--from", answers)

    assert (run.returncode, run.stderr) == (0, "")
    config = load_config(written(root), {}, Secret("k"))
    assert (config.terminal.id, config.gateway.merchant_id) == ("T7", "m-1")
    assert config.scanner.match.vendor == 0x1EAB
    assert written(root).read_text().count("\n#") == reference().count("\n#")
    assert key_in(root).read_text() == "TheMerchantsKey\n"
    assert key_in(root).stat().st_mode & 0o777 == 0o600
    assert "TheMerchantsKey" not in run.stdout


def test_the_key_may_be_in_a_file_beside_the_answers(root: Path, answers: Path) -> None:
    (answers.parent / "usb.key").write_text("FromTheStick\n")
    answers.write_text(ANSWERS.replace('key = "TheMerchantsKey"', 'key_from = "usb.key"'))

    assert command(root, "--from", answers).returncode == 0
    assert key_in(root).read_text() == "FromTheStick\n"


def in_file(root: Path, name: str) -> str:
    path = root / "etc" / "terminal-daemon" / name
    assert path.stat().st_mode & 0o777 == 0o600
    return path.read_text().strip()


def test_pin_and_tokens_may_stand_with_the_answers(root: Path, answers: Path) -> None:
    (answers.parent / "till.token").write_text("r" * 20)
    more = f'pin = "2468"\ntoken = "{"t" * 20}"\nrefund_token_from = "till.token"\n'
    answers.write_text(f"{more}{ANSWERS}{TCP}\n")

    run = command(root, "--from", answers)

    assert (run.returncode, run.stderr) == (0, "")
    assert fits_pin(in_file(root, "operator.pin"), "2468")
    assert in_file(root, "api.token") == "t" * 20
    assert in_file(root, "refund.token") == "r" * 20
    assert "2468" not in written(root).read_text()


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ('key = "TheMerchantsKey"', "", "key: is missing"),
        ('key = "TheMerchantsKey"', 'key = "two words"', "key: is no secret"),
        ('key = "TheMerchantsKey"', 'key = "k"\npin = "12"', "pin: is no PIN"),
        ('key = "TheMerchantsKey"', 'key = "k"\npin = 2468', "pin: is no secret"),
        ('key = "TheMerchantsKey"', 'key = "k"\nrefund_token_from = "n"', "refund_token_from: "),
        (
            'key = "TheMerchantsKey"',
            f'key = "k"\ntoken = "{"t" * 20}"\nrefund_token = "{"t" * 20}"\n{TCP}',
            "api.refund_token_file: the token in",
        ),
        ('key = "TheMerchantsKey"', f'key = "k"\ntoken = "short"\n{TCP}', "api.token_file: "),
        ('key = "TheMerchantsKey"', 'key_from = "none"', "key_from: "),
        ("id = ", "name = ", "terminal.name: is no key of [terminal]"),
        ("https:", "ftp:", "gateway.url: "),
        ("[scanner]", "", "gateway.match: is no key"),
        ("[terminal]", "terminal = 1\n[termial]", "terminal: is no section"),
        ("[terminal]", "[terminal", "is not TOML"),
    ],
)
def test_a_mistake_in_the_answers_changes_nothing(
    wrong: str, right: str, said: str, root: Path, answers: Path
) -> None:
    answers.write_text(ANSWERS.replace(wrong, right))

    run = command(root, "--from", answers)

    assert run.returncode == 78
    assert said in run.stderr
    assert not root.exists()


def test_what_somebody_wrote_is_replaced_only_when_told_to(root: Path, answers: Path) -> None:
    written(root).parent.mkdir(parents=True)
    written(root).write_text("[terminal]\nid = 'OLD'\n")

    run = command(root, "--from", answers)
    assert run.returncode == 1
    assert "--force replaces it" in run.stderr
    assert "OLD" in written(root).read_text()

    assert command(root, "--from", answers, "--force").returncode == 0
    assert "OLD" not in written(root).read_text()


def test_a_configuration_of_comments_alone_is_nobodys(root: Path, answers: Path) -> None:
    written(root).parent.mkdir(parents=True)
    written(root).write_text("# as it was installed\n")

    assert command(root, "--from", answers).returncode == 0


def test_answers_that_end_early_change_nothing(root: Path) -> None:
    run = command(root, given="https://pay.shop.test/paygate/merchant_info\nm-1\n")

    assert run.returncode == 1
    assert "nothing was changed" in run.stderr
    assert not root.exists()


@pytest.mark.parametrize("answer", ["no", "\x04"])
def test_a_person_may_keep_what_is_there(answer: str, root: Path) -> None:
    written(root).parent.mkdir(parents=True)
    written(root).write_text("not TOML, but dear to somebody")

    run = command(root, given=answer.replace("\x04", ""))

    assert run.returncode == 1
    assert written(root).read_text() == "not TOML, but dear to somebody"


@pytest.mark.skipif(any(Path("/dev/input").glob("event*")), reason="would listen to real keyboards")
def test_a_person_at_a_terminal_answers_and_the_key_is_not_shown(root: Path) -> None:
    screen, far_side = pty.openpty()
    words = [sys.executable, "-c", ENTRY, "setup", "--root", str(root), "--no-start"]
    process = subprocess.Popen(  # noqa: S603 - our own command
        ["setsid", "--ctty", "--wait", *words],  # noqa: S607 - of every Debian
        stdin=far_side,
        stdout=far_side,
        stderr=far_side,
    )
    os.close(far_side)
    seen = ""
    for question, answer in (
        ("address", "https://pay.shop.test/paygate/merchant_info"),
        ("merchant_id", "m-1"),
        ("not shown", "TypedByHand"),
        ("own name", ""),
        ("Language", "en"),
        ("PIN for refunds", "2468"),
        ("once more", "2468"),
    ):
        while question not in seen:
            seen += os.read(screen, 4096).decode()
        os.write(screen, f"{answer}\n".encode())
    with contextlib.suppress(OSError):  # that is how a terminal ends whose other side is closed
        while data := os.read(screen, 4096):
            seen += data.decode()
    os.close(screen)

    assert process.wait() == 0, seen
    assert "TypedByHand" not in seen
    assert key_in(root).read_text() == "TypedByHand\n"
    assert load_config(written(root), {}, Secret("k")).terminal.id == "T01"
    assert "2468" not in seen
    assert fits_pin(in_file(root, "operator.pin"), "2468")


@pytest.mark.skipif(CONFIG.exists(), reason="this machine is a terminal")
def test_a_line_that_drops_while_it_asks_leaves_the_service_running(tmp_path: Path) -> None:
    done = tmp_path / "done"
    systemctl = tmp_path / "systemctl"
    systemctl.write_text(f'#!/bin/sh\necho "$*" >> {done}\n')
    systemctl.chmod(0o755)
    screen, far_side = pty.openpty()
    process = subprocess.Popen(  # noqa: S603 - our own command
        ["setsid", "--ctty", "--wait", sys.executable, "-c", ENTRY, "setup"],  # noqa: S607 - as above
        stdin=far_side,
        stdout=far_side,
        stderr=far_side,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )
    os.close(far_side)
    seen = ""
    while "Gateway's address" not in seen:
        seen += os.read(screen, 4096).decode()
    os.close(screen)

    assert process.wait(30) != 0
    assert done.read_text().splitlines() == [
        "is-active --quiet terminal-daemon.service",
        "stop terminal-daemon.service",
        "start terminal-daemon.service",
    ]
