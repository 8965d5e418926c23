"""One call of ``bajigong check``: from its options to what is written, and the exit code."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from attrs import evolve, field, frozen

from bajigong.answers import Application
from bajigong.batch.files.inputs import find_inputs
from bajigong.cli.check_options import Options, Output, admit_output
from bajigong.cli.check_road import road
from bajigong.cli.offices import Found, Office, Offices, Source
from bajigong.cli.options import today
from bajigong.cli.progress import Progress
from bajigong.cli.result_row import REFUSED, Answer, Row, Tally
from bajigong.errors import InputError, Problem
from bajigong.policy.text import Lang, Text
from bajigong.tables import Raw, Where, check
from bajigong.tables.read import common_facts
from bajigong.tables.words import LONGEST_NAME, printable
from bajigong.telling import listeners, tell

if TYPE_CHECKING:
    from bajigong.cli.result_file import Sink

T = TypeVar("T")
#: So many applications are decided together, and so many are read ahead to know how many there are.
BUNCH: Final = 200
AHEAD: Final = 20_000


@frozen(eq=False)
class Run:
    """One check: where the applications come from, and what the command line says about all of them."""

    source: Source
    today: date
    on: date | None = None
    overrides: Mapping[str, Any] = {}
    _tried: set[Office] = field(factory=set, init=False)

    def rows(self, total: Callable[[int], None] = lambda _: None) -> Iterator[Row]:
        """Give a row for each application. ``total`` is told how many there are, if that is soon known.

        Raises InputError where an option, or a fact common to all, is wrong: nothing can be checked with it.
        """
        reading = self.source.read()
        ahead = list(islice(reading, AHEAD))
        if len(ahead) < AHEAD:
            total(len(ahead))
        for found in (ahead, reading):
            for bunch in _bunches(found):
                yield from _told(_decided([self._draft(one) for one in bunch]))

    def _draft(self, found: Found) -> "Draft":
        raw = found.raw
        row = Row(raw.file, raw.row, found.number, _name(raw), None, found.problems)
        if found.office is None:
            return Draft(row)
        row = evolve(row, names=found.office.names)
        self._try_common(found.office)
        checked = self._check(raw, found.office)
        if isinstance(checked, tuple):
            return Draft(evolve(row, problems=checked))
        return Draft(row, found.office, checked)

    def _try_common(self, office: Office) -> None:
        """Check once what the options and the common facts say to every application of a tenant."""
        if office not in self._tried:
            self._tried.add(office)
            checked = self._check(self.source.common or Raw({}, "", Where("")), office)
            if isinstance(checked, tuple):
                raise InputError(checked)

    def _check(self, raw: Raw, office: Office) -> Application | tuple[Problem, ...]:
        place, overrides = office.tenant.region, self.overrides
        return check(raw, office.schema, tenant_place=place, on=self.on, overrides=overrides, today=self.today)


@frozen(eq=False)
class Draft:
    """A row on its way to an answer."""

    row: Row
    office: Office | None = None
    application: Application | None = None


def _decided(drafts: list[Draft]) -> Iterator[Row]:
    answers: dict[int, Answer] = {}
    for office in dict.fromkeys(draft.office for draft in drafts if draft.office):
        ready = [(n, d.application) for n, d in enumerate(drafts) if d.office is office and d.application]
        verdicts = office.engine.decide([application for _, application in ready])
        for (number, application), verdict in zip(ready, verdicts, strict=True):
            answers[number] = Answer(verdict, application, office.names)
    return (evolve(draft.row, answer=answers.get(number)) for number, draft in enumerate(drafts))


def _told(rows: Iterable[Row]) -> Iterator[Row]:
    """Tell the plugins that a tenant enables of each verdict, just before it is handed on."""
    for row in rows:
        if row.answer:
            tell(listeners(frozenset(row.answer.names.tenant.plugins)), row.answer.verdict, row.answer.application)
        yield row


def _bunches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while bunch := list(islice(rest, BUNCH)):
        yield bunch


def _name(raw: Raw) -> str | None:
    applicant = raw.facts.get("applicant")
    name = applicant.get("name") if isinstance(applicant, Mapping) else None
    return printable(name.strip())[:LONGEST_NAME] or None if isinstance(name, str) else None


_COMMON = Text("各份申报共有的事实", "facts in common")
_COLUMNS = Text("列名对照表", "the map of columns")
_AGAINST = Text("对照规定", "the other law")
_WRITTEN = Text("结果已写入{path}", "the results are in {path}")


def perform(options: Options) -> int:
    """Check what the options say; return the exit code.

    Raises click.UsageError for an option whose value cannot be read, click.ClickException for wrong facts in common,
    BajigongError for other things that a user can mend.
    """
    if options.output and options.output.to_stdout:
        return _to_stdout(options, options.output)
    tally = Tally()
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(options.lang))
        try:
            options = evolve(options, files=find_inputs(options.files, progress.note, _is_sheet_of_results))
            if options.output:
                _see_to(options.output, options)
            common = _common(options)
            batch = road(options, common)
            if batch is None or not batch.perform(tally, progress):
                _one_by_one(options, common, tally, stack, progress)
        except InputError as error:
            raise _ending(error, options.lang) from error
    _finish(options, tally)
    return tally.code


def _to_stdout(options: Options, output: Output) -> int:
    """Write the result to a file of its own, and that to standard output once it is whole."""
    with TemporaryDirectory(prefix="bajigong-") as folder:
        path = Path(folder, output.path.name)
        code = perform(evolve(options, output=Output(path), unnamed=True))
        if path.exists():
            with path.open("rb") as written:
                copyfileobj(written, sys.stdout.buffer)
    return code


def _common(options: Options) -> Raw | None:
    """Return what applications have in common: by a file, and by a register for what that leaves open."""
    common = common_facts(options.common) if options.common else None
    if options.register is None:
        return common
    from bajigong.cli.register.asking import told
    from bajigong.tables.read import with_common

    said = told(options.register, options.agency, options.on or today(), options.config, options.lang)
    return with_common(common, said) if common else said


def _is_sheet_of_results(path: Path) -> bool:
    from bajigong.cli.result_table import is_sheet_of_results

    return is_sheet_of_results(path)


def _see_to(output: Output, options: Options) -> None:
    """See that the result may be written, before anything is done for it. A folder's own names are seen to later."""
    if output.is_folder:
        return
    from bajigong.batch.files.claims import refuse_part
    from bajigong.outputs import INPUT

    refuse_part(output.path, options.lang)
    reads = [(Path("/dev/stdin" if file == "-" else file), INPUT) for file in options.files]
    reads += [(options.common, _COMMON)] if options.common else []
    reads += [(options.columns, _COLUMNS)] if options.columns else []
    if options.against:
        from bajigong.batch.against.law import law_of

        reads += [(law, _AGAINST) for law in law_of(options.against)]
    admit_output(output.path, options.lang, options.config, reads)


