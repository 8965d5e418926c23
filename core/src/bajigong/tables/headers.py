"""Which fact a column's header stands for: a usual Chinese header, a label, a key path, numbered for later records.

What somebody says beside that is a map, in a file of its own or in a tenant's set-up::

    [columns]
    "取证时间" = "applicant.certificates.issued"   # the path of a fact, or any header that is known
    "政治面貌" = ""                                # no fact

Before it may stand ``complete = ["applicant.work"]``: the lists of which the columns of the sheet tell all there is.
"""

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen

from bajigong.errors import InputError, Problem
from bajigong.policy.facts import ColumnMap, FactField, Schema
from bajigong.policy.text import Text, same
from bajigong.tables.files import decode, load
from bajigong.tables.raw import Where
from bajigong.tables.words import asked, fold, near, plain, printable, shown

#: So much of a header is looked at for a near one.
_LONGEST: Final = 60
#: Columns that nearly every sheet has and that say nothing about eligibility: they are passed over without a word. A
#: declared fact of that name goes before.
IGNORED: Final = frozenset(
    {
        *("备注", "序号", "性别", "民族", "照片", "联系电话", "联系方式", "手机号", "手机号码", "电子邮箱", "邮箱"),
        *("note", "notes", "remarks"),
    }
)
#: Columns of usual sheets that are no facts either: they are listed as not used, and no fact is thought to be meant.
NEUTRAL: Final = frozenset(
    {
        *("证件类型", "证件类别", "国籍", "籍贯", "政治面貌", "婚姻状况", "户籍所在地", "户口所在地", "户口性质"),
        *("户籍性质", "户籍类别", "省份", "城市", "区县", "所在省份", "所在城市", "所在地区", "通讯地址", "联系地址"),
        *("家庭住址", "单位地址", "邮政编码", "邮编", "联系人", "单位电话", "固定电话", "电话", "手机", "微信号", "qq"),
        *("申报条件", "考生申报条件", "申报条件代码", "申报依据", "考生来源", "人员来源", "考生类别", "考试类型"),
        *("认定分类", "认定类型", "鉴定类别", "考核类型", "考试科目", "考核科目", "理论考试", "实操考试", "综合考试"),
        *("理论成绩", "实操成绩", "技能成绩", "综合成绩", "综合评审", "潜在能力", "准考证号", "报名号", "报名序号"),
        *(
            "批次",
            "计划名称",
            "考点",
            "考点名称",
            "考场",
            "座位号",
            "证件领取",
            "领证方式",
            "学历证书编号",
            "学位证书编号",
        ),
        *("毕业证书编号", "简要经历", "个人简历", "工作简历", "职务", "部门", "部门名称", "班级", "班级名称", "学号"),
        *("发证机关", "发证机构", "发证单位", "原证书发证机关", "原证书发证机构", "原证书发证单位", "学制", "竞赛名称"),
        *(
            "毕业证书号",
            "毕业证书号码",
            "学历证书号",
            "学位证书号",
            "职称证书号",
            "职称证书编号",
            "岗位",
            "现岗位",
            "工作岗位",
        ),
        *("工号", "员工编号", "健康状况", "签名", "考生签名", "审核意见", "是否残疾", "社保号", "银行卡号", "开户行"),
    }
)
#: The running number of a sheet, by which the records of other sheets may be joined.
RUNNING_NUMBER: Final = "序号"
_MOST_NEAR: Final = 3
_ALIKE: Final = 0.75
#: What headers of quite different facts have in common.
_COMMON_WORDS: Final = re.compile(
    "时间|日期|年月日?|级别|等级|层级|号码|编号|名称|类别|类型|情况|是否|有无|开始|起始|截止|终止|结束|取得|获得|"
    "职业|工种|工作|从事|原|现有?|本人|考生|申报|相关|对应|[的所()（）/、]"
)
#: What stands in brackets behind a header only says how to fill the column in.
_EXPLAINED: Final = re.compile(
    r"(.+?)\((?:必填|选填|年|单位:?年|周年|年月日?|年/月/?日?|年-月-?日?|yyyy.?mm(?:.?dd)?|格式.*|如.*|例.*|文本|18位|6位)\)"
)
#: What a header is about, by the words it ends in: the day of a thing is not its number.
_SORTS: Final = tuple(
    re.compile(f"(?:{words})$")
    for words in (
        "时间|日期|年月|年月日",
        "级别|等级|层级|层次",
        "号码|编号|号",
        "名称",
        "类别|类型|种类|性质|形式",
        "名次|排名",
        "机关|机构|单位|部门",
        "年限|年数|工龄",
    )
)
#: Words by which a header asks for a yes or no.
_ASKING: Final = re.compile("是否|有无")
#: A header of so many characters is still told where one too many stands at its end.
_SOME_LENGTH: Final = 4
#: Words for getting something, any of which may stand for another.
_GETTING: Final = frozenset("取获领发得拿考评")
_INDEXED: Final = re.compile(r"([^\[\]]+)\[([0-9]{1,3})\]\.([^\[\]]+)")
_NUMBERED: Final = re.compile(r"(.*[^0-9(])\(?([1-9][0-9]{0,2})\)?")


