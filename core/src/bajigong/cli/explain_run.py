"""One call of ``bajigong explain``: from the result to what is written about the rows that were found."""

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import pyarrow as pa
import pyarrow.dataset as ds
from attrs import define, evolve, field, frozen
from rich.console import Console
from rich.text import Text as Drawn

from bajigong.answers import Application, Holds, Outcome, RuleAnswer, Verdict
from bajigong.batch.summing.result import Result, ResultError
from bajigong.cli.open_tenants import Answer, Names, Row, masked
from bajigong.cli.show.application import View
from bajigong.cli.show.lines import BLANK, Line
from bajigong.cli.show.terminal import Terminal, TimeLine
from bajigong.policy.text import Lang, Text, listed, same

if TYPE_CHECKING:
    from bajigong.batch.cases import Reason
    from bajigong.batch.files.frame import ReasonBook
    from bajigong.cli.open_tenants import Home


def verdict_of(result: "Result", row: Mapping[str, Any], reason: "Reason", names: Names) -> Verdict:
    """Return the verdict of a row. The days are the row's; those of single rules are not in a result and stay empty."""
    occupation = row["occupation"]
    if occupation and row.get("trade"):
        occupation = names.bundle.register.code(occupation, row["trade"])
    return Verdict(
        applicant=row.get("name"),
        tenant=result.tenant,
        track=row["track"],
        occupation=occupation,
        grade=row["grade"],
        place=row["place"],
        on=row["on"],
        outcome=Outcome(row["verdict"]),
        since=row["since"],
        until=row["until"],
        eligible_from=row["eligible_from"],
        gates=reason.gates,
        routes=reason.routes,
        missing=reason.missing,
        notes=(),
        bundle=row.get("bundle") or result.bundle,
    )


def nearest_first(verdict: Verdict, reason: "Reason") -> Verdict:
    """Put the route that was found best first: without days of rules nothing else tells it from its equals."""
    return evolve(verdict, routes=tuple(sorted(verdict.routes, key=lambda route: route.id != reason.route)))


def clauses_of(verdict: Verdict) -> Iterator[str]:
    """Give every clause that a verdict cites."""
    return (clause for rule in (*verdict.gates, *verdict.routes) for clause in rule.cites)


def as_row(verdict: Verdict, row: Mapping[str, Any], names: Names) -> Row:
    """Return a row as `bajigong check` has it, to be written as it writes them."""
    application = Application({}, verdict.on, verdict.place)
    return Row(row.get("file") or "", row.get("row"), 1, verdict.applicant, Answer(verdict, application, names))


#: Below this a time line would say nothing.
_NARROWEST = 60


class OwnDays(TimeLine):
    """A time line of the verdict alone."""

    def rows(self) -> Iterator[Drawn]:
        """Draw the day asked about, the verdict's days and the years."""
        yield from (self._day(), self._whole(), self._years())


@frozen(eq=False)
class OnTerminal(Terminal):
    """Prints explained rows on a terminal."""

    def view(self, view: View) -> None:
        """Print one row: its verdict in a frame, the verdict's days, the rules."""
        self._frame(view)
        alone = _alone(view.verdict)
        if alone and self.width >= _NARROWEST:
            self._print(OwnDays(alone, view.lang, self.width).rows())
        self.lines(view.body())


def show(title: Line | None, view: View, *, first: bool) -> None:
    """Show one row on standard output: in colours on a terminal, else plain. ``title`` says which row it is."""
    above = [*([] if first else [BLANK, BLANK]), *([title] if title else [])]
    if sys.stdout.isatty():
        terminal = OnTerminal(Console(width=shutil.get_terminal_size().columns))
        terminal.lines(above)
        terminal.view(view)
        return
    for line in (*above, *view.head(), *view.body()):
        sys.stdout.write(f"{line.text}\n")


def _alone(verdict: Verdict) -> Verdict | None:
    """Return a verdict whose one rule is itself, so that a time line fits its days; None where it has none."""
    since, until = verdict.since or verdict.eligible_from, verdict.until
    if verdict.outcome not in (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE) or not (since or until):
        return None
    holds = Holds.YES if verdict.outcome is Outcome.ELIGIBLE else Holds.NO
    return evolve(verdict, gates=(RuleAnswer("", same(""), holds, since, until, ()),), routes=())


_NO_ARROW = Text(
    "读取批量结果需要 pyarrow，请安装：pip install 'bajigong[batch]'",
    "reading a result of many people needs pyarrow: pip install 'bajigong[batch]'",
)


