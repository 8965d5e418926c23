"""The rows of a sheet for a chunk of answers: each sentence is made once, and repeated wherever it is said."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field

from bajigong.answers import Outcome
from bajigong.batch.cases import OUTCOMES, Reason
from bajigong.batch.files.ask import TenantLaw
from bajigong.batch.files.source import Decided
from bajigong.cli.show.row import VERDICTS, Names, last
from bajigong.cli.show.table import COLUMNS, Value
from bajigong.policy.text import Lang, Text, listed

Cells = list[Any]
Codes = npt.NDArray[np.int64]
_ELIGIBLE = OUTCOMES.index(Outcome.ELIGIBLE)
#: What the verdict of a row is called, and why, by the keys of `COLUMNS`.
_BY_REASON = ("verdict", "outcome", "route", "route_label", "method", "missing", "clauses")


@define(eq=False)
class Words:
    """Makes the columns of a sheet. ``shape`` turns a value into what the sheet holds."""

    tenant_law: TenantLaw
    lang: Lang
    shape: Callable[[Value], Any] = lambda value: value
    names: Names = field(init=False)
    _cases: dict[tuple[int, int, int], Mapping[str, Any]] = field(factory=dict)
    _reasons: dict[int, Mapping[str, Any]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.names = Names(self.tenant_law.tenant, self.tenant_law.engine.bundle)

    def rows(self, one: Decided) -> "zip[tuple[Any, ...]]":
        """Return the rows of a chunk, their cells in the order of `COLUMNS`."""
        found = self._columns(one)
        blank = [self.shape(None)] * len(one.reasons)
        return zip(*(found.get(column.key, blank) for column in COLUMNS), strict=True)

    def _columns(self, one: Decided) -> dict[str, Cells]:
        answers, size = one.answers, len(one.reasons)
        return {
            "file": self._coded(answers.column("file"), lambda file: file),
            "row": [self.shape(row) for row in answers.column("row").to_pylist()],
            "name": [self.shape(name) for name in answers.column("name").to_pylist()],
            "id_number": [self.shape(number or "") for number in answers.column("id_number").to_pylist()],
            "code": self._coded(answers.column("occupation"), lambda code: code),
            "occupation": self._occupations(answers.column("occupation"), answers.column("trade")),
            "grade": self._coded(answers.column("grade"), lambda grade: self._say(self.names.grade(grade))),
            **self._by_reason(one.reasons),
            "since": self._days(answers.column("since")),
            "until": self._days(pc.if_else(pa.array(one.outcomes == _ELIGIBLE), answers.column("until"), None), last),
            "eligible_from": self._days(answers.column("eligible_from")),
            **self._by_case(one),
            "on": self._days(answers.column("on")),
            "tenant": [self.shape(self.tenant_law.engine.tenant)] * size,
            "bundle": [self.shape(self.tenant_law.bundle)] * size,
        }

    def _coded(self, column: Any, name: Callable[[str], Value]) -> Cells:
        """Name the words of a column, each once."""
        words = [*(self.shape(name(word)) for word in column.dictionary.to_pylist()), self.shape(None)]
        return [words[code] for code in column.indices.fill_null(len(words) - 1).to_pylist()]

    def _days(self, column: Any, change: Callable[[date], date] = lambda day: day) -> Cells:
        """Show days, each once."""
        coded = column.dictionary_encode()
        days = [*(self.shape(change(day)) for day in coded.dictionary.to_pylist()), self.shape(None)]
        return [days[code] for code in coded.indices.fill_null(len(days) - 1).to_pylist()]

    def _by_reason(self, reasons: npt.NDArray[np.int32]) -> dict[str, Cells]:
        found, codes = np.unique(reasons, return_inverse=True)
        said = [self._reason(place) for place in found.tolist()]
        places = codes.tolist()
        return {key: _spread([one[key] for one in said], places) for key in _BY_REASON}

    def _by_case(self, one: Decided) -> dict[str, Cells]:
        """Say what hangs on the occupation and the day too: once for each case."""
        sides = [np.unique(side, return_inverse=True) for side in (one.reasons, one.occupations, one.days)]
        key: Codes = np.zeros(len(one.reasons), np.int64)
        for found, codes in sides:
            key = key * max(len(found), 1) + codes
        _, first, codes = np.unique(key, return_index=True, return_inverse=True)
        cases = [(int(one.reasons[row]), int(one.occupations[row]), int(one.days[row])) for row in first.tolist()]
        said, places = [self._case(case) for case in cases], codes.tolist()
        return {key: _spread([one[key] for one in said], places) for key in ("failing", "notes")}

    def _case(self, case: tuple[int, int, int]) -> Mapping[str, Any]:
        if case not in self._cases:
            notes = self.tenant_law.kernel.notes(*case)
            reason = self.tenant_law.kernel.reasons[case[0]]
            silent = reason.outcome is Outcome.NOT_COVERED and not reason.failing
            self._cases[case] = {
                "failing": self._shown(listed(notes[:1] if silent else reason.failing, "；", "; ")),
                "notes": self._shown(listed(tuple(map(self.names.spoken, notes)), "；", "; ")),
            }
        return self._cases[case]

    def _reason(self, place: int) -> Mapping[str, Any]:
        if place not in self._reasons:
            self._reasons[place] = self._sentences(self.tenant_law.kernel.reasons[place])
        return self._reasons[place]

    def _sentences(self, reason: Reason) -> Mapping[str, Any]:
        names = self.names
        sets = tuple(listed(tuple(map(names.fact, facts))) for facts in reason.missing)
        return {
            "verdict": self._shown(VERDICTS[reason.outcome]),
            "outcome": self.shape(str(reason.outcome)),
            "route": self.shape(reason.route or None),
            "route_label": self._shown(reason.route_label) if reason.route_label else self.shape(None),
            "method": self._shown(names.method(reason.method)) if reason.route else self.shape(None),
            "missing": self._shown(listed(sets, "；或", "; or ")),
            "clauses": self._shown(listed(tuple(map(names.clause, reason.clauses)), "；", "; ")),
        }

    def _occupations(self, codes: Any, trades: Any) -> Cells:
        """Name occupations with their trades, each pair once."""
        pairs = list(zip(codes.to_pylist(), trades.to_pylist(), strict=True))
        named = {pair: self.shape(self._occupation(*pair)) for pair in dict.fromkeys(pairs)}
        return [named[pair] for pair in pairs]

    def _occupation(self, code: str | None, trade: str | None) -> str | None:
        register = self.names.bundle.register
        return self._say(self.names.occupation(register.code(code, trade or ""))) if code else None

    def _say(self, text: Text) -> str:
        return text.say(self.lang)

    def _shown(self, text: Text) -> Any:
        return self.shape(self._say(text))


def _spread(cells: Cells, codes: list[int]) -> Cells:
    return [cells[code] for code in codes]
