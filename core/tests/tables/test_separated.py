"""Text in columns as spreadsheets write it: other separators, "Unicode text", and a row of totals."""

import codecs

import pytest

HEAD = "姓名,申报职业,申报级别,现有职称"
ROW = "张三,电工,三级,无"


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_separators_and_encodings(read, checked, name, separator, encoding):
    text = "\r\n".join(("名单", HEAD, ROW, "")).replace(",", separator)
    data = text.encode(encoding)
    [raw] = read(name, codecs.BOM_UTF16_BE + data if encoding == "utf-16-be" else data)
    facts = checked(raw).facts
    assert facts["grade"] == "3"
    assert facts["applicant"] == {"name": "张三", "titles": []}


def test_what_is_damaged_is_said(fails):
    assert fails("a.csv", f"{HEAD}\n{ROW}\n".encode("utf-16")[:-1]) == [
        "a.csv: found byte 59, which cannot be read; expected text in UTF-8, GB18030 or UTF-16"
    ]


@pytest.mark.parametrize("word", ["合计", " 合 计 ", "总计：2人", "合计（人）", "合计2人", "Total"])
@pytest.mark.parametrize("at", [0, 1])
def test_a_row_of_totals_is_no_person(read, word, at):
    last = ["", "", "", "14"]
    last[at] = word
    raws = read("a.csv", f"序号,姓名,申报级别,从事本职业年限\n1,张三,3,7\n2,合计宝,3,7\n{','.join(last)}\n")
    assert [raw.facts["applicant"]["name"] for raw in raws] == ["张三", "合计宝"]
