from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import TZPATH

import pytest

from terminal_daemon.config.time_zones import zone_name, zone_of

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_the_zone_is_the_named_one_or_the_machines(tmp_path: Path) -> None:
    machine = tmp_path / "localtime"
    found = next(file for at in TZPATH if (file := Path(at) / "Asia/Shanghai").is_file())
    machine.write_bytes(found.read_bytes())

    assert NOON.astimezone(zone_of("Asia/Tokyo", machine)).hour == 21
    assert NOON.astimezone(zone_of("", machine)).hour == 20


def test_a_zone_is_told_by_its_name_where_the_machine_knows_it(tmp_path: Path) -> None:
    linked, copied = tmp_path / "linked", tmp_path / "copied"
    named = next(file for at in TZPATH if (file := Path(at) / "Asia/Shanghai").is_file())
    linked.symlink_to(named)
    copied.write_bytes(named.read_bytes())

    assert zone_name(zone_of("Asia/Tokyo")) == "Asia/Tokyo"
    assert zone_name(zone_of("", linked)) == "Asia/Shanghai"
    assert zone_name(zone_of("", copied)) is None
    assert zone_name(zone_of("", tmp_path / "missing")) == "UTC"


def test_a_machine_that_was_not_told_its_zone_is_in_utc(tmp_path: Path) -> None:
    assert zone_of("", tmp_path / "missing") is UTC
    (tmp_path / "damaged").write_bytes(b"no zone")
    assert zone_of("", tmp_path / "damaged") is UTC


@pytest.mark.parametrize("name", ["Asia/Shenzen", "../etc/passwd", "\0"])
def test_a_zone_that_nobody_knows_is_refused(name: str) -> None:
    with pytest.raises(LookupError):
        zone_of(name)