@contextmanager
def told(lang: Lang) -> Iterator[None]:
    """Turn what is wrong with a result, or with the installation, into one clear line."""
    try:
        yield
    except ResultError as error:
        raise click.ClickException(error.said.say(lang)) from error
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "pyarrow":
            raise
        raise click.ClickException(_NO_ARROW.say(lang)) from error


#: So many rows are shown to people; JSON has them all.
_SHOWN: Final = 20
#: So many reasons are kept at hand: rows that look alike often have the same.
_KEPT: Final = 256
_MORE = Text(
    "另有{n}行相符，未予显示；可用 --column row 指定行号，或用 --json 全部列出",
    "{n} more rows match and are not shown; name one with --column row, or list all with --json",
)
_ALIKE = Text(
    "证件号码在结果中已脱敏，{shown}可能不止一人",
    "ID numbers are masked in a result: {shown} may be more than one person",
)
_FILE = Text("{file}第{row}行", "{file}, row {row}")
_NUMBER = Text("证件号码 {number}", "ID number {number}")


@frozen
class Options:
    """What the command line says."""

    result: Path
    value: str
    column: str | None
    as_json: bool
    lang: Lang
    config: Path | None


def perform(options: Options) -> None:
    """Explain what the options ask for. Raises click.ClickException for what a user can mend."""
    with told(options.lang):
        from bajigong.batch.summing.result import open_book, open_result
        from bajigong.cli.open_tenants import home_of

        result = open_result(options.result)
        sought = wanted(result, options.value, options.column)
        home = home_of(result, options.config)
        search = Search(result, sought)
        teller = Teller(options, result, open_book(result), home)
        for row in search.rows(None if options.as_json else _SHOWN):
            teller.take(row)
        home.warn(options.lang)
        teller.finish(search)


@define(eq=False)
class Teller:
    """Tells of one row after another."""

    options: Options
    result: "Result"
    book: "ReasonBook"
    home: "Home"
    told: int = 0
    reason: "Callable[[int], Reason]" = field(init=False)

    def __attrs_post_init__(self) -> None:
        from bajigong.batch.summing.summary import reason_of

        self.reason = lru_cache(_KEPT)(lambda signature: reason_of(self.book, signature, self.result.reasons))

    def take(self, row: Mapping[str, Any]) -> None:
        """Write a row: as JSON, or for people."""
        self.told += 1
        (self._write if self.options.as_json else self._show)(row)

    def finish(self, search: "Search") -> None:
        """Say on standard error what was left out, and that masked numbers may look alike."""
        lang = self.options.lang
        if search.sought.hidden and search.count > 1:
            click.echo(_ALIKE.fill(shown=search.sought.shown).say(lang), err=True)
        if search.count > self.told:
            click.echo(_MORE.fill(n=search.count - self.told).say(lang), err=True)

    def _write(self, row: Mapping[str, Any]) -> None:
        from bajigong.cli.show.table import as_object

        reason = self.reason(row["signature"])
        written = as_object(
            as_row(verdict_of(self.result, row, reason, self.home.names), row, self.home.names), self.options.lang
        )
        sys.stdout.write(json.dumps(written, ensure_ascii=False) + "\n")

    def _show(self, row: Mapping[str, Any]) -> None:
        from bajigong.cli.open_tenants import knowing

        reason = self.reason(row["signature"])
        verdict = nearest_first(verdict_of(self.result, row, reason, self.home.names), reason)
        names = knowing(self.home.names, clauses_of(verdict))
        show(self._title(row), View(verdict, names, self.options.lang, full=True), first=self.told == 1)

    def _title(self, row: Mapping[str, Any]) -> "Line":
        """Say which row it is: where the input had it, and its key columns."""
        from bajigong.batch.files.frame import NAMES
        from bajigong.cli.show.lines import line

        keys = [name for name in self.result.schema.names if row.get(name) is not None and name not in NAMES]
        said = [_FILE.fill(file=row.get("file") or self.result.path.name, row=row["row"])]
        said += [same(f"{name} {row[name]}") for name in keys]
        said += [_NUMBER.fill(number=row["id_number"])] if row.get("id_number") else []
        return line((listed(tuple(said), "，", ", ").say(self.options.lang), "dim"))


