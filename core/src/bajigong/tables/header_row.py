"""Reading a header: finding its row, what each column stands for, and everything that is wrong with it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from attrs import define, evolve, field

from bajigong.errors import InputError, Problem
from bajigong.policy.text import Text, same
from bajigong.tables.headers import RUNNING_NUMBER, Headers, Target, letter
from bajigong.tables.layout import Cells, Layout, Numbered, Unused
from bajigong.tables.raw import Where, where_said
from bajigong.tables.words import asked, either, is_blank, joined, printable, shown

#: By what the records of a sheet are joined to the applicants, the best first.
KEYS: Final = ("applicant.id_number", RUNNING_NUMBER, "applicant.name")
#: A header stands within the first rows, below a title at most.
_DEEPEST: Final = 20
_APPLICANT: Final = "applicant."
#: So many columns are named, each with so many characters.
_MOST_NAMES: Final = 40
_LONGEST: Final = 60

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
