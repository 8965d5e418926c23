"""What the header of a table says to a result: which columns are carried over, and which must be read for that."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import evolve, frozen

from bajigong.batch.files.frame import NAMES
from bajigong.policy.text import Text, same
from bajigong.tables.headers import RUNNING_NUMBER, Headers, letter
from bajigong.tables.raw import Where
from bajigong.tables.words import is_blank, shown

#: Columns that are carried over wherever they stand, unless they stand for a fact.
DEFAULT_KEYS: Final = ("id", "key", RUNNING_NUMBER)
NAME: Final = "applicant.name"
ID_NUMBER: Final = "applicant.id_number"

_NO_KEY: Final = Text("没有「{key}」列的表", "a table without a column '{key}'")
_KEY: Final = Text("--key所指的列，现有：{names}", "the column that --key names, one of: {names}")
_TAKEN: Final = Text("名称不与结果列相同的列", "a key whose name is no column of the result")
_MASKED: Final = Text(
    "证件号码以外的列（结果中的证件号码一律脱敏）", "another column: an ID number is never written out in full"
)


@frozen(eq=False)
class Heads:
    """Places of columns: those carried over by name, and those of the applicant's name and ID number."""

    keys: Mapping[str, int]
    name: int | None
    id_number: int | None

    @property
    def used(self) -> frozenset[int]:
        """The columns that must be read for all this."""
        others = (self.name, self.id_number)
        return frozenset((*self.keys.values(), *(one for one in others if one is not None)))


def heads_of(
    cells: Sequence[Any], headers: Headers, keys: Iterable[str], where: Where, more: Sequence[str] = ()
) -> Heads:
    """Read a header. ``keys`` are the columns that were asked for by name, ``more`` further ones of the result.

    Raises InputError for one that is not there, or that cannot be carried over.
    """
    names = ["" if is_blank(cell) else " ".join(str(cell).split()) for cell in cells]
    wanted = tuple(dict.fromkeys(" ".join(key.split()) for key in keys))
    for key in wanted:
        if key in more:
            raise where.error(shown(key), _TAKEN)
        _check(key, names, headers, where)
    found = {key: names.index(key) for key in wanted}
    for column, name in enumerate(names):
        if headers.folded(name) in DEFAULT_KEYS and not headers.find(name) and name not in NAMES:
            found.setdefault(name, column)
    by_path = {target.path: column for column, name in enumerate(names) for target in _only(headers, name)}
    places = dict(sorted(found.items(), key=lambda one: one[1]))
    return Heads(places, by_path.get(NAME), by_path.get(ID_NUMBER))


def _check(key: str, names: Sequence[str], headers: Headers, where: Where) -> None:
    if key not in names:
        raise where.error(_NO_KEY.fill(key=key), _KEY.fill(names=same(", ".join(name for name in names if name))))
    here = evolve(where, column=letter(names.index(key)))
    if key in NAMES:
        raise here.error(shown(key), _TAKEN)
    if any(target.path == ID_NUMBER for target in headers.find(key)):
        raise here.error(shown(key), _MASKED)


def _only(headers: Headers, name: str) -> Sequence[Any]:
    found = headers.find(name)
    return found if len(found) == 1 else ()
