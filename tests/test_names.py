"""Names and codes as people write them, in every place where an occupation stands, in one application and in many rows.

What each is was looked up in the classification, the list of standards and the lists of trades and former codes.
"""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner

from bajigong.cli import cli

#: As written; the code of the classification; the trade.
NAMES = (
    ("保育员", "4-10-01-03", None),
    ("叉车司机", "6-30-05-01", None),
    ("育婴员", "4-10-01-01", None),
    ("塔吊司机", "6-30-05-01", None),
    ("维修电工", "6-31-01-03", None),
    ("消防设施操作员", "4-07-05-03", None),
    ("互联网营销师S", "4-01-06-02", None),
    ("养老护理员", "4-10-01-05", None),
    ("健康照护师", "4-14-01-03", None),
    ("电工(6-31-01-03)", "6-31-01-03", None),
    ("电工（6-31-01-03）", "6-31-01-03", None),
    ("6-31-01-03 电工", "6-31-01-03", None),
    ("６－３１－０１－０３", "6-31-01-03", None),
    (" 养 老 护 理 员", "4-10-01-05", None),
    ("长期照护师", "4-14-01-03", "长期照护师"),
    ("整理收纳师", "4-10-01-06", "整理收纳师"),
    ("家政服务员（整理收纳师）", "4-10-01-06", "整理收纳师"),
    ("高空作业机械操作工", "6-30-05-01-014", "高空作业机械操作工"),
    ("6-30-05-01-014", "6-30-05-01-014", "高空作业机械操作工"),
    ("烟机电工", "6-31-01-03", "烟机电工"),
    ("电工（烟机电工）", "6-31-01-03", "烟机电工"),
    ("直播销售员", "4-01-06-02", "直播销售员"),
    ("4-13-04-03 游泳救生员", "4-14-05-03", None),
    ("游泳救生员", "4-14-05-03", None),
    ("4-13-04-03 家庭教育指导师", "4-13-04-03", None),
    ("车工L", "6-18-01-01", None),
    ("镗工", "6-18-01-05", None),
    ("劝募员", "3-01-01-05", None),
    ("4-07-05-06", "4-04-04-06", None),
    ("企业人力资源管理师", "4-07-03-04", None),
    ("3-01-04-04", "3-01-04-04", None),
)
#: What cannot be told, and what is offered in its place.
UNTOLD = {
    "育婴师": "4-10-01-01",
    "月嫂": "4-10-01-06",
    "低压电工": "6-31-01-03",
    "汽车维修检验工": "汽车维修工",
    "6310103": "6-31-01-03",
}
OTHER = "镗工"
PLACES = ("occupation", "work", "certificates", "filings")
COLUMNS = {"occupation": "申报职业", "work": "从事职业", "certificates": "证书职业"}


def application(name: str, place: str):
    """Five years of work and grade 5 in the borer's trade, and the name in one place."""
    here = {one: name if one == place else OTHER for one in PLACES}
    filing = {"occupations": [here["filings"]], "grades": [5, 4, 3], "regions": ["510000"], "people": "public"}
    return {
        "tenant": "sichuan",
        "track": "third_party",
        "occupation": here["occupation"],
        "grade": 4,
        "on": "2026-11-21",
        "place": "510100",
        "applicant": {
            "birth_date": "1980-03-07",
            "work": [{"occupation": here["work"], "from": "2023-01-01"}],
            "certificates": [{"occupation": here["certificates"], "grade": 5, "issued": "2023-01-01"}],
            **{key: [] for key in ("titles", "education", "competitions")},
        },
        "agency": {"kind": "third_party", "filings": [{**filing, "from": "2025-01-01", "until": "2027-12-31"}]},
    }


def run(*args):
    return CliRunner().invoke(cli, [*map(str, args), "--lang", "en"])


def answers(path: Path, *more):
    return [json.loads(line) for line in run("check", path, "--json", *more).stdout.splitlines()]


