"""``bajigong law book``: a page in which every sentence has its clause, and every rule in force its place."""

import re
from datetime import date
from functools import cache
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner

from bajigong.calendar import to_day
from bajigong.cli import cli
from bajigong.law import tenants
from bajigong.law.place import Reader
from bajigong.law.plan import make_plan
from bajigong.policy.facts import Selection
from bajigong.review.book_law import numeral

pytestmark = pytest.mark.slow

DAY = "2026-11-21"
TENANTS = ("sichuan", "guilin", "inner-mongolia")
EVERY = [(tenant, lang, day) for tenant in TENANTS for lang in ("zh", "en") for day in (DAY, "2027-12-28")]
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Node:
    def __init__(self, tag, attrs, parent):
        self.tag, self.attrs, self.parent, self.children = tag, dict(attrs), parent, []

    def walk(self):
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def find(self, tag="", cls="", **attrs):
        named = {f"data-{key}": value for key, value in attrs.items()}
        for node in self.walk():
            fits = (not tag or node.tag == tag) and (not cls or cls in node.attrs.get("class", "").split())
            if fits and all(node.attrs.get(key) == value for key, value in named.items()):
                yield node

    @property
    def text(self):
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def clauses(self):
        return {node.attrs["href"].removeprefix("#c-") for node in self.find("a", "cite")}


