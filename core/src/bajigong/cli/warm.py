"""``bajigong warm``: compile ahead the rules that the rows of a file need, or most rows of a usual sheet."""

import json
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import pyarrow as pa

from bajigong.batch.files.ask import Ask, TenantLaw
from bajigong.batch.files.flow import open_source
from bajigong.batch.files.source import rows_for
from bajigong.cli.options import config_option, json_option, lang_option, tenant_option, today
from bajigong.errors import BajigongError, InputError
from bajigong.policy.occupations import occupation_number
from bajigong.policy.text import Lang, Text
from bajigong.tables.raw import Where
from bajigong.tables.template import header, plan

if TYPE_CHECKING:
    from bajigong.compile.native import Natives


def prepare_file(path: str, ask: Ask) -> None:
    """Have the rules compiled that the rows of a file need.

    Raises InputError where it cannot be read, BajigongError for a tenant that cannot be opened.
    """
    tenant_law = ask.tenant_law()
    with closing(open_source(path, ask, tenant_law, rows_for(1)).bunches()) as bunches:
        for bunch in bunches:
            for part in bunch.take().parts:
                tenant_law.kernel.prepare(part.people)


def prepare_usual(ask: Ask, occupations: Sequence[str], tracks: Sequence[str], grades: Sequence[str]) -> None:
    """Have the rules compiled for a sheet with the usual columns: of tracks and grades, of all where none is named.

    Without ``occupations`` those are meant that follow the conditions which most occupations follow. Raises InputError
    for a word that stands for no occupation, track or grade, BajigongError for a tenant that cannot be opened.
    """
    tenant_law = ask.tenant_law()
    headers = [header(column.field, "zh") for column in plan(tenant_law.schema, "zh")[0].columns]
    names = [header(tenant_law.schema.fields[path], "zh") for path in ("track", "occupation", "grade")]
    headers = [*names, *(one for one in headers if one not in names)]
    schema = tenant_law.schema
    some = product(tracks or schema.tracks, occupations or [_usual(tenant_law)], grades or schema.grade_order)
    rows = list(some)
    columns = [pa.array(list(column), pa.string()) for column in zip(*rows, strict=True)]
    columns += [pa.nulls(len(rows), pa.string()) for _ in headers[len(columns) :]]
    taken = ask.intake(tenant_law, headers, Where("warm"), ()).take(pa.RecordBatch.from_arrays(columns, headers), 1)
    if taken.refused:
        raise InputError(tuple(dict.fromkeys(problem for one in taken.refused for problem in one.problems)))
    for part in taken.parts:
        tenant_law.kernel.prepare(part.people)


def _usual(tenant_law: TenantLaw) -> str:
    """Return an occupation that follows what most do."""
    codes: dict[int, list[str]] = {}
    for code in tenant_law.schema.occupations.codes:
        codes.setdefault(tenant_law.kernel.follows(occupation_number(code)), []).append(code)
    return max(codes.values(), key=len)[0]


_NO_NUMBA: Final = Text(
    "未安装numba，无法编译规则；请安装：pip install 'bajigong[batch]'",
    "numba is not installed, so no rules can be compiled: pip install 'bajigong[batch]'",
)
_NO_TENANT: Final = Text("请用--tenant指定租户", "expected --tenant")
_FILE_SAYS: Final = Text(
    "给出文件时，职业、评价类型和等级由其各行决定，不得另用--occupation、--track或--grade",
    "the rows of a file say the occupation, track and grade: leave --occupation, --track and --grade out",
)
_STEP: Final = Text("已编译{done}/{total}", "compiled {done} of {total}")
_DONE: Final = Text(
    "{tenant}：规则{total}组均已编译，其中本次编译{made}组，用时{seconds}秒；存于{folder}",
    "{tenant}: all {total} sets of rules are compiled, {made} of them now, in {seconds} s; kept in {folder}",
)
_FAILED: Final = Text("有{n}组规则未能编译", "{n} sets of rules could not be compiled")


@click.command()
@click.argument("file", metavar="[FILE]", required=False)
@tenant_option
@config_option
@click.option(
    "--columns",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What the headers of the file stand for, as `check` takes it.",
)
@click.option("--sheet", metavar="NAME", help="The applicants' sheet of a workbook.")
@click.option(
    "--occupation",
    "occupations",
    metavar="CODE|NAME",
    multiple=True,
    help="Without FILE: rules for this occupation (职业).  [default: what most occupations follow]",
)
@click.option("--track", "tracks", metavar="TRACK", multiple=True, help="Without FILE: only this track (评价类型).")
@click.option("--grade", "grades", metavar="GRADE", multiple=True, help="Without FILE: only this grade (申报等级).")
@json_option
@lang_option
def warm(  # noqa: PLR0913  (an argument for each option)
    *,
    file: str | None,
    tenant: str | None,
    config: Path | None,
    columns: Path | None,
    sheet: str | None,
    occupations: tuple[str, ...],
    tracks: tuple[str, ...],
    grades: tuple[str, ...],
    as_json: bool,
    lang: Lang,
) -> None:
    """Compile ahead the rules that large tables are decided by (预先编译规则).

    With FILE those that its rows need; without, those of every track and grade for a sheet with the usual columns, for
    the occupations that follow the common conditions.
    What is compiled is kept, and the next check begins at full speed. No check needs it: without, rows are decided
    more slowly until the rules are compiled beside the run.
    """
    from importlib.util import find_spec

    if tenant is None:
        raise click.UsageError(_NO_TENANT.say(lang))
    if file and (occupations or tracks or grades):
        raise click.UsageError(_FILE_SAYS.say(lang))
    if not find_spec("numba"):
        raise click.ClickException(_NO_NUMBA.say(lang))
    from bajigong.batch.files.ask import Ask
    from bajigong.policy.facts import NO_COLUMNS
    from bajigong.tables.headers import read_column_map

    begun = time.monotonic()
    try:
        meant = read_column_map(columns) if columns else NO_COLUMNS
        ask = Ask(tenant, today(), lang, config, sheet=sheet, columns=meant)
        if file:
            prepare_file(file, ask)
        else:
            prepare_usual(ask, occupations, tracks, grades)
    except InputError as error:
        raise click.ClickException("\n".join(problem.say(lang) for problem in error.problems)) from error
    natives = ask.tenant_law().kernel.natives
    assert natives is not None  # numba is there
    _compile(natives, tenant, begun, as_json=as_json, lang=lang)


def _compile(natives: "Natives", tenant: str, begun: float, *, as_json: bool, lang: Lang) -> None:
    """Wait for all that was asked for, saying how far it has come; then say what there is."""
    asked = natives.asked
    made, done = natives.begun, 0

    def step() -> None:
        nonlocal done
        done += 1
        click.echo(_STEP.fill(done=done, total=made).say(lang), err=True)

    natives.finish(step)
    failed = sum(not native.ready() for native in asked)
    seconds = round(time.monotonic() - begun, 1)
    if failed:
        raise BajigongError(_FAILED.fill(n=failed).say(lang))
    folder = str(natives.folder)
    said = {"tenant": tenant, "sets": len(asked), "compiled": made, "seconds": seconds, "folder": folder}
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
    else:
        words = _DONE.fill(tenant=tenant, total=len(asked), made=made, seconds=seconds, folder=folder)
        click.echo(words.say(lang))
