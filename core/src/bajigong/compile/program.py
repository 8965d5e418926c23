"""Programs: the text of a plan as a function, and one application laid out as the row that it decides."""

import hashlib
import inspect
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

import attrs
from attrs import define, field, frozen

from bajigong.calendar import UNKNOWN_DAY, day_number, number_of
from bajigong.compile import days
from bajigong.compile.columns import Columns, Slot, contains, covers, words_of
from bajigong.compile.days import UNKNOWN
from bajigong.compile.requirements import Requirements
from bajigong.compile.rules import Rules
from bajigong.compile.writing import Lines
from bajigong.policy.facts import Schema
from bajigong.policy.text import Lang, Text
from bajigong.policy.when import TERM, Node, Records, Taken, parts

if TYPE_CHECKING:
    from bajigong.law.place import Variant
    from bajigong.law.plan import Plan
    from bajigong.policy.facts import Selection

#: The column that holds the day asked about; it is no fact.
ON: Final = "on"
#: The columns that hold facts of one application; of what many share there is nothing to lay out.
_FACTS: Final = frozenset(("day", "code", "number", "item_first", "item_count", "items"))
#: Turns a value into its number.
Number = Callable[[Any], Any]


@frozen(eq=False)
class LaidOut:
    """The columns of one row in a program's order, and how many records its longest list has."""

    columns: list[Any]
    longest: int


@frozen(eq=False)
class _Single:
    """A fact of the application itself: the keys that lead to it."""

    place: int
    keys: tuple[str, ...]
    number: Number


@define(eq=False)
class _List:
    """A list of records: where its count goes, and its fields with their numbers."""

    keys: tuple[str, ...]
    counts: list[int] = field(factory=list)
    fields: list[tuple[int, str, Number]] = field(factory=list)
    nested: list[tuple[int, str, str, Number]] = field(factory=list)


@define(eq=False)
class Layout:
    """How applications are laid out for a program's columns, worked out once."""

    schema: Schema
    slots: Sequence[Slot]
    _own: list[tuple[int, str]] = field(factory=list)
    _singles: list[_Single] = field(factory=list)
    _lists: dict[str, _List] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for place, slot in enumerate(self.slots):
            if slot.kind in {"occupation", "place"} or slot.path == ON:
                self._own.append((place, slot.kind))
            elif slot.kind == "count":
                self._list(slot.path).counts.append(place)
            elif slot.kind in _FACTS:
                self._fact(place, slot)

    def lay(self, facts: Mapping[str, Any], on: int, selection: "Selection") -> LaidOut:
        """Lay out a checked application.

        ``facts`` are nested mappings whose values have their types already (dates as `datetime.date`, codes as text);
        a key left out, or None, is unknown.
        """
        columns: list[Any] = [_FIRST] * len(self.slots)
        for place, kind in self._own:
            number = {"occupation": selection.occupation_number, "place": selection.place_number}.get(kind, on)
            columns[place] = (number,)
        for one in self._singles:
            columns[one.place] = (one.number(_dig(facts, one.keys)),)
        longest = 0
        for some in self._lists.values():
            records = _dig(facts, some.keys)
            for place in some.counts:
                columns[place] = (UNKNOWN if records is None else len(records),)
            if records:
                longest = max(longest, len(records))
            _lay_records(some, records or (), columns)
        return LaidOut(columns, longest)

    def _list(self, path: str) -> _List:
        return self._lists.setdefault(path, _List(tuple(path.split("."))))

    def _fact(self, place: int, slot: Slot) -> None:
        fact = self.schema.fields[slot.path]
        above = self.schema.fields.get(fact.parent)
        number = self._number(slot.path)
        if above is None or above.type != "list":
            self._singles.append(_Single(place, tuple(slot.path.split(".")), number))
        elif fact.many:
            self._list(fact.parent).nested.append((place, fact.name, slot.kind, number))
        else:
            self._list(fact.parent).fields.append((place, fact.name, number))

    def _number(self, path: str) -> Number:
        schema = self.schema
        match schema.fields[path].type:
            case "date":
                return lambda value: UNKNOWN_DAY if value is None else day_number(value)
            case "number":
                return lambda value: math.nan if value is None else number_of(value)
            case _:
                return lambda value: UNKNOWN if value is None else schema.code(path, value)


