"""Types of what is written in law, and how plain values become declarations by the types of their fields."""

import re
from collections import abc
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

import attrs
import cattrs
from attrs import frozen
from cattrs.errors import AttributeValidationNote, BaseValidationError, ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn

from bajigong.policy.text import Text, among, found, near, nearest, one_of, same

#: Where a value stands in a file: keys, and numbers in arrays, counted from 0.
Keys = tuple[str | int, ...]
Plain = bool | int | float | str | date | tuple["Plain", ...] | tuple[tuple[str, "Plain"], ...]


def freeze(value: Any) -> Any:
    """Turn lists and mappings, as TOML gives them, into tuples. Mappings become sorted pairs."""
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), freeze(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    return value


def thaw_table(rows: Any) -> tuple[dict[str, Any], ...]:
    """Read a frozen list of mappings, such as a table of prizes, back as mappings."""
    return tuple(dict(row) for row in rows)


#: The provinces of GB/T 2260, by the first two digits of every code below them; 00 stands for the nation.
PROVINCES: Final = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
    for code in range(first, last + 1)
) | {"00"}


@frozen
class Least:
    """A number of at least so much."""

    number: int


@frozen
class Region:
    """A code of GB/T 2260: six digits, the first two of a province."""


@frozen
class DayOfYear:
    """A day of every year, ``MM-DD``."""


@frozen
class Names:
    """The name of something declared: a clause, a term, a grade."""

    what: Literal["clause", "document", "gate", "grade", "kind", "method", "plugin", "term", "template", "track"]


@frozen
class ChoiceOf:
    """One of the choices of a fact, by the fact's path or its role."""

    fact: str


@frozen
class Some:
    """A list of one at least."""


Mark = Some | Least | Region | DayOfYear | Names | ChoiceOf

Years = Annotated[int, Least(0)]
Months = Annotated[int, Least(0)]
Count = Annotated[int, Least(1)]
RegionCode = Annotated[str, Region()]
MonthAndDay = Annotated[str, DayOfYear()]
ClauseId = Annotated[str, Names("clause")]
GateId = Annotated[str, Names("gate")]
GradeId = Annotated[str, Names("grade")]
MethodId = Annotated[str, Names("method")]
PluginName = Annotated[str, Names("plugin")]
TemplateId = Annotated[str, Names("template")]
TermId = Annotated[str, Names("term")]
TrackId = Annotated[str, Names("track")]


T = TypeVar("T")
Hook = Callable[[Any, Any], Any]

TABLE: Final = Text("一组键值", "a table")
LIST: Final = Text("列表 […]", "a list […]")
TEXT: Final = Text("中英文文字 {{ zh = …, en = … }}", "a text {{ zh = …, en = … }}").fill()
_WHOLE: Final = Text("整数", "a whole number")
_AT_LEAST: Final = Text("不小于{n}的整数", "a whole number of at least {n}")
_PLAIN: Final[Mapping[type[Any], Text]] = {
    str: Text("加引号的文字", "text in quotes"),
    bool: Text("true或false", "true or false"),
    int: _WHOLE,
    date: Text("日期，如2024-01-31，不加引号", "a date such as 2024-01-31, without quotes"),
}
_SOME: Final = Text("至少一项的列表 […]", "a list […] of one at least")
_REGION: Final = Text(
    "GB/T 2260 六位代码，加引号，如“510000”", "a code of GB/T 2260: six digits in quotes, such as '510000'"
)
_DAY_OF_YEAR: Final = Text("一年中的一天，MM-DD", "a day of the year as MM-DD")
_CALLABLE: Final = Text("函数", "a function")
UNKNOWN_KEY: Final = Text("有未知的键{key!r}；应为{expected}", "found key {key!r}; expected {expected}")
MISSING_KEY: Final = Text("缺少键{key!r}", "key {key!r} is missing")


@frozen
class Fault:
    """One thing that does not fit, and where it stands in the value that was read."""

    path: Keys
    message: Text


