import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from terminal_daemon import __version__

pytestmark = pytest.mark.timeout(30)  # a Python starts for every command
GOOD = """\
[gateway]
url = "http://pay.shop.test/paygate/merchant_info"
merchant_id = "59382e3cffea0e5fcd0cfc3e"
allow_plain_http = true
key_file = "{key_file}"
"""
FIVE_MISTAKES = """\
[terminal]
id = "far too long a name"
langauge = "en"
[gateway]
url = "ftp://pay.shop.test"
reply_timeout = "10s"
key_file = "/no/key"
"""
ENTRY = "import sys; from terminal_daemon.cli.main import main; sys.exit(main())"


def command(*arguments: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", ENTRY, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=20,
        env=os.environ | environ,
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    key_file = tmp_path / "merchant.key"
    key_file.write_text("key")
    key_file.chmod(0o600)
    path = tmp_path / "config.toml"
    path.write_text(GOOD.format(key_file=key_file))
    return path


def test_help_loads_nothing_that_it_does_not_need() -> None:
    script = (
        "import sys\n"
        "from terminal_daemon.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)\n"
    )
    run = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=20
    )

    heavy = {"PIL", "aiohttp", "luma", "gpiozero", "evdev", "sqlite3", "asyncio", "tomllib", "ssl"}
    assert "check-config" in run.stdout
    assert heavy.isdisjoint(name.partition(".")[0] for name in run.stderr.split())


def test_the_version_and_wrong_usage() -> None:
    assert command("--version").stdout == f"terminal-daemon {__version__}\n"
    for arguments in ((), ("dance",), ("screens",), ("demo", "--port", "65536")):
        run = command(*arguments)
        assert run.returncode == 2
        assert "usage: terminal-daemon" in run.stderr


def test_a_good_config_is_ok_with_its_warnings(config: Path) -> None:
    run = command("check-config", config)

    assert (run.returncode, run.stdout) == (0, "OK\n")
    assert run.stderr.startswith("warning: gateway.url: plain http")


def test_every_mistake_of_a_config_is_a_line_and_the_code_is_78(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(FIVE_MISTAKES)

    run = command("check-config", path, TERMINAL_BUZZER__PIN="99")

    assert (run.returncode, run.stdout) == (78, "")
    assert [line.partition(":")[0] for line in run.stderr.splitlines()] == [
        "line 2",
        "line 3",
        "line 5",
        "line 6",
        "line 7",
        "gateway.merchant_id",
        "TERMINAL_BUZZER__PIN",
    ]


def test_a_service_with_a_bad_config_ends_with_78_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(FIVE_MISTAKES)

    run = command("run", "--config", path)

    assert run.returncode == 78
    assert len(run.stderr.splitlines()) == 6
    assert all(line.startswith("ERROR ") for line in run.stderr.splitlines())


def test_a_missing_config_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "missing.toml"
    run = command("run", "--config", path)

    assert run.returncode == 78
    assert run.stderr == f"ERROR {path}: cannot be read: No such file or directory\n"


def test_an_error_is_one_line_unless_debugging(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = command("screens", "--out", tmp_path / "file")
    assert run.returncode == 1
    assert run.stderr == f"ERROR {tmp_path / 'file' / '128x128' / 'zh-CN'}: Not a directory\n"

    run = command("--debug", "screens", "--out", tmp_path / "file")
    assert run.returncode == 1
    assert "Traceback" in run.stderr


def test_a_reader_that_left_is_no_traceback(config: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", ENTRY, "check-config", config],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()  # long before Python has started
        said = run.stderr.read()

    assert run.returncode == 1
    assert said.startswith("warning: gateway.url")
    assert len(said.splitlines()) == 1


def test_watching_devices_ends_with_zero_when_interrupted(tmp_path: Path) -> None:
    watching = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", ENTRY, "devices", "--watch", "--config", tmp_path / "none.toml"],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert watching.stderr is not None
    assert any("Ctrl-C ends it" in line for line in watching.stderr)
    watching.send_signal(signal.SIGINT)

    said = watching.communicate(timeout=20)[1]

    assert (watching.returncode, "Traceback" in said) == (0, False)
