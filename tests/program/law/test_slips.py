"""Ordinary slips of those who write law: each is one clear error that names file, line, entry, found and expected.

A law that is right is changed in one place; what is wrong with it is said, never answered with and never a traceback.
"""

import re

import pytest

from bajigong.errors import LawError, TenantError
from bajigong.law.tenants import tenants

LAW = """\
[[document]]
id = "M"
title = { zh = "办法", en = "Measures" }
issuer = { zh = "某厅", en = "an office" }
place = "520000"
issued = 2025-01-01
lapses = 2030-01-01

[[clause]]
id = "M/1"
at = "一"
kind = "eligibility"
gist = { zh = "条件", en = "conditions" }

[[filling]]
term = "enterprise:relations"
clause = "M/1"
value = ["employee", "intern"]

[[filling]]
term = "enterprise:special-years"
clause = "M/1"
value = 3

[[filling]]
term = "enterprise:competition"
clause = "M/1"
value = true

[[filling]]
term = "national:local-competition-table"
clause = "M/1"
value = [{ levels = ["city"], worst = 3, to = "3" }]

[[term]]
id = "mine:months"
label = { zh = "月数", en = "months" }
kind = "whole"
least = 1
delegated_to = ["province", "city"]

[[route]]
id = "mine:worked"
to = ["4"]
method = "national:examination"
label = { zh = "工作年限", en = "years of work" }
tracks = ["enterprise"]
clauses = ["M/1"]
when = [
    { kind = "worked", years = 2, after = { kind = "holds", grade = "5" } },
    { kind = "employed_for", months = { term = "mine:months" } },
]

[[route]]
id = "mine:either"
to = [3]
method = "national:examination"
label = { zh = "两种情形", en = "either" }
clauses = ["M/1"]
any = [
    [{ kind = "holds", grade = "4", for_years = 1 }],
    [{ kind = "graduated", schools = ["university"], evaluated = true }],
]

[[fact]]
path = "applicant.medals"
type = "number"
label = { zh = "奖章数", en = "medals" }
aliases = ["奖章数量"]

[[duty]]
id = "mine:report"
kind = "report"
label = { zh = "年报", en = "yearly report" }
gist = { zh = "每年报送", en = "report every year" }
who = { zh = "机构", en = "agencies" }
clauses = ["M/1"]
due = "12-10"
keep = [{ what = { zh = "档案", en = "records" }, years = 3 }]

[[gate]]
id = "mine:gate"
label = { zh = "条件", en = "a gate" }

[[way]]
gate = "mine:gate"
id = "mine:gate/a"
clauses = ["M/1"]
when = [{ kind = "agency_sized", sizes = ["large"] }]

[[standard]]
code = "6-18-01-05"
name = "镗工"
issued = 2024-01-01
edition = "2018"
grades = ["5", "4"]
layer = "agency"

[standard.conditions]
4 = [{ years = 2, after = "5" }, "4-2"]

[[incentive]]
id = "mine:bonus"
label = { zh = "奖励", en = "a bonus" }
gist = { zh = "发放奖励", en = "a bonus is paid" }
clauses = ["M/1"]
grades = ["3"]
amount = { term = "mine:amounts" }

[[term]]
id = "mine:amounts"
label = { zh = "奖励标准", en = "amounts" }
kind = "table"
delegated_to = ["province"]

[[filling]]
term = "mine:amounts"
clause = "M/1"
value = [{ grade = 3, yuan = 500 }]
"""
TENANT = """\
[tenants.mine]
label = { zh = "某省", en = "a province" }
region = "520000"
plugins = ["national", "enterprise"]
laws = ["mine.toml"]
drafts = false
fillings = [{ term = "enterprise:chief-years", value = 2, document = "集团〔2025〕1号", issued = 2025-01-01 }]
"""