#: The records of the only row begin with the first.
_FIRST: Final = (0,)


def _lay_records(some: _List, records: Sequence[Mapping[str, Any]], columns: list[Any]) -> None:
    for place, name, number in some.fields:
        columns[place] = [number(record.get(name)) for record in records]
    for place, name, kind, number in some.nested:
        lists = [record.get(name) for record in records]
        if kind == "item_count":
            columns[place] = [UNKNOWN if items is None else len(items) for items in lists]
        elif kind == "item_first":
            columns[place] = _firsts(lists)
        else:
            columns[place] = [number(item) for items in lists for item in items or ()]


def _firsts(lists: Iterable[Sequence[Any] | None]) -> list[int]:
    """Return where each of several lists begins, one behind the other."""
    first, firsts = 0, []
    for items in lists:
        firsts.append(first)
        first += len(items or ())
    return firsts


def _dig(facts: Any, keys: Iterable[str]) -> Any:
    """Return what stands below keys, None where nothing does."""
    for key in keys:
        if not isinstance(facts, Mapping):
            return None
        facts = facts.get(key)
    return facts


#: The functions on days and codes that a text calls.
HELPERS: Final[Mapping[str, Callable[..., Any]]] = {
    **{name: made for name, made in vars(days).items() if inspect.isfunction(made)},
    "contains": contains,
    "covers": covers,
}

_HEAD = (
    "def evaluate(\n"
    "    rows, hopes, asked_on, again, C, K, rooms, may, held, since_of, until_of, lack_of, doubt_of, near, account\n"
    "):"
)
#: So many arrays to write to are named on a line.
_ON_A_LINE: Final = 6
_ABOUT: Final = Text(
    "评价类型 {track}，职业 {occupation}，等级 {grade}，地区 {place}。\n"
    "rows 的每一行 r 在其日期 day 上作答。未知的事实（UNKNOWN）在 hope 中有其一位时按有利处理：\n"
    "一位也没有时得出确定的结果，全部都有时得出可能的结果。未知的事实记入 lack。\n"
    "ALWAYS 早于任何一天，NEVER 晚于任何一天；期间自 since（含）至 until（不含）。K 是法规中的数。\n"
    "小于 ALWAYS 的日期未知，或只知道在某月、某年内；小于0的数是“至少”，NaN 为未知。",
    "Track {track}, occupation {occupation}, grade {grade}, place {place}.\n"
    "Each row r is answered on its day. An unknown fact counts as favourable where it has its bit in hope: with no\n"
    "bit what comes out is certain, with every bit it is possible. Which facts are unknown is noted in lack.\n"
    "ALWAYS is before every day, NEVER after; a stretch goes from since up to until. K holds the figures of the law.\n"
    "A day below ALWAYS is not known, or some day of a month or year; a number below 0 is an 'at least'.",
)
_LOOP = "for k in range(len(rows)):"
#: For many rows: each is asked again where it is in doubt.
_TURNS = "while True:"
Function = Callable[..., None]


