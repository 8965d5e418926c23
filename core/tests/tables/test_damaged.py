"""Real files, damaged: 20,000 of them through every reader, each with an answer or with problems in words."""

import io
import json
import random
import zipfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bajigong.errors import InputError, Problem
from bajigong.tables import check, read_files

from .bombs import HEAD, ROW, ods, ods_row, sheet_xml, xlsx
from .test_xls import container, stream

pytestmark = pytest.mark.slow
TODAY = date(2026, 11, 21)
EXAMPLES = Path(__file__).parents[3] / "examples"
#: Of each kind of file so many are damaged: a workbook is read in a process of its own, which takes its time.
MANY, FEW = 3_000, 100
TOKENS = (
    b"", b"\0", b"\xff", b"\xed\xa0\x80", b"<", b">", b'"', b"'", b"&", b",", b";", b"\t", b"\n", b"\r", b"{", b"}",
    b"[", b"]", b":", b"- ", b"*a", b"&a", b"!!", b"|",
    b"%", b"99999999999999999999", b"-1", b"1e999", b"null", b"true",
    b"2026-02-30", "无".encode(), "至今".encode(), "电工".encode("gb18030"), b"\xef\xbb\xbf", b"#N/A",
)  # fmt: skip


def texts():
    """Return files of text as people keep them."""
    rows = [HEAD, ROW, ("乙", "1991-02-03", "镗工", "3"), ("丙", "", "", "")]
    table = "\n".join(map(",".join, rows))
    one = {"tenant": "mondhausen", "applicant": {"name": "甲", "work": [{"occupation": "电工", "from": "2012-07-01"}]}}
    return {
        ".yaml": sorted(EXAMPLES.glob("*.yaml"))[0].read_bytes(),
        ".json": json.dumps([one, one], ensure_ascii=False, indent=1).encode(),
        ".ndjson": "\n".join(json.dumps(one, ensure_ascii=False) for _ in range(3)).encode(),
        ".csv": table.encode(),
        ".tsv": table.replace(",", "\t").encode("utf-16"),
        ".txt": table.encode("gb18030"),
    }


def columns(folder):
    """Return files of columns."""
    table = pa.table({name: [row[at] for row in (ROW, ROW)] for at, name in enumerate(HEAD)})
    pq.write_table(table, folder / "x.parquet")
    with pa.OSFile(str(folder / "x.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return {suffix: (folder / f"x{suffix}").read_bytes() for suffix in (".parquet", ".arrow")}


def workbooks(folder):
    """Return workbooks."""
    xlsx(folder / "x.xlsx", sheet=sheet_xml([HEAD, ROW, ROW]))
    ods(folder / "x.ods", ods_row(HEAD) + ods_row(ROW))
    return {suffix: (folder / f"x{suffix}").read_bytes() for suffix in (".xlsx", ".ods")}


def damaged(content, dice):
    """Return bytes that are changed in a few places: taken out, put in, doubled, cut off or turned."""
    data = bytearray(content)
    for _ in range(dice.randint(1, 6)):
        at, length = dice.randrange(len(data) + 1), dice.choice((0, 1, 1, 2, 4, 30))
        match dice.randrange(5):
            case 0:
                data[at : at + length] = dice.choice(TOKENS)
            case 1:
                data[at:at] = data[dice.randrange(len(data) + 1) :][: length * 9]
            case 2 if data:
                data[at % len(data)] ^= 1 << dice.randrange(8)
            case 3 if dice.random() < 0.2:
                del data[at:]
            case _:
                data[at:at] = dice.choice(TOKENS) * dice.choice((1, 1, 1, 50))
    return bytes(data)


def damaged_stream(content, dice):
    """Return a workbook of Excel 97 whose records are damaged within a whole container, or which is so itself."""
    if dice.random() < 0.5:
        return damaged(content, dice)
    made = damaged(stream(名单=[HEAD, ROW, ROW]), dice)
    return container(made[:60_000])  # what one sector of its table leads to


def damaged_inside(content, dice):
    """Return an archive one of whose parts is damaged, or which is so itself."""
    if dice.random() < 0.3:
        return damaged(content, dice)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w") as target:
        chosen = dice.choice(source.namelist())
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, damaged(part, dice) if name == chosen else part)
    return made.getvalue()


def answered(path, schema):
    """Read and check what a file holds; return how many applications and problems there were."""
    try:
        raws = list(read_files([path], schema))
    except InputError as error:
        return 0, said(error.problems)
    found = [check(raw, schema, tenant_place="510000", on=None, overrides={}, today=TODAY) for raw in raws]
    return len(raws), sum(said(one) for one in found if isinstance(one, tuple))


def said(problems):
    assert problems
    for problem in problems:
        assert isinstance(problem, Problem)
        for lang in ("zh", "en"):
            words = problem.say(lang)
            assert "\n" not in words
            words.encode()
    return len(problems)


def run(folder, schema, suffix, content, times, way=damaged):
    """Damage a file many times; what is found is named by its number, so that it can be made again."""
    read = wrong = 0
    for number in range(times):
        data = way(content, random.Random(f"{suffix} {number}"))
        path = folder / f"damaged{suffix}"
        path.write_bytes(data)
        try:
            one, problems = answered(path, schema)
        except BaseException as error:
            raise AssertionError(f"{suffix} number {number}: {data[:200]!r}") from error
        read, wrong = read + one, wrong + problems
    assert read > times / 20, "most files were damaged beyond reading"
    assert wrong > times / 20, "hardly a file was damaged"


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("suffix", [".yaml", ".json", ".ndjson", ".csv", ".tsv", ".txt"])
def test_damaged_text(tmp_path, schema, suffix):
    run(tmp_path, schema, suffix, texts()[suffix], MANY)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
def test_damaged_columns(tmp_path, schema, suffix):
    run(tmp_path, schema, suffix, columns(tmp_path)[suffix], MANY // 2)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_damaged_workbooks(tmp_path, schema, suffix):
    run(tmp_path, schema, suffix, workbooks(tmp_path)[suffix], FEW, damaged_inside)


@pytest.mark.timeout(1200)
def test_damaged_workbooks_of_excel_97(tmp_path, schema):
    run(tmp_path, schema, ".xls", container(stream(名单=[HEAD, ROW, ROW])), FEW, damaged_stream)
