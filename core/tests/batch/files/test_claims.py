"""Names that a run takes: what comes to be under one of them meanwhile stays."""

from pathlib import Path

import pytest
from core.tests.toy import OTHER

from bajigong.batch.files.ask import Job, Silent
from bajigong.batch.files.run import run
from bajigong.errors import BajigongError


class Meddler(Silent):
    """Puts a file under a name as soon as the first rows are done."""

    def __init__(self, name):
        self.name = Path(name)

    def advance(self, rows=1):
        self.name.unlink(missing_ok=True)
        self.name.write_text("mine")


FILES = ["res.parquet", "res.reasons.parquet", "res.refused.csv", "res.against.parquet"]
FOLDER = ["reasons.parquet", "part-00001.parquet", "refused.csv", "manifest.json", ".part-00001.refused.csv"]


@pytest.fixture
def inputs(put, people):
    """Write two files, each with a row that is refused."""

    def wrong(seed):
        table = people(40, seed)
        return table.set_column(4, "grade", [["九段", *table.column("grade").to_pylist()[1:]]])

    return put("a.parquet", wrong(1)), put("b.parquet", wrong(2))


def content(folder="."):
    return {str(one): one.read_bytes() for one in Path(folder).rglob("*") if one.is_file()}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("old", [False, True])
def test_beside_a_result(inputs, ask, name, count, old):
    if name == "res.against.parquet":
        from attrs import evolve

        from bajigong.batch.against.law import Against

        ask = evolve(ask, second=Against(OTHER))
    job = Job(inputs[:count], ask, Path("res.parquet"))
    if old:
        run(job)
    before = content()
    with pytest.raises(BajigongError, match=f"{name}: came to be or was changed"):
        run(job, Meddler(name))
    assert {one: data for one, data in content().items() if ".bajigong/" not in one} == {**before, name: b"mine"}


@pytest.mark.parametrize("name", FOLDER)
def test_in_a_folder(inputs, ask, name):
    Path("home").mkdir()
    with pytest.raises(BajigongError, match=f"{name}: came to be or was changed"):
        run(Job(inputs, ask, Path("home"), into_folder=True), Meddler(f"home/{name}"))
    assert Path("home", name).read_text() == "mine"


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "ndjson"])
def test_a_sheet(tmp_path, suffix):
    from bajigong.cli.open_tenants import Row
    from bajigong.cli.show.files import output_file

    path = tmp_path / f"res.{suffix}"
    path.write_text("old")

    def meddled():
        with output_file(path, "en") as sink:
            sink.put(Row("a.csv", 2, 1, "甲"))
            path.write_text("mine, and longer")
            sink.close()

    with pytest.raises(BajigongError, match="came to be or was changed"):
        meddled()
    assert path.read_text() == "mine, and longer"
    assert list(tmp_path.iterdir()) == [path]
