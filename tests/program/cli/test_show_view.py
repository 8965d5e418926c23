"""One application for people: what stands where."""

from datetime import date

import pytest

from bajigong.cli.open_tenants import Answer, Names
from bajigong.cli.show.application import view
from bajigong.engine.engine import Engine
from bajigong.law.tenants import tenant
from bajigong.testing import application

ON = date(2026, 11, 21)
ID_NUMBER = "510104199003070015"
FACTS = {
    "track": "enterprise",
    "occupation": "6-18-01-05",
    "grade": "3",
    "applicant": {
        "name": "张三",
        "id_number": ID_NUMBER,
        "birth_date": date(1990, 3, 7),
        "staff": [{"relation": "employee", "from": date(2012, 7, 1)}],
        "work": [{"occupation": "6-18-01-05", "front_line": True, "from": date(2012, 7, 1)}],
        "certificates": [{"occupation": "6-18-01-05", "grade": "4", "issued": date(2021, 3, 1)}],
        **{key: [] for key in ("titles", "education", "competitions", "achievements", "reviews", "station")},
    },
    "agency": {
        "kind": "enterprise",
        "size": "large",
        "well_run": True,
        "reputable": True,
        "filings": [
            {
                "occupations": ["6-18-01-05"],
                "grades": ["5", "4", "3", "2", "1"],
                "regions": ["510000"],
                "people": "own",
                "from": date(2025, 11, 1),
                "until": date(2028, 10, 31),
            }
        ],
    },
}


@pytest.fixture(scope="module")
def sichuan():
    home = tenant("sichuan")
    bundle = home.open()
    return Engine(bundle, home.id), Names(home, bundle)


@pytest.fixture
def show(sichuan):
    def shown(lang="zh", *, on=ON, full=False, **applicant):
        engine, names = sichuan
        asked = application(FACTS, {"applicant": applicant}, on=on, place="510100")
        one = view(Answer(engine.decide([asked])[0], asked, names), lang, full=full)
        return [line.text for line in (*one.head(), *one.body())]

    return shown


def work(since):
    return [{"occupation": "6-18-01-05", "front_line": True, "from": since}]


def section(lines, title):
    start = lines.index(title) + 1
    end = lines.index("", start) if "" in lines[start:] else len(lines)
    return lines[start:end]


def test_sections_stand_in_their_order(show):
    lines = show()
    titles = [line for line in lines[4:] if line and not line.startswith(" ")]
    assert titles == ["准入条件", "符合的申报条件", "不符合的申报条件", "说明", "依据"]
    titles = [line for line in show("en")[4:] if line and not line.startswith(" ")]
    assert titles == ["Gates", "Routes that hold", "Routes that do not hold", "Notes", "Clauses"]


def test_the_eligible_see_since_when_until_when_and_by_which_route(show):
    lines = show()
    assert lines[0].startswith("结论：符合申报条件，可申报三级/高级工")
    assert lines[2].startswith("自2025年11月1日起符合，至2027年12月27日止（尚余")
    assert lines[3] == "申报途径：2023年版申报条件三级之1（考核认定）等2条"


def test_a_gate_that_is_passed_is_one_line_and_its_clause(show):
    gates = section(show(), "准入条件")
    assert "  ✓ 本企业人员（2022年12月28日至2027年12月27日）" in gates
    assert gates.count("    依据：川人社规〔2022〕9号 四(一) 1") == 2
    assert not any(line.startswith("    ✓") for line in gates)


def test_a_gate_that_fails_says_which_requirement(show):
    gates = section(show(staff=[]), "准入条件")
    at = gates.index("  ✗ 本企业人员")
    assert gates[at + 1] == "    情形1"
    assert gates[at + 2].startswith("    ✗ 系本企业人员")


