"""Many people at once into a sheet, whose rows say everything in words: CSV and Excel.

Each sentence is made once for a chunk of answers, and repeated wherever it is said.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field

from bajigong.answers import Outcome
from bajigong.batch.cases import OUTCOMES, Reason
from bajigong.batch.files.ask import Ask, Books, Gauge, Job, TenantLaw
from bajigong.batch.files.claims import hidden_beside
from bajigong.batch.files.flow import Flow
from bajigong.batch.files.inputs import MANIFEST
from bajigong.batch.files.run import run
from bajigong.batch.files.source import Decided, ManyTenantsError
from bajigong.cli.open_tenants import VERDICTS, Names, Row, Tally, last
from bajigong.cli.options import Options, Output, today
from bajigong.cli.show.files import RowSink, sheet_file
from bajigong.cli.show.lines import Progress
from bajigong.cli.show.table import COLUMNS, Value
from bajigong.errors import InputError
from bajigong.policy.text import Lang, Text, listed
from bajigong.tables import Raw

Cells = list[Any]
Codes = npt.NDArray[np.int64]
_ELIGIBLE = OUTCOMES.index(Outcome.ELIGIBLE)
#: What the verdict of a row is called, and why, by the keys of `COLUMNS`.
_BY_REASON = ("verdict", "outcome", "route", "route_label", "method", "missing", "clauses")


@define(eq=False)
class Words:
    """Makes the columns of a sheet. ``shape`` turns a value into what the sheet holds."""

    tenant_law: TenantLaw
    lang: Lang
    shape: Callable[[Value], Any] = lambda value: value
    names: Names = field(init=False)
    _cases: dict[tuple[int, int, int], Mapping[str, Any]] = field(factory=dict)
    _reasons: dict[int, Mapping[str, Any]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.names = Names(self.tenant_law.tenant, self.tenant_law.engine.bundle)

    def rows(self, one: Decided) -> "zip[tuple[Any, ...]]":
        """Return the rows of a chunk, their cells in the order of `COLUMNS`."""
        found = self._columns(one)
        blank = [self.shape(None)] * len(one.reasons)
        return zip(*(found.get(column.key, blank) for column in COLUMNS), strict=True)

    def _columns(self, one: Decided) -> dict[str, Cells]:
        answers, size = one.answers, len(one.reasons)
        return {
            "file": self._coded(answers.column("file"), lambda file: file),
            "row": [self.shape(row) for row in answers.column("row").to_pylist()],
            "name": [self.shape(name) for name in answers.column("name").to_pylist()],
            "id_number": [self.shape(number or "") for number in answers.column("id_number").to_pylist()],
            "code": self._coded(answers.column("occupation"), lambda code: code),
            "occupation": self._occupations(answers.column("occupation"), answers.column("trade")),
            "grade": self._coded(answers.column("grade"), lambda grade: self._say(self.names.grade(grade))),
            **self._by_reason(one.reasons),
            "since": self._days(answers.column("since")),
            "until": self._days(pc.if_else(pa.array(one.outcomes == _ELIGIBLE), answers.column("until"), None), last),
            "eligible_from": self._days(answers.column("eligible_from")),
            **self._by_case(one),
            "on": self._days(answers.column("on")),
            "tenant": [self.shape(self.tenant_law.engine.tenant)] * size,
            "bundle": [self.shape(self.tenant_law.bundle)] * size,
        }

    def _coded(self, column: Any, name: Callable[[str], Value]) -> Cells:
        """Name the words of a column, each once."""
        words = [*(self.shape(name(word)) for word in column.dictionary.to_pylist()), self.shape(None)]
        return [words[code] for code in column.indices.fill_null(len(words) - 1).to_pylist()]

    def _days(self, column: Any, change: Callable[[date], date] = lambda day: day) -> Cells:
        """Show days, each once."""
        coded = column.dictionary_encode()
        days = [*(self.shape(change(day)) for day in coded.dictionary.to_pylist()), self.shape(None)]
        return [days[code] for code in coded.indices.fill_null(len(days) - 1).to_pylist()]

    def _by_reason(self, reasons: npt.NDArray[np.int32]) -> dict[str, Cells]:
        found, codes = np.unique(reasons, return_inverse=True)
        said = [self._reason(place) for place in found.tolist()]
        places = codes.tolist()
        return {key: _spread([one[key] for one in said], places) for key in _BY_REASON}

    def _by_case(self, one: Decided) -> dict[str, Cells]:
        """Say what hangs on the occupation and the day too: once for each case."""
        sides = [np.unique(side, return_inverse=True) for side in (one.reasons, one.occupations, one.days)]
        key: Codes = np.zeros(len(one.reasons), np.int64)
        for found, codes in sides:
            key = key * max(len(found), 1) + codes
        _, first, codes = np.unique(key, return_index=True, return_inverse=True)
        cases = [(int(one.reasons[row]), int(one.occupations[row]), int(one.days[row])) for row in first.tolist()]
        said, places = [self._case(case) for case in cases], codes.tolist()
        return {key: _spread([one[key] for one in said], places) for key in ("failing", "notes")}

    def _case(self, case: tuple[int, int, int]) -> Mapping[str, Any]:
        if case not in self._cases:
            notes = self.tenant_law.kernel.notes(*case)
            reason = self.tenant_law.kernel.reasons[case[0]]
            silent = reason.outcome is Outcome.NOT_COVERED and not reason.failing
            self._cases[case] = {
                "failing": self._shown(listed(notes[:1] if silent else reason.failing, "；", "; ")),
                "notes": self._shown(listed(tuple(map(self.names.spoken, notes)), "；", "; ")),
            }
        return self._cases[case]

    def _reason(self, place: int) -> Mapping[str, Any]:
        if place not in self._reasons:
            self._reasons[place] = self._sentences(self.tenant_law.kernel.reasons[place])
        return self._reasons[place]

    def _sentences(self, reason: Reason) -> Mapping[str, Any]:
        names = self.names
        sets = tuple(listed(tuple(map(names.fact, facts))) for facts in reason.missing)
        return {
            "verdict": self._shown(VERDICTS[reason.outcome]),
            "outcome": self.shape(str(reason.outcome)),
            "route": self.shape(reason.route or None),
            "route_label": self._shown(reason.route_label) if reason.route_label else self.shape(None),
            "method": self._shown(names.method(reason.method)) if reason.route else self.shape(None),
            "missing": self._shown(listed(sets, "；或", "; or ")),
            "clauses": self._shown(listed(tuple(map(names.clause, reason.clauses)), "；", "; ")),
        }

    def _occupations(self, codes: Any, trades: Any) -> Cells:
        """Name occupations with their trades, each pair once."""
        pairs = list(zip(codes.to_pylist(), trades.to_pylist(), strict=True))
        named = {pair: self.shape(self._occupation(*pair)) for pair in dict.fromkeys(pairs)}
        return [named[pair] for pair in pairs]

    def _occupation(self, code: str | None, trade: str | None) -> str | None:
        register = self.names.bundle.register
        return self._say(self.names.occupation(register.code(code, trade or ""))) if code else None

    def _say(self, text: Text) -> str:
        return text.say(self.lang)

    def _shown(self, text: Text) -> Any:
        return self.shape(self._say(text))


def _spread(cells: Cells, codes: list[int]) -> Cells:
    return [cells[code] for code in codes]


#: Exit codes of a process that a signal ended, as shells count them.
INTERRUPTED: Final = 130
TERMINATED: Final = 143

UNTOUCHED: Final = Text("已停止，{path}未被改动", "stopped; {path} is as it was before")
STOPPED: Final = Text("已停止，{path}中只有已完成的部分", "stopped; {path} holds only parts that are done")
GO_ON: Final = Text(
    "已完成的文件均已保留，加--resume可接续", "the files that are done are kept: --resume goes on with them"
)


class TerminatedError(KeyboardInterrupt):
    """Raised where the process was asked to end."""


@contextmanager
def terminable() -> Iterator[None]:
    """Raise TerminatedError on SIGTERM, in the main thread; elsewhere signals do not come."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, frame: Any) -> None:
    raise TerminatedError


