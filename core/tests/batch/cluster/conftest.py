"""People in tables, what is asked of them, and a small cluster that several tests share."""

from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("distributed")

from core.tests import toy
from core.tests.batch.cluster.made import COMMON, ON, table
from pyarrow import parquet

from bajigong.batch.cluster.task import dask
from bajigong.batch.files.ask import Ask, Job
from bajigong.tables import Raw, Where


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """Start two workers that stand in the folder in which the tests were started; return their cluster."""
    folder = str(tmp_path_factory.mktemp("dask"))
    http = {"dashboard_address": "127.0.0.1:0", "worker_dashboard_address": "127.0.0.1:0"}
    without = {"scheduler_kwargs": {"dashboard": False}, "preload": "bajigong.batch.cluster.task"}
    options = {"n_workers": 2, "threads_per_worker": 1, "memory_limit": 0, "local_directory": folder}
    with toy.installed():
        made = dask().LocalCluster(**options, **http, **without)
    with made as cluster:
        yield cluster


@pytest.fixture
def ask():
    """Return what is asked: the answers of one tenant, in English, on a day."""
    return Ask(toy.TENANT, date(2026, 11, 21), on=ON, common=Raw(COMMON, "common", Where("common")))


@pytest.fixture
def files(tmp_path):
    """Write files of people, the second with a row that is refused; return their paths."""

    def written(count, rows=40):
        paths = []
        for number in range(count):
            path = tmp_path / "in" / f"{number}.parquet"
            path.parent.mkdir(exist_ok=True)
            parquet.write_table(table(rows, number, wrong=number == 1), path)
            paths.append(str(path))
        return paths

    return written


@pytest.fixture
def job(ask, tmp_path):
    """Make a job whose result is a folder of a name."""

    def made(paths, name, **options):
        return Job(tuple(paths), ask, tmp_path / name, into_folder=True, threads=2, **options)

    return made


@pytest.fixture
def content():
    """Read everything below a folder, by name."""

    def read(folder):
        return {str(one.relative_to(folder)): one.read_bytes() for one in Path(folder).rglob("*") if one.is_file()}

    return read
