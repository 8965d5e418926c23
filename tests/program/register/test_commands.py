"""The whole way on the command line, as a clerk goes it."""

import json

import openpyxl
import pytest
from click.testing import CliRunner

from bajigong.cli import cli
from bajigong.register import sheets

from .conftest import id_number

pytestmark = pytest.mark.slow

FILING = """
agency:
  name: 甲评价公司
  kind: third_party
  filings: [{occupations: [电工], grades: [5, 4], regions: ["510000"], people: public}]
track: third_party
place: "510100"
office: city
statement:
  standards: [电工]
  unit_class: city_manufacturer
  undertaking_signed: true
  training_tied: false
  recommended_by: 某局
  unit_kind: association
  fee_basis: 成本表
"""
STAFF = """
people:
  - {name: 考一, role: assessor, card: 川A1, card_from: 2025-01-01, card_until: 2028-01-01}
  - {name: 督一, role: supervisor}
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Run a command in a fresh folder; return its output, or its JSON."""
    monkeypatch.chdir(tmp_path)

    def run(words, *more, code=0, on="2026-03-02", as_json=False):
        days = [] if words.split()[0] == "init" or ("verify" in words and "certificate" in words) else ["--on", on]
        given = [*words.split(), *map(str, more), *days, "--lang", "en", *(["--json"] if as_json else [])]
        result = CliRunner().invoke(cli, given, catch_exceptions=False)
        assert result.exit_code == code, result.output
        return json.loads(result.stdout) if as_json else result.output

    return run


def _receipts_are_replayed(desk, folder):
    """What is kept of registrations holds no ID number, and is decided again by the law of today."""
    desk("session receipts 1 -o kept.ndjson")
    text = (folder / "kept.ndjson").read_text(encoding="utf-8")
    assert not any(id_number(n) in text for n in (0, 1, 2, 9))
    kept = [json.loads(line) for line in text.splitlines()]
    assert [(one["registration"], one["tenant"], one["verdict"]) for one in kept] == [
        (n, "sichuan", "eligible") for n in (1, 2, 3, 4)
    ]
    replayed = CliRunner().invoke(cli, ["replay", "kept.ndjson", "--json"])
    again = [json.loads(line) for line in replayed.stdout.splitlines()]
    assert replayed.exit_code == 0
    assert [(one["applicant"], one["stands"], one["same_law"], one["changes"]) for one in again] == [
        (name, True, True, []) for name in ("考生0", "考生1", "考生2", "丁")
    ]
    # The receipt rests on its facts: with less work the verdict falls.
    kept[0]["application"]["facts"]["applicant"]["work"] = []
    (folder / "less.ndjson").write_text(json.dumps(kept[0]), encoding="utf-8")
    assert CliRunner().invoke(cli, ["replay", "less.ndjson"]).exit_code == 3
    some = [json.loads(line)["registration"] for line in desk("session receipts 1 4 2").splitlines()]
    assert some == [4, 2]
    assert "99" in desk("session receipts 1 99", code=1)
    assert "expected a name that ends in .ndjson" in desk("session receipts 1 -o kept.txt", code=1)


