"""A schema of the declared facts, and short ways to write, read and check files."""

from datetime import date

import openpyxl
import pytest
from attrs import evolve
from core.tests.toy.form import GRADES, TRACKS, bundle

from bajigong.errors import InputError
from bajigong.policy.facts import ColumnMap, Schema
from bajigong.policy.occupations import Occupations
from bajigong.policy.registers import Occupation
from bajigong.tables import Raw, Where, check, read_files

TODAY = date(2026, 11, 21)
NAMES = {"6-31-01-03": "电工", "6-18-01-01": "车工", "3-01-04-04": "行政事务员"}
OCCUPATIONS = Occupations((), tuple(Occupation(code, name) for code, name in NAMES.items()), ())


@pytest.fixture(scope="session")
def schema() -> Schema:
    return Schema(bundle().schema.fields, GRADES, TRACKS, OCCUPATIONS)


@pytest.fixture
def checked(schema):
    """Check values as if they stood in a file."""

    def run(facts, on=None, **overrides):
        raw = facts if isinstance(facts, Raw) else Raw(facts, "x.yaml", Where("x.yaml"))
        changes = {path.replace("__", "."): value for path, value in overrides.items()}
        return check(raw, schema, tenant_place="510000", on=on, overrides=changes, today=TODAY)

    return run


@pytest.fixture
def wrong(checked):
    """Check values and return what is wrong with them as (place, found, expected) in English."""

    def run(facts, **kwargs):
        problems = checked(facts, **kwargs)
        assert isinstance(problems, tuple), problems
        return [(problem.place, problem.found.en, problem.expected.en) for problem in problems]

    return run


@pytest.fixture
def read(schema, tmp_path):
    """Write text or bytes to a file of a name, and read it."""

    def run(name, content, sheet=None):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return list(read_files([path], schema, sheet=sheet))

    return run


@pytest.fixture
def fails(read, tmp_path):
    """Read a file that cannot be read, and return what is said of it in English, without the folder."""

    def run(name, content, sheet=None):
        with pytest.raises(InputError) as error:
            read(name, content, sheet)
        return [str(problem).replace(f"{tmp_path}/", "") for problem in error.value.problems]

    return run


@pytest.fixture
def strictly_fails(schema, tmp_path):
    """Read a file in which every header must be known, and return what is said of it in English."""

    def run(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        with pytest.raises(InputError) as error:
            list(read_files([path], evolve(schema, columns=ColumnMap(strict=True))))
        return [str(problem).replace(f"{tmp_path}/", "") for problem in error.value.problems]

    return run


@pytest.fixture
def notes(schema, tmp_path):
    """Read a file and return what people are told of it in English, without the folder."""

    def run(name, content, **meant):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        heard = []
        list(read_files([path], evolve(schema, columns=ColumnMap(meant)), note=heard.append))
        return [one.en.replace(f"{tmp_path}/", "") for one in heard]

    return run


@pytest.fixture
def said(checked, tmp_path):
    """Check what was read, and return what is wrong with it in a language, without the folder."""

    def run(raws, lang="en"):
        results = [checked(raw) for raw in raws]
        problems = [problem for result in results if isinstance(result, tuple) for problem in result]
        return [problem.say(lang).replace(f"{tmp_path}/", "") for problem in problems]

    return run


@pytest.fixture
def book(tmp_path):
    """Write a workbook of sheets, each a list of rows, and return its bytes."""

    def run(merge=(), **sheets):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
            for where, cells in merge:
                if where == name:
                    sheet.merge_cells(cells)
        workbook.save(tmp_path / "written.xlsx")
        return (tmp_path / "written.xlsx").read_bytes()

    return run
