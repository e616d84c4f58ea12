from terminal_daemon.screen.wording import wordings


def test_wordings_are_parted_by_a_bar_the_best_first() -> None:
    assert wordings("Press Enter|Enter") == ("Press Enter", "Enter")
    assert wordings("") == ("",)
