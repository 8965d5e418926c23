"""Which fact a column's header stands for: a usual Chinese header, a label, a key path, numbered for later records."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from attrs import frozen

from bajigong.policy.facts import FactField
from bajigong.schema import Schema
from bajigong.tables.words import fold, plain

#: Columns that usual sheets have and that say nothing about eligibility. A declared fact of that name goes before.
IGNORED: Final = frozenset(
    {
        *("备注", "序号", "性别", "民族", "照片", "联系电话", "联系方式", "手机号", "手机号码", "电子邮箱", "邮箱"),
        *("note", "notes", "remarks"),
    }
)
#: The running number of a sheet, by which the records of other sheets may be joined.
RUNNING_NUMBER: Final = "序号"

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

    def find(self, header: Any, within: str = "") -> tuple[Target, ...]:
        """Return what a header may stand for: nothing, one target, or several where it is ambiguous.

        ``within`` is the list whose own sheet this is: only its fields count there, and their bare keys do too.
        """
        folded = self.folded(header)
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
        """Say whether a column is left unread."""
        return self.folded(header) in IGNORED

    def words(self, within: str = "") -> Iterator[str]:
        """Give the headers that people may have meant."""
        for field in self.schema.fields.values():
            if not within or field.parent == within:
                yield from (*field.aliases, field.label.zh, field.label.en, field.path)

    @staticmethod
    def folded(header: Any) -> str:
        """Return a header as it is compared; an asterisk only marks what must be filled in."""
        return fold(plain(header)).strip("*") if header is not None else ""

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
    for field in schema.fields.values():
        for words in (*field.aliases, field.label.zh, field.label.en, field.path):
            paths = known.setdefault(fold(words), [])
            if field.path not in paths:
                paths.append(field.path)
    return Headers(schema, {words: tuple(paths) for words, paths in known.items()})


def letter(index: int) -> str:
    """Return the letter of a column, counted from 0, as a spreadsheet shows it."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
