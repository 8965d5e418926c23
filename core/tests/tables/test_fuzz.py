"""Whatever the bytes and whatever the values: a problem is said, and nothing else is raised."""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bajigong.answers import Application
from bajigong.errors import InputError, Problem
from bajigong.tables import Raw, Where, check, read_files
from bajigong.tables.read import SUFFIXES
from bajigong.tables.words import BrokenCell

pytestmark = pytest.mark.slow

TODAY = dt.date(2026, 11, 21)
relaxed = settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def run(schema, name, content):
    """Read and check what a file holds. Only InputError may end it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            raws = list(read_files([path], schema))
        except InputError as error:
            say(error.problems)
            return
        assert raws
        for raw in raws:
            judge(raw, schema)


def judge(raw, schema):
    result = check(raw, schema, tenant_place="510000", on=None, overrides={}, today=TODAY)
    if isinstance(result, tuple):
        say(result)
    else:
        assert isinstance(result, Application)
        json.dumps(result.facts, default=str)


def say(problems):
    assert problems
    for problem in problems:
        assert isinstance(problem, Problem)
        for lang in ("zh", "en"):
            said = problem.say(lang)
            assert said.isprintable() or "\n" not in said
            said.encode()


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.builds(BrokenCell, st.sampled_from(["#N/A", ""])),
    st.sampled_from(
        ["无", "至今", "三级", "电工", "2012-02-30", "是", "6-31-01-03", "510104199003070015", "高中", "五级、四级"]
    ),
)


@pytest.fixture(scope="session")
def keys(schema):
    return sorted({part for path in schema.fields for part in path.split(".")})


@relaxed
@given(st.data())
def test_values_of_every_kind(schema, keys, data):
    key = st.one_of(st.sampled_from(keys), st.text(max_size=5))
    values = st.recursive(scalars, lambda inner: st.one_of(st.lists(inner), st.dictionaries(key, inner)), max_leaves=20)
    facts = data.draw(st.dictionaries(key, values))
    judge(Raw(facts, "x", Where("x")), schema)


@relaxed
@given(st.data())
def test_values_where_they_are_expected(schema, data):
    """The right keys in the right shape, whatever stands in them."""
    below = schema.children
    record = {
        path: st.fixed_dictionaries({}, optional=dict.fromkeys(below[path], st.one_of(scalars, st.lists(scalars))))
        for path in below
    }
    lists = {field.path: st.one_of(scalars, st.lists(record[field.path], max_size=3)) for field in schema.lists}

    def group(path):
        fields = below[path].values()
        return {field.name: lists.get(field.path, st.one_of(scalars, st.lists(scalars))) for field in fields}

    top = {**group(""), "applicant": st.fixed_dictionaries({}, optional=group("applicant"))}
    top["agency"] = st.fixed_dictionaries({}, optional=group("agency"))
    judge(Raw(data.draw(st.fixed_dictionaries({}, optional=top)), "x", Where("x")), schema)


@relaxed
@given(suffix=st.sampled_from(SUFFIXES), content=st.binary(max_size=300))
@example(suffix=".yaml", content=b"&a [*a]")
@example(suffix=".yaml", content=b"a: 1e1000\n? |\n")
@example(suffix=".json", content=b'{"applicant": {"name": "\\ud800"}, "\\udfff": 1e999}')
@example(suffix=".csv", content=b"\x00,\xff")
def test_bytes_of_every_kind(schema, suffix, content):
    run(schema, f"x{suffix}", content)


@relaxed
@given(
    prefix=st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xef\xbb\xbf"]),
    content=st.binary(max_size=2000),
)
def test_bytes_behind_a_true_beginning(schema, prefix, content):
    for suffix in (".xlsx", ".xls", ".ods", ".csv", ".yaml"):
        run(schema, f"x{suffix}", prefix + content)


@relaxed
@given(
    text=st.text(alphabet="ab:-[]{},&*!|>?#'\"% \n\t<=~019", max_size=80),
    suffix=st.sampled_from([".yaml", ".json", ".ndjson"]),
)
def test_text_of_marks(schema, text, suffix):
    run(schema, f"x{suffix}", text.encode())


@pytest.fixture(scope="session")
def headers(schema):
    words = [word for field in schema.fields.values() for word in (*field.aliases, field.path)]
    return [*words, "从业开始日期2", "备注", "序号", "", "applicant.work[1].to"]


@relaxed
@given(data=st.data(), encoding=st.sampled_from(["utf-8", "gb18030"]))
def test_csv_of_known_headers(schema, headers, data, encoding):
    head = data.draw(st.lists(st.sampled_from(headers), min_size=2, max_size=8, unique=True))
    cell = st.text(st.characters(codec=encoding), max_size=8)
    rows = data.draw(st.lists(st.lists(cell, max_size=9), max_size=5))
    text = "\n".join(",".join(row) for row in [head, *rows])
    run(schema, "x.csv", text.encode(encoding))


def workbook(sheets):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "nan_inf_to_errors": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, value in enumerate(row):
                    if isinstance(value, dt.date | dt.time):
                        sheet.write_datetime(y, x, value, day)
                    else:
                        sheet.write(y, x, value)
    return buffer.getvalue()


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(width=32),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6),
    st.dates(dt.date(1900, 1, 1)),
    st.times(),
    st.sampled_from(["无", "1", "张三", "三级", "2012-07-01", "=1/0"]),
)


@settings(relaxed, max_examples=40)
@given(st.data())
def test_workbooks_of_known_headers(schema, headers, data):
    names = data.draw(
        st.lists(
            st.sampled_from(["申报人员", "工作经历", "证书", "备案", "评价机构", "说明", "表"]),
            min_size=1,
            max_size=4,
            unique=True,
        )
    )
    sheets = {}
    for name in names:
        known = [
            field.aliases[0]
            for field in schema.fields.values()
            if field.parent
            == {"工作经历": "applicant.work", "证书": "applicant.certificates", "备案": "agency.filings"}.get(name)
        ]
        head = st.lists(st.sampled_from([*(known or headers), "姓名", "序号", "证件号码"]), max_size=6, unique=True)
        sheets[name] = [data.draw(head), *data.draw(st.lists(st.lists(cells, max_size=6), max_size=4))]
    run(schema, "x.xlsx", workbook(sheets))


GOOD = workbook(
    {
        "申报人员": [["姓名", "申报级别"], ["张三", 3]],
        "工作经历": [["姓名", "从业开始日期"], ["张三", dt.date(2012, 7, 1)]],
    }
)


@settings(relaxed, max_examples=40)
@given(st.data())
def test_workbooks_with_damaged_parts(schema, data):
    source, buffer = zipfile.ZipFile(io.BytesIO(GOOD)), io.BytesIO()
    part = data.draw(
        st.sampled_from(
            [name for name in source.namelist() if name.startswith(("xl/work", "xl/shared", "xl/_rels", "xl/styles"))]
        )
    )
    content = bytearray(source.read(part))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 6))] = data.draw(
            st.one_of(st.binary(max_size=4), st.sampled_from([b"99999", b"<", b">", b'"', b"e", b"XFD"]))
        )
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, bytes(content) if name == part else source.read(name))
    run(schema, "x.xlsx", buffer.getvalue())


@settings(relaxed, max_examples=40)
@given(at=st.integers(0, len(GOOD) - 1), damage=st.binary(min_size=1, max_size=8))
def test_workbooks_with_damaged_bytes(schema, at, damage):
    run(schema, "x.xlsx", GOOD[:at] + damage + GOOD[at + len(damage) :])
