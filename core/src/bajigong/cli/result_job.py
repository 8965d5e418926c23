"""One call of ``bajigong check``: from its options to what is written, and the exit code."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Final

import click
from attrs import define, frozen

from bajigong.cli.options import today
from bajigong.cli.progress import Progress
from bajigong.cli.result_file import Sink, output_file
from bajigong.cli.result_json import JsonLines
from bajigong.cli.result_offices import Offices
from bajigong.cli.result_row import Row
from bajigong.cli.result_run import OptionError, Run
from bajigong.cli.result_source import Source, common_facts
from bajigong.cli.show import People
from bajigong.policy.text import Lang, Text

#: Exit codes besides 0: something could not be checked; a verdict is another than the one asked for.
REFUSED: Final = 1
UNLIKE: Final = 3

_CLOSING = Text("共{n}份申报：已核验{done}份，未核验{left}份", "{n} applications: {done} checked, {left} not checked")
_STRAY = Text("另有{n}处问题不属于任何一份申报", "{n} more problems belong to no application")
_WRITTEN = Text("结果已写入{path}", "the results are in {path}")


@frozen
class Options:
    """What the command line says."""

    files: tuple[str, ...]
    tenant: str | None
    config: Path | None
    on: date | None
    grade: str | None
    track: str | None
    place: str | None
    common: Path | None
    sheet: str | None
    as_json: bool
    lang: Lang
    output: Path | None
    fail_unless: str | None
    all_routes: bool


@define
class Tally:
    """Counts rows in, answered and refused, and those whose verdict is not the one asked for."""

    answered: int = 0
    refused: int = 0
    stray: int = 0
    unlike: int = 0

    def count(self, row: Row, wanted: str | None) -> None:
        """Count one row."""
        if row.answer:
            self.answered += 1
            self.unlike += wanted is not None and row.answer.verdict.outcome != wanted
        elif row.number is None:
            self.stray += len(row.problems)
        else:
            self.refused += 1

    @property
    def code(self) -> int:
        """The exit code."""
        return REFUSED if self.refused or self.stray else UNLIKE if self.unlike else 0

    def says(self, lang: Lang) -> str:
        """Close the books: rows in are those answered and those refused."""
        rows = self.answered + self.refused
        said = _CLOSING.fill(n=rows, done=self.answered, left=self.refused).say(lang)
        stray = _STRAY.fill(n=self.stray).say(lang)
        return said if not self.stray else f"{said}；{stray}" if lang == "zh" else f"{said}; {stray}"


def perform(options: Options) -> int:
    """Check what the options say; return the exit code.

    Raises click.UsageError for an option whose value cannot be read, BajigongError for what a user can mend.
    """
    tally, lang = Tally(), options.lang
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(lang))
        sinks = list(_sinks(options, stack))
        try:
            for row in _run(options).rows(progress.expect):
                for problem in row.problems:
                    progress.say(problem.say(lang))
                for sink in sinks:
                    sink.put(row)
                tally.count(row, options.fail_unless)
                progress.advance()
        except OptionError as error:
            raise click.UsageError(error.problem.say(lang)) from error
        progress.stop()
        for sink in sinks:
            sink.close()
    _finish(options, tally)
    return tally.code


def _run(options: Options) -> Run:
    offices = Offices(options.config)
    if options.tenant:
        offices.get(options.tenant)
    common = common_facts(options.common) if options.common else {}
    overrides = {key: getattr(options, key) for key in ("grade", "track", "place")}
    source = Source(options.files, offices, options.tenant, common, options.sheet)
    return Run(source, today(), options.on, overrides)


def _sinks(options: Options, stack: ExitStack) -> Iterator[Sink]:
    """Open what takes the rows."""
    if options.output:
        yield stack.enter_context(output_file(options.output, options.lang))
    if options.as_json:
        yield JsonLines(sys.stdout, options.lang)
    elif not options.output:
        yield People(options.lang, options.all_routes)


def _finish(options: Options, tally: Tally) -> None:
    if options.output:
        click.echo(_WRITTEN.fill(path=options.output).say(options.lang), err=True)
    if tally.code == REFUSED or tally.answered != 1:
        click.echo(tally.says(options.lang), err=True)
