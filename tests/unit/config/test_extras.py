import sys

from terminal_daemon.config.extras import is_installed


def test_a_library_is_found_without_being_loaded() -> None:
    assert is_installed("this")
    assert not is_installed("no_such_library")
    assert "this" not in sys.modules
