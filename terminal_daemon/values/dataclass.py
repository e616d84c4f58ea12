"""◉ dataclasses, such as are made quickly: the library's, as far as this program uses them.

The library compiles six functions for each class, which was a quarter of the time until a customer
can pay; here only `__init__` is compiled. A type checker takes these for the library's own, and the
library's functions take their instances.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Final, Never, get_origin

_MISSING: Final = object()
_FOR_THE_LIBRARY: Final = "__dataclass_fields__"
_OF_THE_CLASS_WITHOUT_SLOTS: Final = ("__dict__", "__weakref__")


class _Field:
    """One name of a class, and what the library's `field()` can say about it."""

    __slots__ = ("compare", "default", "default_factory", "init", "name", "repr", "type")

    def __init__(
        self,
        *,
        default: object = _MISSING,
        default_factory: object = _MISSING,
        init: bool = True,
        repr: bool = True,  # noqa: A002 - the library's name
        compare: bool = True,
    ) -> None:
        self.name = ""
        self.type: object = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.compare = compare


class _LibraryFields:
    """A class's fields as the library knows them, made when one of its functions asks."""

    def __get__(self, instance: object, owner: type[Any]) -> Mapping[str, object]:
        from dataclasses import field, make_dataclass  # noqa: PLC0415 - loads much, and seldom

        def told(each: _Field) -> Any:
            names = ("default", "default_factory", "init", "repr", "compare")
            given = {name: getattr(each, name) for name in names}
            return field(**{name: it for name, it in given.items() if it is not _MISSING})

        members = [(each.name, each.type, told(each)) for each in _fields(owner)]
        made = make_dataclass(owner.__name__, members, kw_only=True)
        found: dict[str, object] = getattr(made, _FOR_THE_LIBRARY)
        setattr(owner, _FOR_THE_LIBRARY, found)
        return found


def _dataclass(
    *, slots: bool, frozen: bool = False, kw_only: bool = False
) -> Callable[[type[Any]], type[Any]]:
    if not slots:
        raise TypeError("here every dataclass has slots")
    return lambda cls: _with_slots(cls, frozen=frozen, kw_only=kw_only)


def _fields(of: object) -> tuple[_Field, ...]:
    """Return the fields of a dataclass, or of an instance, in their order."""
    found: tuple[_Field, ...] = of.__fields__  # type: ignore[attr-defined]
    return found


def _replace(of: Any, /, **changes: object) -> Any:
    """Return another instance, with these values instead."""
    kept = {each.name: getattr(of, each.name) for each in _fields(of) if each.init}
    return type(of)(**{**kept, **changes})


def _with_slots(cls: type[Any], *, frozen: bool, kw_only: bool) -> type[Any]:
    """Return the class made anew: one that is there can be given no slots."""
    fields = {each.name: each for each in _declared_in(cls)}
    positional = () if kw_only else tuple(each.name for each in fields.values() if each.init)
    left_out = (*fields, *_OF_THE_CLASS_WITHOUT_SLOTS)
    namespace: dict[str, Any] = {
        **_comparison(fields.values(), hashed=frozen),
        **{name: it for name, it in vars(cls).items() if name not in left_out},
        "__qualname__": cls.__qualname__,
        "__slots__": tuple(fields),
        "__match_args__": positional,
        "__fields__": tuple(fields.values()),
        _FOR_THE_LIBRARY: _LibraryFields(),
    }
    if frozen:
        namespace["__setattr__"] = namespace["__delattr__"] = _refuse
    metaclass: Any = type(cls)
    made: Any = metaclass(cls.__name__, cls.__bases__, namespace)
    if fields:
        made.__init__ = _initialiser(made, kw_only=kw_only)
    return made  # type: ignore[no-any-return]


def _declared_in(cls: type[Any]) -> Iterator[_Field]:
    kinds: Mapping[str, object] = cls.__annotations__
    for name, kind in kinds.items():
        if get_origin(kind) is not ClassVar:
            said = vars(cls).get(name, _MISSING)
            each = said if isinstance(said, _Field) else _Field(default=said)
            each.name, each.type = name, kind
            yield each


def _comparison(fields: Iterable[_Field], *, hashed: bool) -> Mapping[str, object]:
    """Return what compares and shows two instances."""
    compared = _values_of([each.name for each in fields if each.compare])
    shown = [each.name for each in fields if each.repr]

    def equal(self: object, other: object) -> bool:
        return compared(self) == compared(other) if type(other) is type(self) else NotImplemented

    def hash_of(self: object) -> int:
        return hash(compared(self))

    def text(self: object) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({values})"

    return {"__eq__": equal, "__hash__": hash_of if hashed else None, "__repr__": text}


def _values_of(names: list[str]) -> Callable[[object], tuple[object, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda of: tuple([getattr(of, name) for name in names])


def _initialiser(made: type[Any], *, kw_only: bool) -> Callable[..., None]:
    """Compile the class's `__init__`, as the library does."""
    known: dict[str, Any] = {"_MISSING": _MISSING}
    parameters, lines = ["self", "*"] if kw_only else ["self"], []
    for each in _fields(made):
        name, value = each.name, each.name
        known[f"_set_{name}"] = vars(made)[name].__set__  # of the slot: it asks nobody
        if each.default_factory is not _MISSING:
            known[f"_make_{name}"] = each.default_factory
            value = f"_make_{name}()"
            if each.init:
                value = f"{value} if {name} is _MISSING else {name}"
                parameters.append(f"{name}=_MISSING")
        elif each.default is not _MISSING:
            known[f"_default_{name}"] = each.default
            value = name if each.init else f"_default_{name}"
            parameters += [f"{name}=_default_{name}"] * each.init
        elif each.init:
            parameters.append(name)
        else:
            continue  # __post_init__ says what it is
        lines.append(f" _set_{name}(self, {value})")
    if hasattr(made, "__post_init__"):
        lines.append(" self.__post_init__()")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines), known)  # noqa: S102 - names of fields
    function: Any = known["__init__"]
    function.__qualname__ = f"{made.__qualname__}.__init__"
    function.__annotations__ = {each.name: each.type for each in _fields(made) if each.init}
    return function  # type: ignore[no-any-return]


def _refuse(self: object, name: str, *_: object) -> Never:
    raise AttributeError(f"{type(self).__qualname__} is frozen: {name!r} stays as it is")


if TYPE_CHECKING:
    from dataclasses import dataclass, field, fields, replace
else:
    dataclass, field, fields, replace = _dataclass, _Field, _fields, _replace

__all__ = ["dataclass", "field", "fields", "replace"]
