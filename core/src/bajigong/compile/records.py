"""Lists as code: one loop over a row's records, in which every requirement on them finds what it looks for."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from attrs import define, field

from bajigong.calendar import ALWAYS, NEVER, UNKNOWN_DAY
from bajigong.compile.columns import (
    ENOUGH,
    PARTS,
    Amounts,
    Columns,
    Dates,
    Earliest,
    Source,
    Spells,
    is_unknown,
    read_by,
)
from bajigong.compile.writing import Hoping, Lines, choice
from bajigong.policy.when import (
    AtLeast,
    Between,
    Contains,
    Covers,
    Edge,
    Is,
    IsNot,
    Same,
    SameOccupation,
    Taken,
    Test,
)

if TYPE_CHECKING:
    from bajigong.policy.facts import Selection

#: The selectors whose values may differ from row to row without other rules answering.
OCCUPATION, PLACE = "occupation", "place"
_LEVELS = {"": 0, "nation": 1, "province": 2, "city": 3, "county": 4, "elsewhere": 5}


@define(eq=False)
class RecordLoops:
    """Writes the loops over lists, each list once. What is found stands in variables named after the source."""

    lines: Lines
    columns: Columns
    selection: "Selection"
    #: What that is about for which sources are wanted just now.
    about: str = ""
    scratch: int = 0
    _sources: dict[str, dict[Source, tuple[str, ...]]] = field(factory=dict)
    _wanted_for: dict[Source, dict[str, None]] = field(factory=dict)

    def want(self, source: Source) -> None:
        """Ask for a source before the loops are written."""
        some = self._sources.setdefault(source.records.path, {})
        if source not in some:
            some[source] = self._named(source)
        if self.about:
            self._wanted_for.setdefault(source, {})[self.about] = None

    def of(self, source: Source) -> tuple[str, ...]:
        """Return the variables of a source.

        A day; or stretches and their count; or days and two counts; or days, amounts, their count, and one more amount.
        """
        return self._sources[source.records.path][source]

    def _named(self, source: Source) -> tuple[str, ...]:
        name = self.lines.name
        match source:
            case Earliest():
                return (name("earliest"),)
            case Spells():
                return self.room(), self.room(), name("count")
            case Dates():
                return self.room(), name("count"), name("undated")
            case Amounts():
                return self.room(), self.room(), name("count"), name("hoped")

    def room(self) -> str:
        """Return an array to write to, long enough for the records of a row and one more."""
        self.scratch += 1
        return f"room{self.scratch - 1}"

    def write(self) -> None:
        """Write every loop."""
        for path, sources in self._sources.items():
            self._list(path, sources)

    def _list(self, path: str, sources: dict[Source, tuple[str, ...]]) -> None:
        lines, columns = self.lines, self.columns
        first, count = columns.slot(path, "first"), columns.slot(path, "count")
        for source, names in sources.items():
            self._start(source, names)
        lines.remark(path)
        lines.add(f"start, number = {first}[r], {count}[r]")
        if any(source.hoping.settled(path) is None for source in sources):
            with lines.block("if number < 0:"):
                lines.add(f"{columns.lack(path)}; doubt = 1")
        with lines.block("for j in range(start, start + number):"):
            _Record(lines, columns, self.selection, path).write(sources, self._wanted_for)
        for source, names in sources.items():
            self._end(source, names)

    def _start(self, source: Source, names: tuple[str, ...]) -> None:
        match source:
            case Earliest():
                self.lines.add(f"{names[0]} = {NEVER}")
            case Spells():
                self.lines.add(f"{names[2]} = 0")
            case Dates():
                self.lines.add(f"{names[1]} = 0; {names[2]} = 0")
            case Amounts():
                self.lines.add(f"{names[2]} = 0; {names[3]} = 0")

    def _end(self, source: Source, names: tuple[str, ...]) -> None:
        """Write what a list comes to that was not given, and sort what must be sorted."""
        lines = self.lines
        match source:
            case Earliest(records, _, hoping):
                if hoping.settled(records.path) is not False:
                    with lines.block(f"if number < 0 and {hoping.on(records.path, self.columns.hope(records.path))}:"):
                        lines.add(f"{names[0]} = {ALWAYS}")
            case Spells(records, stated=stated, hoping=hoping):
                since, until, count = names
                if stated and hoping.settled(records.path) is not False:
                    with lines.block(f"if number < 0 and {hoping.on(records.path, self.columns.hope(records.path))}:"):
                        lines.add(f"{since}[0] = {ALWAYS}; {until}[0] = {NEVER}; {count} = 1")
                with lines.block(f"if {count} > 1:"):
                    lines.add(f"{count} = merged({since}, {until}, {count})")
            case Amounts(records, hoping=hoping):
                if hoping.settled(records.path) is not False:
                    with lines.block(f"if number < 0 and {hoping.on(records.path, self.columns.hope(records.path))}:"):
                        lines.add(f"{names[3]} = {ENOUGH}")
            case Dates():
                pass


@define(eq=False)
class _Record:
    """Writes what is done with one record of a list, which stands at ``j``."""

    lines: Lines
    columns: Columns
    selection: "Selection"
    path: str
    _tests: dict[tuple[Test, Hoping], str] = field(factory=dict)

    def write(self, sources: dict[Source, tuple[str, ...]], wanted_for: Mapping[Source, Iterable[str]]) -> None:
        """Read the fields that the sources look at, put their tests, and keep what passes."""
        self.lines.add("blank = 0")
        self._read(sources)
        self._doubt(sources)
        for source, names in sources.items():
            for about in wanted_for.get(source, ()):
                self.lines.note(f"– {about}")
            with self._beside(source):
                passes = self._passes(source)
                with self.lines.block(f"if {passes}:") if passes else nullcontext():
                    self._found(source, names)

    def _beside(self, source: Source) -> AbstractContextManager[None]:
        """Write the question whether a number is known beside which only the source is wanted."""
        if not isinstance(source, Spells) or not source.beside:
            return nullcontext()
        number = self.columns.fact(source.beside)[0]
        return self.lines.block(f"if {number}[r] == {number}[r]:")

    # ------------------------------------------------------------------ fields

    def _read(self, sources: dict[Source, tuple[str, ...]]) -> None:
        """Read each field once, and note which are not known. What is stated of a relation often does not matter."""
        tests = [test for source in sources for test in source.records.where]
        edges = [edge for source in sources for edge in read_by(source) if edge]
        related = {test.related for test in tests if isinstance(test, SameOccupation) and test.related}
        plain = dict.fromkeys([*(test.field for test in tests), *(edge.field for edge in edges)])
        for name in dict.fromkeys([*plain, *sorted(related)]):
            self._load(name)
            if self._hangs(name, sources):
                with self.lines.block(f"if {self._blank(name, tests)}:"):
                    self.lines.add(f"{self.columns.lack(f'{self.path}.{name}')}; blank = 1")

    def _doubt(self, sources: dict[Source, tuple[str, ...]]) -> None:
        """Write where what is not known matters: not in a record that fails by what is."""
        said = list(dict.fromkeys(filter(None, map(self._hanging, sources))))
        if said:
            with self.lines.block("if blank:"):
                for one in said:
                    self.lines.add(f"if {one}: doubt = 1")

    def _hanging(self, source: Source) -> str:
        """Write the question whether a record may pass and something that this takes is not known; "" for no."""
        tests, hoping = source.records.where, source.hoping
        fields = dict.fromkeys([*(test.field for test in tests), *(edge.field for edge in read_by(source) if edge)])
        unknown = [f"({self._blank(name, tests)})" for name in fields if hoping.settled(f"{self.path}.{name}") is None]
        for test in tests:
            if isinstance(test, SameOccupation) and test.related:
                unknown.append(f"({self._unknown(test.related)} and not ({self._hits(test)}))")
        possible = [f"({self._possible(test)})" for test in tests if not isinstance(test, Taken)]
        # What is known fails most records: that is asked first.
        return " and ".join([*dict.fromkeys(possible), f"({' or '.join(unknown)})"]) if unknown else ""

    def _possible(self, test: Test) -> str:
        """Write the question whether a record does not fail a test by what is known."""
        ways = [self._hits(test), self._unknown(test.field)]
        if isinstance(test, SameOccupation) and test.related:
            ways += [f"{self._variable(test.related)} == 1", self._unknown(test.related)]
        return " or ".join(ways)

    def _blank(self, name: str, tests: Sequence[Test]) -> str:
        """Write the question whether a field leaves something open.

        It does where it is not known, but for an open-ended day: one that is left out has not come. What is `Taken`
        to have a value leaves it open where another is told; and not told, where something else is asked of it too.
        """
        mine = [test for test in tests if test.field == name]
        taken = [f"not ({self._passed(test)})" for test in mine if isinstance(test, Taken)]
        if taken:
            return " or ".join([*taken, *([self._unknown(name)] if len(taken) < len(mine) else [])])
        within = f" and {self._variable(name)} != {UNKNOWN_DAY}" if self._open_ended(name) else ""
        return f"{self._unknown(name)}{within}"

    def _load(self, name: str) -> None:
        """Read a field."""
        path = f"{self.path}.{name}"
        if self._is_many(name):
            columns = (self.columns.slot(path, "item_first"), self.columns.slot(path, "item_count"))
            self.lines.add(f"{name}_first, {name}_number = {columns[0]}[j], {columns[1]}[j]")
        else:
            self.lines.add(f"{self._variable(name)} = {self.columns.fact(path)[0]}[j]")

    def _unknown(self, name: str) -> str:
        if self._is_many(name):
            return f"{name}_number < 0"
        return is_unknown(self._variable(name), self.columns.kind_of(f"{self.path}.{name}"))

    def _variable(self, name: str) -> str:
        return f"{name}_"

    def _is_many(self, name: str) -> bool:
        return self.columns.schema.fields[f"{self.path}.{name}"].many

    def _open_ended(self, name: str) -> bool:
        return self.columns.open_ended(f"{self.path}.{name}")

    def _hangs(self, name: str, sources: dict[Source, tuple[str, ...]]) -> bool:
        """Say whether what an unknown field comes to hangs on the hope."""
        path = f"{self.path}.{name}"
        return any(source.hoping.settled(path) is None for source in sources)

    def _hoped(self, name: str, hoping: Hoping) -> str:
        """Write whether an unknown field is favourable. Of an open-ended day it is known that it has not come."""
        path = f"{self.path}.{name}"
        if self._open_ended(name):
            return "False"
        return hoping.on(path, self.columns.hope(path) if hoping.settled(path) is None else "")

    # ------------------------------------------------------------------ tests

    def _passes(self, source: Source) -> str:
        return " and ".join(dict.fromkeys(self._test(test, source.hoping) for test in source.records.where))

    def _test(self, test: Test, hoping: Hoping) -> str:
        """Put a test once for each record, and return the name of its answer."""
        if (test, hoping) not in self._tests:
            name = self._tests[test, hoping] = self.lines.name("passes")
            hope = self._hoped(test.field, hoping)
            if isinstance(test, Taken):
                self.lines.add(f"{name} = {self._passed(test)} or {hope}")
                return name
            hits = self._hits(test)
            self.lines.add(f"{name} = {_or(hits, self._unknown(test.field), hope)}")
            if isinstance(test, SameOccupation) and test.related:
                stated = f"{self._variable(test.related)} == 1"
                hope = self._hoped(test.related, hoping)
                self.lines.add(f"{name} = {name} or {_or(stated, self._unknown(test.related), hope)}")
        return self._tests[test, hoping]

    def _passed(self, test: Taken) -> str:
        """Write the question whether nothing is told against a record."""
        codes = self.columns.schema.codes(f"{self.path}.{test.field}", test.values)
        hits = [f"{self._variable(test.field)} == {self.lines.figure(code)}" for code in codes]
        return " or ".join([self._unknown(test.field), *hits])

    def _hits(self, test: Test) -> str:
        """Write the question whether a known field passes; one that is not known must not."""
        at, figure = f"{self.path}.{test.field}", self.lines.figure
        schema = self.columns.schema
        value = self._variable(test.field)
        match test:
            case Is(_, wanted):
                return " or ".join(f"{value} == {figure(schema.code(at, one), one)}" for one in wanted) or "False"
            case IsNot(_, unwanted):
                others = [f"{value} != {figure(schema.code(at, one), one)}" for one in unwanted]
                return " and ".join([*others, f"not ({self._unknown(test.field)})"])
            case Taken():
                return self._passed(test)
            case Same(_, selector):
                return f"{value} == {self._own(at, selector)}"
            case AtLeast(_, selector):
                # A grade stands in a column as its order, counted from the lowest.
                return f"{value} >= {self._own(at, selector)}"
            case Between(_, least, most):
                known = f"not ({self._unknown(test.field)})"
                above = f" and {value} <= {figure(most)}" if most is not None else ""
                return f"{known} and {figure(least)} <= {value}{above}"
            case SameOccupation():
                return f"{value} // 1000 == {self.columns.slot('', 'occupation')}[r] // 1000"
            case Contains(_, selector, said):
                own = figure(schema.code(at, said), said) if said is not None else self._own(at, selector)
                # What is filed for an occupation is filed for each of its trades; not the other way round.
                also = f"{own} - {own} % 1000" if selector == OCCUPATION else own
                return f"contains({self._items(test.field)}, {own}, {also})"
            case Covers(_, level):
                place = self.columns.slot("", "place")
                return f"covers({self._items(test.field)}, {place}[r], {figure(_LEVELS[level], level)})"

    def _items(self, name: str) -> str:
        items = self.columns.slot(f"{self.path}.{name}", "items")
        return f"{items}, {name}_first, {name}_number"

    def _own(self, at: str, selector: str) -> str:
        """Write the application's own track, occupation, grade or place, coded as the fact at a path is."""
        if selector in (OCCUPATION, PLACE):
            return f"{self.columns.slot('', 'occupation' if selector == OCCUPATION else 'place')}[r]"
        own = getattr(self.selection, selector)
        return self.lines.figure(self.columns.schema.code(at, own), own)

    # ------------------------------------------------------------------ what passes

    def _found(self, source: Source, names: tuple[str, ...]) -> None:
        lines = self.lines
        match source:
            case Earliest(_, edge, hoping):
                day = self._edge(edge, choice(self._hoped(edge.field, hoping), ALWAYS, NEVER), hoping, late=False)
                with lines.block(f"if {day} < {names[0]}:"):
                    lines.add(f"{names[0]} = {day}")
            case Spells(_, since, until, stated, hoping):
                start, end = self._start(since, stated, hoping), self._end(until, stated, hoping)
                with lines.block(f"if {start} < {end}:"):
                    lines.add(f"{names[0]}[{names[2]}] = {start}; {names[1]}[{names[2]}] = {end}; {names[2]} += 1")
            case Dates(_, edge, hoping, apart):
                unknown = self._unknown(edge.field) if apart else f"{self._variable(edge.field)} == {UNKNOWN_DAY}"
                hope = self._undated(edge.field, hoping) if apart else self._hoped(edge.field, hoping)
                # The earlier in its year, the longer a record counts: bounds never go beyond a year.
                with lines.block(f"if {unknown}:"):
                    lines.add(f"{names[2]} += 1 if {hope} else 0")
                with lines.block("else:"):
                    day = self._edge(edge, str(NEVER), hoping, late=False)
                    lines.add(f"{names[0]}[{names[1]}] = {day}; {names[1]} += 1")
            case Amounts():
                self._amount(source, names)

    def _amount(self, source: Amounts, names: tuple[str, ...]) -> None:
        """Keep an amount with its day. One without a day counts on any if that is hoped for, else on none.

        Of an amount that is known within bounds the least is sure.
        """
        lines, hoping = self.lines, source.hoping
        edge, value = source.edge.field, self._variable(source.amount.field)
        hoped, amount = self._hoped(source.amount.field, hoping), lines.name("amount")
        lines.add(f"{amount} = int({value} * {PARTS} + 1e-6) if {value} >= 0 else 0")
        with lines.block(f"if {self._unknown(source.amount.field)} and {hoped}:"):
            lines.add(f"{amount} = {ENOUGH}")
        with lines.block(f"elif {value} < 0:"):  # as `bajigong.calendar` writes the least
            lines.add(f"{amount} = int((-1 - {value}) * {PARTS} + 1e-6)")
        with lines.block(f"if not ({self._unknown(edge)}):"):
            lines.add(f"{names[0]}[{names[2]}] = {self._moved(source.edge)}; {names[1]}[{names[2]}] = {amount}")
            lines.add(f"{names[2]} += 1")
        if (undated := self._undated(edge, hoping)) != "False":
            with lines.block("else:" if undated == "True" else f"elif {undated}:"):
                lines.add(f"{names[3]} += {amount}")

    def _undated(self, name: str, hoping: Hoping) -> str:
        """Write whether a day that is not known, or within bounds only, is favourable."""
        if not self._open_ended(name):
            return self._hoped(name, hoping)
        hope = self._bound(name, hoping)
        return hope if hope == "False" else f"{self._variable(name)} != {UNKNOWN_DAY} and {hope}"

    def _bound(self, name: str, hoping: Hoping) -> str:
        """Write whether the favourable bound of a day counts."""
        path = f"{self.path}.{name}"
        return hoping.on(path, self.columns.hope(path) if hoping.settled(path) is None else "")

    def _start(self, edge: Edge | None, stated: bool, hoping: Hoping) -> str:
        if edge is None:
            return str(ALWAYS)
        if stated and self._open_ended(edge.field):
            return self._edge(edge, str(ALWAYS), hoping, late=False)
        return self._edge(edge, choice(self._hoped(edge.field, hoping), ALWAYS, NEVER), hoping, late=False)

    def _end(self, edge: Edge | None, stated: bool, hoping: Hoping) -> str:
        if edge is None:
            return str(NEVER)
        # A record that leaves an open-ended date out says that it goes on.
        if not stated or self._open_ended(edge.field):
            return self._edge(edge, str(NEVER), hoping, late=True)
        return self._edge(edge, choice(self._hoped(edge.field, hoping), NEVER, ALWAYS), hoping, late=True)

    def _edge(self, edge: Edge, blank: str, hoping: Hoping, *, late: bool) -> str:
        """Write an edge's day, and what stands for one that is not known; return its name.

        Of a day that is known within bounds the favourable one is hoped for: the last where ``late``, else the first.
        """
        day, value, hope = self.lines.name("day"), self._variable(edge.field), self._bound(edge.field, hoping)
        last = hope if late else f"not ({hope})"
        months, days = self.lines.figure(12 * edge.years + edge.months, "months"), self.lines.figure(edge.days, "days")
        other = f"within({value}, {last}, {blank}, {months}, {days})"
        self.lines.add(f"{day} = {self._moved(edge)} if not ({self._unknown(edge.field)}) else {other}")
        return day

    def _moved(self, edge: Edge) -> str:
        value, months = self._variable(edge.field), 12 * edge.years + edge.months
        if months:
            return f"moved({value}, {self.lines.figure(months, 'months')}, {self.lines.figure(edge.days, 'days')})"
        return f"{value} + {self.lines.figure(edge.days, 'days')}" if edge.days else value


def _or(hits: str, unknown: str, hope: str) -> str:
    """Write that something passes, or is not known and hoped for."""
    return {"False": f"({hits})", "True": f"({hits}) or {unknown}"}.get(hope, f"({hits}) or ({unknown} and {hope})")
