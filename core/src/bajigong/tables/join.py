"""Records of further sheets join the applicants, by ID number, running number or name; those of the agency join all."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import define, field

from bajigong.errors import Problem
from bajigong.policy.text import Text
from bajigong.tables.drafts import Draft
from bajigong.tables.header_row import KEYS
from bajigong.tables.layout import Layout, Row, Table, cell_at
from bajigong.tables.raw import Raw, Where, lost
from bajigong.tables.words import fold, is_blank, masked, plain, shown

_ID_NUMBER: Final = KEYS[0]
_A_KEY: Final = Text(
    "与申报人员表共有的「证件号码」「序号」或「姓名」列",
    "a column 证件号码, 序号 or 姓名 that the applicants' sheet has as well",
)
_ONCE: Final = Text("不重复的{key}（第{n}行已有）", "a {key} of its own (row {n} has the same)")
_GIVEN: Final = Text("{key}（其他工作表的记录据此对应）", "a {key}, by which the records of other sheets are joined")
_SOMEBODY: Final = Text("申报人员表中已有的{key}", "a {key} that stands in the applicants' sheet")
_SAME: Final = Text("与申报人员表一致：{value}", "the same as in the applicants' sheet: {value}")
_AS_TEXT: Final = Text(
    "以文本格式填写的号码（数值格式会丢失末位数字）", "a number kept as text (as a figure it loses its last digits)"
)


@define(eq=False)
class Joiner:
    """The applicants of a workbook, and the records that belong to none of them."""

    main: Layout
    drafts: Sequence[Draft]
    _astray: list[Problem] = field(factory=list)
    _indexes: dict[str, Mapping[str, Draft]] = field(factory=dict)

    def join(self, path: str, table: Table) -> None:
        """Give the records of a list's sheet to their applicants.

        Raises InputError where nothing tells whose they are.
        """
        shared = [key for key in KEYS if key in self.main.keys and key in table.layout.keys]
        if shared:
            for row, cells in table.rows:
                self._attach(path, row, {key: cell_at(cells, table.layout.keys[key]) for key in shared}, table.layout)
        elif path.startswith("applicant."):
            raise table.layout.where.error(Text("没有对应列的表", "no column to join by"), _A_KEY)
        else:
            self._give_to_all(path, table)
        for draft in self.drafts:
            draft.close(path)

    def finish(self) -> Iterator[Raw]:
        """Give the applicants, then what could not be joined to anyone."""
        yield from (draft.raw() for draft in self.drafts)
        yield from (lost(problem) for problem in self._astray)

    def _give_to_all(self, path: str, table: Table) -> None:
        for draft in self.drafts:
            for row, _ in table.rows:
                draft.attach(path, row)

    def _attach(self, path: str, row: Row, keys: Mapping[str, Any], layout: Layout) -> None:
        key, value = next(iter(keys.items()))
        where = row.where.in_column(layout.headers[layout.keys[key]])
        draft = self._index(key).get(_text(value))
        if draft is None:
            expected = _AS_TEXT if _lost_digits(value) else _SOMEBODY.fill(key=where.column)
            self._astray += [*row.problems, where.problem(_shown(key, value), expected)]
            return
        draft.attach(path, row)
        for other in list(keys)[1:]:
            self._compare(draft, other, keys[other], row.where.in_column(layout.headers[layout.keys[other]]))

    def _compare(self, draft: Draft, key: str, value: Any, where: Where) -> None:
        """A second key must not name somebody else."""
        own = cell_at(draft.cells, self.main.keys[key])
        if not is_blank(value) and not is_blank(own) and _text(value) != _text(own):
            draft.problems.append(where.problem(_shown(key, value), _SAME.fill(value=_shown(key, own))))

    def _index(self, key: str) -> Mapping[str, Draft]:
        if key not in self._indexes:
            self._indexes[key] = self._make_index(key)
        return self._indexes[key]

    def _make_index(self, key: str) -> Mapping[str, Draft]:
        index: dict[str, Draft] = {}
        header = self.main.headers[self.main.keys[key]]
        for draft in self.drafts:
            value = cell_at(draft.cells, self.main.keys[key])
            where = draft.row.where.in_column(header)
            if is_blank(value):
                draft.problems.append(where.problem(shown(None), _GIVEN.fill(key=header)))
            elif _lost_digits(value):
                draft.problems.append(where.problem(_shown(key, value), _AS_TEXT))
            elif (first := index.setdefault(_text(value), draft)) is not draft:
                expected = _ONCE.fill(key=header, n=first.row.where.row)
                draft.problems.append(where.problem(_shown(key, value), expected))
        return index


def _text(value: Any) -> str:
    """Return a key as it is compared, "" for none and for what cannot be trusted."""
    return "" if is_blank(value) or _lost_digits(value) else fold(plain(value))


def _lost_digits(value: Any) -> bool:
    return isinstance(value, float) and abs(value) >= 2**53


def _shown(key: str, value: Any) -> Text:
    if key == _ID_NUMBER and not is_blank(value):
        return masked(plain(value))
    return shown(None if is_blank(value) else value)
