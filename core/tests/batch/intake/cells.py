"""Cells of every type as people write them: good ones, blank ones, and those that are odd or wrong."""

import datetime as dt

from core.tests.batch.intake.row_way import schema
from hypothesis import strategies as st

from bajigong.tables.words import BrokenCell

BLANK = (None, "", " ", "\u3000", "\n")
#: What may stand in any cell, and is seldom right.
ODD = (
    *(
        "无",
        "没有",
        "NONE",
        " 无 ",
        "ｎｏｎｅ",
        "⽆",
        "n o n e",
        "\u200b无",
        "至今",
        "Present",
        "是",
        "否",
        "×",
        "高中",
        "高中及以下",
    ),
    *(
        "a\x00b",
        "\ue000",
        "\u200b",
        "a\x85b",
        "甲\n乙",
        "无锡某厂",
        "没",
        "x" * 300,
        "３",
        "3",
        "2012-07-01",
        "镗工、车工",
    ),
    *(True, False, 0, 1, 3, -1, 0.0, -0.0, 1.0, 3.0, 0.5, 1e300, float("nan"), float("inf"), 2.0**53, 10**20, 20120701),
    *(dt.date(2012, 7, 1), dt.datetime(2012, 7, 1), dt.datetime(2012, 7, 1, 8), dt.time(8), dt.timedelta(1)),  # noqa: DTZ001
    BrokenCell("#N/A"),
)
DATES = (
    *(
        "2012-07-01",
        "2012/7/1",
        "2012/07/01",
        "2012.07.01",
        "2012年7月1日",
        "20120701",
        "２０１２-０７-０１",
        "2012–07–01",
    ),
    *(
        " 2012-07-01 ",
        "2012-07-01 00:00:00",
        "1990-03-07",
        "1990-03-08",
        "2030-01-01",
        "2026-11-21",
        "2026-11-22",
        "2026-12-24",
    ),
    *("1900-01-01", "2100-12-31", "2000-02-29", "2008-08-08", "2015-06-30", "2019-09-01", "1950-05-05"),
    *(20120701, 20120701.0, dt.date(2012, 7, 1), dt.datetime(2011, 6, 1), dt.date(2026, 12, 24)),  # noqa: DTZ001
)
NO_DATES = (
    *("2012-07", "2012", "12-07-01", "2012-7/1", "2012-07/01", "2012-02-30", "2100-02-29", "2012-13-01", "2012-00-10"),
    *(
        "0000-01-01",
        "1899-12-31",
        "2101-01-01",
        "2012-07-0x",
        "2012-07-:1",
        "x012-07-01",
        "2012x07x01",
        "20121301",
        "2012-07-01x",
    ),
    *(dt.date(2101, 1, 1), dt.date(1899, 12, 31), 2012, 41091.0),
)
ID_NUMBERS = (
    *("510104199003070015", "11010519491231002x", "11010519491231002X", "'510104199003070015", " 510104 19900307 0015"),
    *("５１０１０４１９９００３０７００１５", 510104199003070015),
)
NO_ID_NUMBERS = (
    *(
        "510104900307001",
        "51010419900307001",
        "510104199003070016",
        "510104199002300015",
        "110105194912310020",
        "11010519491231002Y",
    ),
    *("510104179003070015", 5.10104199003070e17, "51010419900307001:", "某人"),
)
GOOD = {
    "date": DATES,
    "flag": ("是", "否", "有", "true", "No", 1, 0, 1.0, 0.0, True, False, "√", "ＹＥＳ"),
    "number": (8, 8.0, 8.5, "8", "8.5年", "１２", 0, 60, "60", 61, 999_999_999, 1_000_001),
    "grade": ("三级", "高级工", "三级/高级工", "三级（高级工）", 3, "3", "5", "1", "二级", "学徒"),
    "occupation": ("镗工", "6-18-01-05", "6-18-01-05-001", "车工", " 镗工 ", "６－３１－０１－０３", "6–18–01–01"),
    "place": ("510100", 510100, 510100.0, "450300"),
    "id_number": ID_NUMBERS,
    "text": ("张三", "某机械厂", "Foo Co", "阿不都·买买提", 51, 51.0, dt.date(2012, 7, 1), "（甲）", "数控"),
}
BAD = {
    "date": NO_DATES,
    "flag": ("maybe", 2, -1, "是否"),
    "number": (-1, "-1", "多年", 10**9, "1e3", 10**400),
    "grade": ("三级/中级工", "九级", 9, "/"),
    "occupation": ("9-31-01-03", "6-31-01", 6310103, "行政事务管理员", "6-31-01-09"),
    "place": ("5101", "成都市", 510100.5, "٥١٠١٠٠"),
    "id_number": NO_ID_NUMBERS,
    "text": (True, dt.time(8), "\ud800"),
}


BIRTH = ("1990-03-07", "1990年3月7日", "19900307", dt.date(1990, 3, 7))
BEFORE = ("2012-07-01", "2012/7/1", "20120701", 20120701, dt.date(2012, 7, 1), dt.datetime(2011, 6, 1))  # noqa: DTZ001
AFTER = ("2015-06-30", "2015.6.30", "２０１５-０６-３０", dt.date(2015, 6, 30))


def settled(field):
    """Good values that do not contradict each other."""
    if field.type == "date":
        if field.path == "applicant.birth_date":
            return BIRTH
        return (
            (*AFTER, *(("至今",) if field.open_ended else ())) if field.name in ("to", "until", "graduates") else BEFORE
        )
    if field.type == "id_number":
        return [one for one in ID_NUMBERS if "1990" in str(one)]
    return (
        [one for one in good(field) if one not in (61, 999_999_999, 1_000_001, True)]
        if field.type == "number"
        else good(field)
    )


def good(field):
    if field.path == "track":
        return schema().tracks
    if field.type == "trade":
        return ("镗工", "叉车司机", "外线电工")
    if field.type == "choice":
        return [word for one in field.choices for word in (one.value, one.label.zh, *one.aliases)]
    if field.type == "list":
        return ("无", "none", None)
    if field.many:
        words = GOOD.get(field.type) or good_choices(field)
        return (
            *words,
            "镗工、车工" if field.type == "occupation" else "",
            "三级、四级 三级" if field.type == "grade" else "",
        )
    return GOOD[field.type]


def good_choices(field):
    return [one.label.zh for one in field.choices]


def bad(field):
    return BAD.get(field.type, ("不存在的", 7))


def cells(field, care):
    """Cells of a fact. In a settled row all are right together; with less care more and more of them are wrong."""
    if care == 0:
        return st.sampled_from([*settled(field), *settled(field), *BLANK])
    usual = st.sampled_from([*settled(field), *settled(field), *settled(field), *good(field), *BLANK])
    wrong = st.sampled_from([*bad(field), *ODD])
    if care == 1:
        return st.one_of(usual, usual, usual, usual, usual, usual, usual, wrong)
    return st.one_of(usual, wrong, st.text(max_size=4), st.floats(), st.integers())
