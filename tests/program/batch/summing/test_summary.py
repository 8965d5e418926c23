"""A result as files, and all that is counted of it."""

from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.program.batch.summing import made

from bajigong.batch.cases import OUTCOMES
from bajigong.batch.summing.result import ResultError, open_result
from bajigong.batch.summing.summary import summarise


@pytest.fixture(params=["parquet", "arrow", "parts"])
def summary(request, tmp_path):
    return summarise(open_result(made.write(tmp_path, kind=request.param)), 24)


def by_hand(column, shape=lambda value: value or ""):
    counted = Counter((shape(row[column]), row["verdict"]) for row in made.PEOPLE)
    return {value: tuple(counted[value, str(one)] for one in OUTCOMES) for value, _ in counted}


def test_counts_agree_with_those_by_hand(summary):
    assert summary.total == 12
    assert summary.verdicts == (6, 3, 2, 1)
    assert summary.days == (made.ON, made.ON)
    assert summary.grades == by_hand("grade")
    assert summary.occupations == by_hand("occupation")
    assert summary.routes == by_hand("route")
    assert summary.cities == by_hand("place", lambda place: f"{place[:4]}00")


def test_a_person_counts_once_for_each_failing_text(summary):
    assert summary.failing == ((made.WORK, 3), (made.FILED, 1))


def test_a_person_counts_once_for_each_fact_in_any_set(summary):
    assert dict(summary.missing) == {"applicant.work": 2, "applicant.education": 2, "grade": 2}
    assert summary.alone == {"applicant.work": 2}


def test_the_forecast_is_of_the_days_in_the_rows(summary):
    moving = {f"{m.first:%Y-%m}": (m.gained, m.lost, m.total) for m in summary.forecast.months if m.gained or m.lost}
    assert moving == {"2026-12": (1, 0, 7), "2027-03": (1, 1, 7), "2027-12": (0, 4, 3)}
    assert [(one.day, one.people) for one in summary.forecast.leaving] == [
        (made.PEOPLE[4]["until"], 1),
        (made.LAPSE, 4),
    ]


def test_refused_rows_are_counted_where_their_file_is_there(tmp_path):
    path = made.write(tmp_path)
    assert summarise(open_result(path), 1).refused == 0
    lines = "\ufeff文件,行号,列\na.csv,3,甲\na.csv,3,乙\na.csv,4,甲\nb.csv,,\nb.csv,4,乙\n"
    (tmp_path / "result.refused.csv").write_text(lines, encoding="utf-8")
    assert summarise(open_result(path), 1).refused == 3


def refusal(path):
    with pytest.raises(ResultError) as caught:
        summarise(open_result(path), 1)
    return caught.value.said


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "a.csv"])
def test_a_file_of_another_kind_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    said = refusal(path)
    assert name in said.zh
    assert "cannot be read as a result" in said.en


def test_a_table_that_is_no_result_is_refused(tmp_path):
    pq.write_table(pa.table({"a": [1]}), tmp_path / "a.parquet")
    assert "bajigong.reasons" in refusal(tmp_path / "a.parquet").zh


def test_an_absent_file_and_an_empty_folder_are_refused(tmp_path):
    assert "没有" in refusal(tmp_path / "none.parquet").zh
    assert "part-*.parquet" in refusal(tmp_path).en


def test_a_result_without_its_reasons_is_refused(tmp_path):
    path = made.write(tmp_path)
    (tmp_path / "result.reasons.parquet").unlink()
    assert "result.reasons.parquet" in refusal(path).en


def test_reasons_that_cannot_be_read_are_refused(tmp_path):
    path = made.write(tmp_path)
    (tmp_path / "result.reasons.parquet").write_bytes(b"nothing")
    assert "result.reasons.parquet" in refusal(path).en


def test_a_signature_that_the_dictionary_lacks_is_refused(tmp_path):
    path = made.write(tmp_path, [made.PEOPLE[0] | {"signature": 999}])
    assert "999" in refusal(path).zh


def test_an_unknown_verdict_and_an_empty_result_are_refused(tmp_path):
    assert "'perhaps'" in refusal(made.write(tmp_path, [made.PEOPLE[0] | {"verdict": "perhaps"}])).en
    pq.write_table(made.table().slice(0, 0), tmp_path / "result.parquet")
    assert "没有任何一行" in refusal(tmp_path / "result.parquet").zh
