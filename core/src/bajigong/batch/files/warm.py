"""Compiling ahead: the rules that the rows of a file need, or those that most rows of a usual sheet do."""

from collections.abc import Sequence
from contextlib import closing
from itertools import product

import pyarrow as pa

from bajigong.batch.files.ask import Ask, TenantLaw
from bajigong.batch.files.flow import open_source
from bajigong.batch.files.source import rows_for
from bajigong.errors import InputError
from bajigong.policy.facts import occupation_number
from bajigong.tables.raw import Where
from bajigong.tables.template import header, plan


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
