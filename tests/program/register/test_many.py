"""A sheet registered by its columns gives what its rows give one by one: receipts, verdicts, record and all."""

import csv
import json
import re
from datetime import date, timedelta
from random import Random

import pytest
import rfc8785
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from bajigong.errors import InputError
from bajigong.register import audit, lots, reasons, rebuilding, registration, whole_sheets
from bajigong.register.tables import Outgoing, Person, Registration, Session
from bajigong.tables import read_files

from .conftest import applicant, do, filed, id_number, register, registering

pytestmark = pytest.mark.slow

ON = date(2026, 4, 1)
HEADERS = [
    *("姓名", "证件号码", "申报职业", "申报级别", "从事职业", "从业开始日期", "工作单位"),
    *("原证书职业", "原证书级别", "发证日期", "毕业院校", "文化程度", "专业是否相关", "毕业时间", "职称级别"),
]
#: What groups of columns say in turn: known, unknown, absent, and written otherwise.
SAID = [
    [["四级"], ["五级"], ["三级"], ["4"]],
    [
        ["电工", date(2012, 7, 1), "甲厂"],
        ["6-31-01-03", date(2021, 4, 1), " 乙 厂 "],
        ["电工", "2019年3月1日", "无"],
        ["电工", None, "丙厂"],
        ["电工", date(2026, 3, 20), None],
        [None, None, None],
        ["焊工", date(2010, 1, 1), "丁厂"],
    ],
    [["电工", "五级", date(2019, 5, 5)], [None, None, None], ["无", "无", None], ["电工", "四级", date(2024, 1, 1)]],
    [
        ["某技师学院", "技师学院", "是", date(2020, 7, 1)],
        [None, None, None, None],
        ["-", "高中及以下", None, None],
        [None, "大专", "否", date(2026, 6, 30)],
    ],
]


def rows(count):
    chance = Random(1)
    for number in range(count):
        told = [cell for some in SAID for cell in chance.choice(some)]
        if number % 10 == 9:  # who says that there is nothing to show
            told = ["三级", "无", None, None, "无", "无", None, None, "高中及以下", None, None]
        yield [f"考生 {number}", id_number(number), "电工", *told, "无"]


def written(path, cells, headers=HEADERS):
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("报名表")
        sheet.write_row(0, 0, headers)
        for number, row in enumerate(cells, 1):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, column, cell)
    return path


def written_csv(path, cells, headers=HEADERS, encoding="utf-8-sig", delimiter=","):
    said = [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in cells]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([["报名表"], headers, *said[:5], [], *said[5:]])
    return path


def opened(office):
    return registering(office, filed(office), grades=("5", "4", "3"))


def opened_once(office):
    with office.store.reading() as database:
        there = database.exec(select(Session.id)).first()
    return there or opened(office)


def by_rows(office, session, path):
    raws = read_files([path], office.engine.bundle.schema)
    with office.act("session.register", ON) as act:
        row = act.get(Session, session)
        # Fewer than are decided by their columns at a time.
        those = list(raws)
        parts = [those[n : n + lots.MANY - 1] for n in range(0, len(those), lots.MANY - 1)]
        found = [lot for part in parts for lot in registration.read_raw(office, act.database, row, part, ON)]
        return registration.register(office, act, row, found)


def by_columns(office, session, path):
    with office.act("session.register", ON) as act:
        row = act.get(Session, session)
        found = registration.read(office, act.database, row, [path], ON)
        assert any(lot.people is not None for lot in found)
        return registration.register(office, act, row, found)


def kept(office):
    """Everything that stands in the tables, but what is sealed anew each time."""
    with office.store.reading() as database:
        those = database.exec(select(Registration)).all()
        registered = [{**one.model_dump(), "said": reasons.said_of(database, one)} for one in those]
        people = [one.model_dump(exclude={"sealed", "id_hash"}) for one in database.exec(select(Person)).all()]
        return registered, people, [one.model_dump() for one in database.exec(select(Outgoing)).all()]


