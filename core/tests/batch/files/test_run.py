"""Whole runs: what goes in, what comes out, and that it hangs on nothing but the rows."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest
from attrs import evolve
from core.tests.toy import OTHER, TENANT

from bajigong.batch.files.ask import Job
from bajigong.batch.files.frame import ReasonBook
from bajigong.batch.files.inputs import find_inputs
from bajigong.batch.files.run import run
from bajigong.errors import BajigongError, InputError
from bajigong.policy.facts import ColumnMap

pytestmark = pytest.mark.slow

ROWS = 3000
COLUMNS = [
    *(
        "file",
        "row",
        "id",
        "name",
        "id_number",
        "track",
        "occupation",
        "trade",
        "grade",
        "place",
        "on",
        "verdict",
        "since",
    ),
    *("until", "eligible_from", "route", "method", "signature", "bundle"),
]


@pytest.fixture
def go(ask):
    """Run a job; return its books."""

    def gone(inputs, output, **options):
        inputs = [inputs] if isinstance(inputs, str) else inputs
        asked = options.pop("ask", ask)
        return run(Job(tuple(inputs), asked, Path(output), **options))

    return gone


def wrong(table, row, column, value):
    """Return a table with another value in one cell."""
    cells = table.column(column).to_pylist()
    cells[row] = value
    return table.set_column(table.schema.get_field_index(column), column, pa.array(cells, pa.string()))


def content(path):
    return {one.name: one.read_bytes() for one in Path(path).iterdir() if one.is_file()}


# What comes out


def test_a_result_has_its_columns_and_says_what_it_is(go, put, people):
    books = go(put("people.parquet", people(ROWS)), "result.parquet")
    table = pq.read_table("result.parquet")
    assert table.schema.names == COLUMNS
    assert (books.read, books.out, books.refused) == (ROWS, ROWS, 0)
    assert table.num_rows == sum(books.verdicts.values()) == ROWS
    said = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert said["bajigong.tenant"] == TENANT
    assert said["bajigong.bundle"] == table.column("bundle")[0].as_py()
    assert said["bajigong.reasons"] == "result.reasons.parquet"
    assert said["bajigong.on"] == "2026-06-30"
    assert {one.name for one in Path().iterdir()} == {"people.parquet", "result.parquet", "result.reasons.parquet"}


def test_columns_have_the_types_that_programs_rely_on(go, put, people):
    go(put("people.parquet", people(50)), "result.parquet")
    schema = pq.read_schema("result.parquet")
    words = {"file", "track", "occupation", "trade", "grade", "place", "verdict", "route", "method", "bundle"}
    assert {one.name for one in schema if pa.types.is_dictionary(one.type)} == words
    assert {one.name for one in schema if pa.types.is_date32(one.type)} == {"on", "since", "until", "eligible_from"}
    assert {one.name for one in schema if one.type == pa.int64()} == {"row", "signature"}


def test_days_stand_where_a_verdict_has_them(go, put, people, ask):
    whole = evolve(ask, columns=ColumnMap(whole=frozenset({"applicant.work", "applicant.certificates"})))
    go(put("people.parquet", people(500)), "result.parquet", ask=whole)
    rows = pq.read_table("result.parquet").to_pylist()
    assert {row["verdict"] for row in rows} >= {"eligible", "not_eligible", "undetermined"}
    for row in rows:
        if row["verdict"] != "eligible":
            assert row["since"] is None
        if row["since"] is row["eligible_from"] is None:
            assert row["until"] is None, "what never begins does not end"
        if row["verdict"] != "not_eligible":
            assert row["eligible_from"] is None
    assert any(row["since"] for row in rows)
    assert any(row["eligible_from"] for row in rows)
    assert all(row["since"] is None or row["since"] <= row["on"] for row in rows)


def test_names_and_keys_go_over_and_id_numbers_are_masked(go, put, people):
    table = people(50)
    go(put("people.parquet", table), "result.parquet")
    result = pq.read_table("result.parquet")
    assert result.column("id").to_pylist() == table.column("id").to_pylist()
    assert result.column("name").to_pylist() == table.column("applicant.name").to_pylist()
    numbers = table.column("applicant.id_number").to_pylist()
    assert result.column("id_number").to_pylist() == [f"{one[:6]}{'*' * 10}{one[-2:]}" for one in numbers]


def test_every_signature_has_its_reason_beside_the_result(go, put, people):
    go(put("people.parquet", people(ROWS)), "result.parquet")
    result = pq.read_table("result.parquet").to_pylist()
    book = ReasonBook.open(Path("result.reasons.parquet"))
    assert book.signatures == sorted({row["signature"] for row in result})
    for row in result[:200]:
        reason = book.reason(row["signature"])
        assert (str(reason.outcome), reason.route or None) == (row["verdict"], row["route"])


def test_keys_are_carried_over_unread(go, put, people, ask):
    table = people(20).append_column("case", pa.array(range(20), pa.int16()))
    put("people.parquet", table)
    go("people.parquet", "result.parquet")
    assert pq.read_table("result.parquet").schema.names[2:4] == ["id", "name"]
    go("people.parquet", "result.parquet", ask=evolve(ask, keys=("case",)))
    result = pq.read_table("result.parquet")
    assert result.schema.names[2:4] == ["id", "case"]
    assert result.column("case").type == pa.int16()
    assert result.column("case").to_pylist() == list(range(20))


@pytest.mark.parametrize(("key", "found"), [("hobby", "hobby"), ("applicant.id_number", "id_number"), ("row", "row")])
def test_a_key_that_cannot_be_carried_over_is_an_error(go, put, people, ask, key, found):
    put("people.parquet", people(20).append_column("row", pa.array(range(20))))
    with pytest.raises(InputError, match=found):
        go("people.parquet", "result.parquet", ask=evolve(ask, keys=(key,)))


# The same rows, however they come


@pytest.mark.parametrize("suffix", [".csv", ".arrow", ".feather", ".pq"])
def test_every_kind_of_table_comes_to_the_same(go, put, people, suffix):
    table = people(500)
    go(put("people.parquet", table), "one.parquet")
    go(put(f"people{suffix}", table), "two.parquet")
    one, two = (pq.read_table(path).drop_columns(["file"]) for path in ("one.parquet", "two.parquet"))
    first = 1 if suffix != ".csv" else 0  # the header of a sheet has a row of its own
    assert two.column("row").to_pylist() == [row + 1 - first for row in one.column("row").to_pylist()]
    assert one.drop_columns(["row"]).equals(two.drop_columns(["row"]))
    assert Path("one.reasons.parquet").read_bytes() == Path("two.reasons.parquet").read_bytes()


def test_an_arrow_file_holds_what_a_parquet_file_does(go, put, people):
    put("people.parquet", people(ROWS))
    Path("other").mkdir()  # the dictionary beside a result belongs to one result
    go("people.parquet", "result.parquet")
    go("people.parquet", "other/result.arrow")
    with pa.ipc.open_file("other/result.arrow") as file:
        arrow = file.read_all()
    parquet = pq.read_table("result.parquet")
    assert arrow.schema.equals(parquet.schema, check_metadata=True)
    assert arrow.to_pylist() == parquet.to_pylist()


@pytest.mark.parametrize(("threads", "chunk"), [(1, 100), (4, 100), (4, 1000), (2, 7)])
@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".arrow"])
def test_bytes_hang_on_neither_threads_nor_chunks(go, put, people, threads, chunk, suffix):
    table = wrong(wrong(people(600), 17, "grade", "九段"), 405, "applicant.id_number", "123")
    name = put(f"people{suffix}", table)
    for folder, options in (("a", {}), ("b", {"threads": threads, "chunk": chunk})):
        Path(folder).mkdir()
        go(name, f"{folder}/result.parquet", **options)
    assert set(content("a")) == {"result.parquet", "result.reasons.parquet", "result.refused.csv"}
    assert content("a") == content("b")


# Many files


def test_many_files_become_one_result_in_their_order(go, put, people):
    parts = [people(300, seed) for seed in range(3)]
    names = [put(f"in/{name}.parquet", part) for name, part in zip("bac", parts, strict=True)]
    books = go(names, "result.parquet")
    result = pq.read_table("result.parquet")
    assert books.out == result.num_rows == 900
    assert result.column("id").to_pylist() == [one for part in parts for one in part.column("id").to_pylist()]
    assert result.column("file").to_pylist()[::300] == names
    assert result.column("row").to_pylist() == 3 * list(range(1, 301))


def test_a_folder_gets_a_part_for_each_file(go, put, people):
    names = [put(f"{n}.parquet", people(200, n)) for n in range(3)]
    go(names, "out", into_folder=True)
    assert set(content("out")) == {*(f"part-0000{n}.parquet" for n in range(3)), "reasons.parquet", "manifest.json"}
    whole = pa.concat_tables([pq.read_table(f"out/part-0000{n}.parquet") for n in range(3)])
    go(names, "result.parquet")
    assert whole.unify_dictionaries().to_pylist() == pq.read_table("result.parquet").to_pylist()
    assert pq.read_table("out/reasons.parquet").equals(pq.read_table("result.reasons.parquet"))


def test_parts_of_a_folder_have_the_same_columns(go, put, people):
    put("a.parquet", people(20, 1))
    put("b.parquet", people(20, 2).drop_columns(["id"]).append_column("key", pa.array(range(20))))
    put("c.parquet", people(20, 3).set_column(0, "id", pa.array(range(20))))
    names = ["a.parquet", "b.parquet", "c.parquet"]
    go(names, "out", into_folder=True)
    go(names, "result.parquet")
    schemas = [pq.read_schema(f"out/part-0000{n}.parquet") for n in range(3)]
    assert all(schema.equals(schemas[0]) for schema in schemas)
    assert schemas[0].names[2:4] == ["id", "key"]
    assert schemas[0].field("id").type == pa.string()
    result = pq.read_table("result.parquet")
    assert result.schema.equals(schemas[0])
    assert result.column("id").to_pylist()[19:41] == ["no-1-19", *[None] * 20, "0"]


def test_folders_and_patterns_name_their_tables_and_no_results(go, put, people):
    for name in ("in/b.parquet", "in/deep/a.csv", "in/.hidden.parquet"):
        put(name, people(20))
    Path("in/notes.txt").write_text("no table", encoding="utf-8")
    go(find_inputs(["in"]), "in/result.parquet")
    go(find_inputs(["in"]), "in/out", into_folder=True)
    assert find_inputs(["in"]) == ("in/b.parquet", "in/deep/a.csv")
    assert find_inputs(["in/**/*.csv"]) == ("in/deep/a.csv",)
    assert find_inputs(["in/*.parquet"]) == ("in/b.parquet",)
    assert find_inputs(["in/b.parquet", "in", "in/**/*.csv"]) == ("in/b.parquet", "in/deep/a.csv")
    assert find_inputs(["nowhere.parquet"]) == ("nowhere.parquet",)


@pytest.mark.parametrize("word", ["*.parquet", "empty"])
def test_a_pattern_or_a_folder_that_gives_nothing_is_an_error(tmp_path, monkeypatch, word):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"empty|\*\.parquet"):
        find_inputs([word])


# The books


def test_refused_rows_stand_in_a_list_beside_the_result(go, put, people):
    table = wrong(wrong(people(300), 17, "grade", "九段"), 250, "applicant.id_number", "510104199003070014")
    books = go(put("people.parquet", table), "result.parquet", chunk=100)
    assert (books.read, books.out, books.refused) == (300, 298, 2)
    refused = pc.read_csv("result.refused.csv").to_pylist()
    assert [(one["row"], one["fact"]) for one in refused] == [(18, "grade applied for"), (251, "ID number")]
    assert list(refused[0]) == ["file", "row", "name", "sheet", "column", "fact", "found", "expected"]
    assert "510104**********14" in refused[1]["found"]
    assert "510104199003070014" not in Path("result.refused.csv").read_text(encoding="utf-8-sig")
    rows = pq.read_table("result.parquet").column("row").to_pylist()
    assert rows == [row for row in range(1, 301) if row not in {18, 251}]


def test_a_list_of_refused_rows_goes_when_nothing_is_refused_any_more(go, put, people):
    go(put("people.parquet", wrong(people(30), 3, "grade", "九段")), "result.parquet")
    assert Path("result.refused.csv").exists()
    go(put("people.parquet", people(30)), "result.parquet")
    assert not Path("result.refused.csv").exists()


def test_refused_rows_of_many_files_stand_in_one_list(go, put, people):
    names = [put(f"{n}.parquet", wrong(people(30, n), n, "grade", "九段")) for n in range(3)]
    go([*names, put("3.parquet", people(30))], "out", into_folder=True)
    go([*names, "3.parquet"], "result.parquet")
    assert Path("out/refused.csv").read_bytes() == Path("result.refused.csv").read_bytes()
    refused = pc.read_csv("out/refused.csv").to_pylist()
    assert [(one["file"], one["row"]) for one in refused] == [("0.parquet", 1), ("1.parquet", 2), ("2.parquet", 3)]


def test_empty_rows_are_no_applications(go, put, people):
    blank = pa.Table.from_pylist([{}] * 5, schema=people(1).schema)
    books = go(put("people.parquet", pa.concat_tables([people(10), blank])), "result.parquet")
    assert (books.read, books.empty, books.out) == (15, 5, 10)


def test_a_file_without_rows_gives_a_result_without_rows(go, put, people):
    books = go([put("a.parquet", people(0)), put("b.parquet", people(5))], "result.parquet")
    assert (books.read, books.out) == (5, 5)
    assert go("a.parquet", "none.parquet").read == 0
    assert pq.read_table("none.parquet").num_rows == 0


# What is wrong


def test_the_old_result_stays_where_a_run_fails(go, put, people):
    go(put("a.parquet", people(30)), "result.parquet")
    before = content(".")
    Path("b.parquet").write_bytes(b"PAR1 nonsense PAR1")
    Path("c.csv").write_text("姓名,申报职业,考生姓名\n甲,陶匠,乙\n", encoding="utf-8")
    for inputs in (["b.parquet"], ["a.parquet", "b.parquet"], ["c.csv"], ["nowhere.parquet"]):
        with pytest.raises(InputError):
            go(inputs, "result.parquet")
    for name in ("b.parquet", "c.csv"):
        Path(name).unlink()
    assert content(".") == before
    assert [one.name for one in Path().iterdir() if one.is_dir()] == []


def test_everything_wrong_with_the_inputs_is_said_at_once(go, put, people):
    put("good.parquet", people(5))
    put("odd.parquet", people(5).append_column("applicant.name", pa.array(["x"] * 5)))
    Path("broken.parquet").write_bytes(b"nonsense")
    with pytest.raises(InputError) as error:
        go(["good.parquet", "odd.parquet", "broken.parquet", "nowhere.parquet"], "result.parquet")
    assert [problem.file for problem in error.value.problems] == ["odd.parquet", "broken.parquet", "nowhere.parquet"]


def test_wrong_facts_in_common_are_said_before_anything_is_read(go, put, people, ask):
    put("people.parquet", people(5))
    with pytest.raises(InputError, match="--grade"):
        go("people.parquet", "result.parquet", ask=evolve(ask, overrides={"grade": "九段"}))


def test_a_result_that_is_an_input_is_an_error(go, put, people):
    put("people.parquet", people(5))
    put("result.reasons.parquet", people(5))
    for inputs, output in ((["people.parquet"], "people.parquet"), (["result.reasons.parquet"], "result.parquet")):
        with pytest.raises(BajigongError, match="input"):
            go(inputs, output)


def test_a_folder_with_a_result_is_not_written_over(go, put, people):
    put("a.parquet", people(5))
    go("a.parquet", "out", into_folder=True)
    before = content("out")
    with pytest.raises(BajigongError, match="--resume"):
        go("a.parquet", "out", into_folder=True)
    assert content("out") == before


def test_a_column_of_tenants_needs_a_tenant_for_all(go, put, people, ask):
    put("people.parquet", people(5).append_column("tenant", pa.array([OTHER] * 5)))
    assert go("people.parquet", "result.parquet").out == 5
    with pytest.raises(BajigongError, match="--tenant"):
        go("people.parquet", "result.parquet", ask=evolve(ask, named=False))


def test_the_day_is_said_only_where_it_is_one(go, put, people, ask):
    open_day = evolve(ask, on=None, today=date(2026, 7, 1))
    days = pa.array([date(2026, 6, 1), None, date(2026, 5, 1)])
    go(put("a.parquet", people(3)), "a.out.parquet", ask=open_day)
    go(put("b.parquet", people(3).append_column("on", days)), "b.out.parquet", ask=open_day)
    assert pq.read_schema("a.out.parquet").metadata[b"bajigong.on"] == b"2026-07-01"
    assert b"bajigong.on" not in pq.read_schema("b.out.parquet").metadata
    asked = pq.read_table("b.out.parquet").column("on").to_pylist()
    assert asked == [date(2026, 6, 1), date(2026, 7, 1), date(2026, 5, 1)]
