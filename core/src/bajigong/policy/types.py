"""Types of what is written in law, narrower than Python's: by them declarations are read, checked and explained.

Each is a plain type with a mark: ``Years`` is an int of at least 0, `GradeId` text that names a grade.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal

from attrs import frozen

Plain = bool | int | float | str | date | tuple["Plain", ...] | tuple[tuple[str, "Plain"], ...]


def freeze(value: Any) -> Any:
    """Turn lists and mappings, as TOML gives them, into tuples. Mappings become sorted pairs."""
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), freeze(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    return value


def thaw_table(rows: Any) -> tuple[dict[str, Any], ...]:
    """Read a frozen list of mappings, such as a table of prizes, back as mappings."""
    return tuple(dict(row) for row in rows)


#: The provinces of GB/T 2260, by the first two digits of every code below them; 00 stands for the nation.
PROVINCES: Final = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
    for code in range(first, last + 1)
) | {"00"}


@frozen
class Least:
    """A number of at least so much."""

    number: int


@frozen
class Region:
    """A code of GB/T 2260: six digits, the first two of a province."""


@frozen
class DayOfYear:
    """A day of every year, ``MM-DD``."""


@frozen
class Names:
    """The name of something declared: a clause, a term, a grade."""

    what: Literal["clause", "document", "gate", "grade", "kind", "method", "plugin", "term", "template", "track"]


@frozen
class ChoiceOf:
    """One of the choices of a fact, by the fact's path."""

    path: str


@frozen
class Some:
    """A list of one at least."""


Mark = Some | Least | Region | DayOfYear | Names | ChoiceOf

Years = Annotated[int, Least(0)]
Months = Annotated[int, Least(0)]
Count = Annotated[int, Least(1)]
RegionCode = Annotated[str, Region()]
MonthAndDay = Annotated[str, DayOfYear()]
ClauseId = Annotated[str, Names("clause")]
DocumentId = Annotated[str, Names("document")]
GateId = Annotated[str, Names("gate")]
GradeId = Annotated[str, Names("grade")]
MethodId = Annotated[str, Names("method")]
PluginName = Annotated[str, Names("plugin")]
TemplateId = Annotated[str, Names("template")]
TermId = Annotated[str, Names("term")]
TrackId = Annotated[str, Names("track")]
