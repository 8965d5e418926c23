"""Made-up people, some of whom lack a fact."""

from datetime import date, timedelta
from random import Random

import pyarrow as pa
from core.tests.toy import POTTER

ON = date(2026, 6, 30)
COMMON = {"track": "guild"}
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("applicant.name", pa.string()),
        ("occupation", pa.string()),
        ("grade", pa.string()),
        ("applicant.work.occupation", pa.string()),
        ("applicant.work.from", pa.date32()),
        ("applicant.certificates.grade", pa.string()),
        ("applicant.certificates.issued", pa.date32()),
        ("applicant.honest", pa.bool_()),
    ]
)
OCCUPATIONS, GRADES, HELD = (POTTER, "釉工", "陶匠"), ("potter", "陶艺师", "master"), ("potter", "陶工")


def table(rows, seed=1, *, wrong=False):
    """Return people; the first one's grade is none at all if something is to be ``wrong``."""
    random = Random(seed)
    people = [_person(random, f"{seed}-{number}") for number in range(rows)]
    if wrong:
        people[0]["grade"] = "九段"
    return pa.Table.from_pylist(people, schema=SCHEMA)


def _person(random, name):
    since = date(2015, 1, 1) + timedelta(random.randrange(3_000))
    person = {
        "id": name,
        "applicant.name": random.choice(("张三", "李 四", "Wang Fang")),
        "occupation": random.choice(OCCUPATIONS),
        "grade": random.choice(GRADES),
        "applicant.work.occupation": "陶匠",
        "applicant.work.from": since,
        "applicant.certificates.grade": random.choice(HELD),
        "applicant.certificates.issued": since + timedelta(700),
        "applicant.honest": random.randrange(6) > 0,
    }
    return {key: None if key != "id" and random.randrange(20) == 0 else value for key, value in person.items()}