def perform(options: "Options", tenant: str, common: Raw | None, tally: Tally, progress: Progress) -> bool:
    """Check, and count what comes of it; say whether this road could.

    Raises what `run` does, and SystemExit where a signal ended the run.
    """
    output = options.output
    assert output is not None  # the road was chosen for it
    ask = _ask(options, tenant, common)
    with _stoppable(options, output, progress):
        if output.is_columns:
            books = _run(options, _job(options, output, ask), progress)
        else:
            try:
                books = write_sheets(options, output.path, ask, progress)
            except ManyTenantsError:
                return False
    progress.close()
    if options.against:
        from bajigong.cli.against import print_changes

        print_changes(output.path, ask, options.against, as_json=options.as_json)
    _count(books, tally, options.fail_unless)
    return True


def _ask(options: "Options", tenant: str, common: Raw | None) -> Ask:
    from bajigong.batch.against.law import Against

    return Ask(
        tenant,
        today(),
        options.lang,
        options.config,
        options.known,
        options.on,
        {key: getattr(options, key) for key in ("grade", "track", "place")},
        common,
        options.sheet,
        options.keys,
        named=options.tenant is not None,
        second=Against(options.against) if options.against else None,
        columns=options.column_map,
        most=options.most,
    )


def _run(options: "Options", job: Job, progress: Progress) -> Books:
    if not options.cluster:
        return run(job, progress)
    from bajigong.batch.cluster import run_on_cluster

    return run_on_cluster(job, options.cluster, progress)


