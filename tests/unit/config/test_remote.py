import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_daemon.config.model import Config
from terminal_daemon.config.remote import (
    MAY_SET,
    NOT_FIT,
    NOT_READY,
    Ending,
    InForce,
    Outcome,
    Remote,
    Standing,
    forbidden,
    keys_of,
    laid_over,
    ready,
    serial_in_force,
    starting,
    taken,
    told,
)
from terminal_daemon.config.tables import rules_of
from terminal_daemon.values.dataclass import fields, replace

OLD, NEW = Remote(3, "old"), Remote(7, "new")
PROVEN = Standing(highest=3, proven=OLD)
SECTIONS = {section.name: section.default for section in fields(Config)}


def test_a_configuration_is_tried_at_the_next_start_and_proven_by_being_ready() -> None:
    waiting = taken(PROVEN, NEW)
    assert (waiting.highest, waiting.candidates) == (7, (OLD,))
    tried = starting(waiting)
    assert tried.candidates == (NEW, OLD)
    done = ready(tried, 7)
    assert done == Standing(7, NEW, outcome=Outcome(7, Ending.APPLIED))
    assert done.candidates == (NEW,)
    assert starting(done) == ready(done, 7) == done


def test_a_start_that_does_not_get_ready_is_the_last_one_with_it() -> None:
    again = starting(starting(taken(PROVEN, NEW)))

    assert again == Standing(7, OLD, outcome=Outcome(7, Ending.ROLLED_BACK, NOT_READY))
    assert again.candidates == (OLD,)


@pytest.mark.parametrize("serial", [3, None])
def test_one_that_did_not_fit_is_given_up_once_the_terminal_is_ready_without_it(
    serial: int | None,
) -> None:
    after = ready(starting(taken(PROVEN, NEW)), serial)

    assert after == Standing(7, OLD, outcome=Outcome(7, Ending.ROLLED_BACK, NOT_FIT))


def test_what_was_not_tried_yet_is_not_proven_by_a_terminal_that_was_ready_before() -> None:
    waiting = taken(PROVEN, NEW)

    assert ready(waiting, 3) == waiting


def test_a_newer_one_takes_the_place_of_one_that_waits() -> None:
    assert taken(taken(PROVEN, NEW), Remote(8, "newer")).trial == Remote(8, "newer")
    assert taken(Standing(highest=9), NEW).highest == 9


def test_an_outcome_is_told_once() -> None:
    done = ready(starting(taken(PROVEN, NEW)), 7)

    assert told(done) == replace(done, outcome=Outcome(7, Ending.APPLIED, told=True))
    assert told(PROVEN) == PROVEN


MOVES = st.lists(
    st.one_of(
        st.sampled_from([starting, told]),
        st.integers(1, 99).map(lambda serial: lambda now: taken(now, Remote(serial, "x"))),
        st.sampled_from(
            [
                lambda now: ready(now, next((each.serial for each in now.candidates), None)),
                lambda now: ready(now, None),
            ]
        ),
    ),
    max_size=30,
)


@settings(max_examples=300)
@given(MOVES)
def test_whatever_happens_no_trial_is_started_with_twice_and_no_serial_goes_down(
    moves: list[object],
) -> None:
    standing, highest, starts = Standing(), 0, 0
    for move in moves:
        before = standing
        standing = move(standing)  # type: ignore[operator]
        assert standing.highest >= highest
        highest = standing.highest
        if move is starting and standing.tried:
            assert not before.tried
            starts += 1
        assert not standing.tried or standing.trial is not None
        if standing.proven != before.proven:
            assert standing.proven == before.trial
            assert before.tried


def test_what_may_be_set_is_there_to_be_set() -> None:
    for section, keys in MAY_SET.items():
        assert keys <= rules_of(type(SECTIONS[section])).keys()


@pytest.mark.parametrize(
    "key",
    [
        *("terminal.id", "gateway.url", "gateway.merchant_id", "gateway.key_file"),
        *("gateway.allow_plain_http", "gateway.test", "scanner.match", "keypad.match"),
        *("display.driver", "buzzer.pin", "journal.path", "refund.pin_file", "receipt.printer"),
        *("api.listen", "fleet.broker", "fleet.config_keys", "leds.busy", "button.pin"),
    ],
)
def test_where_the_money_goes_and_what_is_plugged_in_is_not_set_from_afar(key: str) -> None:
    section, _, name = key.partition(".")
    (mistake,) = forbidden({section: {name: "x"}})

    assert mistake.where in {section, key}
    assert mistake.wrong == "is not set from afar"


def test_what_may_be_set_is_no_mistake_and_a_section_is_a_table() -> None:
    assert list(forbidden({"amount": {"maximum": 1, "fixed": 0}, "buzzer": {}})) == []
    (mistake,) = forbidden({"amount": 7})
    assert str(mistake) == "amount: is no section; allowed: a line [amount] above keys"


def test_it_is_laid_over_the_local_file_key_by_key() -> None:
    local = {"amount": {"maximum": 1, "entry": "fen"}, "buzzer": 7, "x": 1}
    remote = {"amount": {"maximum": 2}, "display": {"dim_after": 1}, "buzzer": {"volume": 1}}

    assert laid_over(local, remote) == {
        "amount": {"maximum": 2, "entry": "fen"},
        "buzzer": 7,
        "x": 1,
        "display": {"dim_after": 1},
    }
    assert local["amount"] == {"maximum": 1, "entry": "fen"}
    assert keys_of(remote | {"odd": 1}) == ("amount.maximum", "buzzer.volume", "display.dim_after")


@pytest.mark.parametrize(
    ("afar", "serial"), [(None, None), (InForce(0, (), "no fit"), None), (InForce(12, ()), 12)]
)
def test_a_serial_is_in_force_where_something_is_laid_over_the_file(
    afar: InForce | None, serial: int | None
) -> None:
    assert serial_in_force(afar) == serial