@frozen(eq=False, slots=False)
class Program:
    """The program of a plan.

    ``slots`` are the columns that it takes, ``figures`` the numbers of the law in it, ``facts`` have a bit each in a
    hope and among what is lacking; ``rooms`` is how many arrays it writes to, ``words`` how many numbers hold the
    states of ``nodes``; ``kept`` says where in an account the days of a rule stand; ``layout``
    lays out one application.
    """

    plan: "Plan"
    selection: "Selection"
    nodes: tuple[Node, ...]
    text: str
    slots: tuple[Slot, ...]
    figures: tuple[int, ...]
    facts: tuple[str, ...]
    rooms: int
    words: int
    kept: dict[object, int]
    given: tuple[Node, ...]
    layout: Layout
    _parts: "dict[Node, tuple[Program, tuple[int, ...]]]" = field(factory=dict)

    def part(self, node: Node) -> "tuple[Program, tuple[int, ...]]":
        """Return the program of one requirement alone, written once, and which of the columns it takes."""
        if node not in self._parts:
            part = part_of(self, node)
            self._parts[node] = part, tuple(map(self.slots.index, part.slots))
        return self._parts[node]

    @cached_property
    def places(self) -> dict[Node, int]:
        """The place of each node."""
        return {node: place for place, node in enumerate(self.nodes)}

    @property
    def hope_words(self) -> int:
        """How many numbers hold a bit for each fact."""
        return words_of(len(self.facts))

    @cached_property
    def terms(self) -> int:
        """The bits of the terms that nobody has filled."""
        return self.bits([path for path in self.facts if path.startswith(TERM)])

    def function(self) -> Function:
        """Return the function that the text defines, as CPython runs it."""
        return executed(self.text)

    def bits(self, paths: Iterable[str]) -> int:
        """Return the hope on some facts; one that the program does not read has none."""
        found = 0
        for path in paths:
            found |= self.fact_bits.get(path, 0)
        return found

    @cached_property
    def fact_bits(self) -> dict[str, int]:
        """The bit of each fact."""
        return {path: 1 << place for place, path in enumerate(self.facts)}

    @cached_property
    def taken(self) -> tuple[tuple[str, Taken], ...]:
        """The tests that take a field of a record to have a value unless it is told, each with the path of its list."""
        lists = (part for node in self.nodes for part in parts(node) if isinstance(part, Records))
        tests = {(one.path, test) for one in lists for test in one.where if isinstance(test, Taken)}
        return tuple(sorted(tests, key=repr))

    @cached_property
    def spans(self) -> dict[Node, int]:
        """The place of each node's days in an account."""
        return {node: self.kept["node", place] for node, place in self.places.items()}

    @cached_property
    def requirement_places(self) -> dict[int, int]:
        """The place of each requirement's node, by the requirement as an object."""
        return {id(one): self.places[one.node] for variant in variants_of(self.plan) for one in variant.requirements}

    @cached_property
    def rule_bits(self) -> dict[int, int]:
        """The requirements of each rule as bits, by the rule as an object."""
        places = self.requirement_places
        return {
            id(variant): sum(1 << place for place in {places[id(one)] for one in variant.requirements})
            for variant in variants_of(self.plan)
        }

    @cached_property
    def requirement_spans(self) -> dict[int, int]:
        """The same by the requirement as an object: nodes that are equal take long to compare."""
        return {id(one): self.spans[one.node] for variant in variants_of(self.plan) for one in variant.requirements}


def nodes_of(plan: "Plan") -> tuple[Node, ...]:
    """Return what the requirements of all rules come down to, each once, in the order of the rules."""
    rules = variants_of(plan)
    return tuple(dict.fromkeys(requirement.node for variant in rules for requirement in variant.requirements))


def variants_of(plan: "Plan") -> "tuple[Variant[Any], ...]":
    """Return every rule of a plan: the ways through its gates, then its routes."""
    return (*(way for gate in plan.gates for way in gate.ways), *plan.routes)


def program_of(  # noqa: PLR0913  (what is decided, and how it is to be written)
    plan: "Plan",
    schema: Schema,
    selection: "Selection",
    *,
    account: bool,
    given: tuple[Node, ...] = (),
    lang: Lang | None = None,
) -> Program:
    """Write the program of a plan.

    ``account``: it keeps when each rule holds, for one row. ``given`` are requirements whose answer many rows share.
    With ``lang`` the text has remarks for people: each requirement's words, each rule's clauses, the law's figures.
    Raises LawError for a requirement that cannot be written, naming it.
    """
    columns = Columns(schema)
    lines = Lines(remarks=lang is not None, fact=columns.named)
    nodes = nodes_of(plan)
    says = _words(plan, lang) if lang else {}
    body = Requirements(lines, columns, selection, given, says)
    rules = Rules(plan, nodes, lines, columns, body, account)
    with lines.block(_LOOP), lines.block(_TURNS) if not account else nullcontext():
        body.write(nodes)
        if plan.columns:
            columns.hope(TERM + plan.conditions.term)
        rules.write()
        for word in range(columns.words) if account else ():
            lines.add(f"lack_of[k * {columns.words} + {word}] = lack{word}")
    return _program(plan, selection, schema, body, rules, lang)


