"""Requirements as code: for each node of `bajigong.policy.when` the days that it holds, asked at a day.

A new node is added here: what it looks for in lists (`_look`), and how it is written (`_write`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from bajigong.calendar import ALWAYS, NEVER
from bajigong.compile.columns import Columns, is_unknown
from bajigong.compile.hoping import PLAIN, Hoping, choice
from bajigong.compile.lines import Lines
from bajigong.compile.records import OCCUPATION, PLACE, Dates, Earliest, RecordLoops, Spells
from bajigong.errors import LawError
from bajigong.policy.when import (
    TERM,
    Accumulated,
    Before,
    Day,
    Either,
    Elapsed,
    Event,
    Every,
    Fact,
    Fewer,
    Node,
    Open,
    Recorded,
    Selected,
    Unless,
)

if TYPE_CHECKING:
    from bajigong.engine.selection import Selection


@frozen
class Single:
    """One stretch at most: the names of its days, None for no bound. ``since`` alone: for good once it is reached."""

    since: str | None = None
    until: str | None = None


@frozen
class Several:
    """Stretches that are sorted and apart: two arrays, and which places in them are filled."""

    since: str
    until: str
    first: str
    end: str


@frozen
class Joined:
    """What holds while all of them do, or while any of them does."""

    parts: "tuple[Shape, ...]"
    every: bool


@frozen
class Steps:
    """What many rows share and changes on a few days only: the answer for each time from one turn to the next."""

    turn: str
    since: str
    until: str
    first: str
    end: str


Shape = Single | Several | Joined | Steps


@define(eq=False)
class Requirements:
    """Writes nodes, each distinct one once.

    ``given`` are those whose answer many rows share: it comes in. ``says`` is what each says to people, for remarks.
    """

    lines: Lines
    columns: Columns
    selection: "Selection"
    given: tuple[Node, ...] = ()
    says: Mapping[Node, str] = field(factory=dict)
    loops: RecordLoops = field(init=False)
    _shapes: dict[tuple[Node, Hoping], Shape] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.loops = RecordLoops(self.lines, self.columns, self.selection)

    def write(self, nodes: Iterable[Node]) -> None:
        """Write what is to be known before anything is asked at a day: the loops, then each node."""
        some = tuple(nodes)
        for node in some:
            if node not in self.given:
                self._look(node, PLAIN)
        self.loops.write()
        for node in some:
            self.shape(node)

    def shape(self, node: Node, hoping: Hoping = PLAIN) -> Shape:
        """Return when a node holds, written when it is first asked for."""
        if (node, hoping) not in self._shapes:
            if hoping is PLAIN and node in self.says:
                self.lines.remark(self.says[node])
            given = node in self.given and hoping is PLAIN
            self._shapes[node, hoping] = self._given(node) if given else self._write(node, hoping)
        return self._shapes[node, hoping]

    # ------------------------------------------------------------------ what they look for

    def _look(self, node: Node, hoping: Hoping) -> None:
        match node:
            case Elapsed(event):
                self._look_event(event, hoping)
            case Before(event):
                self._look_event(event, hoping.turned)
            case Accumulated(records, since, until, _, after):
                self.loops.want(Spells(records, since, until, stated=False, hoping=hoping))
                if after:
                    self._look_event(after, hoping)
            case Recorded(records, since, until):
                self.loops.want(Spells(records, since, until, stated=True, hoping=hoping))
            case Fewer(records, edge):
                self.loops.want(Dates(records, edge, hoping.turned))
            case Every(nodes) | Either(nodes):
                for one in nodes:
                    self._look(one, hoping)
            case Unless(one, silent):
                self._look(one, hoping.turned.off(silent))
            case Fact() | Selected() | Open():
                pass
            case _:
                raise LawError(f"the requirement {node!r} is of a kind that cannot be compiled")

    def _look_event(self, event: Event, hoping: Hoping) -> None:
        if not isinstance(event, Day):
            self.loops.want(Earliest(event.records, event.edge, hoping))

    # ------------------------------------------------------------------ how they are written

    def _write(self, node: Node, hoping: Hoping) -> Shape:
        match node:
            case Elapsed(event, years, months):
                return self._elapsed(event, 12 * years + months, hoping)
            case Before(event):
                return Single(None, self._event(event, hoping.turned))
            case Accumulated():
                return self._accumulated(node, hoping)
            case Recorded(records, since, until):
                starts, ends, count = self.loops.of(Spells(records, since, until, stated=True, hoping=hoping))
                return Several(starts, ends, "0", count)
            case Fewer():
                return self._fewer(node, hoping.turned)
            case Fact(path, values):
                return self._fact(path, values, hoping)
            case Selected():
                return self._selected(node)
            case Open(term):
                path = TERM + term
                return self._onward(f"{ALWAYS} if {hoping.on(path, self.columns.hope(path))} else {NEVER}")
            case Every(nodes):
                return self.both([self.shape(one, hoping) for one in nodes])
            case Either(nodes):
                return self.either([self.shape(one, hoping) for one in nodes])
            case Unless(one, silent):
                return self._unless(one, hoping.turned.off(silent))
            case _:
                raise LawError(f"the requirement {node!r} is of a kind that cannot be compiled")

    def _onward(self, day: str) -> Single:
        name = self.lines.name("since")
        self.lines.add(f"{name} = {day}")
        return Single(name)

    def _elapsed(self, event: Event, months: int, hoping: Hoping) -> Single:
        day = self._event(event, hoping)
        return self._onward(f"add_months({day}, {self.lines.figure(months)})") if months else Single(day)

    def _event(self, event: Event, hoping: Hoping) -> str:
        """Write the first day of an event, and return its name."""
        if not isinstance(event, Day):
            return self.loops.of(Earliest(event.records, event.edge, hoping))[0]
        column, kind = self.columns.fact(event.path)
        name = self.lines.name("day")
        self.lines.add(f"{name} = {column}[r]")
        with self.lines.block(f"if {is_unknown(name, kind)}:"):
            self.lines.add(f"{name} = {choice(self._unknown(event.path, hoping), ALWAYS, NEVER)}")
        return name

    def _unknown(self, path: str, hoping: Hoping) -> str:
        """Note that a fact is not known, and write the question whether it is taken to be favourable."""
        settled = hoping.settled(path)
        if settled is None and self.columns.open_ended(path):
            settled = hoping.against
        if settled is not None:
            return str(settled)
        self.lines.add(f"{self.columns.lack(path)}; doubt = 1")
        return hoping.on(path, self.columns.hope(path))

    def _accumulated(self, node: Accumulated, hoping: Hoping) -> Single:
        lines, columns = self.lines, self.columns
        path = node.records.path
        starts, ends, count = self.loops.of(Spells(node.records, node.since, node.until, stated=False, hoping=hoping))
        after = self._event(node.after, hoping) if node.after else str(ALWAYS)
        months = lines.figure(12 * node.years)
        hope = hoping.on(path, columns.hope(path))
        name = lines.name("full")
        with lines.block(f"if {columns.slot(path, 'count')}[r] >= 0:"):
            lines.add(f"{name} = full_on({starts}, {ends}, {count}, {after}, {months})")
        if node.stated:
            facts = (node.stated.years, node.stated.as_of, node.stated.since)
            total, as_of, begun = (columns.fact(one)[0] for one in facts)
            asked = columns.slot("on", "day")
            with lines.block(f"elif {total}[r] == {total}[r]:"):
                lines.add(f"said = {as_of}[r] if {as_of}[r] > {ALWAYS} else {asked}[r]")
                lines.add(f"{name} = stated_on({total}[r], said, {begun}[r], {after}, {months}, {hope})")
        with lines.block("else:"):
            lines.add(f"{name} = add_months({after}, {months}) if {hope} else {NEVER}")
        return Single(name)

    def _fewer(self, node: Fewer, hoping: Hoping) -> Several:
        lines, columns, path = self.lines, self.columns, node.records.path
        days, count, undated = self.loops.of(Dates(node.records, node.edge, hoping))
        since, until, number = self.loops.room(), self.loops.room(), lines.name("count")
        limit = lines.figure(node.count)
        lines.add(f"{number} = open_years({days}, {count}, {limit} - {undated}, {since}, {until})")
        with lines.block(f"if {columns.slot(path, 'count')}[r] < 0 and {hoping.on(path, columns.hope(path))}:"):
            lines.add(f"{number} = 0")
        return Several(since, until, "0", number)

    def _fact(self, path: str, values: Sequence[object], hoping: Hoping) -> Single:
        lines, columns = self.lines, self.columns
        column, kind = columns.fact(path)
        value = lines.name("value")
        lines.add(f"{value} = {column}[r]")
        hits = [f"{value} == {lines.figure(code)}" for code in columns.schema.codes(path, values)]
        since = self._onward(f"{ALWAYS} if {' or '.join(hits) or 'False'} else {NEVER}")
        with lines.block(f"if {is_unknown(value, kind)}:"):
            favourable = self._unknown(path, hoping)
            lines.add(f"{since.since} = {ALWAYS} if {favourable} else {NEVER}")
        return since

    def _selected(self, node: Selected) -> Single:
        if node.selector not in {OCCUPATION, PLACE}:
            holds = node.admits(getattr(self.selection, node.selector))
            return self._onward(self.lines.figure(ALWAYS if holds else NEVER))
        own = f"{self.columns.slot('', 'occupation' if node.selector == OCCUPATION else 'place')}[r]"
        codes = [self.lines.figure(code) for code in self.columns.schema.codes(node.selector, node.values)]
        hits = [f"{own} == {code}" for code in codes]
        if node.selector == OCCUPATION:
            hits += [f"{own} - {own} % 1000 == {code}" for code in codes]
        met, other = (ALWAYS, NEVER) if node.among else (NEVER, ALWAYS)
        return self._onward(f"{met} if {' or '.join(hits) or 'False'} else {other}")

    def _unless(self, node: Node, hoping: Hoping) -> Shape:
        """Return when a node does not hold: none of several, not all of them, or outside the stretches of one."""
        match node:
            case Every(nodes):
                return self.either([self._unless(one, hoping) for one in nodes])
            case Either(nodes):
                return self.both([self._unless(one, hoping) for one in nodes]) if nodes else Single()
            case Unless(one, silent):
                return self.shape(one, hoping.turned.off(silent))
        return self._outside(self.shape(node, hoping))

    def _outside(self, shape: Shape) -> Shape:
        if isinstance(shape, Single) and shape.until is None:
            return Single(None, shape.since or str(ALWAYS))
        if isinstance(shape, Single) and shape.since is None:
            return Single(shape.until)
        if isinstance(shape, Single):
            since, until = self.loops.room(), self.loops.room()
            self.lines.add(f"{since}[0] = {shape.since}; {until}[0] = {shape.until}")
            shape = Several(since, until, "0", f"(1 if {shape.since} < {shape.until} else 0)")
        assert isinstance(shape, Several)  # what is made of several is left by leaving each of them
        since, until, count = self.loops.room(), self.loops.room(), self.lines.name("count")
        inside = f"{shape.since}, {shape.until}, {shape.first}, {shape.end}"
        self.lines.add(f"{count} = outside({inside}, {since}, {until})")
        return Several(since, until, "0", count)

    def _given(self, node: Node) -> Several:
        """Take the stretches that all rows with the same shared facts have in common."""
        number = str(self.given.index(node))
        since, until, first = (
            self.columns.slot(number, kind) for kind in ("given_since", "given_until", "given_first")
        )
        share = f"{self.columns.slot('', 'given')}[r]"
        return Several(since, until, f"{first}[{share}]", f"{first}[{share} + 1]")

    # ------------------------------------------------------------------ together

    def either(self, parts: Sequence[Shape]) -> Shape:
        """Return what holds while one of several does. Days that are reached for good are put together at once."""
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return self._onward(str(NEVER))
        if all(isinstance(part, Single) and part.since and not part.until for part in parts):
            return self._onward(
                f"min({', '.join(part.since for part in parts if isinstance(part, Single) and part.since)})"
            )
        return Joined(tuple(parts), every=False)

    def both(self, parts: Sequence[Shape]) -> Shape:
        """Return what holds while all of several do; single stretches are put together at once."""
        if len(parts) == 1:
            return parts[0]
        singles = [part for part in parts if isinstance(part, Single)]
        since, until = (
            _most("max", [s.since for s in singles if s.since]),
            _most("min", [s.until for s in singles if s.until]),
        )
        one = Single(since and self._named("since", since), until and self._named("until", until))
        others = [part for part in parts if not isinstance(part, Single)]
        return Joined((*([one] if singles else []), *others), every=True) if others else one

    def _named(self, stem: str, day: str) -> str:
        name = self.lines.name(stem)
        self.lines.add(f"{name} = {day}")
        return name


@frozen(eq=False)
class Asking:
    """Writes the question when something holds, put at a day: two names, since and until."""

    lines: Lines

    def at(self, shape: Shape, day: str) -> tuple[str, str]:
        """Write it; ``day`` is a name that does not change meanwhile."""
        match shape:
            case Single(since, None):
                return since or str(ALWAYS), str(NEVER)
            case Single(since, until):
                return self._pair(f"one({since or ALWAYS}, {until}, {day})")
            case Several(since, until, first, end):
                return self._pair(f"at({since}, {until}, {first}, {end}, {day})")
            case Steps(turn, since, until, first, end):
                return self._pair(f"step({turn}, {since}, {until}, {first}, {end}, {day})")
            case Joined(parts, every):
                return self._every(parts, day) if every else self._either(parts, day)

    def _pair(self, answer: str) -> tuple[str, str]:
        since, until = self.lines.name("since"), self.lines.name("until")
        self.lines.add(f"{since}, {until} = {answer}")
        return since, until

    def _either(self, parts: Sequence[Shape], day: str) -> tuple[str, str]:
        since, until = self._pair(f"{', '.join(self.at(parts[0], day))}")
        for part in parts[1:]:
            mine = self.at(part, day)
            self.lines.add(f"{since}, {until} = either({since}, {until}, {mine[0]}, {mine[1]}, {day})")
        return since, until

    def _every(self, parts: Sequence[Shape], day: str) -> tuple[str, str]:
        """The latest since, the earliest until; asked again there until nothing moves, for there may be a next."""
        since, until, asked = (self.lines.name(stem) for stem in ("since", "until", "asked"))
        self.lines.add(f"{asked} = {day}")
        with self.lines.block("while True:"):
            answers = [self.at(part, asked) for part in parts]
            self.lines.add(f"{since} = {_most('max', [one for one, _ in answers])}")
            self.lines.add(f"{until} = {_most('min', [one for _, one in answers])}")
            with self.lines.block(f"if {since} <= {asked}:"):
                self.lines.add("break")
            self.lines.add(f"{asked} = {since}")
        return since, until


def _most(how: str, days: Sequence[str]) -> str | None:
    if not days:
        return None
    return days[0] if len(days) == 1 else f"{how}({', '.join(days)})"
