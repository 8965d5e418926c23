"""``bajigong explain``: the row that was asked for, and why it has its verdict."""

import json
import sys
from io import StringIO

import pytest
from attrs import evolve
from click.testing import CliRunner
from tests.program.batch.summing import made

from bajigong.batch.summing.result import open_result
from bajigong.cli import cli, explain_run


@pytest.fixture(params=["parquet", "arrow", "parts"])
def result(request, tmp_path):
    return made.write(tmp_path, kind=request.param)


@pytest.fixture
def one(tmp_path):
    return made.write(tmp_path)


def explain(path, value, *options, lang="zh"):
    return CliRunner().invoke(cli, ["explain", str(path), "--id", value, "--lang", lang, *options])


def objects(path, value, *options):
    return [json.loads(line) for line in explain(path, value, "--json", *options).stdout.splitlines()]


def test_a_row_is_found_by_its_id_and_shown_with_every_rule(result):
    done = explain(result, "P001")
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0] == "people.csv第2行，id P001，证件号码 5101051990******01"
    assert lines[1] == "结论：符合申报条件，可申报三级/高级工（以2026年11月21日为准）"
    assert lines[3] == "自2025年1月1日起符合，至2027年12月27日止（尚余1年1个月7天）"
    assert lines[4] == "申报途径：2023年版申报条件三级之2（考核认定）"
    assert "  ✓ 评价机构备案范围（enterprise:filed）" in lines
    assert "    ✓ 累计从事本职业工作满4年" in lines
    assert "    ✗ 10年" in lines
    assert "    依据：国家职业标准编制技术规程（2023年版） 申报条件 三级 2" in lines
    assert any(line.startswith("    四(一) 1　") for line in lines)


def test_the_same_in_english(one):
    done = explain(one, "P007", lang="en")
    assert "Not eligible for grade 3 (senior worker) (as of 2026-11-21)" in done.stdout
    assert "eligible from 2026-12-01 (in 10 days)" in done.stdout
    assert "nearest route: conditions of 2023, grade 3 no. 2" in done.stdout


def test_no_rule_is_said_to_hold_since_a_day(one):
    """The days of rules are not in a result."""
    rules = explain(one, "P001").stdout.split("准入条件")[1]
    assert "起" not in rules.split("依据\n")[0]


def test_what_is_missing_is_named(one):
    said = explain(one, "P011").stdout
    assert "结论：无法判定，缺少事实" in said
    assert "• 工作经历" in said
    assert "• 学历、申报" in said


def test_json_is_that_of_check_with_the_days_of_rules_left_out(result):
    (found,) = objects(result, "P001")
    assert list(found)[:10] == [
        *("applicant", "tenant", "track", "occupation", "grade", "on", "verdict", "since", "until", "eligible_from")
    ]
    assert (found["applicant"], found["tenant"], found["verdict"]) == ("张1", "sichuan", "eligible")
    assert (found["since"], found["until"]) == ("2025-01-01", "2027-12-28")
    assert [route["id"] for route in found["routes"]] == ["national:2023/3-1", "national:2023/3-2"]
    rules = [*found["gates"], *found["routes"], *(r for route in found["routes"] for r in route["requirements"])]
    assert all(rule["since"] is None and rule["until"] is None for rule in rules)
    assert found["bundle"].startswith("sha256:")


@pytest.mark.parametrize(
    ("column", "value", "names"),
    [
        ("row", "6", ["张5"]),
        ("name", "张9", ["张9"]),
        ("on", "2026-11-21", [row["name"] for row in made.PEOPLE]),
        ("grade", "4", ["张5"]),
        ("since", "2025-01-01", ["张1", "张2", "张3", "张4", "张5", "张6"]),
        ("id_number", made.MASKED, ["张3", "张4"]),
        ("id_number", made.NUMBER, ["张3", "张4"]),
    ],
)
def test_any_column_may_be_the_key(result, column, value, names):
    assert [found["applicant"] for found in objects(result, value, "--column", column)] == names


def test_the_key_is_the_first_of_the_usual_ones(tmp_path):
    renamed = [{("序号" if key == "id" else key): value for key, value in row.items()} for row in made.PEOPLE]
    path = made.write(tmp_path, renamed)
    assert objects(path, "P002")[0]["applicant"] == "张2"
    without = [{key: value for key, value in row.items() if key != "id"} for row in made.PEOPLE]
    assert objects(made.write(tmp_path, without), "3")[0]["applicant"] == "张2"


def test_several_rows_are_all_shown(one):
    done = explain(one, "2", "--column", "row")
    assert done.stdout.count("结论：") == 1
    done = explain(one, "510104", "--column", "place")
    assert done.stdout.count("结论：") == 10
    assert done.stderr == ""