def test_a_clerk_goes_the_whole_way(desk, tmp_path):
    for name, text in (("f.yaml", FILING), ("p.yaml", STAFF), ("s.yaml", "fees_published: true")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    desk("init --tenant sichuan")
    assert desk("filing apply f.yaml", as_json=True) == {"filing": 1}
    desk("agency staff 甲评价公司 p.yaml")
    desk("filing accept 1")
    desk("filing file 1 --as S000051000001 --from 2026-03-02 --until 2029-01-01")
    plan = "session plan 1 --occupation 电工 --grade 4 --place 510100 --day 2026-05-06 --publicity 7"
    assert "SC22/3.5" in desk(plan, code=1)
    desk("filing state 1 s.yaml")
    assert desk(plan, as_json=True) == {"session": 1}
    for move in ("publish", "open"):
        desk(f"session {move} 1")
    desk("session room 1 一 --seats 15 --invigilators 2")

    head = ["姓名", "证件号码", "申报职业", "申报级别", "从事职业", "从业开始日期"]
    people = [[f"考生{n}", id_number(n), "电工", "四级", "电工", "2012-07-01"] for n in range(3)]
    wrong = [*people, ["丁", "510104199003070016", "电工", "四级", "电工", "2012-07-01"]]
    (tmp_path / "a.xlsx").write_bytes(sheets.written("报名表", [head, *wrong]))
    said = desk("session register 1 a.xlsx", code=1, on="2026-04-01")
    assert "row 5, column '证件号码'" in said
    assert "510104199003070016" not in said
    people.append(["丁", id_number(9), "电工", "四级", "", ""])
    (tmp_path / "a.xlsx").write_bytes(sheets.written("报名表", [head, *people]))
    counted = desk("session register 1 a.xlsx", on="2026-04-01", as_json=True)["counted"]
    assert counted == {"admitted": 3, "waiting": 1, "refused": 0, "withdrawn": 0}
    desk("letter 4 -o supplement.pdf", on="2026-04-02")
    assert (tmp_path / "supplement.pdf").read_bytes().startswith(b"%PDF")
    (tmp_path / "w.yaml").write_text("applicant: {work: [{occupation: 电工, from: 2012-07-01}]}", encoding="utf-8")
    assert desk("session supplement 4 w.yaml", on="2026-04-03", as_json=True)["standing"] == "admitted"
    _receipts_are_replayed(desk, tmp_path)
    desk("session withdraw 3")
    desk("session close 1", on="2026-04-20")
    desk("session registered 1 -o registered.xlsx")
    desk("letter 1 -o ticket.pdf --ticket")
    desk("session seat 1 1")
    desk("session assess 1", on="2026-05-06")

    desk("session score-form 1 -o scores.xlsx")
    book = openpyxl.load_workbook(tmp_path / "scores.xlsx")
    sheet = book.active
    for row in range(2, 5):
        sheet.cell(row, 3, 70)
        sheet.cell(row, 4, "59" if row == 3 else "80")
    book.save(tmp_path / "scores.xlsx")
    assert desk("session scores 1 scores.xlsx", on="2026-05-07", as_json=True) == {"n": 6}
    desk("session correct 2 skill 60 --reason 誊写错误", on="2026-05-07")
    assert desk("session judge 1", on="2026-05-08", as_json=True)["counted"]["passed"] == 3
    desk("session publicize 1", on="2026-05-10")
    desk("session object 2 --ground 评分有误", on="2026-05-11")
    assert "SC22/3.4.a" in desk("session certify 1", on="2026-05-18", code=1)
    assert desk("certificate stock 1 --received 10 --why 省中心", as_json=True) == {"n": 10}
    given = desk("session certify 1", on="2026-05-18", as_json=True)["numbers"]
    assert given == ["S000051000001264000001", "S000051000001264000002"]
    desk("session settle 1 --dismissed", on="2026-05-19")
    assert len(desk("session certify 1", on="2026-05-20", as_json=True)["numbers"]) == 1

    desk(f"certificate export {given[0]} --pdf c.pdf --credential c.jwt")
    desk(f"certificate revoke {given[0]} --reason 冒名 --clause SC22/6.3.d", on="2026-06-01")
    desk("certificate status -o status.jwt --public public.jwk", on="2026-06-01")
    checked = desk("certificate verify c.jwt --public public.jwk --status status.jwt", code=3, as_json=True)
    assert (checked["number"], checked["revoked"]) == (given[0], True)
    desk(f"certificate reissue {given[1]} --reason 遗失")
    assert desk("certificate stock 1", as_json=True) == {"n": 6}

    assert desk("person 1 --unmask --reason 核对", as_json=True) == {"number": id_number(0)}
    assert desk("report year 2026", as_json=True)["by_place"][0]["certificates"] == 3
    desk("report year 2026 -o report.xlsx")
    assert "12-10" in desk("report due --days 300")
    events = desk("feed read third_party --reader 局").splitlines()
    assert len(events) == 4 + 1 + 3 + 3
    desk(f"feed ack third_party {json.loads(events[-1])['id']} --reader 局")
    assert desk("feed read third_party --reader 局") == ""

    (tmp_path / "sign-in.txt").write_text("签到", encoding="utf-8")
    desk("archive add sign-in.txt --class paper --about session:1 --made 2026-05-06", on="2026-05-07")
    assert desk("archive due", as_json=True) == []
    assert "is kept until 2029-05-06" in desk("archive throw-away 1", code=1)
    desk("archive get 1 -o back.txt")
    assert (tmp_path / "back.txt").read_text(encoding="utf-8") == "签到"
    desk("archive throw-away 1", on="2029-05-07")
    assert "was thrown away" in desk("archive get 1 -o again.txt", code=1)

    desk("supervise inspector 检一")
    desk("supervise draw --seed 2026034 --agencies 1 --inspectors 1")
    desk("supervise finding 甲评价公司 监控缺失 --due 2026-07-01 --draw 1")
    assert len(desk("supervise overdue", on="2026-07-02", as_json=True)) == 1
    desk("supervise mended 1", on="2026-07-03")
    desk("supervise idle")
    desk(
        "supervise sanction 甲评价公司 --kind suspended --duty sichuan:sanctions --ground 评价弄虚作假", on="2026-07-04"
    )
    desk("supervise lift 1", on="2026-08-04")
    assert desk("agency list", on="2026-08-05", as_json=True)[0]["filings"][0]["state"] == "suspended"
    desk("agency list --csv agencies.csv")
    assert "name: 甲评价公司\n" in desk("agency show 1")
    desk("key rotate")
    assert "**********" in desk(f"certificate show {given[1]}")
    assert desk("person 1 --unmask --reason 核对", as_json=True) == {"number": id_number(0)}

    head_line = desk("audit head")
    (tmp_path / "heads").write_text(head_line, encoding="ascii")
    desk("session list")
    assert "the record is whole" in desk("audit verify --heads heads")
    desk(f"audit prove {head_line.strip()}")
    told = desk("audit show --act person.unmask --json").splitlines()
    assert json.loads(told[-1])["notes"] == {"reason": "核对"}
    assert "person.unmask person:1 (0 changes, " in desk("audit show --act person.unmask")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("session close 9", "there is no session 9"),
        ("filing accept 9", "there is no filing 9"),
        ("agency show 乙", "there is no agency '乙'"),
        ("certificate show X", "there is no certificate X"),
        ("letter 9 -o x.pdf", "there is no registration 9"),
        ("filing apply bad.yaml", "found what cannot be read"),
        ("filing apply odd.yaml", "odd.yaml, agencies: found 'agencies'"),
        ("db status --db none.db", "there is no register"),
    ],
)
def test_what_is_not_there_is_one_clear_line(desk, tmp_path, words, said):
    (tmp_path / "bad.yaml").write_text("a: [", encoding="utf-8")
    (tmp_path / "odd.yaml").write_text("agencies: {}", encoding="utf-8")
    desk("init --tenant sichuan")
    if words.startswith("db"):
        result = CliRunner().invoke(cli, [*words.split(), "--lang", "en"])
        assert result.exit_code == 1
        assert said in result.output
        return
    assert said in desk(words, code=1)