# fmt: off
# ruff: noqa: E501  (a table: one slip a line)
SLIPS = [
    # what a document, a clause and a filling are
    ('place = "520000"', "place = 520000", 5, "document M: place", "found 520000; expected a code of GB/T 2260"),
    ('place = "520000"', 'place = "52"', 5, "document M: place", "found '52'; expected a code of GB/T 2260"),
    ('place = "520000"', 'place = "990000"', 5, "document M: place", "found '990000'; expected a code of GB/T 2260"),
    ('place = "520000"', 'place = "440000"', 5, "document M", "found place 440000; expected one in or above"),
    ("issued = 2025-01-01\nl", 'issued = "2025-01-01"\nl', 6, "document M: issued", "expected a date such as 2024-01-31"),
    ("issued = 2025-01-01\nl", "issued = 2025-01-01T08:00:00\nl", 6, "document M: issued", "expected a date such as"),
    ("lapses = 2030-01-01", "lapses = 2024-12-31", 7, "document M", "which is not after 2025-01-01, from which it counts"),
    ("lapses = 2030-01-01", "valid_years = 0", 7, "document M: valid_years", "expected a whole number of at least 1"),
    ("lapses = 2030-01-01", 'status = "drafft"', 7, "status", r"one of draft, in_force \(did you mean 'draft'\?\)"),
    ("lapses = 2030-01-01", "laps = 2030-01-01", 7, "laps", r"found key 'laps'; .*\(did you mean 'lapses'\?\)"),
    ('issuer = { zh = "某厅", en = "an office" }', 'issuer = "某厅"', 4, "issuer", "found '某厅'; expected a text"),
    ('issuer = { zh = "某厅", en = "an office" }', "", 1, "document M", "key 'issuer' is missing"),
    ('en = "an office" }', 'cn = "an office" }', 4, "document M: issuer", "expected a text { zh = …, en = … }"),
    ('kind = "eligibility"', 'kind = "eligability"', 12, "clause M/1: kind", r"\(did you mean 'eligibility'\?\)"),
    ('id = "M/1"\nat = "一"', 'id = "M/1"\nat = 1', 11, "clause M/1: at", "found 1; expected text in quotes"),
    ('[[filling]]', '[[clause]]\nid = "N/1"\nat = "一"\nkind = "scope"\ngist = { zh = "甲", en = "a" }\n[[filling]]', 16, "clause N/1", "its document 'N' is not declared"),
    ('term = "enterprise:relations"', 'term = "enterprise:relation"', 16, "filling", r"\(did you mean 'enterprise:relations'\?\)"),
    ('clause = "M/1"\nvalue = ["employee"', 'clause = "M/2"\nvalue = ["employee"', 17, "filling", r"'M/2', which is not declared \(did you mean 'M/1'\?\)"),
    ('["employee", "intern"]', '"employee"', 18, "filling", "expected some of employee, dispatched"),
    ('["employee", "intern"]', '["employee", "interns"]', 18, "filling", r"\(did you mean 'intern'\?\)"),
    ('["employee", "intern"]', "[]", 18, "filling", "expected some of employee"),
    ("value = 3\n", 'value = "3"\n', 23, "filling", "expected a whole number of at least 0"),
    ("value = 3\n", "value = -3\n", 23, "filling", "expected a whole number of at least 0"),
    ("value = 3\n", "value = 2.5\n", 23, "filling", "expected a whole number of at least 0"),
    ("value = 3\n", "value = true\n", 23, "filling", "expected a whole number of at least 0"),
    ("value = true", 'value = "yes"', 28, "filling", "expected true or false"),
    ("value = true", "value = 1", 28, "filling", "expected true or false"),
    ("value = true\n\n", "\n\n", 25, "filling enterprise:competition", "key 'value' is missing"),
    ("levels = [", "level = [", 33, r"filling .*", r"found key 'level'; .*\(did you mean 'levels'\?\)"),
    ('levels = ["city"]', 'levels = "city"', 33, "filling", "found 'city'; expected a list"),
    ('levels = ["city"]', 'levels = ["town"]', 33, "filling", "found 'town'; expected one of"),
    ("worst = 3", 'worst = "3"', 33, "filling", "found '3'; expected a whole number"),
    ('to = "3" }', 'to = "9" }', 33, "filling", "found grade '9'; expected one of"),
    # terms
    ('kind = "whole"', 'kind = "number"', 38, "term mine:months: kind", "expected one of flag, whole, choice, choices, table"),
    ('kind = "whole"', 'kind = "choice"', 38, "term mine:months", "is of kind 'choice' and has no choices"),
    ("least = 1", "least = 1\nmost = 0", 39, "term mine:months", "found least 1, which is more than most 0"),
    ("least = 1", "least = 1\notherwise = 0", 40, "term mine:months", "found otherwise 0; expected a whole number of at least 1"),
    ("least = 1", 'least = "1"', 39, "term mine:months: least", "expected a whole number"),
    ('["province", "city"]', '["provinces"]', 40, "delegated_to", r"\(did you mean 'province'\?\)"),
    ('["province", "city"]', "[]", 40, "delegated_to", r"expected a list \[…\] of one at least"),
    ('["province", "city"]', '"province"', 40, "delegated_to", "found 'province'; expected a list"),
    # rules and what they ask
    ("years = 2,", 'years = "2",', 50, r"when\[0\].years", "'worked': found '2'; expected a whole number of at least 0"),
    ("years = 2,", "years = -2,", 50, r"when\[0\].years", "found -2; expected a whole number of at least 0"),
    ("years = 2,", "years = true,", 50, r"when\[0\].years", "found true; expected a whole number of at least 0"),
    ("years = 2,", "years = 2.5,", 50, r"when\[0\].years", r"found 2\.5; expected a whole number of at least 0"),
    ("years = 2,", "year = 2,", 50, r"when\[0\].year", r"found key 'year'; .*\(did you mean 'years'\?\)"),
    ("years = 2,", "", 50, r"when\[0\]", "'worked': key 'years' is missing"),
    ('kind = "worked"', 'kind = "work"', 50, r"when\[0\].kind", r"found requirement kind 'work'; .*\(did you mean 'work"),
    ('{ kind = "worked"', '{ kinds = "worked"', 50, r"when\[0\]", "found a table; expected a requirement"),
    ('kind = "holds", grade = "5"', 'kind = "holds", grade = "6"', 50, r"when\[0\].after.grade", "found grade '6'"),
    ('after = { kind = "holds", grade = "5" }', 'after = "5"', 50, r"when\[0\].after", "found '5'; expected a requirement"),
    ('after = { kind = "holds", grade = "5" }', 'after = { kind = "works" }', 50, "mine:worked", "time cannot be counted from"),
    ('{ term = "mine:months" }', '{ term = "mine:month" }', 51, "mine:worked", r"\(did you mean 'mine:months'\?\)"),
    ('{ term = "mine:months" }', '{ term = "enterprise:competition" }', 51, r"when\[1\].months", "a value of term 'enterprise:competition'"),
    ('clauses = ["M/1"]\nwhen', 'clauses = "M/1"\nwhen', 48, "route mine:worked: clauses", "found 'M/1'; expected a list"),
    ('clauses = ["M/1"]\nwhen', "when", 42, "mine:worked", "cites no clause and rests on no term"),
    ('clauses = ["M/1"]\nwhen', 'clauses = ["M/11"]\nwhen', 48, "mine:worked", r"\(did you mean 'M/1'\?\)"),
    ('to = ["4"]', 'to = "4"', 44, "route mine:worked: to", "found '4'; expected"),
    ('to = ["4"]', "to = []", 44, "route mine:worked: to", "found an empty list; expected"),
    ('to = ["4"]', 'to = ["7"]', 44, "mine:worked", "names grade '7', which is not declared"),
    ('tracks = ["enterprise"]', 'tracks = ["enterprize"]', 47, "mine:worked", r"\(did you mean 'enterprise'\?\)"),
    ('label = { zh = "工作年限"', 'labels = { zh = "工作年限"', 46, "labels", r"found key 'labels'.*\(did you mean 'label'\?\)"),
    ('method = "national:examination"\nlabel = { zh = "工', 'method = "national:exam"\nlabel = { zh = "工', 45, "mine:worked", "names method 'national:exam'"),
    ("for_years = 1", 'for_years = "1"', 61, r"any\[0\]\[0\].for_years", "found '1'; expected a whole number of at least 0"),
    ('schools = ["university"]', 'schools = "university"', 62, r"any\[1\]\[0\].schools", "found 'university'; expected a list"),
    ('schools = ["university"]', 'schools = ["univercity"]', 62, r"any\[1\]\[0\].schools\[0\]", r"\(did you mean 'university'\?\)"),
    ("evaluated = true", 'evaluated = "yes"', 62, r"any\[1\]\[0\].evaluated", "found 'yes'; expected true or false"),
    ("evaluated = true", "evaluate = true", 62, r"any\[1\]\[0\].evaluate", r"\(did you mean 'evaluated'\?\)"),
    ("to = [3]", "to = [3]\nwhen = []", 57, "route mine:either: when", "found an empty list; expected a list of at least one"),
    ("any = [\n", "any = [ { kind = \"works\" },\n", 60, r"any\[0\]", "found a table; expected a list of at least one"),
    ("[[way]]", "[way]", 85, "", "expected tables, each under"),
    ("[[way]]", "[[ways]]", 85, "", r"found \[ways\]; .*\(did you mean 'way'\?\)"),
    ('gate = "mine:gate"', 'gate = "mine:gates"', 86, "mine:gate/a", r"\(did you mean 'mine:gate'\?\)"),
    ('sizes = ["large"]', 'sizes = ["huge"]', 89, r"when\[0\].sizes\[0\]", "found 'huge'; expected one of large, medium"),
    ('when = [{ kind = "agency_sized", sizes = ["large"] }]', "when = []", 89, "way mine:gate/a: when", "a list of at least one"),
    ('when = [{ kind = "agency_sized", sizes = ["large"] }]', 'when = { kind = "agency_sized" }', 89, "when", "found a table; expected a list"),
    # facts, duties, standards
    ('type = "number"', 'type = "integer"', 67, "fact applicant.medals: type", "expected one of date, flag"),
    ('aliases = ["奖章数量"]', 'aliases = ["姓名"]', 69, "fact applicant.medals", "header '姓名' already stands for fact applicant.name"),
    ('aliases = ["奖章数量"]', 'aliases = "奖章数量"', 69, "aliases", "found '奖章数量'; expected a list"),
    ('due = "12-10"', 'due = "12-32"', 78, "duty mine:report: due", "expected a day of the year as MM-DD"),
    ('due = "12-10"', "due = 12", 78, "duty mine:report: due", "expected a day of the year as MM-DD"),
    ('kind = "report"', 'kind = "reports"', 73, "duty mine:report: kind", r"\(did you mean 'report'\?\)"),
    ("years = 3 }]", 'years = "3" }]', 79, r"keep\[0\].years", "expected a whole number of at least 1"),
    ('edition = "2018"', 'edition = "2019"', 95, "standard", r"edition: found '2019'; .*\(did you mean '2018'\?\)"),
    ('{ years = 2, after = "5" }', '{ years = "2", after = "5" }', 100, r"conditions.4\[0\].years", "found '2'; expected a whole"),
    ('{ years = 2, after = "5" }', '{ year = 2, after = "5" }', 100, r"conditions.4\[0\]", "found key 'year'"),
    ('"4-2"]', '"4-9"]', 100, "standard", "found '4-9'; expected one of 5-1, 5-2, 4-1"),
    # what a rule leaves to a term beside its requirements
    ('amount = { term = "mine:amounts" }', 'amount = { term = "mine:months" }', 108, "mine:bonus", "of kind 'whole'; expected one of kind 'table'"),
    ('amount = { term = "mine:amounts" }', 'amount = "500"', 108, "incentive mine:bonus: amount", "found '500'; expected"),
    ('amount = { term = "mine:amounts" }', 'amount = { term = "mine:amount" }', 108, "mine:bonus", r"\(did you mean 'mine:amounts'\?\)"),
    ("yuan = 500", "yuan = 0", 119, "filling", "found 0; expected a whole number of at least 1"),
    ("yuan = 500", "yuans = 500", 119, "filling", r"found key 'yuans'; .*\(did you mean 'yuan'\?\)"),
    ("grade = 3, yuan", "grade = 9, yuan", 119, "filling", "found grade '9'; expected one of"),
    ('layer = "agency"', 'layer = "enterprise"', 97, "standard 6-18-01-05: layer", "expected one of nation, agency"),
]
OF_TENANTS = [
    ('region = "520000"', "region = 520000", 3, "tenant mine: region", "found 520000; expected a code of GB/T 2260"),
    ('region = "520000"', "", 1, "tenant mine", "key 'region' is missing"),
    ('plugins = ["national", "enterprise"]', 'plugins = "national"', 4, "plugins", "expected a list"),
    ('plugins = ["national", "enterprise"]', "plugins = []", 4, "plugins", "of one at least"),
    ("drafts = false", 'drafts = "no"', 6, "drafts", "found 'no'; expected true or false"),
    ("drafts = false", "draft = false", 6, "draft", r"found key 'draft'; .*\(did you mean 'drafts'\?\)"),
    ('laws = ["mine.toml"]', 'laws = "mine.toml"', 5, "laws", "found 'mine.toml'; expected a list"),
    ("issued = 2025-01-01", 'issued = "2025"', 7, r"fillings\[0\].issued", "expected a date"),
    ('document = "集团〔2025〕1号", ', "", 7, r"fillings\[0\]", "key 'document' is missing"),
    ('label = { zh = "某省", en = "a province" }', "label = { zh = 1, en = 2 }", 2, "label", "expected a text"),
    ("[tenants.mine]", "[tenant.mine]", 1, "tenant", r"found key 'tenant'; .*\(did you mean 'tenants'\?\)"),
]
# fmt: on


