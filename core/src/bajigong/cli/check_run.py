"""One call of ``bajigong check``: from its options to what is written, and the exit code."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from attrs import define, evolve, field, frozen

from bajigong.answers import Application
from bajigong.cli.open_tenants import REFUSED, Answer, Found, OpenTenant, OpenTenants, Row, Source, Tally
from bajigong.cli.options import COLUMN_SUFFIXES, SHEET_SUFFIXES, Options, Output, admit_output, today
from bajigong.cli.show.lines import Progress
from bajigong.errors import BajigongError, InputError, Problem, TenantError
from bajigong.law.tenants import tenant
from bajigong.plugins import listeners, tell
from bajigong.policy.text import Lang, Text
from bajigong.tables import Raw, Where, check
from bajigong.tables.files import COLUMNAR
from bajigong.tables.read import common_facts, is_table, suffix_of
from bajigong.tables.words import is_blank

if TYPE_CHECKING:
    from bajigong.cli.show.application import View
    from bajigong.cli.show.files import Sink
    from bajigong.cli.show.sheet import Sheet


_INSTALL: Final = Text("需要安装：pip install 'bajigong[batch]'", "this needs pip install 'bajigong[batch]'")
_AGAINST_NEEDS_COLUMNS: Final = Text(
    "--against只用于结果为{s}或文件夹时", "--against goes with a result that ends in {s}, or a folder"
)
_JSON: Final = Text("--json不能与此种结果同用", "--json does not go with a result of this kind")
_TENANT: Final = Text(
    "请用--tenant，或在--common中用「tenant」键，指定由谁回答", "expected --tenant, or the key 'tenant' in --common"
)
_KEYS: Final = Text("--key只用于结果为{s}或文件夹时", "--key goes with a result that ends in {s}, or with a folder")
_STDIN: Final = Text(
    "标准输入（-）的结果须写入一个文件", "what comes from standard input (-) goes into one file, not a folder"
)
_CLUSTER: Final = Text("--cluster只用于结果为文件夹时（-o 名称/）", "--cluster goes with a folder: -o NAME/")
_TOLD: Final = Text(
    "插件{names}须逐一获知每个结论，而按列写出的结果不逐人说明；请写入.csv、.xlsx或.ndjson，或换用未启用它的租户",
    "plugin {names} hears of each verdict, and a result of columns explains no single person; write to .csv, .xlsx or"
    " .ndjson, or name a tenant that does not enable it",
)
_ANEW: Final = Text("此种结果无从接续，从头开始", "a result of this kind cannot be gone on with: starting anew")


@frozen(eq=False)
class Batch:
    """A check of many people at once."""

    options: "Options"
    tenant: str
    common: Raw | None

    def perform(self, tally: Tally, progress: Progress) -> bool:
        """Check, and count; say whether this road was the right one."""
        from bajigong.cli.check_batch import perform

        return perform(self.options, self.tenant, self.common, tally, progress)


def road(options: "Options", common: Raw | None) -> Batch | None:
    """Return the road of many people, None where applications go one by one.

    Raises click.UsageError for options that do not go together, BajigongError where something must be installed.
    """
    output = options.output
    if options.keys and not (output and output.is_columns):
        raise _wrong(_KEYS.fill(s=" ".join(COLUMN_SUFFIXES)), options)
    if options.resume and not (output and output.is_columns):
        click.echo(_ANEW.say(options.lang), err=True)
    if options.cluster and not (output and output.is_folder):
        raise _wrong(_CLUSTER, options)
    if options.against and not (output and output.is_columns):
        raise _wrong(_AGAINST_NEEDS_COLUMNS.fill(s=" ".join(COLUMN_SUFFIXES)), options)
    if any(suffix_of(path) in COLUMNAR for path in options.files) and not find_spec("pyarrow"):
        raise BajigongError(_INSTALL.say(options.lang))
    must = _must(options)
    if must or (output is not None and output.suffix in SHEET_SUFFIXES):
        name = options.tenant or (common.facts.get("tenant") if common else None)
        listening = _listening(options, name)
        if must:
            _refuse(options, name)
            if listening:
                raise _wrong(_TOLD.fill(names=", ".join(listening)), options)
        elif listening:
            return None
        if must or _may(options, name):
            return Batch(options, str(name).strip(), common)
    return None


def _must(options: "Options") -> bool:
    """Say whether only this road can write the result."""
    return bool(options.output and options.output.is_columns)


def _may(options: "Options", name: object) -> bool:
    """Say whether this road can answer what the other one can as well."""
    tables = all(map(is_table, options.files)) and not options.as_json
    if not (tables and isinstance(name, str) and not is_blank(name) and find_spec("pyarrow")):
        return False
    try:
        tenant(name.strip(), options.config)
    except TenantError:
        return False
    return True


def _listening(options: "Options", name: object) -> tuple[str, ...]:
    """Name the plugins of a tenant that want to hear of each verdict: only one by one can they be told."""
    if not isinstance(name, str) or is_blank(name):
        return ()
    try:
        plugins = tenant(name.strip(), options.config).plugins
    except TenantError:
        return ()
    return tuple(impl.plugin_name for impl in listeners(frozenset(plugins)))


def _refuse(options: "Options", name: object) -> None:
    if "-" in options.files and options.output and options.output.is_folder:
        raise _wrong(_STDIN, options)
    if options.as_json and not options.against:
        raise _wrong(_JSON, options)
    if not isinstance(name, str) or is_blank(name):
        raise _wrong(_TENANT, options)
    if not find_spec("pyarrow"):
        raise BajigongError(_INSTALL.say(options.lang))


def _wrong(words: Text, options: "Options") -> click.UsageError:
    return click.UsageError(words.say(options.lang))


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
    _tried: set[OpenTenant] = field(factory=set, init=False)

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
        row = Row(raw.file, raw.row, found.number, found.name, None, found.problems)
        if found.open_tenant is None:
            return Draft(row)
        row = evolve(row, names=found.open_tenant.names)
        self._try_common(found.open_tenant)
        checked = self._check(raw, found.open_tenant)
        if isinstance(checked, tuple):
            return Draft(evolve(row, problems=checked))
        return Draft(row, found.open_tenant, checked)

    def _try_common(self, open_tenant: OpenTenant) -> None:
        """Check once what the options and the common facts say to every application of a tenant."""
        if open_tenant not in self._tried:
            self._tried.add(open_tenant)
            checked = self._check(self.source.common or Raw({}, "", Where("")), open_tenant)
            if isinstance(checked, tuple):
                raise InputError(checked)

    def _check(self, raw: Raw, open_tenant: OpenTenant) -> Application | tuple[Problem, ...]:
        place, overrides = open_tenant.tenant.region, self.overrides
        return check(raw, open_tenant.schema, tenant_place=place, on=self.on, overrides=overrides, today=self.today)


@frozen(eq=False)
class Draft:
    """A row on its way to an answer."""

    row: Row
    open_tenant: OpenTenant | None = None
    application: Application | None = None


def _decided(drafts: list[Draft]) -> Iterator[Row]:
    answers: dict[int, Answer] = {}
    for open_tenant in dict.fromkeys(draft.open_tenant for draft in drafts if draft.open_tenant):
        ready = [(n, d.application) for n, d in enumerate(drafts) if d.open_tenant is open_tenant and d.application]
        verdicts = open_tenant.engine.decide([application for _, application in ready])
        for (number, application), verdict in zip(ready, verdicts, strict=True):
            answers[number] = Answer(verdict, application, open_tenant.names)
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
            options = evolve(options, files=_files(options, progress))
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
    from bajigong.cli.register.desk import told
    from bajigong.tables.read import with_common

    said = told(options.register, options.agency, options.on or today(), options.config, options.lang)
    return with_common(common, said) if common else said


def _files(options: Options, progress: Progress) -> tuple[str, ...]:
    """Return the files to be read: a single one as it is named, else what patterns and folders give, each once."""
    if len(options.files) == 1 and os.path.isfile(options.files[0]):
        return options.files
    from bajigong.batch.files.inputs import find_inputs

    return find_inputs(options.files, progress.note, _is_sheet_of_results)


def _is_sheet_of_results(path: Path) -> bool:
    from bajigong.cli.show.table import is_sheet_of_results

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
    open_tenants = OpenTenants(options.config, options.known, options.column_map)
    if options.tenant:
        open_tenants.get(options.tenant)
    overrides = {key: getattr(options, key) for key in ("grade", "track", "place")}
    source = Source(options.files, open_tenants, options.tenant, common, options.sheet, progress.note, options.most)
    return Run(source, today(), options.on, overrides)


def _sinks(options: Options, stack: ExitStack) -> Iterator["Sink"]:
    """Open what takes the rows, importing only what is asked for."""
    if options.output:
        from bajigong.cli.show.files import output_file

        yield stack.enter_context(output_file(options.output.path, options.lang))
    if options.as_json:
        from bajigong.cli.show.table import JsonLines

        yield JsonLines(sys.stdout, options.lang, options.receipt)
    elif not options.output:
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


@define(eq=False)
class People:
    """Takes rows and shows them when there are no more. ``full`` writes out each application with every route."""

    lang: Lang
    full: bool = False
    _rows: list[Row] = field(factory=list)

    def put(self, row: Row) -> None:
        """Take one row."""
        if row.number is not None:
            self._rows.append(row)

    def close(self) -> None:
        """Show what was taken: in colours on a terminal, else plain."""
        from bajigong.cli.show.application import view

        show = _on_terminal if sys.stdout.isatty() else _plainly
        if len(self._rows) > 1 and not self.full:
            from bajigong.cli.show.sheet import Sheet

            show((), Sheet(self._rows, self.lang))
        else:
            answers = [row.answer for row in self._rows if row.answer]
            show([view(answer, self.lang, full=self.full) for answer in answers], None)


def _plainly(views: "Sequence[View]", sheet: "Sheet | None") -> None:
    lines = [text for one in views for text in ("", "", *(line.text for line in (*one.head(), *one.body())))]
    lines = lines[2:] + [line.text for line in (sheet.lines() if sheet else ())]
    sys.stdout.writelines(f"{text}\n" for text in lines)


def _on_terminal(views: "Sequence[View]", sheet: "Sheet | None") -> None:
    from rich.console import Console

    from bajigong.cli.show.terminal import Terminal

    terminal = Terminal(Console(width=shutil.get_terminal_size().columns))
    for one in views:
        terminal.view(one)
    if sheet:
        terminal.lines(sheet.narrow(terminal.width))
