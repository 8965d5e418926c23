"""The dictionary of reasons: what is written is what is read."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from attrs import astuple
from core.tests.toy import GLAZER, POTTER, TENANT

from bajigong.batch import Decider
from bajigong.batch.files.frame import ReasonBook
from bajigong.errors import InputError

PEOPLE = pa.table(
    {
        "id": ["a", "b", "c", "d", "e"],
        "track": ["guild", "guild", "guild", "guild", None],
        "occupation": [POTTER] * 5,
        "grade": ["potter", "master", "potter", "master", "potter"],
        "applicant.birth_date": pa.array([date(1990, 1, 1), date(2012, 1, 1), None, None, None], pa.date32()),
        "applicant.work.from": pa.array([date(2010, 1, 1), None, None, date(2020, 1, 1), None], pa.date32()),
        "applicant.work.occupation": [POTTER, None, None, GLAZER, None],
    }
)


@pytest.fixture
def decided():
    decider = Decider(TENANT, on=date(2026, 6, 30), keys=["id"])
    return decider.decide(PEOPLE), decider


def test_every_signature_stands_in_the_dictionary_once(decided):
    result, decider = decided
    signatures = decider.reasons().column("signature").to_pylist()
    assert sorted(set(signatures)) == signatures
    assert set(result.column("signature").to_pylist()) <= set(signatures)


def test_what_is_written_is_what_is_read(decided, tmp_path):
    _, decider = decided
    pq.write_table(decider.reasons(), tmp_path / "r.parquet")
    book = ReasonBook.open(tmp_path / "r.parquet")
    assert (book.tenant, book.bundle) == (TENANT, decider.kernel.engine.bundle.hash)
    for reason in decider.kernel.reasons:
        assert astuple(book.reason(reason.signature)) == astuple(reason)
    with pytest.raises(KeyError):
        book.reason(1)


def test_a_row_that_cannot_be_read_has_an_error_and_no_verdict():
    wrong = PEOPLE.set_column(3, "grade", pa.array(["potter", "ninth", "potter", "master", "potter"]))
    result = Decider(TENANT, keys=["id"]).decide(wrong)
    assert result.column("id").to_pylist() == list("abcde")
    errors = result.column("error").to_pylist()
    assert [error is None for error in errors] == [True, False, True, True, True]
    assert "'ninth'" in errors[1]
    assert result.column("verdict").to_pylist()[1] is None


def test_an_empty_table_has_the_same_columns(decided):
    result, decider = decided
    assert decider.decide(PEOPLE.slice(0, 0)).schema.names == result.schema.names


def test_a_key_that_is_no_column_is_said():
    with pytest.raises(InputError, match="'number'"):
        Decider(TENANT, keys=["number"]).decide(PEOPLE)