#: The key columns that are tried where none is named.
_KEYS: Final = ("id", "key", "序号", "row")
_ID_NUMBER: Final = "id_number"
_RESIDENT: Final = re.compile(r"\d{17}[\dX]|\d{15}", re.ASCII)

_NO_COLUMN = Text(
    "{path}没有“{column}”列；应为{known}之一", "{path}: found no column '{column}'; expected one of {known}"
)
_NO_NUMBER = Text("{path}的“{column}”列为整数；“{value}”不是", "{path}: column '{column}' holds numbers, not '{value}'")
_NO_DAY = Text("{path}的“{column}”列为日期；“{value}”不是", "{path}: column '{column}' holds days, not '{value}'")
_NO_ROW = Text("{path}的“{column}”列中没有“{value}”", "{path}: no row has '{value}' in column '{column}'")


@frozen
class Wanted:
    """What is sought: a value in some columns, alike or, where it is an ID number, masked. ``shown`` can be told."""

    columns: tuple[str, ...]
    values: tuple[str, ...]
    shown: str

    @property
    def hidden(self) -> bool:
        """Whether it is an ID number, which a result holds masked: other people's may look alike."""
        return len(self.values) > 1


def wanted(result: Result, value: str, column: str | None) -> Wanted:
    """Say what to seek. Raises ResultError for a column that the result does not have."""
    names = result.schema.names
    if column is not None and column not in names:
        known = listed(tuple(same(name) for name in names))
        raise ResultError(_NO_COLUMN.fill(path=result.path, column=column, known=known))
    key = column or next(name for name in _KEYS if name in names)
    number = value.strip().upper()
    if not _RESIDENT.fullmatch(number):
        return Wanted((key,), (value,), value)
    both = (key, _ID_NUMBER) if column is None and _ID_NUMBER in names else (key,)
    return Wanted(tuple(dict.fromkeys(both)), (value, masked(number)), masked(number))


@define(eq=False)
class Search:
    """Finds the rows of a result that have what is wanted. ``count`` is how many it has come upon."""

    result: Result
    sought: Wanted
    count: int = 0

    def rows(self, most: int | None = None) -> Iterator[dict[str, Any]]:
        """Give the rows as they stand, in their order, no more than ``most``; the others are only counted.

        Raises ResultError for a value that its column cannot hold, and where no row has it.
        """
        test = _test(self.result, self.sought)
        for piece in _pieces(self.result, test):
            hits = piece.count_rows(filter=test)
            room = hits if most is None else max(most - self.count, 0)
            self.count += hits
            if hits and room:
                rows = (row for batch in piece.to_batches(filter=test) for row in batch.to_pylist())
                yield from islice(rows, room)
        if not self.count:
            column = listed(tuple(same(name) for name in self.sought.columns))
            raise ResultError(_NO_ROW.fill(path=self.result.path, column=column, value=self.sought.shown))


def _pieces(result: Result, test: Any) -> Iterator[Any]:
    """Give the row groups that may hold a hit, by what Parquet says of their bounds; an Arrow file is one piece."""
    for fragment in result.rows.get_fragments(filter=test):
        if isinstance(fragment, ds.ParquetFileFragment):
            yield from fragment.split_by_row_group(filter=test, schema=result.schema)
        else:
            yield fragment


def _test(result: Result, sought: Wanted) -> Any:
    """Make the test of a row: any of the columns has the value."""
    tests = [ds.field(column).isin(_values(result, sought, column)) for column in sought.columns]
    test, *others = tests
    for other in others:
        test = test | other
    return test


def _values(result: Result, sought: Wanted, column: str) -> Any:
    """Return the values to seek in a column, of its type."""
    kind = result.schema.field(column).type
    held = kind.value_type if pa.types.is_dictionary(kind) else kind
    words = {"path": result.path, "column": column, "value": sought.shown}
    try:
        if pa.types.is_integer(held):
            return pa.array(_each(sought.values[:1], int, _NO_NUMBER.fill(**words)), held)
        if pa.types.is_date(held):
            return pa.array(_each(sought.values, date.fromisoformat, _NO_DAY.fill(**words)), held)
    except (pa.ArrowInvalid, OverflowError) as error:
        raise ResultError(_NO_NUMBER.fill(**words)) from error
    return pa.array(sought.values, held)


def _each(values: Sequence[str], read: Any, else_said: Text) -> list[Any]:
    try:
        return [read(value.strip()) for value in values]
    except ValueError as error:
        raise ResultError(else_said) from error
