"""A chunk is decided: its rows are read, the kernel answers, and the answers become columns."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen

from bajigong.batch.answers import Answers
from bajigong.batch.files.bunch import Bunch, Decided
from bajigong.batch.files.carried import id_numbers, names
from bajigong.batch.files.frame import Frame
from bajigong.batch.files.gather import coded
from bajigong.batch.people import People

if TYPE_CHECKING:
    from bajigong.batch.intake import Part
    from bajigong.batch.kernel import Kernel


@frozen(eq=False)
class Clerk:
    """Decides the chunks of one file. Several threads may ask it at once.

    ``schema`` is that of the result; ``name`` and ``id_number`` are those of all who give none.
    """

    kernel: "Kernel"
    frame: Frame
    file: str
    schema: pa.Schema
    name: str | None = None
    id_number: str | None = None

    def decide(self, bunch: Bunch) -> Decided:
        """Return the answers for a chunk."""
        taken = bunch.take()
        done = [self._part(bunch, part) for part in taken.parts]
        rows = pa.Table.from_batches([one.rows for one in done], schema=self.schema)
        order = None
        if len(done) > 1:
            order = np.argsort(np.concatenate([part.index for part in taken.parts]), kind="stable")
            rows = rows.unify_dictionaries().combine_chunks().take(pa.array(order))
        return Decided(
            size=len(bunch),
            empty=taken.empty,
            answers=_one(rows),
            outcomes=_joined([one.answers.outcomes for one in done], order, np.int8),
            reasons=_joined([one.answers.reasons for one in done], order, np.int32),
            occupations=_joined([one.people.occupations for one in done], order, np.int64),
            days=_joined([one.people.table.on for one in done], order, np.int32),
            refused=taken.refused,
            strays=bunch.strays,
        )

    def _part(self, bunch: Bunch, part: "Part") -> "_Done":
        answers = self.kernel.decide(part.people)
        return _Done(self._rows(bunch, part, answers), part.people, answers)

    def _rows(self, bunch: Bunch, part: "Part", answers: Answers) -> pa.RecordBatch:
        size, whole = len(part.people), len(part.people) == len(bunch)
        carried = bunch.carried if whole else bunch.carried.take(pa.array(part.index))
        columns = {
            "file": coded(np.zeros(size, np.int32), [self.file]),
            "row": pa.array(bunch.numbers if whole else bunch.numbers[part.index]),
            **carried.keys,
            "name": names(carried.name, size, self.name),
            "id_number": id_numbers(carried.id_number, size, self.id_number),
            **self.frame.columns(part.people, answers),
        }
        return pa.RecordBatch.from_arrays([columns[name] for name in self.schema.names], schema=self.schema)


@frozen(eq=False)
class _Done:
    rows: pa.RecordBatch
    people: People
    answers: Answers


def _joined(arrays: Sequence[npt.NDArray[Any]], order: npt.NDArray[np.int64] | None, kind: Any) -> npt.NDArray[Any]:
    """Put the answers of parts in the order of the rows."""
    if not arrays:
        return np.zeros(0, kind)
    whole = arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
    return whole if order is None else whole.take(order)


def _one(rows: pa.Table) -> pa.RecordBatch:
    batches = rows.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=rows.schema)