@frozen
class Target:
    """What a column fills: a fact and, in a list, which record of it, counted from 0."""

    field: FactField
    record: int | None = None

    @property
    def path(self) -> str:
        """The key path of the value."""
        if self.record is None:
            return self.field.path
        return f"{self.field.parent}[{self.record}].{self.field.name}"

    @property
    def top(self) -> str:
        """The key path of the value or, in a list, of the list."""
        return self.field.path if self.record is None else self.field.parent


@frozen(eq=False)
class Headers:
    """All headers that stand for the facts of a schema."""

    schema: Schema
    known: Mapping[str, tuple[str, ...]]
    meant: Mapping[str, str]

    def find(self, header: Any, within: str = "") -> tuple[Target, ...]:
        """Return what a header may stand for: nothing, one target, or several where it is ambiguous.

        ``within`` is the list whose own sheet this is: only its fields count there, and their bare keys do too.
        """
        folded = self._meant(self.folded(header))
        if within:
            return self._within(folded, within)
        if folded not in self.known and (explained := _EXPLAINED.fullmatch(folded)):
            folded = explained[1]
        indexed, numbered = _INDEXED.fullmatch(folded), _NUMBERED.fullmatch(folded)
        if folded in self.known:
            return self._targets(self.known[folded], 0)
        if indexed:
            return self._targets(self.known.get(f"{indexed[1]}.{indexed[3]}", ()), int(indexed[2]), lists=True)
        if numbered:
            return self._targets(self.known.get(numbered[1], ()), int(numbered[2]) - 1, lists=True)
        return ()

    def is_ignored(self, header: Any) -> bool:
        """Say whether a column is left unread without a word: by its name, or because somebody says that it is none."""
        folded = self.folded(header)
        return folded in IGNORED or self.meant.get(folded) == ""

    def is_known_as_none(self, header: Any) -> bool:
        """Say whether a column is known to be no fact."""
        return self.is_ignored(header) or self.folded(header) in NEUTRAL

    def nearest(self, header: Any, within: str = "", taken: Collection[str] = ()) -> tuple[str, ...]:
        """Return the headers that people may have meant, of facts that no column fills yet (``taken`` by path).

        A header is near only where it shares more than words like 日期 or 级别: the day of one thing is not that of
        another.
        """
        folded = self.folded(header)
        if folded in NEUTRAL:
            return ()
        words = {
            fold(word): word
            for fact in self.schema.fields.values()
            if (not within or fact.parent == within) and fact.path not in taken
            for word in (*fact.aliases, fact.label.zh, fact.label.en, fact.path)
        }
        close = difflib.get_close_matches(folded[:_LONGEST], words, n=_MOST_NEAR)
        return tuple(words[one] for one in close if folded.isascii() or _of_one_kind(folded, one))

    @staticmethod
    def folded(header: Any) -> str:
        """Return a header as it is compared; an asterisk only marks what must be filled in."""
        return fold(plain(header)).strip("*") if header is not None else ""

    def _meant(self, folded: str) -> str:
        """Return a header as somebody says that it is meant, in place of how it is written."""
        return self.meant.get(folded, folded)

    def _within(self, folded: str, within: str) -> tuple[Target, ...]:
        paths = self.known.get(folded) or (f"{within}.{folded}",)
        fields = (self.schema.fields[path] for path in paths if path in self.schema.fields)
        return tuple(Target(field, 0) for field in fields if field.parent == within)

    def _targets(self, paths: tuple[str, ...], record: int, *, lists: bool = False) -> tuple[Target, ...]:
        fields = [self.schema.fields[path] for path in paths]
        found = [Target(field, record if self._in_list(field) else None) for field in fields]
        return tuple(target for target in found if target.record is not None or not lists)

    def _in_list(self, field: FactField) -> bool:
        above = self.schema.fields.get(field.parent)
        return above is not None and above.type == "list"


@lru_cache(maxsize=8)
def headers_of(schema: Schema) -> Headers:
    """Gather the headers of a schema, once."""
    known: dict[str, list[str]] = {}
    # A word that names a list and one of its facts, as 学历 does, is a header of the fact: a column holds one value.
    for fact in sorted(schema.fields.values(), key=lambda fact: fact.type == "list"):
        for words in (*fact.aliases, fact.label.zh, fact.label.en, fact.path):
            paths = known.setdefault(fold(words), [])
            if fact.type == "list" and any(schema.fields[path].parent == fact.path for path in paths):
                continue
            if fact.path not in paths:
                paths.append(fact.path)
    meant = {Headers.folded(header): Headers.folded(one) for header, one in schema.columns.meant.items()}
    return Headers(schema, {words: tuple(paths) for words, paths in known.items()}, meant)