class Page(HTMLParser):
    """Builds a tree, and refuses a tag that is not closed in its turn."""

    def __init__(self, html):
        super().__init__()
        self.root = self.here = Node("", [], None)
        self.feed(html)
        self.close()
        assert self.here is self.root, f"<{self.here.tag}> is not closed"

    def handle_starttag(self, tag, attrs):
        node = Node(tag, attrs, self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_endtag(self, tag):
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        self.here = self.here.parent

    def handle_data(self, data):
        self.here.children.append(data)


def run(*args):
    return CliRunner().invoke(cli, ["law", "book", *args])


@cache
def written(tenant, lang="zh", day=DAY, *more):
    result = run("--tenant", tenant, "--lang", lang, "--on", day, "-o", "-", *more)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


@cache
def book(tenant, lang="zh", day=DAY, *more):
    return Page(written(tenant, lang, day, *more)).root


def slug(clause):
    return re.sub(r"[^\w.-]", "-", clause)


# ---------------------------------------------------------------- the page


@pytest.mark.parametrize(("tenant", "lang", "day"), EVERY)
def test_the_page_is_whole_and_stands_alone(tenant, lang, day):
    page, html = book(tenant, lang, day), written(tenant, lang, day)
    assert html.startswith("<!DOCTYPE html>")
    assert next(page.find("html")).attrs["lang"] == ("zh-CN" if lang == "zh" else "en")
    ids = [node.attrs["id"] for node in page.walk() if "id" in node.attrs]
    assert len(ids) == len(set(ids))
    links = [node.attrs["href"] for node in page.find("a")]
    assert links
    assert {link for link in links if not link.startswith("#") or link[1:] not in ids} == set()
    assert not [node for node in page.walk() if node.tag in ("link", "img", "script", "iframe") or "src" in node.attrs]
    assert "url(" not in html
    assert "@import" not in html


@pytest.mark.parametrize(("tenant", "lang", "day"), EVERY)
def test_nothing_of_the_template_or_of_python_is_left_over(tenant, lang, day):
    words = next(book(tenant, lang, day).find("body")).text
    assert not re.findall(r"\bNone\b|= (True|False)|Undefined|\{\{|\{%|\{[a-z_]+\}|Text\(|Link\(", words)
    assert "。。" not in words
    assert ".." not in words


@pytest.mark.parametrize(("tenant", "lang", "day"), EVERY)
def test_every_sentence_has_its_clause(tenant, lang, day):
    page = book(tenant, lang, day)
    sentences = list(page.find(cls="sentence"))
    assert len(sentences) > 50
    known = {node.attrs["id"].removeprefix("c-") for node in page.find("tr", "clause")}
    for sentence in sentences:
        assert sentence.text.strip()
        assert sentence.clauses, sentence.text
        assert sentence.clauses <= known


@pytest.mark.parametrize(("tenant", "lang", "day"), EVERY)
def test_what_stands_in_a_list_is_a_sentence_of_law_or_a_note_that_there_is_none(tenant, lang, day):
    for items in book(tenant, lang, day).find("ol", "items"):
        for item in (child for child in items.children if isinstance(child, Node)):
            kinds = set(item.attrs.get("class", "").split())
            assert kinds & {"sentence", "note"} or list(item.find("ol", "inner"))


# ---------------------------------------------------------------- what is in it


def representatives(bundle, track):
    """One occupation for each set of conditions: all of them, or the one that the track is for."""
    return ["3-01-04-04"] if track == "veterans" else ["6-18-01-05", "4-04-05-01"]


def expected_routes(tenant, day):
    """Ask the engine which routes answer where every gate has a way in force that day."""
    one = tenants.tenant(tenant)
    bundle = one.open()
    law = Reader(bundle, one.region).read()
    on = to_day(date.fromisoformat(day))

    def counts(variant):
        return variant.period[0] <= on < variant.period[1]

    found = {}
    for track in bundle.tracks:
        for grade in bundle.grades:
            routes = set()
            for code in representatives(bundle, track):
                plan = make_plan(bundle, law, Selection(track, code, grade, one.region))
                ladder, *gates = plan.gates
                here = any(counts(way) and grade in way.grades for way in ladder.ways)
                if here and all(any(counts(way) for way in gate.ways) for gate in gates):
                    routes |= {route.id for route in plan.routes if counts(route)}
            if routes:
                found[track, grade] = sorted(routes)
    return found


@pytest.mark.parametrize(("tenant", "lang"), [(tenant, lang) for tenant in TENANTS for lang in ("zh", "en")])
def test_the_conditions_that_a_standard_sets_itself_stand_in_the_appendix(tenant, lang):
    one = tenants.tenant(tenant)
    bundle = one.open()
    law = Reader(bundle, one.region).read()
    own = {said.what.id for said in bundle.standards.values() if said.what.conditions}
    expected = {v.rule.id for v in law.routes if set(v.rule.standards) & own}
    parts = book(tenant, lang).find("div", "own")
    printed = [one.attrs["data-rule"] for part in parts for one in part.find("li", "sentence")]
    assert set(printed) == expected
    assert "4-10-01-05:2019-09-25/4-1" in printed


@pytest.mark.parametrize(("tenant", "lang", "day"), EVERY)
def test_every_route_in_force_stands_exactly_where_its_grade_is(tenant, lang, day):
    printed = {}
    for track in book(tenant, lang, day).find("section", "track"):
        for grade in track.find("div", "grade"):
            sentences = list(grade.find("li", "sentence"))
            routes = sorted(name for one in sentences for name in one.attrs["data-variants"].split())
            if routes:
                printed[track.attrs["data-track"].removeprefix("track-"), grade.attrs["data-grade"]] = routes
    assert printed == expected_routes(tenant, day)


@pytest.mark.parametrize(("tenant", "day"), [(tenant, day) for tenant in TENANTS for day in (DAY, "2027-12-28")])
def test_every_other_rule_in_force_stands_in_its_chapter(tenant, day):
    one = tenants.tenant(tenant)
    law = Reader(one.open(), one.region).read()
    on = to_day(date.fromisoformat(day))
    printed = {
        node.attrs["data-rule"] for node in book(tenant, "zh", day).find(cls="sentence") if "data-rule" in node.attrs
    }
    methods = reached(law, expected_routes(tenant, day))
    for variants in (law.methods, law.aspects, law.incentives, law.duties):
        there = {v.rule.id for v in variants if v.period[0] <= on < v.period[1]}
        if variants is law.methods:
            there &= methods
        if variants is law.aspects:
            there &= {v.rule.id for v in variants if not v.rule.methods or methods & set(v.rule.methods)}
        assert {v.rule.id for v in variants} & printed == there


def reached(law, routes):
    """The methods to which routes lead, and those that stand in their place on a track."""
    by_id = {v.id: v.rule for v in law.routes}
    found = {by_id[name].method for names in routes.values() for name in names}
    tracks = {track for track, _ in routes}
    return found | {v.id for v in law.methods if v.rule.replaces in found and tracks & set(v.rule.tracks or tracks)}


def test_a_method_to_which_no_route_leads_is_only_named():
    page = book("inner-mongolia")
    assert "m-enterprise-appointment" not in {node.attrs.get("id") for node in page.walk()}
    assert "下列评价方式当日此地无申报条件可适用，不予列出：评聘" in page.text


def test_a_sentence_says_what_the_rule_asks_and_on_which_clause():
    [sentence] = [
        one
        for track in book("sichuan").find("section", "track", track="track-enterprise")
        for grade in track.find("div", "grade", grade="4")
        for one in grade.find("li", "sentence", rule="national:2023/4-1")
    ]
    assert " ".join(sentence.text.split()).startswith("（一）累计从事本职业或相关职业工作满5年。")
    assert "〔《国家职业标准编制技术规程（2023年版）》申报条件 四级 1〕" in sentence.text
    assert sentence.clauses == {"T2023-4-1"}


def test_the_same_sentence_in_english():
    [sentence] = [
        one
        for track in book("sichuan", "en").find("section", "track", track="track-enterprise")
        for one in track.find("li", "sentence", rule="enterprise:front-line")
        if one.parent.parent.attrs["data-grade"] == "1"
    ]
    assert "Direct recognition of superb front-line workers: All of the following: (1) works" in sentence.text
    assert "[川人社规〔2022〕9号, 五(一) 2]" in sentence.text


def test_what_is_left_open_leads_to_its_term():
    [sentence] = book("sichuan").find("li", "sentence", rule="enterprise:special")
    assert "评聘特级技师所需年限未作规定" in sentence.text
    [link] = sentence.find("span", "open")
    assert next(link.find("a")).attrs["href"] == "#t-enterprise-special-years"
    [term] = [node for node in book("sichuan").find("div", "term") if node.attrs["id"] == "t-enterprise-special-years"]
    assert "未作规定。" in term.text


def test_a_track_for_one_occupation_names_its_edition_and_its_own_method():
    [track] = book("sichuan").find("section", "track", track="track-veterans")
    groups = {" ".join(group.text.split()) for group in track.find("p", "group")}
    assert "退役军人事务员（执行2023年版申报条件），经退役军人事务员考核认定（见附录三）：" in groups
    assert not [one for one in track.find("li") if one.attrs.get("data-rule", "").startswith("national:2018/")]
    assert "申报职业为3-01-04-04（退役军人事务员）" in track.text


ONE_GRADE = """
[[document]]
id = "YN"
title = { zh = "甲", en = "A" }
issuer = { zh = "乙", en = "B" }
issued = 2024-01-01
place = "530000"
[[clause]]
id = "YN/1"
at = "一"
kind = "scope"
gist = { zh = "丙", en = "C" }
[[filling]]
term = "national:filing"
clause = "YN/1"
value = true
[[filling]]
term = "college:higher-vocational-graduates"
clause = "YN/1"
value = true
"""


def test_a_grade_for_which_a_gate_has_no_way_says_so(tmp_path):
    (tmp_path / "one.toml").write_text(ONE_GRADE, encoding="utf-8")
    tenant = '[tenants.yunnan]\nregion = "530000"\nplugins = ["national", "college"]\nlaws = ["one.toml"]\n'
    (tmp_path / "bajigong.toml").write_text(tenant, encoding="utf-8")
    config = ("--config", str(tmp_path / "bajigong.toml"))
    [track] = book("yunnan", "zh", DAY, *config).find("section", "track", track="track-college")
    grades = {grade.attrs["data-grade"]: grade for grade in track.find("div", "grade")}
    assert "本校学生" in grades["5"].text
    assert "申报不能受理" in grades["5"].text
    assert list(grades["3"].find("li", "sentence"))
    [track] = book("guilin").find("section", "track", track="track-veterans")
    assert "个人申报不能受理判定" in track.text
    assert not list(track.find("div", "grade"))


def test_a_table_of_values_is_set_out_with_its_clause():
    [term] = [one for one in book("sichuan").find("div", "term") if one.attrs["id"] == "t-national-competition-table"]
    [table] = term.find("table", "value")
    rows = [[cell.text for cell in row.find("td")] for row in table.find("tr")]
    heads = ["竞赛级别", "竞赛组别", "是否获优胜（优秀）等次", "名次自", "名次至", "可获等级", "须已持有"]
    assert [cell.text for cell in table.find("th")] == heads
    assert ["国家级二类", "职工组", "", "6", "20", "三级/高级工", ""] in rows
    assert table.clauses == {"CMP-prizes"}


# ---------------------------------------------------------------- which day, which place


def documents(page):
    return {node.attrs["data-document"]: node.attrs["data-status"] for node in page.find("tr", "document")}


def test_a_lapsed_document_is_listed_as_lapsed_and_none_of_its_rules_is_printed():
    last, lapsed = book("sichuan", "zh", "2027-12-27"), book("sichuan", "zh", "2027-12-28")
    assert (documents(last)["SC22"], documents(lapsed)["SC22"]) == ("in_force", "lapsed")

    def resting(page):
        rules = [node for node in page.find(cls="sentence") if "data-rule" in node.attrs]
        return [node.text for node in rules if any(clause.startswith("SC22-") for clause in node.clauses)]

    assert resting(last)
    assert resting(lapsed) == []
    assert not [row for row in lapsed.find("tr", "current") if any(c.startswith("SC22-") for c in row.clauses)]
    [past] = lapsed.find("table", "past")
    assert "川人社规〔2022〕9号已于2027年12月28日失效" in past.text
    assert "技能高超、业绩突出的一线职工直接认定" in past.text
    named = {clause for clause in past.clauses if clause.startswith("SC22-")}
    assert "SC22-5.1.b" in named


def test_a_document_that_is_not_yet_in_force():
    page = book("sichuan", "en", "2022-12-27")
    assert documents(page)["SC22"] == "not_yet"
    [past] = page.find("table", "past")
    assert "川人社规〔2022〕9号 is not in force until 28 December 2022" in past.text


def test_drafts_and_documents_without_a_date_stand_apart():
    page = book("sichuan")
    headings = [node.text for node in page.find("h3")]
    tables = list(page.find("table", "documents"))
    ids = [[row.attrs["data-document"] for row in table.find("tr", "document")] for table in tables]
    assert headings[:3] == ["第一节现行有效的文件", "第二节资料未载明日期、按有效处理的文件", "第三节不作为依据的文件"]
    assert "SC22" in ids[0]
    assert "SCV" in ids[1]
    assert "SCX" in ids[2]


def test_another_place_of_the_same_tenant():
    page = book("guilin", "zh", DAY, "--place", "450000")
    assert documents(page)["GL23"] == "elsewhere"
    assert not list(page.find("div", "grade"))


def test_the_title_names_tenant_day_and_bundle():
    header = next(book("sichuan").find("header")).text
    assert "四川省职业技能等级认定规定汇编" in header
    assert "2026年11月21日" in header
    assert tenants.tenant("sichuan").open().hash in header
    assert "21 November 2026" in next(book("sichuan", "en").find("header")).text


def test_every_clause_of_the_bundle_is_in_the_appendix_with_its_gist():
    bundle = tenants.tenant("sichuan").open()
    rows = {row.attrs["data-clause"]: row for row in book("sichuan").find("tr", "clause")}
    assert set(rows) == set(bundle.clauses)
    for name, row in rows.items():
        assert row.attrs["id"] == f"c-{slug(name)}"
        assert bundle.clauses[name].what.gist.zh in row.text


def test_a_place_written_in_toml_may_not_write_html(tmp_path):
    config = tmp_path / "bajigong.toml"
    label = '{ zh = "<script>甲</script>", en = "<b>A</b>" }'
    config.write_text(f'[tenants.a]\nlabel = {label}\nregion = "510000"\nplugins = ["national"]\n', encoding="utf-8")
    html = run("--tenant", "a", "--config", str(config), "--lang", "zh", "--on", DAY, "-o", "-").stdout
    assert "<script>" not in html
    assert "&lt;script&gt;甲" in html


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_headings_are_numbered_in_chinese(number, written):
    assert numeral(number) == written


# ---------------------------------------------------------------- the file


def test_a_file_is_written_and_replaced_whole(tmp_path):
    file = tmp_path / "book.html"
    file.write_text("old", encoding="utf-8")
    result = run("--tenant", "guilin", "--lang", "zh", "--on", DAY, "-o", str(file))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"已生成{file}\n")
    assert file.read_text(encoding="utf-8") == written("guilin").rstrip("\n")
    assert [one.name for one in tmp_path.iterdir()] == ["book.html"]


def test_a_tenant_that_does_not_open_leaves_the_old_file(tmp_path):
    file = tmp_path / "book.html"
    file.write_text("old", encoding="utf-8")
    assert run("--tenant", "nowhere", "-o", str(file)).exit_code == 1
    assert file.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("-o", "-"), 2, "Missing option '--tenant'"),
        (("--tenant", "sichuan"), 2, "Missing option '-o'"),
        (("--tenant", "sichuan", "-o", "/no-such-folder/book.html"), 1, "there is no folder /no-such-folder"),
        (("--tenant", "sichuan", "-o", "-", "--on", "2026-02-30"), 2, "expected a day as YYYY-MM-DD"),
    ],
)
def test_what_is_wrong_is_one_message(args, code, said):
    result = run(*args, "--lang", "en")
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