class TypeMismatch(ValueError):
    """Everything in one value that does not fit its type."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.message.en for fault in faults))

    def within(self, *path: str | int) -> Iterator[Fault]:
        """Give the faults as they stand in what holds the value."""
        for fault in self.faults:
            yield Fault((*path, *fault.path), fault.message)


def refuse(value: Any, expected: Text, *path: str | int) -> TypeMismatch:
    """Return the misfit that says what was found and what was expected."""
    return TypeMismatch((Fault(path, found(value, expected)),))


def structure(value: Any, wanted: Any) -> Any:
    """Return a value as one of the wanted type. Raises TypeMismatch with all that does not fit."""
    try:
        return converter().structure(value, wanted)
    except TypeMismatch:
        raise
    except Exception as error:
        raise TypeMismatch(tuple(faults_of(error))) from error


def collect(items: Iterator[tuple[tuple[str | int, ...], Any, Any]]) -> list[Any]:
    """Read several values, each with its path and type. Raises TypeMismatch with the faults of all."""
    done, faults = [], list[Fault]()
    for path, value, wanted in items:
        try:
            done.append(structure(value, wanted))
        except TypeMismatch as misfit:
            faults += misfit.within(*path)
    if faults:
        raise TypeMismatch(tuple(faults))
    return done


def fields_of(cls: type[Any]) -> dict[str, Any]:
    """Return the fields of a declaration by name, their types resolved."""
    attrs.resolve_types(cls, include_extras=True)
    return {field.name: field for field in attrs.fields(cls)}


@cache
def converter() -> cattrs.Converter:
    """Return the converter; what comes later here goes before what comes earlier."""
    made = cattrs.Converter(forbid_extra_keys=True)
    made.register_structure_hook_factory(attrs.has, class_hook)
    for plain in _PLAIN:
        made.register_structure_hook(plain, _plain)
    made.register_structure_hook_func(lambda wanted: wanted is Any, lambda value, _: freeze(value))
    made.register_structure_hook_func(_of(tuple), _items)
    made.register_structure_hook_func(is_pairs, _pairs)
    made.register_structure_hook_func(_of(Literal), _literal)
    made.register_structure_hook_func(_of(Union, UnionType), _union)
    made.register_structure_hook_func(_of(Annotated), _annotated)
    made.register_structure_hook_func(_of(abc.Callable), _callable)
    made.register_structure_hook(Text, _text)
    return made


def _of(*origins: Any) -> Callable[[Any], bool]:
    """Return what says whether a type is made of one of these: ``tuple[…]``, ``Literal[…]`` and so on."""
    return lambda wanted: get_origin(wanted) in origins


def is_pairs(wanted: Any) -> bool:
    """Say whether a type is that of a table by free names: pairs of a name and a value."""
    inner = get_args(wanted)[0] if get_origin(wanted) is tuple else None
    return get_origin(inner) is tuple and get_args(inner)[0] is str and get_args(inner)[1] is not Ellipsis


@cache
def class_hook(cls: Any) -> Hook:
    """Return what reads a table as a declaration of a class, or looks through one that is there already."""
    fields = fields_of(cls)
    make = make_dict_structure_fn(cls, converter(), _cattrs_forbid_extra_keys=True)

    def hook(value: Any, _: Any) -> Any:
        if isinstance(value, cls):
            collect(((name,), getattr(value, name), field.type) for name, field in fields.items())
            return value
        table = thawed(value)
        if table is None:
            raise refuse(value, TABLE)
        return make(table, cls)

    return hook


def thawed(value: Any) -> Mapping[str, Any] | None:
    """Return a table as it was before it was frozen into pairs; None for what is none."""
    if isinstance(value, Mapping):
        return value
    pairs = isinstance(value, tuple) and all(
        isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], str) for one in value
    )
    return dict(value) if pairs and value else None


def _plain(value: Any, wanted: Any) -> Any:
    if type(value) is not wanted:
        raise refuse(value, _PLAIN[wanted])
    return value


def _text(value: Any, _: Any) -> Text:
    if isinstance(value, Text):
        return value
    words = thawed(value) or {}
    words = words if set(words) == {"zh", "en"} else {}
    if not words or not all(isinstance(word, str) for word in words.values()):
        raise refuse(value, TEXT)
    return Text(words["zh"], words["en"])


def _items(value: Any, wanted: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise refuse(value, LIST)
    [item, *_] = get_args(wanted)
    return tuple(collect(((number,), one, item) for number, one in enumerate(value)))


def _pairs(value: Any, wanted: Any) -> tuple[Any, ...]:
    of = get_args(get_args(wanted)[0])[1]
    if isinstance(value, tuple):
        value = dict(value)
    if not isinstance(value, Mapping):
        raise refuse(value, TABLE)
    if of is Any:
        return tuple(freeze(value))
    names = list(value)
    return tuple(zip(names, collect(((name,), value[name], of) for name in names), strict=True))


def _literal(value: Any, wanted: Any) -> Any:
    if value not in get_args(wanted) or isinstance(value, bool):
        raise TypeMismatch((Fault((), among(value, map(str, get_args(wanted)))),))
    return value


def _union(value: Any, wanted: Any) -> Any:
    """Read a value as that member of a union which its own type names, else as the only one that is left."""
    members = [member for member in get_args(wanted) if member is not NoneType]
    if value is None and NoneType in get_args(wanted):
        return None
    for member in members:
        if isinstance(member, type) and type(value) is member:
            return structure(value, member)
    tables = [member for member in members if attrs.has(member)]
    if isinstance(value, Mapping) and len(tables) == 1:
        return structure(value, tables[0])
    others = [member for member in members if member not in tables] or members
    if len(others) == 1:
        return structure(value, others[0])
    raise refuse(value, one_of(getattr(member, "__name__", str(member)) for member in members))


def _annotated(value: Any, wanted: Any) -> Any:
    base, *marks = get_args(wanted)
    for mark in marks:
        match mark:
            case Names("grade") if isinstance(value, int) and not isinstance(value, bool):
                value = str(value)  # grades are written 3 as well as "3"
            case Least(number):
                if type(value) is not int or value < number:
                    raise refuse(value, _AT_LEAST.fill(n=number))
            case Some():
                if not isinstance(value, list | tuple) or not value:
                    raise refuse(value, _SOME)
            case Region():
                if not is_region(value):
                    raise refuse(value, _REGION)
            case DayOfYear():
                if value != "" and not is_day_of_year(value):
                    raise refuse(value, _DAY_OF_YEAR)
    return structure(value, base)


def is_region(value: Any) -> bool:
    """Say whether a value may be a code of GB/T 2260, or "" for the nation: six digits below a province."""
    return value == "" or (
        isinstance(value, str) and re.fullmatch("[0-9]{6}", value) is not None and value[:2] in PROVINCES
    )


def is_day_of_year(value: Any) -> bool:
    """Say whether a value is a day of the year, MM-DD; 29 February is one."""
    try:
        return bool(f"{date.fromisoformat(f'2024-{value}'):%m-%d}" == value)
    except ValueError:
        return False


def _callable(value: Any, _: Any) -> Any:
    if not callable(value):
        raise refuse(value, _CALLABLE)
    return value


def faults_of(error: BaseException, path: Keys = ()) -> Iterator[Fault]:
    """Give what is wrong, out of the groups in which cattrs gathers it."""
    match error:
        case TypeMismatch():
            yield from error.within(*path)
        case BaseValidationError():
            meant = {close for inner in error.exceptions for close in _meant(inner)}
            for inner in error.exceptions:
                if not (isinstance(inner, KeyError) and _step(inner)[-1:] in meant):
                    yield from faults_of(inner, (*path, *_step(inner)))
        case ForbiddenExtraKeysError():
            known = fields_of(error.cl)
            for key in sorted(error.extra_fields):
                wanted, close = one_of(known), near(key, known)
                expected = Text(wanted.zh + close.zh, wanted.en + close.en)
                yield Fault((*path, key), UNKNOWN_KEY.fill(key=key, expected=expected))
        case KeyError():
            yield Fault(path[:-1], MISSING_KEY.fill(key=path[-1]))
        case _:
            yield Fault(path, same(str(error)))


def _meant(error: BaseException) -> Iterator[Keys]:
    """Give the keys that unknown ones may have been meant for: they are lacking only because of the misspelling."""
    if isinstance(error, ForbiddenExtraKeysError):
        known = fields_of(error.cl)
        yield from ((close,) for key in error.extra_fields for close in nearest(key, known))


def _step(error: BaseException) -> Keys:
    for note in getattr(error, "__notes__", ()):
        match note:
            case AttributeValidationNote(name=name):
                return (name,)
            case IterableValidationNote(index=index):
                return (index,)
    return ()