def undated(row):
    """Leave out of the notes the day from which a reading holds: it is told of one, and not of each of many."""
    notes = [
        {lang: re.sub(r"（自.*?起）| \(since .*?\)", "", text) for lang, text in note.items()}
        for note in row["said"]["notes"]
    ]
    return {**row, "said": {**row["said"], "notes": notes}}


def test_a_sheet_by_its_columns_is_what_its_rows_are_one_by_one(tmp_path, office_at):
    path = written(tmp_path / "sheet.xlsx", rows(320))
    one, other = office_at(str(tmp_path / "rows.db")), office_at(str(tmp_path / "columns.db"))
    first, second = by_rows(one, opened(one), path), by_columns(other, opened(other), path)
    assert first == second
    assert {str(row.standing) for row in first} == {"admitted", "waiting"}
    mine, theirs = kept(one), kept(other)
    for left, right in zip(mine[0], theirs[0], strict=True):
        assert undated(left) == undated(right)
    assert mine[1:] == theirs[1:]
    with other.store.reading() as database:
        assert audit.verify(database) is None
        assert rebuilding.differing(database) is None


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("gb18030", ";")])
def test_a_csv_by_its_columns_is_what_its_rows_are_one_by_one(tmp_path, office_at, encoding, delimiter):
    path = written_csv(tmp_path / "sheet.csv", rows(320), encoding=encoding, delimiter=delimiter)
    one, other = office_at(str(tmp_path / "rows.db")), office_at(str(tmp_path / "columns.db"))
    first, session = by_rows(one, opened(one), path), opened(other)
    with other.store.reading() as database:
        asked = lots.Asked.by(database, database.get_one(Session, session), ON, other.engine.bundle.schema)
        assert sum(map(len, whole_sheets.lots(other, asked, path, None, lambda said: None))) == 320
    assert by_columns(other, session, path) == first
    mine, theirs = kept(one), kept(other)
    for left, right in zip(mine[0], theirs[0], strict=True):
        assert undated(left) == undated(right)
    assert mine[1:] == theirs[1:]


def test_every_fault_of_a_csv_is_named_as_by_its_rows(tmp_path, small):
    cells = [list(row) for row in rows(300)]
    cells[10][1] = None
    cells[30][5] = "2026-13-01"
    cells[30][4] = "电工"
    path = written_csv(tmp_path / "sheet.csv", cells)
    session = opened(small)
    faults = []
    for way in (by_rows, by_columns):
        with pytest.raises(InputError) as raised:
            way(small, session, path)
        faults.append([str(problem.say("zh")) for problem in raised.value.problems])
    assert faults[0] == faults[1]
    assert [problem.row for problem in raised.value.problems] == [14, 34]  # a title, the header and an empty row
    assert kept(small) == ([], [], [])


@pytest.mark.parametrize("slip", ['姓名,证件号码\n甲,"乙\n', "甲,乙\n", "姓名,证件号码,\n甲,1,多\n", "姓名,证件号码\n"])
def test_a_csv_with_a_fault_is_left_to_its_rows(tmp_path, small, slip):
    path = tmp_path / "sheet.csv"
    path.write_text(slip, encoding="utf-8")
    session = opened(small)
    with small.store.reading() as database:
        asked = lots.Asked.by(database, database.get_one(Session, session), ON, small.engine.bundle.schema)
        assert whole_sheets.lots(small, asked, path, None, lambda said: None) is None


