import dataclasses
from collections.abc import Callable
from inspect import signature
from typing import Any, ClassVar, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.values import dataclass as ours

Kind = type[Any]
LIBRARYS: Final[Any] = dataclasses
OURS: Final[Any] = ours
BOTH: Final = pytest.mark.parametrize("by", [LIBRARYS, OURS], ids=["library", "ours"])
A_VALUE: Final = st.one_of(st.integers(0, 2), st.just(float("nan")), st.none())


def empty(by: Any) -> Kind:
    @by.dataclass(frozen=True, slots=True)
    class Nothing:
        """Has no field."""

    return Nothing


def one(by: Any) -> Kind:
    @by.dataclass(frozen=True, slots=True)
    class One:
        value: object = 1

    return One


def many(by: Any) -> Kind:
    @by.dataclass(frozen=True, slots=True)
    class Many:
        first: object
        hidden: object = by.field(repr=False)
        beside: object = by.field(default=3, compare=False)
        listed: list[int] = by.field(default_factory=list, compare=False)
        kind: ClassVar[str] = "of the class"

        @property
        def both(self) -> tuple[object, object]:
            return self.first, self.hidden

    return Many


def named(by: Any) -> Kind:
    @by.dataclass(frozen=True, slots=True, kw_only=True)
    class Named:
        left: int = 0
        right: int

    return Named


def counted(by: Any) -> Kind:
    @by.dataclass(slots=True)
    class Counted:
        size: int
        cells: list[int] = by.field(init=False)
        noted: list[str] = by.field(init=False, default_factory=list)
        since: int = by.field(init=False, default=7)

        def __post_init__(self) -> None:
            self.cells = [0] * self.size

    return Counted


def spoken(by: Any) -> Kind:
    @by.dataclass(frozen=True, slots=True)
    class Spoken:
        word: str

        def __repr__(self) -> str:
            return "hush"

    return Spoken


KINDS: Final = [empty, one, many, named, counted, spoken]
Make = Callable[[Any], Kind]


@pytest.mark.parametrize("make", KINDS)
def test_a_class_is_called_and_shown_as_the_librarys(make: Make) -> None:
    library, own = make(LIBRARYS), make(OURS)

    def parameters(kind: Kind) -> list[tuple[str, object, object]]:
        known = signature(kind).parameters.values()
        return [(each.name, each.kind, each.annotation) for each in known]

    assert parameters(own) == parameters(library)
    assert own.__match_args__ == library.__match_args__
    assert own.__slots__ == library.__slots__
    assert (own.__name__, own.__qualname__) == (library.__name__, library.__qualname__)
    assert own.__module__ == __name__
    assert not hasattr(own, "__dict__") or "__dict__" not in own.__dict__


@given(st.tuples(A_VALUE, A_VALUE, A_VALUE), st.tuples(A_VALUE, A_VALUE, A_VALUE))
def test_two_of_a_class_are_as_equal_as_the_librarys(
    these: tuple[object, ...], those: tuple[object, ...]
) -> None:
    for make, size in ((empty, 0), (one, 1), (many, 3)):
        library, own = make(LIBRARYS), make(OURS)
        a, b = library(*these[:size]), library(*those[:size])
        x, y = own(*these[:size]), own(*those[:size])

        assert (x == y) == (a == b)
        assert (hash(x) == hash(y)) == (hash(a) == hash(b))
        assert repr(x) == repr(a)


@BOTH
def test_those_of_two_classes_are_never_equal(by: Any) -> None:
    assert one(by)(1) != many(by)(1, 1)
    assert one(by)(1) != one(by)(1)  # a class made anew is another one
    assert empty(by)() != ()


@BOTH
def test_frozen_ones_stay_as_they_are(by: Any) -> None:
    value = one(by)(5)

    with pytest.raises(AttributeError, match="value"):
        value.value = 6
    with pytest.raises(AttributeError, match="value"):
        del value.value
    with pytest.raises((AttributeError, TypeError)):
        value.other = 6
    assert value.value == 5


@BOTH
def test_the_others_change_and_have_no_hash(by: Any) -> None:
    value = counted(by)(2)
    value.size = 3

    assert (value.size, value.cells, value.noted, value.since) == (3, [0, 0], [], 7)
    with pytest.raises(TypeError):
        hash(value)
    with pytest.raises(AttributeError):
        value.other = 1


@BOTH
def test_defaults_are_taken_and_lists_are_made_for_each(by: Any) -> None:
    kind = many(by)
    value, other = kind("a", "b"), kind("a", "b", 3, [1])

    assert (value.beside, value.listed, other.listed) == (3, [], [1])
    assert value.listed is not kind("a", "b").listed
    assert (kind.kind, value.both, named(by)(right=2).left) == ("of the class", ("a", "b"), 0)


@BOTH
def test_what_is_missing_or_too_much_is_refused(by: Any) -> None:
    with pytest.raises(TypeError, match="hidden"):
        many(by)("a")
    with pytest.raises(TypeError):
        named(by)(1, 2)
    with pytest.raises(TypeError, match="argument"):
        empty(by)(1)


@BOTH
def test_a_text_of_its_own_stays(by: Any) -> None:
    assert repr(spoken(by)("x")) == "hush"


@pytest.mark.parametrize(
    ("functions", "by"),
    [(LIBRARYS, LIBRARYS), (LIBRARYS, OURS), (OURS, OURS)],
    ids=["library's with its own", "library's with ours", "ours"],
)
def test_the_librarys_functions_take_instances_of_ours(functions: Any, by: Any) -> None:
    value = many(by)("a", "b")

    assert functions.replace(value, first="c") == many_like(value, "c")
    assert [each.name for each in functions.fields(value)] == [
        "first",
        "hidden",
        "beside",
        "listed",
    ]
    assert functions.fields(type(value))[2].default == 3
    assert functions.replace(counted(by)(2), size=3).cells == [0, 0, 0]
    assert dataclasses.asdict(value)["hidden"] == "b"


def many_like(value: Any, first: str) -> object:
    return type(value)(first, value.hidden, value.beside, value.listed)


def test_none_goes_without_slots() -> None:
    with pytest.raises(TypeError, match="slots"):
        OURS.dataclass(slots=False)
