"""The columns of a result, and what stands in them for a chunk of people."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen

from bajigong.batch.answers import OUTCOMES, Answers
from bajigong.batch.columns import Days, bounded
from bajigong.batch.files.gather import coded
from bajigong.batch.files.reasoned import Reasoned
from bajigong.batch.people import People
from bajigong.schema import Schema, occupation_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bajigong.batch.files.second import Beside
    from bajigong.batch.kernel import Kernel

_WORDS: Final = pa.dictionary(pa.int32(), pa.string())
#: The columns before and behind the keys, which stand as the input has them, and whether each may be empty.
_BEFORE: Final = (("file", _WORDS, False), ("row", pa.int64(), False))
_BEHIND: Final = (
    ("name", pa.string(), True),
    ("id_number", pa.string(), True),
    ("track", _WORDS, True),
    ("occupation", _WORDS, True),
    ("grade", _WORDS, True),
    ("place", _WORDS, False),
    ("on", pa.date32(), False),
    ("verdict", _WORDS, False),
    ("since", pa.date32(), True),
    ("until", pa.date32(), True),
    ("eligible_from", pa.date32(), True),
    ("route", _WORDS, True),
    ("method", _WORDS, True),
    ("signature", pa.int64(), False),
    ("bundle", _WORDS, False),
)
#: The names of all columns but the keys.
NAMES: Final = frozenset(name for name, *_ in (*_BEFORE, *_BEHIND))

#: Numbers are looked for one by one where there are no more.
_FEW: Final = 8
_VERDICTS: Final = [str(outcome) for outcome in OUTCOMES]
_ELIGIBLE, _LATER = _VERDICTS.index("eligible"), _VERDICTS.index("not_eligible")


def result_schema(
    keys: Mapping[str, pa.DataType], metadata: Mapping[str, str] | None = None, more: "Sequence[pa.Field]" = ()
) -> pa.Schema:
    """Return the schema of a result that carries these key columns; ``more`` stand behind all others."""
    carried = tuple((name, kind, True) for name, kind in keys.items())
    fields = [pa.field(name, kind, nullable=blank) for name, kind, blank in (*_BEFORE, *carried, *_BEHIND)]
    return pa.schema([*fields, *more], metadata=dict(metadata or {}) or None)


@frozen(eq=False, slots=False)
class Frame:
    """What does not change from row to row: the words of a bundle, and its name."""

    schema: Schema
    bundle: str
    reasoned: Reasoned
    beside: "Beside | None" = None

    @classmethod
    def of(cls, schema: Schema, bundle: str, kernel: "Kernel", beside: "Beside | None" = None) -> "Frame":
        """Make the columns of a kernel's answers, and of a second law's."""
        return cls(schema, bundle, Reasoned(kernel), beside)

    @cached_property
    def _grades(self) -> list[str]:
        """The grades by their order."""
        order = self.schema.grade_order
        names = [""] * (max(order.values(), default=-1) + 1)
        for name, place in order.items():
            names[place] = name
        return names

    def columns(self, people: People, answers: Answers) -> dict[str, pa.Array]:
        """Return the columns that say what was asked and what is answered, by row."""
        eligible, later = answers.outcomes == _ELIGIBLE, answers.outcomes == _LATER
        return {
            "track": _named(people.tracks, list(self.schema.tracks)),
            "occupation": _by_value(people.occupations, occupation_code),
            "grade": _named(people.grades, self._grades),
            "place": _by_value(people.places, "{:06d}".format),
            "on": pa.array(people.table.on, pa.int32()).cast(pa.date32()),
            "verdict": coded(answers.outcomes, _VERDICTS),
            "since": _days(answers.since, eligible),
            "until": _days(answers.until, eligible | later),
            "eligible_from": _days(answers.eligible_from, later),
            **self.reasoned.columns(answers.reasons),
            "bundle": coded(np.zeros(len(people), np.int32), [self.bundle]),
            **(self.beside.columns(people, answers) if self.beside else {}),
        }


def _days(days: Days, wanted: npt.NDArray[np.bool_]) -> pa.Array:
    """Return days as dates, null where none is wanted, and where there is none."""
    known = np.packbits(wanted & bounded(days), bitorder="little")
    return pa.Array.from_buffers(
        pa.date32(), len(days), [pa.py_buffer(known), pa.py_buffer(np.ascontiguousarray(days))]
    )


def _named(codes: npt.NDArray[Any], words: list[str]) -> pa.Array:
    unknown = codes < 0
    return coded(codes, words, unknown if unknown.any() else None)


def _by_value(values: npt.NDArray[np.int64], name: Callable[[int], str]) -> pa.Array:
    """Name numbers, each once; negative ones are unknown."""
    codes, found = _numbered(values)
    unknown = values < 0 if any(value < 0 for value in found) else None
    return coded(codes, ["" if value < 0 else name(value) for value in found], unknown)


def _numbered(values: npt.NDArray[np.int64]) -> tuple[npt.NDArray[Any], list[int]]:
    """Number values. Where there are few it is quickest to look for one after the other."""
    codes = np.zeros(len(values), np.int8)
    found: list[int] = []
    left = np.ones(len(values), np.bool_)
    while len(found) < _FEW and left.any():
        value = int(values[left.argmax()])
        here = values == value
        codes += here.view(np.int8) * np.int8(len(found))
        found.append(value)
        left &= ~here
    if left.any():
        encoded = pa.array(values).dictionary_encode()
        return encoded.indices.to_numpy(), encoded.dictionary.to_pylist()
    return codes, found
