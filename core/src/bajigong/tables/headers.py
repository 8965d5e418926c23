"""Which fact a column's header stands for: a usual Chinese header, a label, a key path, numbered for later records."""

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, Final

from attrs import define, evolve, field, frozen

from bajigong.errors import InputError, Problem
from bajigong.policy.facts import FactField
from bajigong.policy.text import Text, same
from bajigong.schema import Schema
from bajigong.tables.raw import Origin, Where, where_said
from bajigong.tables.words import asked, either, fold, is_blank, joined, plain, printable, shown, sums_up

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
        *("工号", "员工编号", "健康状况", "签名", "考生签名", "审核意见", "是否残疾", "社保号", "银行卡号", "开户行"),
    }
)
#: The running number of a sheet, by which the records of other sheets may be joined.
RUNNING_NUMBER: Final = "序号"

_LONGEST: Final = 60
_MOST_NEAR: Final = 3
_ALIKE: Final = 0.75
#: What headers of quite different facts have in common.
_COMMON_WORDS: Final = re.compile(
    "时间|日期|年月日?|级别|等级|层级|号码|编号|名称|类别|类型|情况|是否|有无|开始|起始|截止|终止|结束|取得|获得|"
    "职业|工种|工作|从事|原|现有?|本人|考生|申报|相关|对应|[的所()（）/、]"
)
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
    """Say whether two headers may be of one fact: what is their own has something in common, or nearly all is alike."""
    own, its = _own_part(header), _own_part(other)
    if own and its:
        return bool(own & its)
    return difflib.SequenceMatcher(None, header, other).ratio() >= _ALIKE


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


Cells = Sequence[Any]
Numbered = tuple[int, Cells]
Columns = Mapping[int, str]

#: The keys under which a row of totals says that it is one.
_TELLING: Final = ("applicant.name", RUNNING_NUMBER)

NO_VALUE: Final = Text("空列名下无内容，或补上列名", "a header over every value")


class Further(dict[str, Any]):
    """Stands behind the records of a list that may not be all: there may be another, of which nothing is known."""


FURTHER: Final = Further()


@frozen
class Unused:
    """A column that stands for no fact, and the headers that may have been meant."""

    column: int
    header: str
    near: tuple[str, ...] = ()


