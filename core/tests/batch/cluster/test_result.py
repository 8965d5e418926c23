"""A check on a cluster is the same check: the same files, byte for byte, and the same errors."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from attrs import evolve
from core.tests.batch.cluster.made import GRADES, HELD, OCCUPATIONS, SCHEMA
from core.tests.toy import OTHER
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from bajigong.batch.against.law import Against
from bajigong.batch.cluster import run_on_cluster
from bajigong.batch.files.ask import Silent
from bajigong.batch.files.run import run
from bajigong.errors import BajigongError, InputError

pytestmark = pytest.mark.slow


class Listener(Silent):
    """Keeps what it hears."""

    def __init__(self):
        self.rows, self.problems, self.notes = 0, [], []

    def advance(self, rows=1):
        self.rows += rows

    def wrong(self, problem):
        self.problems.append(problem)

    def note(self, words):
        self.notes.append(words.en)


def test_the_folder_is_that_of_a_run_without_a_cluster(files, job, content):
    paths, alone, heard = files(5), Listener(), Listener()
    books = run(job(paths, "alone"), alone)
    assert run_on_cluster(job(paths, "out"), "local", heard) == books
    assert content(job(paths, "out").output) == content(job(paths, "alone").output)
    assert (books.read, books.refused) == (200, 1)
    assert heard.rows == alone.rows == 200
    assert heard.problems == alone.problems
    assert len(heard.problems) == 1


def test_keys_that_only_some_files_have(shared, files, job, content, ask):
    paths = files(3)
    parquet.write_table(parquet.read_table(paths[1]).append_column("序号", [list(range(40))]), paths[1])
    run(job(paths, "alone"))
    run_on_cluster(job(paths, "out"), shared.scheduler_address)
    assert content(job(paths, "out").output) == content(job(paths, "alone").output)


def test_another_law_is_asked_as_well(shared, files, job, content, ask):
    paths = files(3)
    alone, out = (evolve(job(paths, name), ask=evolve(ask, second=Against(OTHER))) for name in ("alone", "out"))
    assert run_on_cluster(out, shared.scheduler_address) == run(alone)
    assert content(out.output) == content(alone.output)
    assert (out.output / "against.parquet").exists()


DAYS = st.integers(0, 4_000).map(lambda days: date(2014, 1, 1) + timedelta(days))
ROW = st.fixed_dictionaries(
    {
        "applicant.name": st.none() | st.sampled_from(("张三", "=1")),
        "occupation": st.none() | st.sampled_from((*OCCUPATIONS, "无此职业")),
        "grade": st.none() | st.sampled_from((*GRADES, "九段")),
        "applicant.work.occupation": st.none() | st.sampled_from(OCCUPATIONS),
        "applicant.work.from": st.none() | DAYS,
        "applicant.certificates.grade": st.none() | st.sampled_from(HELD),
        "applicant.certificates.issued": st.none() | DAYS,
    }
)
FILES = st.lists(st.lists(ROW, min_size=1, max_size=30), min_size=1, max_size=4)


@settings(max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(tables=FILES)
def test_whatever_the_tables_hold(shared, job, content, tables):
    with TemporaryDirectory() as folder:
        paths = []
        for number, rows in enumerate(tables):
            paths.append(f"{folder}/{number}.parquet")
            parquet.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), paths[-1])
        alone, out = (evolve(job(paths, ""), output=Path(folder, name)) for name in ("alone", "out"))
        assert run_on_cluster(out, shared.scheduler_address) == run(alone)
        assert content(out.output) == content(alone.output)


def damage(path):
    """Spoil the rows of a file, so that its header can still be read."""
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + bytes(400) + whole[404:])


def test_the_first_file_that_cannot_be_read_is_the_error(shared, files, job):
    paths = files(5)
    for path in (paths[2], paths[4]):
        damage(Path(path))
    with pytest.raises(InputError) as alone:
        run(job(paths, "alone"))
    with pytest.raises(InputError) as ours:
        run_on_cluster(job(paths, "out"), shared.scheduler_address)
    assert ours.value.problems == alone.value.problems
    done = {one.name for one in job(paths, "out").output.iterdir()}
    assert {"part-00000.parquet", "part-00001.parquet", "manifest.json"} <= done
    assert not [name for name in done if name.startswith(".") and not name.endswith("refused.csv")]


def test_a_result_that_is_there_already_is_not_written_over(shared, files, job, content):
    paths = files(2)
    run(job(paths, "out"))
    before = content(job(paths, "out").output)
    with pytest.raises(BajigongError, match="--resume"):
        run_on_cluster(job(paths, "out"), shared.scheduler_address)
    assert content(job(paths, "out").output) == before
