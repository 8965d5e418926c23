"""What people write for an occupation: names, trades, codes of today and of before, with what settles them."""

from datetime import date

import pytest

from bajigong.law.opening import open_bundle
from bajigong.tables.occupations import Written, read_occupation, refined
from bajigong.tables.words import InvalidValue

REGISTER = open_bundle(["national"]).register


def read(written, day=date(2026, 11, 21)):
    found = read_occupation(written, REGISTER)
    return found.settle(day, "occupation")[0] if isinstance(found, Written) else found


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("电工", "6-31-01-03"),
        ("6-31-01-03", "6-31-01-03"),
        ("电工(6-31-01-03)", "6-31-01-03"),
        ("电工（6-31-01-03）", "6-31-01-03"),
        ("6-31-01-03 电工", "6-31-01-03"),
        ("6-31-01-03/电工", "6-31-01-03"),
        ("6－31－01－03　电工", "6-31-01-03"),
        ("保育员", "4-10-01-03"),
        ("保育师", "4-10-01-03"),
        ("展出动物保育员", "4-09-06-04"),
        ("叉车司机", "6-30-05-01"),
        ("育婴员", "4-10-01-01"),
        ("维修电工", "6-31-01-03"),
        ("互联网营销师S", "4-01-06-02"),
        ("互联网营销师 S", "4-01-06-02"),
        ("人工智能训练师（S）", "4-04-05-05"),
        ("整理收纳师", "4-10-01-06-T03"),
        ("家政服务员（整理收纳师）", "4-10-01-06-T03"),
        ("高空作业机械操作工", "6-30-05-01-014"),
        ("6-30-05-01-014", "6-30-05-01-014"),
        ("4-14-05-03 游泳救生员", "4-14-05-03"),
        ("4-13-04-03 游泳救生员", "4-14-05-03"),
        ("4-13-04-03 家庭教育指导师", "4-13-04-03"),
        ("4-02-07-10 网约配送员", "4-10-08-01"),
    ],
)
def test_what_is_read(written, code):
    assert read(written) == code


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("6310103", "电工（6-31-01-03）"),
        ("6-31-0103", "电工（6-31-01-03）"),
        ("育婴师", "婴幼儿发展引导员（4-10-01-01）"),
        ("低压电工", "电工（6-31-01-03）"),
        ("月嫂", "家政服务员（4-10-01-06）"),
        ("网约车司机", "客运车辆驾驶员（4-02-02-01）"),
        ("汽车维修检验工", "汽车维修工"),
        ("6-31-01-03 车工", "电工"),
        ("9-99-99-99", "a code such as"),
        ("", "a code such as"),
    ],
)
def test_what_is_asked_for_with_the_nearest(written, said):
    with pytest.raises(InvalidValue) as caught:
        read_occupation(written, REGISTER)
    assert said in caught.value.expected.en


@pytest.mark.parametrize(
    ("code", "day", "meant"),
    [
        # The classification of 2022 was issued on 28 September; standards of 27 June already print its codes.
        ("4-13-04-03", date(2016, 3, 1), "4-14-05-03"),
        ("4-13-04-03", date(2022, 6, 26), "4-14-05-03"),
        ("4-13-04-03", date(2022, 6, 27), None),
        ("4-13-04-03", date(2022, 9, 27), None),
        ("4-13-04-03", date(2022, 9, 28), "4-13-04-03"),
        ("4-13-04-03", None, None),
        ("4-07-05-03", date(2021, 1, 1), "4-06-01-04"),
        ("4-07-05-03", date(2024, 1, 1), "4-07-05-03"),
        # A code that names nothing today, and one that means what it always did.
        ("4-99-00-00", None, "4-02-04-06"),
        ("4-99-00-00", date(2026, 1, 1), "4-02-04-06"),
        ("6-31-01-03", None, "6-31-01-03"),
        # Concluded from a name alone: where today's meaning is another, it cannot be told.
        ("4-07-04-03", date(2010, 1, 1), None),
        ("4-07-04-03", date(2019, 1, 1), "4-07-04-03"),
    ],
)
def test_what_a_code_meant_on_a_day(code, day, meant):
    assert read(code, day) == meant


def test_how_it_was_read_is_said():
    old = read_occupation("4-13-04-03", REGISTER)
    assert "游泳救生员" in old.settle(date(2016, 3, 1), "x")[1].zh
    either = old.settle(None, "applicant.work.occupation")[1]
    assert "家庭教育指导师（4-13-04-03）" in either.zh
    assert "applicant.work.occupation" in either.zh
    assert "推断" in read_occupation("塔吊司机", REGISTER).remark.zh


@pytest.mark.parametrize(
    ("code", "trade", "joined", "remark"),
    [
        ("4-10-01-06", "整理收纳师", "4-10-01-06-T03", False),
        ("6-30-05-01", "叉车司机", "6-30-05-01", False),
        ("6-31-01-03", "电工", "6-31-01-03", False),
        ("6-31-01-03", "外线电工", "6-31-01-03", True),
    ],
)
def test_a_trade_refines_the_occupation_beside_it(code, trade, joined, remark):
    found, said = refined(code, trade, REGISTER)
    assert (found, said is not None) == (joined, remark)


def test_a_trade_of_another_occupation_contradicts_it():
    with pytest.raises(InvalidValue) as caught:
        refined("6-31-01-03", "叉车司机", REGISTER)
    assert "起重装卸机械操作工（6-30-05-01）" in caught.value.expected.zh


def test_occupation_and_trade_columns_of_one_row(tmp_path):
    from bajigong.tables import check, read_files

    sheet = tmp_path / "x.csv"
    header, *people = "姓名,申报职业,申报工种", "甲,家政服务员,整理收纳师", "乙,电工,叉车司机", "丙,,叉车司机"
    rows = [header, *people, "丁,电工,外线电工"]
    sheet.write_text("\n".join(rows), encoding="utf-8")
    whole = open_bundle(["national"]).schema
    found = [
        check(raw, whole, tenant_place="510000", on=None, overrides={}, today=date(2026, 11, 21))
        for raw in read_files([sheet], whole)
    ]
    assert found[0].facts["occupation"] == "4-10-01-06-T03"
    assert (found[1][0].row, found[1][0].column) == (3, "申报工种")
    assert found[2].facts["occupation"] == "6-30-05-01"
    assert found[3].facts["occupation"] == "6-31-01-03"
    assert "外线电工" in found[3].remarks[0].zh
