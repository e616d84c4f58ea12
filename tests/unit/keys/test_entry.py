"""keys/entry.py: what a typed amount becomes, and that no refused key makes a smaller one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.config.model import AmountEntry
from terminal_daemon.keys.entry import Confirmed, Entry, EntryRules, Refused, typed
from terminal_daemon.values.amount import AmountProblem, Fen

YUAN = EntryRules(AmountEntry.DECIMAL, Fen(500_000))
FEN = EntryRules(AmountEntry.FEN, Fen(500_000))


def keys(
    text: str, rules: EntryRules = YUAN
) -> tuple[Entry | Confirmed | Refused, list[AmountProblem]]:
    """Type the text, going on after each refusal as the terminal does."""
    entry, problems = Entry(), []
    result: Entry | Confirmed | Refused = entry
    for char in text:
        result = typed(entry, char, rules)
        if isinstance(result, Refused):
            problems.append(result.problem)
            entry = result.entry
        else:
            entry = result if isinstance(result, Entry) else Entry()
    return result, problems


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.5\n", 1250),
        ("12.50\n", 1250),
        ("12.\n", 1200),
        (".5\n", 50),
        ("0.01\n", 1),
        ("007\n", 700),
        ("00000000000000012\n", 1200),
        ("5000\n", 500_000),
        ("8+2.50+1\n", 1150),
        ("8+2.50+\n", 1050),
        ("+8\n", 800),
        ("8++2\n", 1000),
        ("8+0\n", 800),
        ("99\b\b12\b.5\n", 150),
        ("\b1\n", 100),
        ("77+6\x1b5\n", 500),
        ("1a-*\t\r2\ufffd\n", 1200),
    ],
)
def test_an_amount_in_yuan(text: str, amount: int) -> None:
    assert keys(text) == (Confirmed(Fen(amount)), [])


@pytest.mark.parametrize(("text", "amount"), [("1250\n", 1250), ("1\n", 1), ("100+50\n", 150)])
def test_an_amount_in_fen(text: str, amount: int) -> None:
    assert keys(text, FEN) == (Confirmed(Fen(amount)), [])


def test_a_point_has_no_place_in_fen() -> None:
    assert keys("12.50\n", FEN) == (Confirmed(Fen(1250)), [AmountProblem.NOT_AN_AMOUNT])


def test_a_third_decimal_and_a_second_point_leave_the_entry_as_it_was() -> None:
    assert typed(Entry("0.00"), "1", YUAN) == Refused(AmountProblem.NOT_AN_AMOUNT, Entry("0.00"))
    assert typed(Entry("1."), ".", YUAN) == Refused(AmountProblem.NOT_AN_AMOUNT, Entry("1."))
    assert keys("1..2\n") == (Confirmed(Fen(120)), [AmountProblem.NOT_AN_AMOUNT])


@pytest.mark.parametrize("text", ["\n", "0\n", "0.00\n", ".\n", "000\n", "+\n", "5\x1b\n"])
def test_nothing_is_refused(text: str) -> None:
    result, problems = keys(text)

    assert isinstance(result, Refused)
    assert problems == [AmountProblem.NOTHING]


def test_an_item_of_nothing_is_refused() -> None:
    entry = Entry("0.0", Fen(100))

    assert typed(entry, "+", YUAN) == Refused(AmountProblem.NOTHING, entry)


def test_zero_point_zero_zero_one_is_never_charged() -> None:
    assert keys("0.001\n")[1] == [AmountProblem.NOT_AN_AMOUNT, AmountProblem.NOTHING]


@pytest.mark.parametrize("text", ["5000.01", "6000", "99999999", "4000+1000.01", "9" * 50])
def test_too_much_is_told_at_the_key_and_never_charged_as_less(text: str) -> None:
    result, problems = keys(text + "\n")

    assert isinstance(result, Refused)
    assert set(problems) == {AmountProblem.TOO_MUCH}
    assert len(problems) >= 2  # at the digit and at Enter
    assert len(result.entry.text) <= 12


@pytest.mark.parametrize("last", "\n+")
def test_a_point_after_the_longest_number_is_refused_and_what_follows_too(last: str) -> None:
    rules = EntryRules(AmountEntry.DECIMAL, Fen(500_000))
    full = Entry("1" * 12)

    assert typed(full, ".", rules) == Refused(AmountProblem.TOO_MUCH, full)
    assert typed(full, last, rules) == Refused(AmountProblem.TOO_MUCH, full)


def test_too_much_is_no_item_either() -> None:
    entry = Entry("6000")

    assert typed(entry, "+", YUAN) == Refused(AmountProblem.TOO_MUCH, entry)


def test_backspace_mends_too_much() -> None:
    assert keys("6000\b\n") == (Confirmed(Fen(60_000)), [AmountProblem.TOO_MUCH])


@given(
    st.text("0123456789.+\b\x1b\n\ta-é\ufffd"),
    st.sampled_from(AmountEntry),
    st.integers(1, 99_999_999),
)
def test_any_keys_end_within_the_rules_and_bounds(
    text: str, kind: AmountEntry, maximum: int
) -> None:
    rules, entry = EntryRules(kind, Fen(maximum)), Entry()
    for char in text:
        result = typed(entry, char, rules)
        match result:
            case Confirmed(amount):
                assert 1 <= amount <= maximum
                entry = Entry()
            case Refused(_, after):
                entry = after
            case Entry():
                entry = result
        assert len(entry.text) <= 12
        assert 0 <= entry.items <= maximum


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=5))
def test_items_add_up_to_the_fen(items: list[int]) -> None:
    text = "+".join(f"{fen // 100}.{fen % 100:02d}" for fen in items)
    rules = EntryRules(AmountEntry.DECIMAL, Fen(500_000))

    assert keys(text + "\n", rules) == (Confirmed(Fen(sum(items))), [])
