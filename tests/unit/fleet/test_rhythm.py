from terminal_daemon.fleet.rhythm import Rhythm


def test_the_first_word_is_due_at_once() -> None:
    assert Rhythm(10).is_due(0.0, changed=False)


def test_a_change_is_told_soon_and_no_change_after_a_long_time() -> None:
    rhythm = Rhythm(10, 300, last=1000)

    assert (rhythm.due_at(changed=True), rhythm.due_at(changed=False)) == (1010, 1300)
    assert not rhythm.is_due(1009, changed=True)
    assert rhythm.is_due(1010, changed=True)
    assert not rhythm.is_due(1299, changed=False)
    assert rhythm.is_due(1300, changed=False)


def test_what_is_told_on_a_change_only_is_not_due_without_one() -> None:
    rhythm = Rhythm(10, last=0)

    assert rhythm.due_at(changed=False) is None
    assert not rhythm.is_due(1e9, changed=False)
