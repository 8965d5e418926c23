"""What an application may hold: the declared facts with their types, and codes for their values in columns."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from attrs import field as attribute
from attrs import frozen

from bajigong.occupations import Occupations
from bajigong.policy.facts import FactField
from bajigong.policy.registers import Grade, NumberScheme
from bajigong.policy.text import Text, same

#: From here on the last three digits of an occupation's number stand for a trade without a number of its own.
_UNNUMBERED = 900


def occupation_number(code: str) -> int:
    """Return an occupation's code as a number, the trade last, 000 for none: ``6-31-01-03-001`` gives 6310103001.

    A trade that has no number of its own, ``6-31-01-03-T01``, gives 6310103901.
    """
    whole, _, unnumbered = code.partition("-T")
    number = int(whole.replace("-", "").ljust(10, "0"))
    return number + _UNNUMBERED + int(unnumbered) if unnumbered else number


def occupation_code(number: int) -> str:
    """Return the code that `occupation_number` made a number of."""
    digits = f"{number:010d}"
    whole, trade = "-".join((digits[0], digits[1:3], digits[3:5], digits[5:7])), number % 1000
    if not trade:
        return whole
    return f"{whole}-T{trade - _UNNUMBERED:02d}" if trade > _UNNUMBERED else f"{whole}-{trade:03d}"


def printed_code(code: str) -> str:
    """Return a code as it may be printed: of a trade that has no number of its own, its occupation's."""
    return code.partition("-T")[0]


@frozen
class ColumnMap:
    """What the headers of sheets stand for, beyond what the facts declare themselves.

    ``meant`` gives for each header the fact's path, or another header of it; "" for a column that is no fact. ``whole``
    are the lists, by path, of which the columns of a sheet tell all there is. ``strict``: a header that is not known
    refuses its sheet. ``origin`` is the file that says so; ``wanted`` the headers that a sheet is said to have.
    """

    meant: Mapping[str, str] = attribute(factory=dict, hash=False)
    strict: bool = False
    whole: frozenset[str] = frozenset()
    origin: str = attribute(default="", eq=False)
    wanted: frozenset[str] = frozenset()


NO_COLUMNS: Final = ColumnMap()


@frozen(eq=False)
class Schema:
    """The facts and closed lists of one bundle, and what somebody says that the columns of sheets stand for.

    ``track_words`` are what people write for each track.
    """

    fields: Mapping[str, FactField]
    grades: tuple[Grade, ...]
    tracks: tuple[str, ...]
    occupations: Occupations
    columns: ColumnMap = NO_COLUMNS
    number_schemes: tuple[NumberScheme, ...] = ()
    track_labels: Mapping[str, Text] = attribute(factory=dict)
    track_words: Mapping[str, tuple[str, ...]] = attribute(factory=dict)

    def track_label(self, track: str) -> Text:
        """Return what a track is called, its id where nothing is declared."""
        return self.track_labels.get(track) or same(track)

    @cached_property
    def children(self) -> Mapping[str, Mapping[str, FactField]]:
        """The fields that stand below each path, by key; "" is the application itself."""
        below: dict[str, dict[str, FactField]] = {}
        for field in self.fields.values():
            below.setdefault(field.parent, {})[field.name] = field
        return below

    @cached_property
    def lists(self) -> tuple[FactField, ...]:
        """The facts that are lists of records."""
        return tuple(field for field in self.fields.values() if field.type == "list")

    @cached_property
    def grade_order(self) -> Mapping[str, int]:
        """The order of each grade, counted from the lowest."""
        return {grade.id: grade.order for grade in self.grades}

    @cached_property
    def _choice_codes(self) -> Mapping[str, Mapping[str, int]]:
        return {p: {c.value: i for i, c in enumerate(f.choices)} for p, f in self.fields.items() if f.type == "choice"}

    def code(self, path: str, value: object) -> int:
        """Return the number that stands for a value of a choice, grade, occupation, place or flag in a column.

        Raises KeyError for a value that the fact cannot have.
        """
        match self.fields[path].type:
            case "choice":
                return self._choice_codes[path][str(value)]
            case "grade":
                return self.grade_order[str(value)]
            case "occupation":
                return occupation_number(str(value))
            case "place":
                return int(str(value))
            case _:
                return int(bool(value))

    def codes(self, path: str, values: Iterable[object]) -> list[int]:
        """Return the numbers of several values."""
        return [self.code(path, value) for value in values]


@frozen
class Selection:
    """The track, occupation, grade and place that a group of applications share."""

    track: str
    occupation: str
    grade: str
    place: str

    @property
    def occupation_number(self) -> int:
        """The occupation's code as it stands in columns."""
        return occupation_number(self.occupation)

    @property
    def place_number(self) -> int:
        """The place's code as it stands in columns."""
        return int(self.place)
