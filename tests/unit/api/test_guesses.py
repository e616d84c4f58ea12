from terminal_daemon.api.guesses import Guesses


def test_after_a_few_wrong_tokens_each_one_more_costs_twice_the_time() -> None:
    guesses = Guesses()
    waits = []
    now = 0.0
    for _ in range(14):
        guesses.was_wrong("a", now)
        waits.append(guesses.wait_s("a", now))
        now += waits[-1]

    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert guesses.wrong == 14
    assert guesses.wait_s("b", now) == 0


def test_time_goes_by_and_in_the_end_it_is_forgotten() -> None:
    guesses = Guesses()
    for _ in range(6):
        guesses.was_wrong("a", 0.0)
    assert guesses.wait_s("a", 1.5) == 0.5
    assert guesses.wait_s("a", 3.0) == 0.0
    guesses.was_wrong("a", 901.0)
    assert guesses.wait_s("a", 901.0) == 0.0


def test_a_right_token_takes_the_wrong_ones_back() -> None:
    guesses = Guesses()
    for _ in range(4):
        guesses.was_wrong("a", 0.0)
    guesses.was_right("a", 0.0)
    guesses.was_wrong("a", 0.0)
    assert guesses.wait_s("a", 0.0) == 0.0


def test_many_who_guess_make_strangers_wait_but_not_who_was_right_lately() -> None:
    guesses = Guesses()
    guesses.was_right("till", 0.0)
    for number in range(99):
        guesses.was_wrong(f"{number}", number / 10)
    assert guesses.wait_s("stranger", 9.9) == 0.0
    guesses.was_wrong("99", 9.9)

    assert guesses.wait_s("stranger", 10.0) == 50.0
    assert guesses.wait_s("till", 10.0) == 0.0
    assert guesses.wait_s("stranger", 60.0) == 0.0
    assert guesses.wait_s("till", 1000.0) == 0.0


def test_no_number_of_peers_fills_the_memory() -> None:
    guesses = Guesses()
    guesses.was_right("till", 0.0)
    for _ in range(20):
        guesses.was_wrong("till", 0.0)
    assert guesses.wait_s("till", 0.0) == 60.0
    for number in range(1024):
        guesses.was_wrong(f"{number}", 0.0)
    assert guesses.wait_s("till", 0.0) == 0.0  # forgotten

    for number in range(1024):
        guesses.was_right(f"{number}", 0.0)
    assert guesses.wait_s("till", 0.0) == 60.0  # a stranger again
