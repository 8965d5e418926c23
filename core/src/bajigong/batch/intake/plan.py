"""What each column of a table fills, found once from its header."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from bajigong.batch.intake.reader import Reader
from bajigong.schema import Schema
from bajigong.tables.headers import IGNORED, RUNNING_NUMBER, headers_of
from bajigong.tables.layout import Layout, make_layout
from bajigong.tables.lexicon import Words, words_of
from bajigong.tables.raw import Where

#: A header that is passed over, in place of one that is the caller's own.
_PASSED_OVER: Final = min(IGNORED)

#: Columns by key, each with its place in the table.
Keyed = Mapping[str, tuple[int, Reader]]


@frozen(eq=False)
class Plan:
    """The columns of a table: of single facts by path; of lists record by record; of whole lists; without a header."""

    schema: Schema
    layout: Layout
    plain: Keyed
    records: Mapping[str, tuple[Keyed, ...]]
    whole: Keyed
    below: Mapping[str, Mapping[str, Reader]]
    headless: tuple[int, ...]

    @property
    def used(self) -> frozenset[int]:
        """The columns that are read."""
        return frozenset((*self.layout.targets, *self.headless, *self.layout.telling))

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.layout.headers)


def make_plan(schema: Schema, headers: Sequence[Any], where: Where, keys: Collection[str]) -> Plan:
    """Read a header. ``keys`` are columns that need not be facts.

    Raises InputError with everything that is wrong with it.
    """
    layout = _layout(schema, headers, where, keys)
    words = words_of(schema)
    targets = layout.targets.items()
    single = {t.path: (column, Reader(t.field, words)) for column, t in targets if t.record is None}
    lists = {path: one for path, one in single.items() if one[1].fact.type == "list"}
    return Plan(
        schema,
        layout,
        {path: one for path, one in single.items() if path not in lists},
        _records(layout, words),
        lists,
        {p: {n: Reader(f, words) for n, f in schema.children.get(p, {}).items()} for p in lists},
        tuple(column for column, header in enumerate(layout.headers) if not header),
    )


def _layout(schema: Schema, headers: Sequence[Any], where: Where, keys: Collection[str]) -> Layout:
    """Read the header without the caller's own columns. Only what fills a fact is ever called by its header."""
    known = headers_of(schema)
    # By the running number a row of totals is known, whether or not the caller wants it too.
    others = [key for key in keys if known.folded(key) != RUNNING_NUMBER]
    cells = [_PASSED_OVER if header in others and not known.find(header) else header for header in headers]
    return make_layout(where, cells, known)


def _records(layout: Layout, words: Words) -> Mapping[str, tuple[Keyed, ...]]:
    """Gather the columns of each list, record by record in their order."""
    found: dict[str, dict[int, dict[str, tuple[int, Reader]]]] = {}
    for column, target in layout.targets.items():
        if target.record is not None:
            slots = found.setdefault(target.field.parent, {})
            slots.setdefault(target.record, {})[target.field.name] = (column, Reader(target.field, words))
    return {path: tuple(slots[number] for number in sorted(slots)) for path, slots in found.items()}
