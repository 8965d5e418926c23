"""People in tables, and what is asked of them."""

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from core.tests.toy import POTTER, TENANT

from bajigong.batch.files.ask import Ask
from bajigong.tables.read import common_facts

ON = date(2026, 6, 30)
COMMON = {"tenant": TENANT, "track": "guild"}
_WEIGHTS = [pow(2, 17 - place, 11) for place in range(17)]


def id_number(born, number):
    """Return a valid ID number."""
    digits = f"110101{born:%Y%m%d}{number % 1000:03d}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]


def made_up(rows, seed=1):
    """Return a table of made-up people; a twentieth of them lack a fact, and nothing is wrong with any."""
    random = Random(seed)
    columns = {name: [] for name in _COLUMNS}
    for number in range(rows):
        born = date(1965, 1, 1) + timedelta(random.randrange(12_000))
        since = date(2015, 1, 1) + timedelta(random.randrange(3_000))
        lacks = random.randrange(60)
        row = (
            f"no-{seed}-{number}",
            random.choice(("张三", "李 四", "Wang Fang")),
            id_number(born, number),
            random.choice((POTTER, "釉工", "陶匠")),
            None if lacks == 0 else random.choice(("potter", "陶艺师", "master")),
            "陶匠",
            None if lacks == 1 else since,
            None if lacks == 2 else random.choice(("potter", "陶工")),
            POTTER,
            None if lacks == 2 else since + timedelta(700),
            None if lacks == 3 else lacks > 9,
        )
        for column, value in zip(columns.values(), row, strict=True):
            column.append(value)
    return pa.table(columns, schema=_SCHEMA)


_COLUMNS = (
    *("id", "applicant.name", "applicant.id_number", "occupation", "grade", "applicant.work.occupation"),
    *("applicant.work.from", "applicant.certificates.grade", "applicant.certificates.occupation"),
    *("applicant.certificates.issued", "applicant.honest"),
)
_TYPES = dict.fromkeys(("applicant.work.from", "applicant.certificates.issued"), pa.date32())
_TYPES["applicant.honest"] = pa.bool_()
_SCHEMA = pa.schema([(name, _TYPES.get(name, pa.string())) for name in _COLUMNS])


@pytest.fixture
def people():
    """Make tables of people."""
    return made_up


@pytest.fixture
def common(tmp_path_factory):
    """Return a file of facts in common."""
    path = tmp_path_factory.mktemp("common") / "common.json"
    path.write_text(json.dumps(COMMON), encoding="utf-8")
    return path


@pytest.fixture
def ask(common):
    """Return what is asked: the answers of one tenant, in English, on a day."""
    return Ask(TENANT, date(2026, 11, 21), on=ON, common=common_facts(common))


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Write tables into the folder one stands in; return their names."""
    monkeypatch.chdir(tmp_path)

    def written(name, table):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in {".parquet", ".pq"}:
            pq.write_table(table, path)
        elif path.suffix == ".csv":
            import pyarrow.csv as pc

            pc.write_csv(table, path)
        else:
            with pa.ipc.new_file(str(path), table.schema) as writer:
                writer.write_table(table)
        return name

    return written