def _one_by_one(options: Options, common: Raw | None, tally: Tally, stack: ExitStack, progress: Progress) -> None:
    run = _run(options, common, progress)
    sinks = list(_sinks(options, stack))
    for row in run.rows(progress.expect):
        _take(row, sinks, progress, options.lang)
        tally.count(row, options.fail_unless)
    progress.stop()
    for sink in sinks:
        sink.close()


def _take(row: Row, sinks: Iterable["Sink"], progress: Progress, lang: Lang) -> None:
    for problem in row.problems:
        progress.problem(problem)
    for sink in sinks:
        sink.put(row)
    progress.advance()


def _run(options: Options, common: Raw | None, progress: Progress) -> Run:
    offices = Offices(options.config, options.known, options.column_map)
    if options.tenant:
        offices.get(options.tenant)
    overrides = {key: getattr(options, key) for key in ("grade", "track", "place")}
    source = Source(options.files, offices, options.tenant, common, options.sheet, progress.note, options.most)
    return Run(source, today(), options.on, overrides)


def _sinks(options: Options, stack: ExitStack) -> Iterator["Sink"]:
    """Open what takes the rows, importing only what is asked for."""
    if options.output:
        from bajigong.cli.result_file import output_file

        yield stack.enter_context(output_file(options.output.path, options.lang))
    if options.as_json:
        from bajigong.cli.result_json import JsonLines

        yield JsonLines(sys.stdout, options.lang, options.receipt)
    elif not options.output:
        from bajigong.cli.show import People

        yield People(options.lang, options.all_routes)


def _ending(error: InputError, lang: Lang) -> click.ClickException:
    """Say what is wrong with all applications: wrong usage where an option is, else wrong input."""
    said = "\n".join(problem.say(lang) for problem in error.problems)
    option = any(problem.file.startswith("--") for problem in error.problems)
    return click.UsageError(said) if option else click.ClickException(said)


def _finish(options: Options, tally: Tally) -> None:
    if options.output and not options.unnamed:
        click.echo(_WRITTEN.fill(path=options.output.path).say(options.lang), err=True)
    if tally.code == REFUSED or tally.answered != 1:
        click.echo(tally.says(options.lang), err=True)