def _of_one_kind(header: str, other: str) -> bool:
    """Say whether two headers may be of one fact.

    They end alike, and the header has nothing of its own that the other has not, but for a word for getting it; what
    is their own has something in common, or nearly all is alike.
    """
    ends = [{place for place, sort in enumerate(_SORTS) if sort.search(one)} for one in (header, other)]
    if (all(ends) and not ends[0] & ends[1]) or (_ASKING.search(header) is None) != (_ASKING.search(other) is None):
        return False
    if _is_slip(header, other):
        return True
    own, its = _own_part(header), _own_part(other)
    if own - its - _GETTING:
        return False
    if own and its:
        return bool(own & its)
    return difflib.SequenceMatcher(None, header, other).ratio() >= _ALIKE


def _is_slip(header: str, other: str) -> bool:
    """Say whether one character was mistaken for another, or stands too many at the end of a header of some length."""
    if len(header) == len(other):
        return sum(one != two for one, two in zip(header, other, strict=True)) == 1
    return len(other) >= _SOME_LENGTH and header[:-1] == other


def _own_part(folded: str) -> frozenset[str]:
    """Return the characters of a header by which it differs from headers of its sort."""
    return frozenset(_COMMON_WORDS.sub("", folded))


def letter(index: int) -> str:
    """Return the letter of a column, counted from 0, as a spreadsheet shows it."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


_TABLE: Final = "columns"
_COMPLETE: Final = "complete"
_LISTS: Final = Text('记录列表的路径，如 ["applicant.work"]', 'paths of lists such as ["applicant.work"]')
_LIST: Final = Text("记录列表的路径{near}", "the path of a list{near}")
_TOML: Final = Text("TOML", "TOML")
_ONE_TABLE: Final = Text(
    '一张 [columns] 表："列名" = "事实的路径或已知列名，空为不使用"',
    "one table [columns]: HEADER = FACT, empty for none",
)
_WORDS: Final = Text("事实的路径或已知列名，空为不使用", "the path of a fact or a known header, empty for none")
_KNOWN: Final = Text("事实的路径或已知列名{near}", "the path of a fact or a known header{near}")
_ONE_FACT: Final = Text("含义唯一的：{p}", "one that stands for one fact: {p}")
_NOT_TOML: Final = Text("无法读取的内容（{e}）", "what cannot be read ({e})")


def read_column_map(path: Path, *, strict: bool = False) -> ColumnMap:
    """Read a map of columns. Raises InputError where the file is not one."""
    where = Where(str(path))
    try:
        content = tomllib.loads(decode(load(path), str(path)))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise where.error(_NOT_TOML.fill(e=printable(str(error))[:100]), _TOML) from error
    whole = content.get(_COMPLETE, [])
    if set(content) - {_TABLE, _COMPLETE} or not isinstance(content.get(_TABLE, {}), Mapping) or not content:
        raise where.error(shown(", ".join(map(str, content))), _ONE_TABLE)
    if not isinstance(whole, list) or not all(isinstance(one, str) for one in whole):
        raise InputError((where.problem(shown(whole), _LISTS, _COMPLETE),))
    said = column_map(content.get(_TABLE, {}), str(path))
    return evolve(said, strict=strict, whole=frozenset(whole), wanted=frozenset(said.meant))


def column_map(meant: Mapping[str, Any], origin: str) -> ColumnMap:
    """Make a map of what a file says. Raises InputError for a value that is no text."""
    said = {header: one for header, one in meant.items() if isinstance(one, str)}
    wrong = [_problem(origin, header, shown(one), _WORDS) for header, one in meant.items() if header not in said]
    if wrong:
        raise InputError(tuple(wrong))
    return ColumnMap(said, origin=origin)


@lru_cache(maxsize=32)
def with_columns(schema: Schema, *maps: ColumnMap) -> Schema:
    """Return a schema whose headers mean what the maps say, a later map before an earlier one.

    Raises InputError for what stands for no fact of the schema, or for several.
    """
    meant = {header: one for each in maps for header, one in each.meant.items()}
    strict = any(each.strict for each in maps)
    whole = frozenset(path for each in maps for path in each.whole)
    if not any(maps):
        return schema
    plain = headers_of(schema)
    wrong = [
        _problem(each.origin, header, *said)
        for each in maps
        for header, one in each.meant.items()
        if (said := _fault(one, plain))
    ]
    lists = [field.path for field in schema.lists]
    wrong += [
        Where(each.origin).problem(shown(path), _LIST.fill(near=near(path, lists)), _COMPLETE)
        for each in maps
        for path in sorted(each.whole - set(lists))
    ]
    if wrong:
        raise InputError(tuple(wrong))
    wanted = frozenset(header for each in maps for header in each.wanted)
    return evolve(schema, columns=ColumnMap(meant, strict, whole, wanted=wanted))


def _fault(meant: str, headers: Headers) -> tuple[Text, Text] | None:
    """Say what is wrong with what a header is said to stand for."""
    found = headers.find(meant)
    if not meant or len(found) == 1:
        return None
    if found:
        return shown(meant), _ONE_FACT.fill(p=same(", ".join(target.path for target in found)))
    return shown(meant), _KNOWN.fill(near=asked(headers.nearest(meant)))


def _problem(origin: str, header: str, found: Text, expected: Text) -> Problem:
    return Where(origin).problem(found, expected, header)