def test_of_very_many_rows_people_see_some_and_json_has_all(tmp_path):
    path = made.write(tmp_path, [made.person(n, made.ELIGIBLE, id="same") for n in range(25)])
    done = explain(path, "same")
    assert done.stdout.count("结论：") == 20
    assert "另有5行" in done.stderr
    assert len(objects(path, "same")) == 25


def test_an_id_number_is_compared_masked_and_never_shown_whole(one):
    done = explain(one, made.NUMBER)
    assert done.exit_code == 0, done.output
    assert done.stdout.count("结论：") == 2
    assert made.MASKED in done.stderr
    assert "可能不止一人" in done.stderr
    absent = explain(one, "510104199003070023")
    assert absent.exit_code == 1
    assert "510104**********23" in absent.stderr
    assert made.NUMBER not in done.output
    assert "19900307" not in absent.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("P999",), ("“id”", "“P999”", "result.parquet")),
        (("P001", "--column", "nonsense"), ("没有“nonsense”列", "id_number")),
        (("abc", "--column", "row"), ("为整数", "“abc”")),
        (("9" * 30, "--column", "row"), ("为整数",)),
        (("yesterday", "--column", "on"), ("为日期", "“yesterday”")),
    ],
)
def test_what_cannot_be_found_is_said(one, options, said):
    done = explain(one, *options)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert all(words in done.stderr for words in said)


def test_a_file_that_is_no_result_is_said_to_be_none(tmp_path):
    (tmp_path / "people.csv").write_text("id\n1\n", encoding="utf-8")
    done = explain(tmp_path / "people.csv", "1")
    assert done.exit_code == 1
    assert "无法作为核验结果读取" in done.stderr
    assert "cannot be read as a result" in explain(tmp_path / "people.csv", "1", lang="en").stderr


def test_another_law_is_told_of_and_its_clauses_are_named_by_their_ids(tmp_path, monkeypatch):
    path = made.write(tmp_path, bundle="sha256:" + "0" * 64)
    gone = made.rule("old", made.FILED, (made.FILED, made.Holds.YES), cites=("OLD/1", "SC22/9.9"))
    monkeypatch.setattr("bajigong.batch.summing.summary.reason_of", lambda *_: _with(gone))
    done = explain(path, "P001")
    assert done.exit_code == 0, done.output
    assert "sha256:000000000000…" in done.stderr
    assert "OLD 1" in done.stdout
    assert "川人社规〔2022〕9号 9.9" in done.stdout
    assert "没有这一条" in done.stdout


def _with(gate):
    return evolve(made.ELIGIBLE, gates=(gate,))


def test_what_is_not_covered_is_told_from_the_reason(one):
    said = explain(one, "P012").stdout
    assert "结论：现行文件未作规定" in said


def test_on_a_terminal_the_verdict_has_a_frame_and_its_own_time_line(one, monkeypatch):
    shown = _terminal(one, "P007", monkeypatch)
    assert "╭" in shown
    assert "▼ 2026-11-21" in shown
    assert shown.count("━") > 10
    assert shown.count("结论 ") == 1
    assert "▼" not in _terminal(one, "P009", monkeypatch)


def _terminal(path, value, monkeypatch):
    class Screen(StringIO):
        def isatty(self):
            return True

    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", "100")
    cli.main(["explain", str(path), "--id", value, "--lang", "zh"], standalone_mode=False)
    return screen.getvalue()


def test_only_row_groups_that_hold_a_hit_are_read_whole(tmp_path, monkeypatch):
    result = open_result(made.write(tmp_path, group=3))
    read = []
    pieces = explain_run._pieces
    monkeypatch.setattr(explain_run, "_pieces", lambda *some: (_Watched(piece, read) for piece in pieces(*some)))
    assert [row["id"] for row in explain_run.Search(result, explain_run.wanted(result, "P008", None)).rows()] == [
        "P008"
    ]
    assert len(read) == 1


class _Watched:
    def __init__(self, piece, read):
        self.piece, self.read = piece, read

    def count_rows(self, **options):
        return self.piece.count_rows(**options)

    def to_batches(self, **options):
        self.read.append(self.piece)
        return self.piece.to_batches(**options)


def test_without_pyarrow_the_extra_is_named(one, monkeypatch):
    for name in [name for name in sys.modules if name.startswith(("bajigong.batch.summing.result", "pyarrow"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = explain(one, "P001")
    assert done.exit_code == 1
    assert "bajigong[batch]" in done.stderr
