"""Requirements as code: for each node of `bajigong.policy.when` the days that it holds, asked at a day.

A new node is added here: what it looks for in lists (`_look`), and how it is written (`_write`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import define, field

from bajigong.calendar import ALWAYS, NEVER, UNKNOWN_DAY
from bajigong.compile.columns import PARTS, Amounts, Columns, Dates, Earliest, Spells, is_unknown
from bajigong.compile.records import OCCUPATION, PLACE, RecordLoops
from bajigong.compile.writing import PLAIN, Hoping, Joined, Lines, Several, Shape, Single, choice, most
from bajigong.errors import LawError
from bajigong.policy.occupations import occupation_number
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
    Last,
    Node,
    Open,
    Recorded,
    Selected,
    Stated,
    Total,
    Unless,
    reads,
)

if TYPE_CHECKING:
    from bajigong.policy.facts import Selection


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
                self.loops.about = self.says.get(node, "")
                self._look(node, PLAIN)
        self.loops.write()
        for node in some:
            if node not in self.given:
                self.shape(node)

    def shape(self, node: Node, hoping: Hoping = PLAIN) -> Shape:
        """Return when a node holds, written when it is first asked for."""
        if (node, hoping) not in self._shapes:
            if hoping is PLAIN and node in self.says:
                self.lines.remark(self.says[node])
            given = node in self.given and hoping is PLAIN
            shape = self._shapes[node, hoping] = self._given(node) if given else self._write(node, hoping)
            if hoping is PLAIN and node in self.says:
                self.lines.note(f"→ {shape.said}")
        return self._shapes[node, hoping]

    # ------------------------------------------------------------------ what they look for

    def _look(self, node: Node, hoping: Hoping) -> None:  # noqa: PLR0912  (a branch for each node)
        match node:
            case Elapsed(event):
                self._look_event(event, hoping)
            case Before(event):
                self._look_event(event, hoping.turned)
            case Accumulated(records, since, until, _, after, stated):
                self.loops.want(Spells(records, since, until, stated=False, hoping=hoping))
                if stated:
                    self.loops.want(_at_most(node))
                if after:
                    self._look_event(after, hoping)
            case Recorded(records, since, until):
                self.loops.want(Spells(records, since, until, stated=True, hoping=hoping))
            case Total(records, edge, amount, _, _, after):
                self.loops.want(Amounts(records, edge, amount, hoping))
                if after:
                    self._look_event(after, hoping)
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
        if isinstance(event, Last):
            # A further record that may have been makes the last one later: that is never in favour.
            self.loops.want(Dates(event.records, event.edge, hoping.turned, apart=True))

    # ------------------------------------------------------------------ how they are written

    def _write(self, node: Node, hoping: Hoping) -> Shape:  # noqa: PLR0912  (a branch for each node)
        match node:
            case Elapsed(event, years, months):
                return self._elapsed(event, 12 * years + months, hoping)
            case Total():
                return self._total(node, hoping)
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

    def _elapsed(self, event: Event, months: int, hoping: Hoping) -> Shape:
        if months == 0:  # the last of several has come as soon as the first has
            return Single(self._event(event, hoping))
        figure = self.lines.figure(months, "months")
        return self._from(event, hoping, lambda day: f"add_months({day}, {figure})")

    def _from(self, event: Event | None, hoping: Hoping, full: Callable[[str], str]) -> Shape:
        """Write what holds for good from a day that is counted from an event; after the last, until the next one.

        ``full`` writes that day, and is given the event's.
        """
        if not isinstance(event, Last):
            return self._onward(full(self._event(event, hoping) if event else str(ALWAYS)))
        since, until, count = self._stretches()
        with self._each_turn(event, hoping) as (begun, ends):
            opens = self._named("opens", full(begun))
            self.lines.add(f"{count} = stretched({since}, {until}, {count}, {opens}, {ends})")
        return Several(since, until, "0", count)

    @contextmanager
    def _each_turn(self, event: Last, hoping: Hoping) -> Iterator[tuple[str, str]]:
        """Write a loop over the times from each record that may be the last to the next; give both days' names."""
        lines = self.lines
        [earliest] = self.loops.of(Earliest(event.records, event.edge, hoping))
        days, count, undated = self.loops.of(Dates(event.records, event.edge, hoping.turned, apart=True))
        turns, number = self.loops.room(), lines.name("count")
        lines.add(f"{number} = turned({days}, {count}, {undated}, {earliest}, {turns})")
        turn, begun, ends = (lines.name(stem) for stem in ("turn", "begun", "ends"))
        with lines.block(f"for {turn} in range({number}):"):
            lines.add(f"{begun} = {turns}[{turn}]")
            lines.add(f"{ends} = {turns}[{turn} + 1] if {turn} + 1 < {number} else {NEVER}")
            yield begun, ends

    def _stretches(self) -> tuple[str, str, str]:
        """Make room for stretches, of which there are none yet."""
        since, until, count = self.loops.room(), self.loops.room(), self.lines.name("count")
        self.lines.add(f"{count} = 0")
        return since, until, count

    def _total(self, node: Total, hoping: Hoping) -> Several:
        lines = self.lines
        days, amounts, number, hoped = self.loops.of(Amounts(node.records, node.edge, node.amount, hoping))
        least, months = lines.figure(PARTS * node.least, f"/ {PARTS}"), lines.figure(node.months, "months")
        since, until, count = self._stretches()
        lines.add(f"by_day({days}, {amounts}, {number})")

        def add(begun: str, ends: str) -> None:
            counted = f"{days}, {amounts}, {number}, {hoped}, {begun}, {ends}, {least}, {months}"
            lines.add(f"{count} = reached({counted}, {since}, {until}, {count})")

        if isinstance(node.after, Last):
            with self._each_turn(node.after, hoping) as (begun, ends):
                add(begun, ends)
        else:
            add(self._event(node.after, hoping) if node.after else str(ALWAYS), str(NEVER))
        return Several(since, until, "0", count)

    def _event(self, event: Event, hoping: Hoping) -> str:
        """Write the first day of an event, and return its name."""
        if not isinstance(event, Day):
            return self.loops.of(Earliest(event.records, event.edge, hoping))[0]
        column, kind = self.columns.fact(event.path)
        name = self.lines.name("day")
        self.lines.add(f"{name} = {column}[r]")
        with self.lines.block(f"if {is_unknown(name, kind)}:"):
            blank = choice(self._unknown(event.path, hoping), ALWAYS, NEVER)
            hope = hoping.on(event.path, self.columns.hope(event.path))
            self.lines.add(f"{name} = within({name}, not ({hope}), {blank}, 0, 0)")
        return name

    def _unknown(self, path: str, hoping: Hoping) -> str:
        """Note that a fact is not known, and write the question whether it is taken to be favourable."""
        if self.columns.open_ended(path):
            with self.lines.block(f"if {self.columns.fact(path)[0]}[r] != {UNKNOWN_DAY}:"):  # known, but within bounds
                self.lines.add(f"{self.columns.lack(path)}; doubt = 1")
        settled = False if self.columns.open_ended(path) else hoping.settled(path)  # the day has not come
        if settled is not None:
            return str(settled)
        self.lines.add(f"{self.columns.lack(path)}; doubt = 1")
        return hoping.on(path, self.columns.hope(path))

    def _accumulated(self, node: Accumulated, hoping: Hoping) -> Shape:
        lines, columns = self.lines, self.columns
        path = node.records.path
        listed = ", ".join(self.loops.of(Spells(node.records, node.since, node.until, stated=False, hoping=hoping)))
        months = lines.figure(12 * node.years, "months")
        hope = hoping.on(path, columns.hope(path))
        given = f"{columns.slot(path, 'count')}[r] >= 0"

        def full(after: str) -> str:
            name = lines.name("full")
            if not node.stated:
                lines.add(f"{name} = full_time({given}, {listed}, {after}, {months}, {hope})")
                return name
            most = ", ".join(self.loops.of(_at_most(node)))
            stated = self._stated(node.stated)
            lines.add(
                f"{name}, unsure = full_or_stated({given}, {listed}, {most}, {stated}, {after}, {months}, {hope})"
            )
            with lines.block("if unsure:"):
                lines.add(f"{columns.lack(path)}; doubt = 1")
            return name

        return self._from(node.after, hoping, full)

    def _stated(self, stated: Stated) -> str:
        """Write a total, the day as of which it is stated, the day asked about, and that before which nothing began."""
        total, as_of, begun = (self.columns.fact(one)[0] for one in (stated.years, stated.as_of, stated.since))
        return f"{total}[r], {as_of}[r], {self.columns.slot('on', 'day')}[r], {begun}[r]"

    def _fewer(self, node: Fewer, hoping: Hoping) -> Several:
        lines, columns, path = self.lines, self.columns, node.records.path
        days, count, undated = self.loops.of(Dates(node.records, node.edge, hoping))
        since, until, number = self.loops.room(), self.loops.room(), lines.name("count")
        limit = lines.figure(node.count, "records")
        lines.add(f"{number} = open_years({days}, {count}, {limit} - {undated}, {since}, {until})")
        with lines.block(f"if {columns.slot(path, 'count')}[r] < 0 and {hoping.on(path, columns.hope(path))}:"):
            lines.add(f"{number} = 0")
        return Several(since, until, "0", number)

    def _fact(self, path: str, values: Sequence[object], hoping: Hoping) -> Single:
        lines, columns = self.lines, self.columns
        column, kind = columns.fact(path)
        value = lines.name("value")
        lines.add(f"{value} = {column}[r]")
        hits = [f"{value} == {lines.figure(columns.schema.code(path, one), one)}" for one in values]
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
        number = occupation_number if node.selector == OCCUPATION else int
        codes = [self.lines.figure(number(value), value) for value in node.values]
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
        """Return what holds while one of several does. Those that end together are put together at once."""
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return self._onward(str(NEVER))
        ends: dict[str | None, list[Single]] = {}
        for part in parts:
            if isinstance(part, Single):
                ends.setdefault(part.until, []).append(part)
        singles = [self._earliest(some) for some in ends.values()]
        joined = [*singles, *(part for part in parts if not isinstance(part, Single))]
        return joined[0] if len(joined) == 1 else Joined(tuple(joined), every=False)

    def _earliest(self, parts: Sequence[Single]) -> Single:
        """Return what holds while one of several does that end together: from the first on."""
        if len(parts) == 1:
            return parts[0]
        sinces = [part.since for part in parts if part.since]
        return Single(
            self._named("since", f"min({', '.join(sinces)})") if len(sinces) == len(parts) else None, parts[0].until
        )

    def both(self, parts: Sequence[Shape]) -> Shape:
        """Return what holds while all of several do; single stretches are put together at once."""
        if len(parts) == 1:
            return parts[0]
        singles = [part for part in parts if isinstance(part, Single)]
        since, until = (
            most("max", [s.since for s in singles if s.since]),
            most("min", [s.until for s in singles if s.until]),
        )
        one = Single(since and self._named("since", since), until and self._named("until", until))
        others = [part for part in parts if not isinstance(part, Single)]
        return Joined((*([one] if singles else []), *others), every=True) if others else one

    def _named(self, stem: str, day: str) -> str:
        name = self.lines.name(stem)
        self.lines.add(f"{name} = {day}")
        return name


def _at_most(node: Accumulated) -> Spells:
    """Return the most that a list may come to, whatever is hoped: all that is unknown of its records in favour."""
    records = node.records
    favourable = Hoping(always=frozenset(reads(Recorded(records, node.since, node.until))))
    beside = node.stated.years if node.stated else ""
    return Spells(records, node.since, node.until, stated=False, hoping=favourable, beside=beside)
