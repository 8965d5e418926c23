"""What a kind returns, looked through: it is a requirement, of nodes with values of their types, on declared facts.

What passes here can be written as code; what cannot is said of the kind, when a bundle opens.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from bajigong.law.bundle import Bundle
from bajigong.policy.asks import Requirement
from bajigong.policy.facts import FactField, FactType, occupation_number
from bajigong.policy.text import Text, among, found, listed, near, shown
from bajigong.policy.types import TypeMismatch, is_region, structure
from bajigong.policy.when import (
    TERM,
    Amount,
    AtLeast,
    Between,
    Contains,
    Covers,
    Day,
    Edge,
    Fact,
    Is,
    IsNot,
    Records,
    Same,
    SameOccupation,
    Selected,
    Stated,
    Taken,
    home,
    looks_at,
    within,
)

_RETURNED: Final = Text("返回了{what}；应为 Requirement", "returned {what}; expected a Requirement")
_NODE: Final = Text("节点 {path}：{message}", "node {path}: {message}")
_IN: Final = Text("节点 {node}：{message}", "node {node}: {message}")
_READS: Final = Text("读取了未声明的事实 {path!r}{near}", "reads fact {path!r}, which is not declared{near}")
_TYPE: Final = Text("把{path!r}读作{wanted}；其类型为 {type}", "reads {path!r} as {wanted}; its type is {type}")
_PLACE: Final = Text(
    "把{path!r}读作{wanted}；它是列表{list!r}中的一项", "reads {path!r} as {wanted}; it stands in the list {list!r}"
)
_MANY: Final = Text(
    "把{path!r}读作{wanted}；它本身含多个值", "reads {path!r} as {wanted}; it holds several values itself"
)
_ONE: Final = Text("把{path!r}读作{wanted}；它只有一个值", "reads {path!r} as {wanted}; it holds one value")
_OCCUPATION: Final = Text("职业代码，如“6-31-01-03”", "a code of an occupation, such as '6-31-01-03'")
_REGION: Final = Text("GB/T 2260 六位代码", "a code of GB/T 2260")
_WANTED: Final[Mapping[FactType, Text]] = {
    "date": Text("日期", "a date"),
    "list": Text("记录列表", "a list of records"),
    "number": Text("数", "a number"),
    "flag": Text("是否", "true or false"),
    "choice": Text("选项", "a choice"),
    "grade": Text("等级", "a grade"),
    "occupation": Text("职业", "an occupation"),
    "place": Text("地区", "a place"),
}
#: The types whose values are told apart by numbers of their own.
_VALUES: Final[tuple[FactType, ...]] = ("choice", "flag", "grade", "occupation", "place")
#: What an application is asked for by, and the type of a fact that can be held to it.
_SELECTORS: Final[Mapping[str, FactType]] = {
    "track": "choice",
    "occupation": "occupation",
    "grade": "grade",
    "place": "place",
}
_LEVELS: Final = ("", "nation", "province", "city", "county", "elsewhere")


def built_faults(bundle: Bundle, built: Any) -> Iterator[Text]:
    """Say everything that is wrong with what a kind returned."""
    if not isinstance(built, Requirement):
        yield _RETURNED.fill(what=shown(built))
        return
    try:
        structure(built, Requirement)
    except TypeMismatch as misfit:
        for fault in misfit.faults:
            yield _NODE.fill(path=".".join(map(str, fault.path)), message=fault.message)
        return
    facts = {path: said.what for path, said in bundle.facts.items()}
    unknown = [path for path in looks_at(built.node) if path not in facts and not path.startswith(TERM)]
    for path in unknown:
        yield _READS.fill(path=path, near=near(path, facts))
    if not unknown:
        uses = _Uses(facts, tuple(bundle.grades))
        yield from dict.fromkeys(uses.faults(built.node, "", type(built.node).__name__))


@frozen(eq=False)
class _Uses:
    """Holds each use of a fact to its type: days are read from dates, records from lists, values from their choices."""

    facts: Mapping[str, FactField]
    grades: tuple[str, ...]

    def faults(self, part: Any, outer: str, node: str) -> Iterator[Text]:
        """Say what is wrong in a part of a node, naming the innermost node or event that it stands in."""
        inside = home(part, outer)
        for message in self._of(part, outer):
            yield _IN.fill(node=node, message=message)
        for one in within(part):
            name = type(one).__name__
            yield from self.faults(one, inside, node if isinstance(one, Records | Edge | Amount) else name)

    def _of(self, part: Any, outer: str) -> Iterator[Text]:
        match part:
            case Day(path):
                yield from self._single(path, ("date",))
            case Fact(path, values):
                yield from self._single(path, _VALUES) or self._among(path, values)
            case Stated(years, as_of, since):
                yield from (*self._single(years, ("number",)), *self._single(as_of, ("date",)))
                yield from self._single(since, ("date",))
            case Records(path, where):
                yield from self._single(path, ("list",)) or (f for test in where for f in self._test(path, test))
            case Edge(name):
                yield from self._field(f"{outer}.{name}", ("date",))
            case Amount(name):
                yield from self._field(f"{outer}.{name}", ("number",))
            case Selected(selector, values):
                yield from self._selected(selector, values)

    def _test(self, path: str, test: Any) -> Iterable[Text]:
        """Say what is wrong with a test on the records of a list."""
        at = f"{path}.{test.field}"
        match test:
            case Is(_, values) | IsNot(_, values) | Taken(_, values):
                return self._field(at, _VALUES) or self._among(at, values)
            case Between():
                return self._field(at, ("number",))
            case AtLeast(_, selector):
                return self._field(at, ("grade",)) or _one_of(selector, ("grade",))
            case Same(_, selector):
                return _one_of(selector, _SELECTORS) or self._field(at, (_SELECTORS[selector],))
            case SameOccupation(_, related):
                beside = self._field(f"{path}.{related}", ("flag",)) if related else ()
                return (*self._field(at, ("occupation",)), *beside)
            case Contains(_, selector, value):
                if wrong := _one_of(selector, _SELECTORS) or self._field(at, (_SELECTORS[selector],), many=True):
                    return wrong
                return self._among(at, () if value is None else (value,))
            case Covers(_, level):
                return self._field(at, ("place",), many=True) or _one_of(level, _LEVELS)
        return ()

    def _single(self, path: str, wanted: tuple[FactType, ...]) -> tuple[Text, ...]:
        """Say that a fact is of another type, or stands in a list."""
        above = self.facts.get(self.facts[path].parent)
        if above is not None and above.type == "list":
            return (_PLACE.fill(path=path, wanted=_named(wanted), list=above.path),)
        return self._field(path, wanted)

    def _field(self, path: str, wanted: tuple[FactType, ...], *, many: bool = False) -> tuple[Text, ...]:
        field = self.facts[path]
        if field.type not in wanted:
            return (_TYPE.fill(path=path, wanted=_named(wanted), type=field.type),)
        if field.many == many:
            return ()
        return ((_ONE if many else _MANY).fill(path=path, wanted=_named(wanted)),)

    def _among(self, path: str, values: tuple[Any, ...]) -> tuple[Text, ...]:
        """Say which values a fact cannot have."""
        field = self.facts[path]
        match field.type:
            case "choice":
                known = [choice.value for choice in field.choices]
                return tuple(among(value, known) for value in values if value not in known)
            case "flag":
                return tuple(among(value, ("true", "false")) for value in values if not isinstance(value, bool))
        return self._coded(field.type, values)

    def _coded(self, of: str, values: tuple[Any, ...]) -> tuple[Text, ...]:
        match of:
            case "grade":
                return tuple(among(value, self.grades) for value in values if value not in self.grades)
            case "place":
                return tuple(found(value, _REGION) for value in values if not value or not is_region(value))
        return tuple(found(value, _OCCUPATION) for value in values if not _is_occupation(value))

    def _selected(self, selector: str, values: tuple[Any, ...]) -> tuple[Text, ...]:
        if wrong := _one_of(selector, _SELECTORS):
            return wrong
        return () if selector == "track" else self._coded(_SELECTORS[selector], values)


def _is_occupation(value: Any) -> bool:
    try:
        return isinstance(value, str) and occupation_number(value) > 0
    except ValueError:
        return False


def _one_of(word: str, known: Iterable[str]) -> tuple[Text, ...]:
    return () if word in known else (among(word, known),)


def _named(types: tuple[FactType, ...]) -> Text:
    return listed(tuple(_WANTED[one] for one in types), "或", " or ")
