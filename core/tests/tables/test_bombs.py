"""Files that ask for more than there is: each ends within 30 seconds and 1.5 GB, in one clear line.

A process of its own reads each, so that what it takes, with all that it starts, can be measured.
"""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bajigong.tables.words import near

from .bombs import HEAD, ROW, book_xml, ods, ods_row, sheet_xml, spaces, within, xls, xls_of_one_string, xlsx

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="holds processes to their memory, as Linux can"),
]
SECONDS, BYTES = 30, 1_500_000_000
SHARED = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c></row>'
CORNER = '<row r="1048576"><c r="Z1048576"><v>1</v></c></row>'
SUFFIXES = ["csv", "yaml", "json", "ndjson", "xlsx", "xls", "ods", "parquet", "arrow", "txt", "tsv"]
SPACED = [f"{' ' * 3_000_000}<a/>"] * 5
LARGE, ENDLESS = "takes more than 1 GB to read", "text of more than 4 MB"

PROGRAM = """
import json, resource, sys, time
from bajigong.cli import main
sys.argv[0] = "bajigong"
try:
    main()
finally:
    # What the system counts for a process begins with the memory of the one that started it; VmHWM is its own.
    own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
    most = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    used = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps([most * 1024, used]), file=open("used.json", "w"))
"""


def refused(file, *more):
    """Check a file in a process; return what it says, having seen to what it takes."""
    done = measured(file, *more)
    assert len(done.stderr.splitlines()) <= 3, done.stderr
    return done.returncode, done.stderr


def measured(file, *more):
    """Check a file in a process that keeps to its time and memory. The time is its own: a busy machine is no fault."""
    command = [sys.executable, "-c", PROGRAM, "check", "--track", "guild", "--lang", "en", str(file), *more]
    command += [] if "--tenant" in more else ["--tenant", "mondhausen"]
    said = {"capture_output": True, "encoding": "utf-8"}
    done = subprocess.run(command, check=False, timeout=10 * SECONDS, cwd=file.parent, **said)
    most, used = json.loads((file.parent / "used.json").read_text())
    assert (most < BYTES, used < SECONDS, "Traceback" in done.stderr) == (True, True, False), (most, used, done.stderr)
    return done


BOMBS = {
    "spaces in the workbook": (
        lambda path: xlsx(path, book=within(book_xml(), spaces(4100), "<sheets>")), "x.xlsx", LARGE),
    "fewer spaces in the workbook": (
        lambda path: xlsx(path, book=within(book_xml(), spaces(900), "<sheets>")), "x.xlsx", ENDLESS),
    "spaces in a sheet": (
        lambda path: xlsx(path, sheet=within(sheet_xml([HEAD, ROW]), spaces(3100), "<sheetData>")), "x.xlsx", LARGE),
    "fewer spaces in a sheet": (
        lambda path: xlsx(path, sheet=within(sheet_xml([HEAD, ROW]), spaces(900), "<sheetData>")), "x.xlsx", ENDLESS),
    "a shared string used 100,000 times": (
        lambda path: xlsx(
            path,
            sheet=sheet_xml([HEAD], extra="".join(map(SHARED.format, range(2, 100_002)))),
            strings=f"<sst><si><t>{'x' * 87_000}</t></si></sst>",
        ), "x.xlsx", LARGE),
    "cells that are begun and never end": (
        lambda path: xlsx(path, sheet=within(sheet_xml([HEAD, ROW]), ["<c " * 100_000] * 50, '<row r="2"')),
        "x.xlsx", ENDLESS),
    "thousands of sheets that are one": (
        lambda path: xlsx(path, book=book_xml(count=100_000)), "x.xlsx", "sheets without number, or of one part"),
    "a value in a far corner": (
        lambda path: xlsx(path, sheet=sheet_xml([HEAD, ROW], extra=CORNER)),
        "x.xlsx", "a sheet that reaches over 27262976 cells"),
    "spaces in ODS": (lambda path: ods(path, ods_row(HEAD) + ods_row(ROW), spaces(900)), "x.ods", ENDLESS),
    "a row of ODS a million times": (
        lambda path: ods(path, ods_row(HEAD) + ods_row(["x"], 1_000_000, 60)), "x.ods", "reaches over"),
    "a long text of ODS a million times": (
        lambda path: ods(path, ods_row(HEAD) + ods_row(["x" * 30_000], 1_000_000)), "x.ods", LARGE),
    "a string of Excel 97 used 400,000 times": (
        lambda path: xls(path, xls_of_one_string(8_000, 400_000)), "x.xls", LARGE),
    "sectors of Excel 97 in a ring": (
        lambda path: xls(path, xls_of_one_string(8_000, 400_000), endless=True), "x.xls", "a broken chain of sectors"),
}  # fmt: skip


@pytest.mark.timeout(600)
@pytest.mark.parametrize("output", [(), ("-o", "r.parquet")], ids=["one by one", "many at once"])
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_workbook_that_unfolds_without_end(tmp_path, bomb, output):
    make, name, said = BOMBS[bomb]
    make(tmp_path / name)
    assert (tmp_path / name).stat().st_size < 40 << 20
    code, words = refused(tmp_path / name, *output)
    assert (code, said in words) == (1, True), words


def test_an_option_allows_more(tmp_path):
    xlsx(
        tmp_path / "x.xlsx",
        sheet=within(sheet_xml([HEAD, ROW]), [f"<!---->{' ' * 3_000_000}<a/>"[7:]] * 5, "<sheetData>"),
    )
    assert LARGE in refused(tmp_path / "x.xlsx", "--max-size", "0.01")[1].replace("0.01 GB", "1 GB")
    assert refused(tmp_path / "x.xlsx", "--max-size", "0.1") == (0, "")