def part_of(program: Program, node: Node) -> Program:
    """Write the program of one requirement alone: it tells only whether that holds, much sooner than all of it does."""
    schema = program.layout.schema
    lines, columns = Lines(remarks=False), Columns(schema)
    body = Requirements(lines, columns, program.selection, (), {})
    rules = Rules(program.plan, (node,), lines, columns, body, account=False)
    with lines.block(_LOOP):
        body.write((node,))
        rules.only_states()
    return _program(program.plan, program.selection, schema, body, rules)


def _program(  # noqa: PLR0913, PLR0917  (what was written, and what for)
    plan: "Plan",
    selection: "Selection",
    schema: Schema,
    body: Requirements,
    rules: Rules,
    lang: Lang | None = None,
) -> Program:
    """Put the text together from what was written."""
    lines, columns = body.lines, body.columns
    head, *loop = lines.lines
    turns = loop[:1] if loop[0].strip() == _TURNS else []
    loop = [*_row_head(columns.words, turns), *loop[len(turns) :]]
    start = [f"    {columns.slot(slot.path, slot.kind)} = C[{place}]" for place, slot in enumerate(columns.slots)]
    if lang:
        start = [line + _label(slot, schema, lang) for line, slot in zip(start, columns.slots, strict=True)]
    rooms = [f"room{place} = rooms[{place}]" for place in range(body.loops.scratch)]
    start += [f"    {'; '.join(rooms[some : some + _ON_A_LINE])}" for some in range(0, len(rooms), _ON_A_LINE)]
    about = [f"# {line}" for line in _ABOUT.fill(**attrs.asdict(selection)).say(lang).split("\n")] if lang else []
    text = "\n".join([*about, _HEAD, *start, head, *loop, ""])
    return Program(
        plan,
        selection,
        rules.nodes,
        text,
        tuple(columns.slots),
        tuple(lines.figures),
        tuple(columns.facts),
        body.loops.scratch,
        rules.words,
        rules.kept,
        body.given,
        Layout(schema, columns.slots),
    )


def _label(slot: Slot, schema: Schema, lang: Lang) -> str:
    """Write what the fact of a column is called."""
    field = schema.fields.get(slot.path)
    return f"  # {field.label.say(lang)}" if field else ""


def _row_head(words: int, turns: list[str]) -> list[str]:
    """Write what each row begins with: which it is, what is hoped for, and that nothing is missing yet."""
    hopes = "; ".join(f"hope{word} = hopes[{word}]" for word in range(words))
    lacks = "; ".join(f"lack{word} = 0" for word in range(words))
    head = [f"        {line}" for line in ("r, day = rows[k], asked_on[k]", hopes)]
    if turns:
        head += ["        turn = 0", *turns]
    return [*head, f"{'    ' * len(turns)}        {lacks}; doubt = 0"]


def _words(plan: "Plan", lang: Lang) -> dict[Node, str]:
    rules = variants_of(plan)
    return {requirement.node: requirement.text.say(lang) for variant in rules for requirement in variant.requirements}


@lru_cache(maxsize=512)
def executed(text: str) -> Function:
    """Return the function that a text defines."""
    names: dict[str, Any] = {**vars(days), **HELPERS}
    exec(compile(text, f"<rules {name_of(text)}>", "exec"), names)
    function: Function = names["evaluate"]
    return function


def name_of(text: str) -> str:
    """Name a text by its hash."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
