import asyncio
import socket
from pathlib import Path

import pytest

from terminal_daemon.terminal.supervisor import Systemd
from tests.simulation import virtual_time


@pytest.fixture
def notified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    """Return the socket that systemd would listen on."""
    heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    heard.bind(str(tmp_path / "notify"))
    heard.setblocking(False)
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    return heard


def everything(heard: socket.socket) -> list[bytes]:
    told = []
    with heard:
        while True:
            try:
                told.append(heard.recv(1000))
            except BlockingIOError:
                return told


def test_systemd_hears_ready_and_stopping_and_what_goes_on_between(notified: socket.socket) -> None:
    systemd = Systemd()
    systemd.ready()
    systemd.doing("no scanner")
    systemd.stopping()
    assert everything(notified) == [
        b"READY=1\nSTATUS=ready",
        b"STATUS=no scanner",
        b"STOPPING=1\nSTATUS=stopping",
    ]


def test_the_watchdog_is_fed_by_progress_and_not_more_often_than_it_needs(
    notified: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "30000000")

    async def main() -> None:
        systemd = Systemd()
        assert systemd.heartbeat_s == 10.0
        for _ in range(100):
            systemd.alive()
        await asyncio.sleep(10)
        systemd.alive()

    virtual_time.run(main())
    assert everything(notified) == [b"WATCHDOG=1"] * 2


def test_without_systemd_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    systemd = Systemd()
    assert systemd.heartbeat_s is None
    systemd.ready()


def test_a_socket_that_is_gone_is_only_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    Systemd().ready()
    assert "READY=1" in caplog.text


def test_an_abstract_socket_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind("")  # Linux draws an abstract name
        heard.setblocking(False)
        name = heard.getsockname()
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + name[1:].decode())
        Systemd().ready()
        assert heard.recv(100) == b"READY=1\nSTATUS=ready"
