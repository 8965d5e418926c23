"""A table of which nothing can be read ends soon, with one line; one good row there, and it is read whole."""

from datetime import date

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest
from core.tests.toy import POTTER, TENANT

from bajigong.batch.files.ask import Ask, Gauge, Silent
from bajigong.batch.files.flow import Flow
from bajigong.batch.intake.intake import HOPELESS
from bajigong.errors import InputError

pytestmark = pytest.mark.slow
ON = date(2026, 6, 30)
FEW = HOPELESS + 300


def people(wrong):
    rows = len(wrong)
    return pa.table(
        {
            "track": ["guild"] * rows,
            "occupation": [POTTER] * rows,
            "grade": ["potter"] * rows,
            "applicant.education.school": wrong,
        }
    )


def written(folder, kind, table):
    file = folder / f"some.{kind}"
    if kind == "parquet":
        pq.write_table(table, file)
    elif kind == "arrow":
        with pa.ipc.new_file(str(file), table.schema) as writer:
            writer.write_table(table)
    else:
        pv.write_csv(table, file)
    return file


def read(file):
    ask = Ask(TENANT, ON, "en")
    flow = Flow(str(file), ask, ask.tenant_law(), threads=2)
    rows = sum(one.size for one in flow.decided(flow.schema("reasons"), Gauge.of(Silent(), [str(file)])))
    return rows, flow.books.refused


@pytest.mark.parametrize("kind", ["csv", "parquet", "arrow"])
def test_a_table_in_which_everything_is_wrong_is_not_read_to_its_end(tmp_path, kind):
    file = written(tmp_path, kind, people([f"学校{number}" for number in range(10 * HOPELESS)]))
    with pytest.raises(InputError) as told:
        read(file)
    [problem] = told.value.problems
    said = problem.say("en")
    assert said.startswith(f"{file}: found none of the first 10,000 rows can be read (the first: ")
    assert "学校0" in said
    assert "--columns" in said
    assert "\n" not in said


def test_one_row_at_the_beginning_that_can_be_read_is_enough(tmp_path):
    wrong = [f"学校{number}" for number in range(FEW)]
    wrong[HOPELESS - 1] = "university"
    assert read(written(tmp_path, "parquet", people(wrong))) == (FEW, FEW - 1)