def test_a_route_that_holds_is_written_out_with_its_clause(show):
    holding = section(show(), "符合的申报条件")
    assert holding[0] == "  ✓ 2023年版申报条件三级之1（考核认定，自2023年1月1日起）"
    assert holding[1] == "    ✓ 累计从事本职业或相关职业工作满10年（自2022年7月1日起）"
    assert holding[2] == "    依据：国家职业标准编制技术规程（2023年版） 申报条件 三级 1"


def test_a_route_that_does_not_hold_is_one_line_with_all_that_fails(show):
    lines = section(show(), "不符合的申报条件")
    assert all(line.startswith(("  ✗ ", "  – ")) for line in lines)
    [direct] = [line for line in lines if "未取得证书职工多角度评审直接认定（直接认定）" in line]
    assert "未取得职业技能等级证书；经岗位导师" in direct


def test_all_routes_are_written_out_when_asked_for(show):
    lines = show(full=True)
    assert any("national:2023/3-6" in line for line in lines)
    failing = section(lines, "不符合的申报条件")
    assert any(line.startswith("    ✗ ") for line in failing)
    assert any(line.startswith("    依据：") for line in failing)


def test_who_will_be_eligible_sees_from_when_and_how_long_that_is(show):
    lines = show(work=work(date(2017, 3, 1)), certificates=[])
    assert lines[0].startswith("结论：不符合三级/高级工申报条件")
    assert lines[2] == "自2027年3月1日起符合（还需3个月8天）"
    assert lines[3] == "最接近的申报条件：2023年版申报条件三级之1，尚差：累计从事本职业或相关职业工作满10年"
    failing = section(lines, "不符合的申报条件")
    assert failing[0].startswith("  ✗ 2023年版申报条件三级之1（考核认定，2027年3月1日起符合）")
    assert failing[1].startswith("    依据：")
    assert (
        show("en", work=work(date(2017, 3, 1)), certificates=[])[2] == "eligible from 2027-03-01 (in 3 months 8 days)"
    )


def test_who_is_too_late_sees_which_gate_closes_first(show):
    lines = show(work=work(date(2019, 3, 1)), certificates=[])
    assert lines[2] == "“2023年版申报条件三级之1”自2029年3月1日起才能满足，而准入条件“等级序列”只到2027年12月27日为止"


def test_who_will_never_be_eligible_sees_that_time_alone_does_not_help(show):
    lines = show(work=[], certificates=[])
    assert lines[2] == "按所给事实，不会仅因时间推移而符合"


def test_what_is_missing_stands_first_and_in_words(show):
    lines = show(work=None, certificates=[])
    assert lines[0].startswith("结论：无法判定，缺少事实")
    assert lines[2] == "下列任一组齐备且有利，即可判定为符合："
    assert lines[3] == "  • 工作经历"
    opened = section(lines, "尚不能判定的申报条件")
    assert "    ? 累计从事本职业或相关职业工作满10年（缺少：工作经历）" in opened


def test_where_the_documents_are_silent_the_notes_come_before_the_gates(show):
    lines = show(on=date(2027, 12, 28))
    assert lines[0].startswith("结论：现行文件未作规定")
    assert lines.index("说明") < lines.index("准入条件")
    assert section(lines, "说明")[0].startswith("  • 川人社规〔2022〕9号已于2027-12-28失效")
    assert "  – 本企业人员（所依文件当日不在有效期内）" in section(lines, "准入条件")


def test_the_gist_of_a_clause_stands_once(show):
    for lines in (show(), show(full=True), show(work=[], certificates=[])):
        gists = [line for line in section(lines, "依据") if line.startswith("    ")]
        assert gists
        assert len(gists) == len(set(gists))


def test_an_application_that_says_nothing(sichuan):
    engine, names = sichuan
    asked = application(on=ON, place="510100")
    one = view(Answer(engine.decide([asked])[0], asked, names), "zh")
    assert [line.text for line in one.head()][1:] == ["（未填姓名）　四川省", "须先给出：评价类型、申报职业、申报级别"]
    assert list(one.body()) == []


def test_an_id_number_is_not_shown(show):
    assert not any(ID_NUMBER in line for line in show(full=True))