def opened(folder, law=LAW, file=TENANT):
    (folder / "mine.toml").write_text(law, encoding="utf-8")
    (folder / "bajigong.toml").write_text(file, encoding="utf-8")
    return tenants(folder / "bajigong.toml")["mine"].open()


def test_the_law_that_the_slips_are_made_in_is_right(tmp_path):
    bundle = opened(tmp_path, "\ufeff" + LAW, "\ufeff" + TENANT)
    assert {"mine:worked", "mine:either"} <= set(bundle.routes)


@pytest.mark.parametrize(("right", "wrong", "line", "entry", "said"), SLIPS, ids=[slip[1] for slip in SLIPS])
def test_a_slip_in_a_law_file(tmp_path, right, wrong, line, entry, said):
    assert LAW.count(right) >= 1
    with pytest.raises(LawError) as caught:
        opened(tmp_path, LAW.replace(right, wrong, 1))
    _is_said(caught.value, "mine.toml", line, entry, said)


@pytest.mark.parametrize(("right", "wrong", "line", "entry", "said"), OF_TENANTS, ids=[s[1] for s in OF_TENANTS])
def test_a_slip_in_the_file_of_tenants(tmp_path, right, wrong, line, entry, said):
    with pytest.raises(TenantError) as caught:
        opened(tmp_path, file=TENANT.replace(right, wrong, 1))
    _is_said(caught.value, str(tmp_path / "bajigong.toml"), line, entry, said)


def _is_said(error, file, line, entry, said):
    """One slip, in one line of each language, whose place and words are right."""
    [message] = str(error).splitlines()
    assert re.search(said, message), message
    assert re.match(rf"{re.escape(file)}, line {line}(, [^\n]*{entry}[^\n]*)?: ", message), message
    [slip] = {one.say("en"): one for one in error.slips}.values()
    assert re.search("[\u4e00-\u9fff]", slip.message.zh), slip.message.zh


def test_a_filling_is_looked_at_although_its_clause_is_refused(tmp_path):
    """What rests on a refused entry is not wrong for that; a value of its own that does not fit is said all the same."""
    law = LAW.replace('kind = "eligibility"', 'kind = "scop"', 1).replace("value = 3\n", 'value = "3"\n', 1)
    with pytest.raises(LawError) as caught:
        opened(tmp_path, law)
    said = str(caught.value)
    assert "found 'scop'" in said
    assert "gives '3'; expected a whole number of at least 0" in said
    assert len(said.splitlines()) == 2
