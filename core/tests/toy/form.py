"""The guild's form with everything beside it that tables may name: eight grades, four tracks, occupations, trades."""

from functools import cache
from typing import Any, Final

from core.tests.toy import HERE

from bajigong.law.opening import Bundle, open_bundle
from bajigong.policy.law import Track
from bajigong.policy.registers import Grade, Occupation, OtherName, Trade
from bajigong.policy.text import Text, same
from bajigong.policy.toml import load_law

GRADES: Final = (
    Grade("apprentice", 1, Text("学徒工", "apprentice"), ("学徒",)),
    Grade("5", 2, Text("五级/初级工", "grade 5"), ("五级", "初级工", "5级")),
    Grade("4", 3, Text("四级/中级工", "grade 4"), ("四级", "中级工", "4级")),
    Grade("3", 4, Text("三级/高级工", "grade 3"), ("三级", "高级工", "3级")),
    Grade("2", 5, Text("二级/技师", "grade 2"), ("二级", "技师", "2级")),
    Grade("1", 6, Text("一级/高级技师", "grade 1"), ("一级", "高级技师", "1级")),
    Grade("special", 7, Text("特级技师", "special-grade technician")),
    Grade("chief", 8, Text("首席技师", "chief technician")),
)
TRACKS: Final = ("works", "school", "office", "guild")
_NAMES: Final = {
    "6-31-01-03": "电工",
    "6-18-01-01": "车工",
    "6-18-01-05": "镗工",
    "6-30-05-01": "起重装卸机械操作工",
    "4-10-01-06": "家政服务员",
}


def declared() -> list[Any]:
    """Return the form and what stands beside it."""
    return [
        *load_law(HERE / "form.toml"),
        *GRADES,
        *(Track(name, same(name), same(f"assessed by the {name}")) for name in TRACKS),
        *(Occupation(code, name) for code, name in _NAMES.items()),
        Trade("6-31-01-03-001", "外线电工", "inferred", "a page"),
        OtherName("叉车司机", "6-30-05-01", "trade", "verified", "a list"),
        OtherName("维修电工", "6-31-01-03", "former", "verified", "a list"),
    ]


@cache
def bundle() -> Bundle:
    """Open all of it as a law without a rule."""
    return open_bundle((), extra=[("form", one) for one in declared()])
