"""Headers that are not known: listed, asked about, told by a map, refused where somebody wants that."""

import tomllib

import pytest
from attrs import evolve

from bajigong.cli.template import first_map
from bajigong.errors import InputError
from bajigong.policy.facts import ColumnMap
from bajigong.tables import read_files
from bajigong.tables.headers import headers_of, read_column_map, with_columns


def test_rows_are_answered_though_a_header_is_not_known(read, checked):
    [raw] = read("a.csv", "姓名,政治面貌,xyz,申报级别\n张三,群众,1,3\n")
    assert checked(raw).facts == {"grade": "3", "applicant": {"name": "张三"}}


def test_what_is_not_used_is_listed_once(notes):
    rows = "张三,群众,1,3,男\n" * 3
    assert notes("a.csv", f"姓名,政治面貌,xyz,申报级别,性别\n{rows}") == [
        "a.csv: columns that are not used: 政治面貌、xyz"
    ]


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("取证时间", "发证时间"),
        ("拿证日期", "发证日期"),
        ("从业开时日期", "从业开始日期"),
        ("毕业学效", "毕业学校"),
        ("worked form", "worked from"),
    ],
)
def test_a_near_miss_is_asked_for_loudly(notes, header, meant):
    listed, loud = notes("a.csv", f"姓名,申报级别,{header}\n张三,3,2012-07-01\n")
    assert listed == f"a.csv: columns that are not used: {header}"
    assert f"warning: column '{header}' is not used, though it may be " in loud
    assert f"'{meant}'" in loud


@pytest.mark.parametrize("header", ["取证时间", "证书时间", "发证机关"])
def test_a_hint_never_leads_to_the_day_of_another_fact(schema, header):
    for one in headers_of(schema).nearest(header):
        [target] = headers_of(schema).find(one)
        assert target.field.parent != "applicant.titles", one


def test_a_hint_is_of_facts_that_have_no_column_yet(notes):
    assert notes("a.csv", "姓名,申报级别,申报职业,申报职业类\n张三,3,电工,x\n") == [
        "a.csv: columns that are not used: 申报职业类"
    ]


def test_a_map_says_what_headers_stand_for(schema, checked, tmp_path, notes):
    content = "姓名,拿证日期,政治面貌,级\n张三,2021-03-01,x,三级\n"
    meant = {"拿证日期": "applicant.certificates.issued", "政治面貌": "", "级": "申报级别"}
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    [raw] = read_files([tmp_path / "a.csv"], with_columns(schema, ColumnMap(meant)))
    assert checked(raw).facts["applicant"]["certificates"][0]["issued"].isoformat() == "2021-03-01"
    assert checked(raw).facts["grade"] == "3"
    assert notes("a.csv", content, **meant) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "[columns]\n'a' = 'applicant.nam'\n",
            "m.toml, a: found 'applicant.nam'; expected the path of a fact or a known",
        ),
        ("[columns]\n'a' = 3\n", "m.toml, a: found '3'; expected the path of a fact or a known header, empty for none"),
        ("a = 1\n", "m.toml: found 'a'; expected one table [columns]"),
        ("[columns\n", "m.toml: found what cannot be read"),
        ("", "m.toml: found an empty file"),
    ],
)
def test_a_map_that_is_wrong_is_one_error(schema, tmp_path, content, said):
    path = tmp_path / "m.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        with_columns(schema, read_column_map(path))
    assert said in str(error.value).replace(f"{tmp_path}/", "")


def test_a_first_map_of_a_sheet(schema, tmp_path):
    sheet = tmp_path / "a.csv"
    sheet.write_text("名单\n姓名,考生姓名,拿证日期,政治面貌,xyz,性别\n张三,,2021-03-01,x,,\n", encoding="utf-8")
    words = first_map(sheet, schema, "en")
    assert tomllib.loads(words) == {"columns": {"姓名": "applicant.name", "考生姓名": "", "政治面貌": "", "性别": ""}}
    assert '# "拿证日期" = "applicant.certificates[0].issued"' in words
    assert '# "xyz" = ""' in words
    path = tmp_path / "m.toml"
    path.write_text(words.replace('# "', '"'), encoding="utf-8")
    known = with_columns(schema, read_column_map(path, strict=True))
    assert len(list(read_files([sheet], known))) == 1


def test_strict_columns_hold_where_a_map_says_none(schema, tmp_path):
    (tmp_path / "a.csv").write_text("姓名,申报级别,政治面貌\n张三,3,x\n", encoding="utf-8")
    strict = evolve(schema, columns=ColumnMap(strict=True))
    with pytest.raises(InputError, match="政治面貌"):
        list(read_files([tmp_path / "a.csv"], strict))
    told = evolve(schema, columns=ColumnMap({"政治面貌": ""}, strict=True))
    assert len(list(read_files([tmp_path / "a.csv"], told))) == 1