def written(folder: Path, place: str, names) -> Path:
    path = folder / f"{place}.ndjson"
    lines = (json.dumps(application(name, place), ensure_ascii=False) for name in names)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def sheet(folder: Path, place: str, names) -> tuple[Path, Path]:
    """The same people as the rows of a sheet, and the facts they have in common."""
    told = application(OTHER, place)
    common, path = folder / "common.yaml", folder / f"{place}.csv"
    common.write_text(yaml.safe_dump({k: told[k] for k in ("track", "on", "place", "agency")}), encoding="utf-8")
    head = ["出生日期", "申报职业", "申报级别", "从事职业", "从业开始日期", "证书职业", "证书等级", "发证日期"]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([*head, "职称级别", "竞赛级别", "文化程度"])
        for name in names:
            here = {one: name if one == place else OTHER for one in PLACES}
            work, held = (here["work"], "2023-01-01"), (here["certificates"], "五级", "2023-01-01")
            rows.writerow(["1980-03-07", here["occupation"], "四级", *work, *held, "无", "无", "高中"])
    return path, common


def test_what_is_applied_for(tmp_path):
    said = answers(written(tmp_path, "occupation", [name for name, *_ in NAMES]))
    assert [(one["occupation"], one.get("trade")) for one in said] == [(code, trade) for _, code, trade in NAMES]


@pytest.mark.parametrize("place", PLACES[1:])
def test_each_place_reads_a_name_as_the_code_that_it_stands_for(tmp_path, place):
    """Whoever writes a name is answered like whoever writes its code: what is not the borer's does not count."""
    said = answers(written(tmp_path, place, [name for name, *_ in NAMES]))
    counts = [one["verdict"] == "eligible" for one in said]
    expected = [code == "6-18-01-05" for _, code, _ in NAMES]
    assert counts == expected


@pytest.mark.parametrize("place", PLACES)
def test_names_that_cannot_be_told_are_refused_with_what_is_nearest(tmp_path, place):
    for name, near in UNTOLD.items():
        result = run("check", written(tmp_path, place, [name]))
        assert result.exit_code == 1
        [line] = [line for line in result.stderr.splitlines() if repr(name) in line]
        assert near in line


@pytest.mark.parametrize("place", COLUMNS)
def test_many_rows_are_read_as_one_is(tmp_path, place):
    names = [*(name for name, *_ in NAMES), *UNTOLD]
    path, common = sheet(tmp_path, place, names)
    given = ("--tenant", "sichuan", "--common", common)
    one = answers(path, *given)
    result = run("check", path, *given, "-o", tmp_path / "result.parquet")
    many = {row["row"]: row for row in pq.read_table(tmp_path / "result.parquet").to_pylist()}
    keys = ("occupation", "trade", "verdict")
    assert [number for number in range(2, len(names) + 2) if number not in many] == [
        number for number, name in enumerate(names, 2) if name in UNTOLD
    ]
    for number, row in many.items():
        single = one[number - 2]
        assert {key: single.get(key) for key in keys} == {key: row[key] for key in keys}, names[number - 2]
    for name in UNTOLD:
        assert f"column '{COLUMNS[place]}': found {name!r}" in result.stderr


@pytest.mark.parametrize(("name", "code", "trade"), NAMES)
def test_on_the_command_line(name, code, trade):
    result = run("ladder", "--tenant", "sichuan", "--on", "2026-11-21", "--occupation", name, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["occupation"][:10] == code[:10]


def test_a_name_that_is_only_concluded_says_so_in_the_verdict(tmp_path):
    for name, code in (("育婴员", "4-10-01-01"), ("塔吊司机", "6-30-05-01"), ("维修电工", "6-31-01-03")):
        [said] = answers(written(tmp_path, "occupation", [name]))
        assert any(name in note and code in note and "concluded" in note for note in said["notes"])
