"""Requirements held to the kinds that they name, and built; what a built one reads must be declared."""

import inspect
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints, is_typeddict

import attrs
from attrs import frozen

from bajigong.law.bundle import Bundle
from bajigong.policy.asks import Ask, Kind, Requirement, TermRef
from bajigong.policy.facts import FactField, FactType
from bajigong.policy.law import Term
from bajigong.policy.occupations import occupation_number
from bajigong.policy.text import Text, among, found, listed, near, nearest, one_of, shown
from bajigong.policy.types import (
    MISSING_KEY,
    UNKNOWN_KEY,
    ChoiceOf,
    Fault,
    Keys,
    Mark,
    Names,
    TypeMismatch,
    fields_of,
    freeze,
    is_region,
    structure,
)
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

_KIND: Final = Text("未知的条件种类 {kind!r}；应为{expected}", "found requirement kind {kind!r}; expected {expected}")
_OF: Final = Text("条件“{kind}”：{message}", "requirement '{kind}': {message}")
_NONE: Final = Text("不带参数", "no parameters")
_TERM: Final = Text("授权参数“{term}”的取值：{message}", "a value of term '{term}': {message}")
_GRADE: Final = Text("填写为等级{word!r}；应为{expected}", "found grade {word!r}; expected {expected}")
#: What stands for a filling of a term of each kind where only its type is asked about.
_SAMPLES: Final[Mapping[str, Any]] = {"flag": True, "whole": 1, "table": ()}


@frozen
class Parameter:
    """One parameter of a kind: its name, the type of its values, and whether it may be left out."""

    name: str
    type: Any
    needed: bool
    default: Any = None


@cache
def parameters(kind: Kind) -> tuple[Parameter, ...]:
    """Return the parameters of a kind, in order; those of a ``**`` that is typed are its own.

    Raises TypeError or NameError for a kind whose types cannot be resolved.
    """
    hints = get_type_hints(kind.build, include_extras=True)
    found: list[Parameter] = []
    for one in inspect.signature(kind.build).parameters.values():
        if one.kind is inspect.Parameter.VAR_KEYWORD:
            found += _further(hints.get(one.name))
        elif one.kind is not inspect.Parameter.VAR_POSITIONAL:
            needed = one.default is inspect.Parameter.empty
            found.append(Parameter(one.name, hints.get(one.name, Any), needed, None if needed else one.default))
    return tuple(found)


def _further(hint: Any) -> list[Parameter]:
    """Give the parameters of ``**programme: Unpack[Programme]``, which may all be left out."""
    [table] = get_args(hint) or (None,)
    if not is_typeddict(table):
        return []
    return [Parameter(name, kind, needed=False) for name, kind in get_type_hints(table, include_extras=True).items()]


def meant(kind: Kind, name: str, value: Any) -> Any:
    """Return a parameter's value as its type means it: a table with a key ``kind`` need not be a requirement."""
    if not isinstance(value, Ask):
        return value
    wanted = next((one.type for one in parameters(kind) if one.name == name), Any)
    asks = any(part is Any or part is Requirement for part in (wanted, *get_args(wanted)))
    return value if asks else freeze({"kind": value.kind, **dict(value.params)})


def ask_faults(bundle: Bundle, ask: Ask) -> Iterator[Fault]:
    """Say everything that is wrong with a requirement, and where in it."""
    said = bundle.kinds.get(ask.kind)
    if said is None:
        yield Fault(("kind",), _KIND.fill(kind=ask.kind, expected=_near(ask.kind, sorted(bundle.kinds))))
        return
    known = {one.name: one for one in parameters(said.what)}
    given = dict(ask.params)
    lacking = [name for name, one in known.items() if one.needed and name not in given]
    misspelt = {close for name in given if name not in known for close in nearest(name, known)}
    for name in lacking:
        if name not in misspelt:
            yield _fault(ask, (), MISSING_KEY.fill(key=name))
    for name, written in given.items():
        if name not in known:
            expected = _near(name, known) if known else _NONE
            yield _fault(ask, (name,), UNKNOWN_KEY.fill(key=name, expected=expected))
            continue
        value = meant(said.what, name, written)
        yield from (_fault(ask, (name, *f.path), f.message) for f in _given(bundle, value, known[name].type))
        if isinstance(value, Ask):
            yield from (Fault((name, *fault.path), fault.message) for fault in ask_faults(bundle, value))


def _fault(ask: Ask, path: Keys, message: Text) -> Fault:
    return Fault(path, _OF.fill(kind=ask.kind, message=message))


def _given(bundle: Bundle, value: Any, wanted: Any) -> Iterator[Fault]:
    if not isinstance(value, TermRef):
        yield from value_faults(bundle, value, wanted)
        return
    term = bundle.terms.get(value.id)
    if term is None:
        return  # that it is not declared is said once, by its rule
    if term.what.kind.startswith("choice") and not term.what.choices:
        return  # that they are lacking is said of the term
    for fault in value_faults(bundle, sample(term.what), wanted):
        yield Fault((), _TERM.fill(term=value.id, message=fault.message))


def sample(term: Term) -> Any:
    """Return a value that a term may be filled with, as far as its kind says one."""
    choices = tuple(term.choices)
    return {**_SAMPLES, "choice": choices[0] if choices else "", "choices": choices}[term.kind]


def value_faults(bundle: Bundle, value: Any, wanted: Any) -> Iterator[Fault]:
    """Say what keeps a value from being one that a parameter takes."""
    try:
        structure(value, wanted)
    except TypeMismatch as misfit:
        yield from misfit.faults
        return
    for path, mark, word in _declared_name(value, wanted):
        match mark:
            case Names("grade") if str(word) not in bundle.grades:
                yield Fault(path, _GRADE.fill(word=str(word), expected=_near(str(word), bundle.grades)))
            case ChoiceOf(fact) if field := bundle.schema.fact(fact):
                choices = [choice.value for choice in field.choices]
                if word not in choices:
                    yield Fault(path, among(word, choices))


def _declared_name(value: Any, wanted: Any) -> Iterator[tuple[Keys, Mark, Any]]:
    """Give the words in a value that name something, each with what it names."""
    if get_origin(wanted) is Annotated:
        _, *marks = get_args(wanted)
        yield from (((), mark, value) for mark in marks if value != "")
    elif get_origin(wanted) is tuple and isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from (((number, *path), mark, word) for path, mark, word in _declared_name(one, get_args(wanted)[0]))
    elif attrs.has(wanted):
        pairs = dict(value) if isinstance(value, tuple) else {}
        for name, field in fields_of(wanted).items():
            if name in pairs:
                yield from (((name, *path), mark, word) for path, mark, word in _declared_name(pairs[name], field.type))


def _near(word: str, known: Any) -> Text:
    wanted, meant = one_of(known), near(word, known)
    return Text(wanted.zh + meant.zh, wanted.en + meant.en)


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