@pytest.mark.parametrize("output", [(), ("-o", "r.parquet")], ids=["one by one", "many at once"])
@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("DATE(1990,1,1)", "found the formula '=DATE(1990,1,1)' without a value"),
        ("<![CDATA[DATE(1990,1,1)]]>", "a sheet with comments or sections of CDATA"),
    ],
)
def test_a_formula_without_a_value_however_it_is_written(tmp_path, output, formula, said):
    text = sheet_xml([HEAD, ("甲", "", "陶匠", "陶工")]).replace(
        '<c r="C2"', f'<c r="B2"><f\n>{formula}</f></c><c r="C2"'
    )
    xlsx(tmp_path / "x.xlsx", sheet=text)
    code, words = refused(tmp_path / "x.xlsx", *output)
    assert (code, said in words) == (1, True), words


@pytest.mark.parametrize("output", [(), ("-o", "r.parquet")], ids=["one by one", "many at once"])
@pytest.mark.parametrize("mark", ['fullCalcOnLoad="1"', 'calcCompleted="0"'])
def test_old_values_that_the_workbook_itself_marks(tmp_path, output, mark):
    cell = '<c r="B2" t="str"><f>TEXT(A9,"@")</f><v>1990-01-01</v></c><c r="C2"'
    text = sheet_xml([HEAD, ("甲", "", "陶匠", "陶工")]).replace('<c r="C2"', cell)
    xlsx(tmp_path / "x.xlsx", sheet=text)
    assert refused(tmp_path / "x.xlsx", *output)[0] == 0
    xlsx(tmp_path / "x.xlsx", sheet=text, book=book_xml(after=f"<calcPr {mark}/>"))
    code, words = refused(tmp_path / "x.xlsx", *output)
    assert (code, "without a value that holds" in words) == (1, True), words


def test_a_sheet_in_an_encoding_in_which_nothing_would_be_found(tmp_path):
    text = '<?xml version="1.0" encoding="UTF-16"?>' + sheet_xml([HEAD, ROW])
    xlsx(tmp_path / "x.xlsx", sheet=text.encode("utf-16"))
    code, words = refused(tmp_path / "x.xlsx")
    assert (code, "XML that is not in UTF-8" in words) == (1, True), words


@pytest.mark.parametrize(
    "suffix", ["csv", "yaml", "json", "ndjson", "xlsx", "xls", "ods", "parquet", "arrow", "txt", "tsv"]
)
def test_a_pipe_that_nobody_writes_to(tmp_path, suffix):
    os.mkfifo(tmp_path / f"x.{suffix}")
    code, words = refused(tmp_path / f"x.{suffix}")
    assert (code, "found a pipe or a device; expected a file" in words) == (1, True), words


@pytest.mark.parametrize("option", ["--common", "--columns", "--config"])
def test_an_option_that_names_a_pipe(tmp_path, option):
    (tmp_path / "x.csv").write_text("姓名,出生日期\n甲,1990-01-01\n", "utf-8")
    os.mkfifo(tmp_path / "pipe.toml")
    os.mkfifo(tmp_path / "pipe.yaml")
    tenant = ("--tenant", "mine") if option == "--config" else ()
    pipe = "pipe.yaml" if option == "--common" else "pipe.toml"
    code, words = refused(tmp_path / "x.csv", option, pipe, *tenant)
    assert (code, "found a pipe or a device; expected a file" in words) == (1, True), words


@pytest.mark.parametrize("output", [(), ("-o", "r.csv"), ("-o", "r.xlsx"), ("-o", "r.parquet"), ("-o", "r/")], ids=str)
def test_a_name_of_a_file_that_is_no_text(tmp_path, output):
    folder = tmp_path / os.fsdecode(b"d\xff")
    folder.mkdir()
    (folder / os.fsdecode(b"\xb8\xd6.csv")).write_text("姓名,出生日期\n甲,1990-01-01\n乙,1990-13-01\n", "utf-8")
    code, words = refused(folder, "--grade", "potter", *output)
    assert (code, "\\udcb8\\udcd6.csv, row 3, column '出生日期'" in words) == (1, True), words


def test_a_word_of_a_dictionary_that_is_repeated_without_end(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    long = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), 200_000), pa.array(["长" * 300_000]))
    for name, columns in {"姓名": [long, "电工"], "申报职业": ["甲", long]}.items():
        held = [pa.repeat(one, 200_000) if isinstance(one, str) else one for one in columns]
        pq.write_table(pa.table({"姓名": held[0], "申报职业": held[1]}), tmp_path / "x.parquet")
        for output in ((), ("-o", "r.parquet")):
            code, words = refused(tmp_path / "x.parquet", *output)
            assert (code, f"column '{name}': found a text of 900000 bytes" in words) == (1, True), words


known = st.lists(st.text("钢筋焊电车铣工人员ab1", min_size=1, max_size=6), max_size=12)


@settings(max_examples=300, deadline=None)
@given(st.text("钢筋焊电车铣工人员ab1", max_size=8), known)
def test_near_words_are_those_that_a_full_look_finds(word, words):
    import difflib

    full = difflib.get_close_matches(word, list(dict.fromkeys(words)), n=3)
    said = near(word, words).zh
    assert [one for one in full if f"「{one}」" not in said] == []
    assert bool(full) == bool(said)