def threads_of(options: "Options") -> int:
    """Return how many threads decide."""
    return options.threads or os.cpu_count() or 1


def _job(options: "Options", output: Output, ask: Ask) -> Job:
    return Job(options.files, ask, output.path, output.is_folder, options.resume, threads_of(options))


def _count(books: Books, tally: Tally, wanted: str | None) -> None:
    tally.answered, tally.refused, tally.stray = books.out, books.refused, books.stray
    tally.unlike = books.unlike(wanted)


@contextmanager
def _stoppable(options: "Options", output: Output, progress: Progress) -> Iterator[None]:
    """Say how to go on where a signal, or a file that cannot be read, ends a run."""
    try:
        with terminable():
            yield
    except KeyboardInterrupt as stopped:
        progress.stop()
        _say_how(options, output, stopped=True)
        raise SystemExit(TERMINATED if isinstance(stopped, TerminatedError) else INTERRUPTED) from stopped
    except InputError:
        progress.stop()
        _say_how(options, output, stopped=False)
        raise


def _say_how(options: "Options", output: Output, *, stopped: bool) -> None:
    if stopped:
        click.echo((STOPPED if output.is_folder else UNTOUCHED).fill(path=output.path).say(options.lang), err=True)
    home = output.path if output.is_folder else hidden_beside(output.path)
    if (home / MANIFEST).exists():
        click.echo(GO_ON.say(options.lang), err=True)


def write_sheets(options: "Options", path: Path, ask: Ask, progress: Progress) -> Books:
    """Check all files and write one sheet; return the books. A file that cannot be read gives its problems and no more.

    Raises InputError where an option, or a fact common to all, is wrong; BooksError where rows were lost; BajigongError
    where the sheet cannot be written; ManyTenantsError where rows name their tenant.
    """
    tenant_law = ask.tenant_law()
    ask.in_common(tenant_law)
    total, gauge = Books(), Gauge.of(progress, options.files)
    with sheet_file(path, options.lang) as sink:
        words = Words(tenant_law, options.lang, sink.shape)
        for file in options.files:
            try:
                flow = Flow(file, ask, tenant_law, threads_of(options))
            except InputError as error:
                total.stray += _say_wrong(file, error, sink, progress)
                continue
            total.add(_write(flow, words, sink, gauge, progress))
        total.check()
        progress.stop()
        sink.close()
    return total


def _write(flow: Flow, words: Words, sink: RowSink, gauge: Gauge, progress: Progress) -> Books:
    """Write the rows of one file, as far as it can be read."""
    out, stray = 0, 0
    try:
        for one in flow.decided(flow.schema(""), gauge):
            out += _put(flow, one, words, sink)
    except InputError as error:
        stray = _say_wrong(flow.path, error, sink, progress)
    books = flow.close(out)
    books.stray += stray
    return books


def _put(flow: Flow, one: Decided, words: Words, sink: RowSink) -> int:
    """Write the rows of a chunk in the order of the file; return how many have an answer."""
    numbers = one.answers.column("row").to_numpy()
    rows, grades = words.rows(one), iter(one.answers.column("grade").to_pylist())
    done = 0
    for row in one.refused:
        until = int(np.searchsorted(numbers, row.row))
        sink.put_answers(islice(rows, until - done), islice(grades, until - done), words.names)
        done = until
        sink.put(Row(flow.path, row.row, row.row, row.name, None, row.problems, words.names))
    sink.put_answers(rows, grades, words.names)
    for problem in one.strays:
        sink.put(Row(flow.path, problem.row, problems=(problem,)))
    return len(numbers)


def _say_wrong(file: str, error: InputError, sink: RowSink, progress: Progress) -> int:
    """Say what is wrong with a file as a whole; return how much it is."""
    for problem in error.problems:
        progress.wrong(problem)
    sink.put(Row(file, problems=error.problems))
    return len(error.problems)
