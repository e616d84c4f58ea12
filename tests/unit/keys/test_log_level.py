"""keys/log_level.py: trouble is warned of, the same trouble again only after a while."""

from logging import DEBUG, INFO, WARNING

from terminal_daemon.keys.log_level import SAID_AGAIN_S, LogLevels

T0 = 100.0


def test_trouble_is_warned_of_once_a_minute() -> None:
    log_levels = LogLevels()
    later = (0.0, 1.0, SAID_AGAIN_S - 0.5, SAID_AGAIN_S, SAID_AGAIN_S + 1)

    levels = [log_levels.of_trouble("Scanner refused", T0 + after) for after in later]
    assert levels == [WARNING, DEBUG, DEBUG, WARNING, DEBUG]


def test_other_trouble_is_warned_of_all_the_same() -> None:
    log_levels = LogLevels()

    assert log_levels.of_trouble("scanner missing", T0) == WARNING
    assert log_levels.of_trouble("keypad missing", T0) == WARNING
    assert log_levels.of_loss("Scanner", T0) == WARNING


def test_a_device_is_found_as_loudly_as_it_was_lost() -> None:
    log_levels = LogLevels()
    assert log_levels.of_find("Scanner") == INFO

    assert (log_levels.of_loss("Scanner", T0), log_levels.of_find("Scanner")) == (WARNING, INFO)
    assert (log_levels.of_loss("Scanner", T0 + 1), log_levels.of_find("Keypad")) == (DEBUG, INFO)
    assert (log_levels.of_find("Scanner"), log_levels.of_find("Scanner")) == (DEBUG, INFO)
