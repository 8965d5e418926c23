"""A small result, made by hand: twelve people, five reasons."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from bajigong.answers import Holds, Outcome, RequirementAnswer, RuleAnswer
from bajigong.batch.cases import Reason
from bajigong.batch.files.frame import SCHEMA, _row
from bajigong.law.tenants import tenant
from bajigong.policy.text import Text, same

ON = date(2026, 11, 21)
LAPSE = date(2027, 12, 28)
WORK = Text("累计从事本职业工作满4年", "4 years of work in the occupation")
FILED = Text("职业、等级、地区均在有效备案范围内", "a valid filing covers the occupation, grade and place")
ROUTE = Text("2023年版申报条件三级之2", "conditions of 2023, grade 3 no. 2")
NUMBER = "510104199003070015"
MASKED = "510104**********15"


def rule(name, label, *requirements, cites=("SC22/4.1.a",), method="", in_force=True):
    """A rule answer: it holds if all its requirements do."""
    found = [holds for _, holds in requirements]
    holds = Holds.NO if Holds.NO in found else Holds.UNKNOWN if Holds.UNKNOWN in found else Holds.YES
    asked = tuple(RequirementAnswer(text, one, None, None) for text, one in requirements)
    return RuleAnswer(name, label, holds, None, None, asked, cites, method, in_force)


def reason(signature, outcome, *, gate=Holds.YES, route=Holds.YES, failing=(), missing=()):
    """A reason with one gate and two routes, of which the second is the one that matters."""
    gates = (rule("enterprise:filed", Text("评价机构备案范围", "what the agency has filed"), (FILED, gate)),)
    other = rule("national:2023/3-1", Text("三级之1", "grade 3 no. 1"), (same("10年"), Holds.NO), cites=("T2023/3-1",))
    near = rule("national:2023/3-2", ROUTE, (WORK, route), cites=("T2023/3-2",), method="national:examination")
    clauses = ("SC22/4.1.a", "T2023/3-2")
    routes = (other, near)
    return Reason(
        signature, outcome, "enterprise", "3", near.id, ROUTE, near.method, failing, missing, clauses, gates, routes
    )


ELIGIBLE, LATER, NEVER, OPEN, SILENT = REASONS = (
    reason(11, Outcome.ELIGIBLE),
    reason(-22, Outcome.NOT_ELIGIBLE, route=Holds.NO, failing=(WORK,)),
    reason(33, Outcome.NOT_ELIGIBLE, gate=Holds.NO, route=Holds.NO, failing=(FILED, WORK)),
    reason(
        44, Outcome.UNDETERMINED, route=Holds.UNKNOWN, missing=(("applicant.work",), ("applicant.education", "grade"))
    ),
    reason(55, Outcome.NOT_COVERED, route=Holds.UNKNOWN),
)


def person(number, why, **changes):
    """A row: by default an electrician of Chengdu."""
    row = {
        "file": "people.csv",
        "row": number + 1,
        "id": f"P{number:03}",
        "name": f"张{number}",
        "id_number": MASKED if number in (3, 4) else f"5101051990******{number:02}",
        "track": "enterprise",
        "occupation": "6-18-01-05",
        "grade": "3",
        "place": "510104",
        "on": ON,
        "verdict": str(why.outcome),
        "since": None,
        "until": None,
        "eligible_from": None,
        "route": why.route,
        "method": why.method,
        "signature": why.signature,
        "bundle": None,
    }
    return row | changes


PEOPLE = (
    *(person(n, ELIGIBLE, since=date(2025, 1, 1), until=LAPSE) for n in (1, 2, 3, 4)),
    person(5, ELIGIBLE, since=date(2025, 1, 1), until=date(2027, 3, 1), occupation="6-18-01-01", grade="4"),
    person(6, ELIGIBLE, since=date(2025, 1, 1), place="510302", route=None, method=None),
    person(7, LATER, eligible_from=date(2026, 12, 1)),
    person(8, LATER, eligible_from=date(2027, 3, 31)),
    person(9, NEVER, grade="2"),
    person(10, OPEN, name=None, place="510000"),
    person(11, OPEN, occupation=None, grade=None),
    person(12, SILENT),
)
_WORDS = ("file", "track", "occupation", "grade", "place", "verdict", "route", "method", "bundle")


def table(people=PEOPLE, *, reasons="result.reasons.parquet", bundle=None):
    """The rows as a table with the metadata of a result."""
    bundle = bundle or tenant("sichuan").open().hash
    words = pa.dictionary(pa.int32(), pa.string())
    kinds = dict.fromkeys(_WORDS, words) | dict.fromkeys(("on", "since", "until", "eligible_from"), pa.date32())
    kinds |= {"row": pa.int64(), "signature": pa.int64()}
    rows = [row | {"bundle": bundle} for row in people]
    fields = [pa.field(name, kinds.get(name, pa.string())) for name in people[0]]
    arrays = [pa.array([row[one.name] for row in rows], one.type) for one in fields]
    said = {"tenant": "sichuan", "bundle": bundle, "version": "0.1.0", "reasons": reasons}
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, {f"bajigong.{k}": v for k, v in said.items()}))


def write(folder, people=PEOPLE, *, kind="parquet", bundle=None, group=5):
    """Write a result of some kind into a folder; return its path."""
    if kind == "parts":
        home = folder / "parts"
        home.mkdir()
        rows = table(people, reasons="reasons.parquet", bundle=bundle)
        for number, start in enumerate(range(0, len(people), group)):
            pq.write_table(rows.slice(start, group), home / f"part-{number:05}.parquet")
        (home / "manifest.json").write_text("{}", encoding="utf-8")
        write_reasons(home / "reasons.parquet", bundle)
        return home
    path = folder / f"result.{kind}"
    rows = table(people, bundle=bundle)
    if kind == "parquet":
        pq.write_table(rows, path, row_group_size=group)
    else:
        with pa.ipc.new_file(str(path), rows.schema) as out:
            out.write_table(rows, group)
    write_reasons(folder / "result.reasons.parquet", bundle)
    return path


def write_reasons(path, bundle=None):
    """Write the dictionary of reasons."""
    said = {"bajigong.tenant": "sichuan", "bajigong.bundle": bundle or tenant("sichuan").open().hash}
    pq.write_table(pa.Table.from_pylist([_row(one) for one in REASONS], schema=SCHEMA.with_metadata(said)), path)
