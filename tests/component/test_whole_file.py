import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from terminal_daemon.config.whole_file import write_whole


def test_what_was_there_is_replaced_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "made" / "key"
    for content, mode in ((b"one", 0o644), (b"two", 0o600)):
        write_whole(path, content, mode)
        assert path.read_bytes() == content
        assert path.stat().st_mode & 0o777 == mode
    assert [file.name for file in path.parent.iterdir()] == ["key"]


def test_the_rest_of_a_power_cut_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".key.new").write_text("ha")

    write_whole(tmp_path / "key", b"whole", 0o600)

    assert (tmp_path / "key").read_bytes() == b"whole"


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Let the kernel refuse what lies beyond, as a disk does that gets full in the middle."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


def test_a_disk_that_gets_full_leaves_the_old_file_and_never_half_of_the_new(
    tmp_path: Path,
) -> None:
    (tmp_path / "key").write_text("old")
    with no_file_larger_than(4), pytest.raises(OSError, match="large"):
        write_whole(tmp_path / "key", b"newer", 0o600)
    assert (tmp_path / "key").read_text() == "old"


def test_a_place_that_cannot_be_written_keeps_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    with pytest.raises(OSError, match="file"):
        write_whole(tmp_path / "file" / "key", b"new", 0o600)
    assert (tmp_path / "file").read_text() == "old"