@frozen(eq=False)
class Row:
    """What one row says."""

    where: Where
    facts: dict[str, Any]
    origins: dict[str, Origin]
    problems: tuple[Problem, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the row says nothing at all."""
        return not self.facts and not self.problems


@frozen(eq=False)
class Layout:
    """The columns of one sheet. ``keys`` are those by which records are joined.

    ``open_lists`` are lists of which columns that are all filled need not tell all there is.
    """

    where: Where
    headers: tuple[str, ...]
    targets: Mapping[int, Target]
    keys: Mapping[str, int]
    unused: tuple[Unused, ...] = ()
    open_lists: frozenset[str] = frozenset()

    def fill(self, number: int, cells: Cells) -> Row:
        """Turn a row into nested values; empty cells are left out, as are records of nothing but empty cells.

        A row of totals says nothing.
        """
        where = evolve(self.where, row=number)
        if any(sums_up(cell_at(cells, column)) for column in self.telling):
            return Row(where, {}, {"": Origin(where, {})}, ())
        facts: dict[str, Any] = {}
        origins = {"": Origin(where, self._plain_headers)}
        for column, path in self._plain:
            if not is_blank(value := cell_at(cells, column)):
                put(facts, path, value)
        for path, records in self._lists.items():
            filled = [(record, names) for columns, names in records if (record := _record(columns, cells))]
            if filled:
                further = [FURTHER] if path in self.open_lists and len(filled) == len(records) else []
                put(facts, path, [*(record for record, _ in filled), *further])
                origins |= {f"{path}[{index}]": Origin(where, names) for index, (_, names) in enumerate(filled)}
        return Row(where, facts, origins, tuple(self._strays(where, cells)))

    @cached_property
    def telling(self) -> tuple[int, ...]:
        """The columns by which a row of totals is known: those of the name and of the running number."""
        keys = (column for key, column in self.keys.items() if key in _TELLING)
        return tuple(sorted(keys))

    def _strays(self, where: Where, cells: Cells) -> Iterable[Problem]:
        for column in (*self._headless, *range(len(self.headers), len(cells))):
            if not is_blank(value := cell_at(cells, column)):
                yield where.in_column(letter(column)).problem(shown(value), NO_VALUE)

    @cached_property
    def _headless(self) -> tuple[int, ...]:
        return tuple(column for column, header in enumerate(self.headers) if not header)

    @cached_property
    def _plain(self) -> tuple[tuple[int, str], ...]:
        return tuple((column, target.path) for column, target in self.targets.items() if target.record is None)

    @cached_property
    def _plain_headers(self) -> Mapping[str, str]:
        return {path: self.headers[column] for column, path in self._plain}

    @cached_property
    def _lists(self) -> Mapping[str, tuple[tuple[Columns, Mapping[str, str]], ...]]:
        """The columns of each list, record by record: the key that each fills, and the header over each key."""
        found: dict[str, dict[int, dict[int, str]]] = {}
        for column, target in self.targets.items():
            if target.record is not None:
                records = found.setdefault(target.field.parent, {})
                records.setdefault(target.record, {})[column] = target.field.name
        return {path: tuple(self._named(records[n]) for n in sorted(records)) for path, records in found.items()}

    def _named(self, columns: Columns) -> tuple[Columns, Mapping[str, str]]:
        return columns, {name: self.headers[column] for column, name in columns.items()}


@frozen(eq=False)
class Table:
    """The rows of one sheet, each with its cells, by which it is joined to others."""

    layout: Layout
    rows: tuple[tuple[Row, Cells], ...]


def put(facts: dict[str, Any], path: str, value: Any) -> None:
    """Set a value at a dotted path."""
    *above, name = path.split(".")
    for key in above:
        facts = facts.setdefault(key, {})
    facts[name] = value


def _record(columns: Columns, cells: Cells) -> dict[str, Any]:
    return {name: v for column, name in columns.items() if not is_blank(v := cell_at(cells, column))}


def cell_at(cells: Cells, column: int) -> Any:
    """Return a cell of a row, None beyond its end."""
    return cells[column] if column < len(cells) else None


#: By what the records of a sheet are joined to the applicants, the best first.
KEYS: Final = ("applicant.id_number", RUNNING_NUMBER, "applicant.name")
#: A header stands within the first rows, below a title at most.
_DEEPEST: Final = 20
_APPLICANT: Final = "applicant."
#: So many columns are named, each with so many characters.
_MOST_NAMES: Final = 40

NO_HEADER: Final = Text("没有表头的表", "no header")
HEADER: Final = Text("含有「姓名」「申报职业」等列名的一行", "a row of headers such as 姓名, 申报职业")
_KNOWN: Final = Text("已知的列名{near}", "a known header{near}")
#: What is said of columns that are not used.
_UNUSED: Final = Text("{where}：以下列未使用：{names}", "{where}: columns that are not used: {names}")
_LOUD: Final = Text(
    "{where}：注意：「{name}」列未使用，但可能是{near}；如果是，请用 --columns 指明"
    "（bajigong template --from 生成对照表）",
    "{where}: warning: column '{name}' is not used, though it may be {near}; if so, say it with --columns"
    " (bajigong template --from writes a first map)",
)
_ONE_COLUMN: Final = Text("每项只有一列", "one column for each fact")
_ONE_FACT: Final = Text("含义唯一的列名：{p}", "a header that stands for one fact: {p}")
_AGAIN: Final = Text("（该项已有一列）", ", a fact that another column fills already")


def find_header(rows: Iterable[Numbered], recognise: Callable[[Any], bool], *, least: int = 2) -> Numbered | None:
    """Return the first row in which at least ``least`` cells are known headers; titles above it are passed over."""
    for number, cells in islice(rows, _DEEPEST):
        if sum(recognise(cell) for cell in cells if isinstance(cell, str)) >= least:
            return number, cells
    return None


def make_layout(where: Where, cells: Cells, headers: Headers, within: str = "") -> Layout:
    """Read a header; ``within`` is the list whose own sheet this is.

    Raises InputError with everything that is wrong with it.
    """
    row = _HeaderRow(where, headers, within)
    for column, cell in enumerate(cells):
        row.read(column, cell)
    names = tuple("" if is_blank(cell) else " ".join(str(cell).split()) for cell in cells)
    unused = tuple(row.unused(names))
    if headers.schema.columns.strict:
        row.problems += [row.unknown(one, cells[one.column]) for one in unused]
    if row.problems:
        raise InputError(tuple(row.problems))
    open_lists = frozenset() if within else frozenset(_open_lists(row.targets.values(), headers))
    return Layout(evolve(where, row=None), names, row.targets, row.keys, unused, open_lists)


def _open_lists(targets: Iterable[Target], headers: Headers) -> Iterator[str]:
    """Give the applicant's lists whose columns need not tell all: an engineer was an assistant engineer before."""
    schema = headers.schema
    for target in targets:
        path = target.field.parent
        if target.record is None or not path.startswith(_APPLICANT):
            continue
        if not schema.fields[path].whole and path not in schema.columns.whole:
            yield path


def unused_said(layout: Layout) -> Iterator[Text]:
    """Say which columns of a sheet are not used; and loudly, one by one, which of them may well be facts."""
    place, unused = where_said(layout.where), layout.unused
    if not unused:
        return
    names = "、".join(printable(one.header)[:_LONGEST] for one in unused[:_MOST_NAMES])
    names += "…" if len(unused) > _MOST_NAMES else ""
    yield _UNUSED.fill(where=place, names=same(names))
    for one in unused[:_MOST_NAMES]:
        if one.near:
            yield _LOUD.fill(where=place, name=printable(one.header)[:_LONGEST], near=either(one.near))


def key_of(headers: Headers, cell: Any) -> str:
    """Return the key of `KEYS` that a header stands for, "" for none."""
    if headers.folded(cell) == RUNNING_NUMBER:
        return RUNNING_NUMBER
    found = headers.find(cell)
    return found[0].path if len(found) == 1 and found[0].path in KEYS else ""


def unusable(cell: Any, found: tuple[Target, ...], headers: Headers, within: str = "") -> tuple[Text, Text]:
    """Say what was found and expected of a header that is unknown, or ambiguous, or whose fact has a column already."""
    match found:
        case ():
            return shown(cell), _KNOWN.fill(near=asked(headers.nearest(cell, within)))
        case (_,):
            return joined(shown(cell), _AGAIN), _ONE_COLUMN
        case _:
            return shown(cell), _ONE_FACT.fill(p=same(", ".join(target.path for target in found)))


@define(eq=False)
class _HeaderRow:
    """A header while it is read."""

    where: Where
    headers: Headers
    within: str
    targets: dict[int, Target] = field(factory=dict)
    keys: dict[str, int] = field(factory=dict)
    problems: list[Problem] = field(factory=list)
    strangers: list[int] = field(factory=list)

    def read(self, column: int, cell: Any) -> None:
        key, found = key_of(self.headers, cell), self.headers.find(cell, self.within)
        if key:
            self.keys.setdefault(key, column)
        if len(found) == 1 and not self._is_taken(found[0]):
            self.targets[column] = found[0]
        elif found:
            here = self.where.in_column(letter(column))
            self.problems.append(here.problem(*unusable(cell, found, self.headers, self.within)))
        elif not (is_blank(cell) or self.headers.is_ignored(cell) or (key and self.within)):
            self.strangers.append(column)

    def unused(self, names: Sequence[str]) -> Iterator[Unused]:
        """Give the columns that stand for no fact, once all are read."""
        taken = {target.field.path for target in self.targets.values()}
        for column in self.strangers:
            yield Unused(column, names[column], self.headers.nearest(names[column], self.within, taken))

    def unknown(self, one: Unused, cell: Any) -> Problem:
        """Say that a header is not known, where none may be."""
        return self.where.in_column(letter(one.column)).problem(*unusable(cell, (), self.headers, self.within))

    def _is_taken(self, target: Target) -> bool:
        """Whether another column fills the same, or speaks of the whole list where this one fills a record of it."""
        others = self.targets.values()
        return any(
            other.path == target.path or (other.top == target.top and (other.record is None) != (target.record is None))
            for other in others
        )
