import json
from pathlib import Path

import pytest

from terminal_daemon.cli.doctor import run_sound, tell
from terminal_daemon.config.model import BuzzerSection
from terminal_daemon.doctor.finding import Finding, fail, ok, warn
from terminal_daemon.pins.board import Board
from terminal_daemon.sale.effects import Sound

FINE = ok("disk", "room")
WARNED = warn("clock", "not synchronised", "timedatectl")


@pytest.mark.parametrize(
    ("findings", "code"), [([FINE], 0), ([FINE, WARNED], 0), ([fail("disk", "full", "x"), FINE], 1)]
)
def test_only_a_fault_is_a_failure(findings: list[Finding], code: int) -> None:
    assert tell(findings, json=False) == code


def test_people_read_a_line_and_below_it_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    tell([FINE, WARNED, fail("scanner", "Evil\x1b[2J", "plug\nit in")], json=False)

    assert capsys.readouterr().out.splitlines() == [
        "OK    disk: room",
        "WARN  clock: not synchronised",
        "      → timedatectl",
        "FAIL  scanner: Evil?[2J",
        "      → plug?it in",
    ]


def test_programs_read_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    tell([FINE, WARNED], json=True)

    assert json.loads(capsys.readouterr().out) == [
        {"line": "disk", "level": "OK", "says": "room", "mend": ""},
        {"line": "clock", "level": "WARN", "says": "not synchronised", "mend": "timedatectl"},
    ]


def test_both_kinds_of_buzzer_are_heard_on_the_configured_pin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        '[gateway]\nurl = "https://x.example/paygate/merchant_info"\nmerchant_id = "m"\n'
        '[buzzer]\npin = 7\nkind = "none"\n'
    )
    done: list[object] = []

    class Remembers:
        def __init__(self, section: BuzzerSection, _board: Board) -> None:
            done.append((section.pin, section.kind.value))

        def play(self, sound: Sound) -> None:
            done.append(sound)

        def close(self) -> None:
            done.append("closed")

    assert run_sound(config, Remembers, 0) == 0
    assert done == [
        *((7, "passive"), Sound.APPROVED, "closed"),
        *((7, "active"), Sound.APPROVED, "closed"),
    ]
    assert 'kind is "none"' in capsys.readouterr().out
