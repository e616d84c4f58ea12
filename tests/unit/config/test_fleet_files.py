"""The files that [fleet] names are looked into, and what is wrong with them is said."""

from pathlib import Path

import pytest

from terminal_daemon.config.fleet import FleetSection
from terminal_daemon.config.fleet_files import file_warnings

PEM = "-----BEGIN {0}-----\nAAAA\n-----END {0}-----\n"
HOLDS = {
    "ca_file": "CERTIFICATE",
    "client_cert": "CERTIFICATE",
    "client_key": "EC PRIVATE KEY",
    "config_keys": "PUBLIC KEY",
}


def naming(key: str, path: Path) -> FleetSection:
    named = {each: path if each == key else None for each in HOLDS}
    return FleetSection(
        ca_file=named["ca_file"],
        client_cert=named["client_cert"],
        client_key=named["client_key"],
        config_keys=named["config_keys"],
    )


def test_nothing_is_said_where_nothing_is_named() -> None:
    assert list(file_warnings(FleetSection())) == []


@pytest.mark.parametrize("key", HOLDS)
def test_a_file_that_holds_what_it_should_is_fine(key: str, tmp_path: Path) -> None:
    path = tmp_path / "x.pem"
    path.write_text(f"# a shop's\n{PEM.format(HOLDS[key])}")
    assert list(file_warnings(naming(key, path))) == []


@pytest.mark.parametrize("key", HOLDS)
def test_a_file_that_is_not_there_or_holds_another_thing_is_named(key: str, tmp_path: Path) -> None:
    path = tmp_path / "x.pem"
    section = naming(key, path)
    assert list(file_warnings(section)) == [
        f"fleet.{key}: {path} cannot be read: No such file or directory"
    ]
    path.write_bytes(b"\xff[terminal]\n")
    (said,) = file_warnings(section)
    assert said.startswith(f"fleet.{key}: {path} holds no ")


def test_the_private_key_on_a_terminal_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "owner.key"
    path.write_text(PEM.format("PRIVATE KEY"))
    (said,) = file_warnings(FleetSection(config_keys=path))
    assert "belongs at your desk alone" in said