def test_who_is_refused_among_many_is_told_the_days_as_one_is(tmp_path, office_at):
    one, other = office_at(str(tmp_path / "one.db")), office_at(str(tmp_path / "many.db"))
    none = {field.name: [] for field in one.engine.bundle.schema.lists if field.parent == "applicant"}
    work = [[{"occupation": "6-31-01-03", "from": f"{2000 + n % 26}-07-01"}] for n in range(lots.MANY)]
    people = [applicant(n, "3", person={**none, "work": some}) for n, some in enumerate(work)]
    first = [number for person in people[:40] for number in register(one, opened_once(one), [person], ON)]
    assert register(other, opened_once(other), people, ON)[:40] == first
    mine, theirs = kept(one)[0], kept(other)[0]
    assert list(map(undated, mine)) == list(map(undated, theirs[:40]))
    refused = [row for row in mine if row["standing"] == "refused"]
    assert refused
    assert any(said["since"] for row in refused for rule in row["said"]["routes"] for said in rule["failing"])


def test_many_registered_on_each_database_are_in_the_record(tmp_path, office):
    path = written(tmp_path / "sheet.xlsx", rows(250))
    session = opened(office)
    by_columns(office, session, path)
    with office.store.reading() as database:
        assert audit.verify(database) is None
        assert rebuilding.differing(database) is None
    again = written(tmp_path / "again.xlsx", [["甲", id_number(900), "电工", "四级"]])
    assert by_rows(office, session, again)[-1].id > 250


def test_every_fault_of_a_sheet_is_named_by_its_row_and_nothing_is_entered(tmp_path, small):
    cells = [list(row) for row in rows(300)]
    cells[10][1] = None
    cells[20][2] = "焊工"
    cells[30][5] = "2026-13-01"
    cells[30][4] = "电工"
    cells[299][1] = cells[299][1][:17]
    session = opened(small)
    with pytest.raises(InputError) as raised:
        by_columns(small, session, written(tmp_path / "sheet.xlsx", cells))
    assert [problem.row for problem in raised.value.problems] == [12, 22, 32, 301]
    assert kept(small) == ([], [], [])


def test_who_is_there_twice_is_named_by_row(tmp_path, small):
    cells = [list(row) for row in rows(300)]
    cells[250] = cells[3]
    cells[260][1] = cells[4][1]
    session = opened(small)
    with pytest.raises(InputError) as raised:
        by_columns(small, session, written(tmp_path / "sheet.xlsx", cells))
    assert [(problem.row, problem.place) for problem in raised.value.problems] == [
        (252, "applicant"),
        (262, "applicant.name"),
    ]
    assert kept(small) == ([], [], [])


def test_text_of_several_records_is_left_to_the_rows(tmp_path, small):
    headers = ["姓名", "证件号码", "申报职业", "申报级别", "从事职业1", "工作单位1", "从事职业2", "工作单位2"]
    cells = [[f"考生{n}", id_number(n), "电工", "四级", "电工", "甲厂", "焊工", "乙厂"] for n in range(210)]
    path = written(tmp_path / "sheet.xlsx", cells, headers)
    session = opened(small)
    by_columns(small, session, path)
    with small.store.reading() as database:
        asked = lots.Asked.by(database, database.get_one(Session, session), ON, small.engine.bundle.schema)
        assert whole_sheets.lots(small, asked, path, None, lambda said: None) is None
        work = database.get_one(Registration, 1).application["facts"]["applicant"]["work"]
    assert [one.get("employer") for one in work][:2] == ["甲厂", "乙厂"]


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",))),
    lambda below: st.lists(below) | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), below),
)  # fmt: skip


@given(PLAIN)
def test_the_record_is_canonical_however_it_is_written(value):
    assert audit.canonical(value) == rfc8785.dumps(value).decode()


def test_changes_stand_where_they_belong_whatever_an_act_is_about(small):
    with small.act("note", ON, '","changes":[],"x":"') as act:
        act.notes["changes"] = []
    with small.store.reading() as database:
        said = list(audit.show(database, act="note"))[-1]
        assert audit.verify(database) is None
    assert (said["about"], said["notes"]) == ('","changes":[],"x":"', {"changes": []})
    assert json.dumps(said)
    do(small, opened(small), lambda act, row: None, ON + timedelta(days=1))
