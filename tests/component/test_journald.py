import io
import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal_daemon.cli import logs
from terminal_daemon.cli.journald import JournaldHandler


@pytest.fixture
def journald(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "socket"))
        listening.setblocking(False)
        yield listening


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def log(tmp_path: Path, stream: io.StringIO) -> Iterator[logging.Logger]:
    fallback = logging.StreamHandler(stream)
    fallback.setFormatter(logs.JournaldFormatter("%(message)s"))
    handler = JournaldHandler(fallback, tmp_path / "socket")
    logger = logging.getLogger("till")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    yield logger
    logger.removeHandler(handler)
    handler.close()


def test_a_record_arrives_as_fields(
    journald: socket.socket, log: logging.Logger, stream: io.StringIO
) -> None:
    log.warning("order=%s state=%s", "T01_1", "unknown")

    lines = journald.recv(4096).decode().splitlines()
    assert lines[0] == "MESSAGE=order=T01_1 state=unknown"
    assert {"PRIORITY=4", "ORDER=T01_1", "STATE=unknown", f"CODE_FILE={__file__}"} <= {*lines}
    assert stream.getvalue() == ""


def test_a_traceback_is_one_entry(journald: socket.socket, log: logging.Logger) -> None:
    try:
        int("why")
    except ValueError:
        log.exception("it broke")

    wire = journald.recv(65536)
    size = int.from_bytes(wire[8:16], "little")
    assert wire.startswith(b"MESSAGE\n")
    assert wire[16 : 16 + size].startswith(b"it broke\nTraceback")
    with pytest.raises(BlockingIOError):
        journald.recv(1)


def test_a_journald_that_hangs_holds_nobody_up_and_hears_how_much_it_missed(
    journald: socket.socket, log: logging.Logger, stream: io.StringIO
) -> None:
    for number in range(2000):
        log.info("%s", number)
    heard = 0
    while True:
        try:
            journald.recv(4096)
        except BlockingIOError:
            break
        heard += 1
    log.info("at last")

    assert f"LOST_BEFORE={2000 - heard}" in journald.recv(4096).decode().splitlines()
    assert 0 < heard < 2000
    assert stream.getvalue() == ""


def test_without_journald_the_lines_go_to_the_stream(
    log: logging.Logger, stream: io.StringIO
) -> None:
    log.error("nobody listens")

    assert stream.getvalue() == "<3>nobody listens\n"


def test_the_longest_message_fits_a_datagram(journald: socket.socket, log: logging.Logger) -> None:
    log.info("%s", "漢" * 100_000)

    assert len(journald.recv(1 << 20)) > 3 * 32 * 1024


@pytest.mark.parametrize("in_journal", [True, False])
def test_the_root_logger_speaks_to_whoever_reads_stderr(
    in_journal: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    with (tmp_path / "stderr").open("w") as stderr:
        monkeypatch.setattr("sys.stderr", stderr)
        status = os.fstat(stderr.fileno())
        named = {"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"} if in_journal else {}
        try:
            logs.set_up(debug=False, environ=named)
            assert isinstance(root.handlers[0], JournaldHandler) is in_journal
        finally:
            root.handlers[0].close()
            root.handlers = handlers
            root.setLevel(level)
