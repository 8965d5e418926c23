"""A finished result counted again, and what is said of one that cannot be."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from attrs import evolve
from tests.program.batch.against import made

from bajigong.batch.against import changes as counting
from bajigong.batch.against.changes import Pairs, changes
from bajigong.batch.against.law import Against
from bajigong.batch.files.ask import Ask
from bajigong.batch.summing.result import ResultError

#: The worker on the front line, and how many of each kind: as the example has it; of grade 5; without a grade.
LOSES, SAME, OPEN = 3, 2, 1


@pytest.fixture
def result(tmp_path):
    ask = Ask("guilin", made.TODAY)
    here = ask.tenant_law()
    one = made.example("front-line-grade-3.yaml", here.schema, here.tenant.region)
    few = evolve(one, facts={**one.facts, "grade": "5"})
    blank = evolve(one, facts={**one.facts, "grade": None})
    applications = [one, few, blank, *[one] * (LOSES - 1), *[few] * (SAME - 1)]
    return made.write(tmp_path, here, Against("sichuan").open(ask, here), applications)


def test_everything_is_counted(result):
    counted = changes(result)
    assert (counted.here.tenant, counted.there.tenant, counted.said) == ("guilin", "sichuan", "sichuan")
    assert (counted.here.on, counted.there.on) == ("2026-11-21", "2026-11-21")
    assert (counted.total, counted.changed) == (LOSES + SAME + OPEN, LOSES)
    assert counted.changes == {"same": 3, "gains": 0, "loses": 3, "sooner": 0, "later": 0, "other": 0}
    assert {grade: {k: n for k, n in of.items() if n} for grade, of in counted.grades.items()} == {
        "": {"same": 1},
        "3": {"loses": 3},
        "5": {"same": 2},
    }
    assert {(str(a), str(b)): n for (a, b), n in counted.verdicts.items()} == {
        ("eligible", "not_eligible"): 3,
        ("eligible", "eligible"): 2,
        ("undetermined", "undetermined"): 1,
    }
    assert (counted.loses.people, counted.loses.held) == (3, (("GL23/4.1.b", 3),))
    assert (counted.gains.people, counted.gains.held, counted.gains.bars) == (0, (), ())


def test_batches_make_no_difference(result, monkeypatch):
    whole = changes(result)
    monkeypatch.setattr("bajigong.batch.summing.result.BATCH", 1)
    opened = counting.open_result
    monkeypatch.setattr(counting, "open_result", lambda path: _by_one(opened(path)))
    piecewise = changes(result)
    assert (piecewise.changes, piecewise.grades, piecewise.verdicts) == (whole.changes, whole.grades, whole.verdicts)
    assert piecewise.loses.bars == whole.loses.bars


def _by_one(found):
    return evolve(found, rows=_Slow(found.rows))


class _Slow:
    def __init__(self, rows):
        self.rows, self.schema = rows, rows.schema

    def to_batches(self, *, columns, batch_size):
        return self.rows.to_batches(columns=columns, batch_size=1)


def test_pairs_are_put_together_as_they_come(monkeypatch):
    monkeypatch.setattr("bajigong.batch.against.changes._WAITING", 2)
    pairs = Pairs()
    for _ in range(4):
        pairs.add(pa.array([2, 1, 2]), pa.array([5, 5, 5]))
    pairs.add(pa.array([], pa.int64()), pa.array([], pa.int64()))
    assert list(pairs.counted()) == [(1, 5, 4), (2, 5, 8)]
    assert list(Pairs().counted()) == []


def test_a_folder_of_parts_is_one_result(result, tmp_path):
    folder = tmp_path / "parts"
    folder.mkdir()
    table = pq.read_table(result)
    for number in range(2):
        pq.write_table(table, folder / f"part-{number:05d}.parquet")
    for name in ("result.reasons.parquet", "result.against.parquet"):
        (tmp_path / name).rename(folder / name)
    assert changes(folder).loses.bars == (("T2023/3-1", 2 * LOSES),)


def _without(path, *columns):
    table = pq.read_table(path)
    pq.write_table(table.drop_columns(list(columns)), path)


def _with(path, column, word):
    table = pq.read_table(path)
    words = pa.array([word] * table.num_rows).dictionary_encode()
    pq.write_table(table.set_column(table.schema.get_field_index(column), column, words), path)


def _swap(path):
    """Give the law there the reasons of the law here."""
    path.with_name("result.against.parquet").write_bytes(path.with_name("result.reasons.parquet").read_bytes())


@pytest.mark.parametrize(
    ("harm", "en", "zh"),
    [
        (lambda p: _without(p, "change"), "is not a result of a check with --against", "核验时须加--against"),
        (lambda p: p.with_name("result.against.parquet").unlink(), "its dictionary of reasons there", "对照原因字典"),
        (lambda p: p.with_name("result.against.parquet").write_bytes(b"x"), "cannot be read", "无法读取"),
        (lambda p: _with(p, "change", "better"), "found 'better'", "未知的取值“better”"),
        (lambda p: _with(p, "against_verdict", "perhaps"), "found 'perhaps'", "未知的取值“perhaps”"),
        (_swap, "holds no reason", "没有签名"),
    ],
)
def test_what_is_wrong_is_said(harm, en, zh, result):
    harm(result)
    with pytest.raises(ResultError) as raised:
        changes(result)
    assert en in raised.value.said.en
    assert zh in raised.value.said.zh
