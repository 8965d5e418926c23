"""The field's words for the codes that terms and figures hold, from the declared grades, tracks and facts."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from attrs import frozen

from bajigong.law_book.desk import Desk
from bajigong.law_book.labels import COLUMN, NO, YES, worded
from bajigong.law_book.wording import written_day
from bajigong.policy.facts import FactField
from bajigong.policy.law import Term
from bajigong.policy.text import Text, listed, same


@frozen(eq=False)
class Lexicon:
    """Finds words for codes."""

    desk: Desk

    def word(self, code: str, name: str = "", among: Iterable[str] = ()) -> Text:
        """Word one code: of the fact called ``name``, else of one that knows all of those it stands among."""
        if code in self.desk.bundle.grades and not name.startswith("kind"):
            return self.desk.bundle.grades[code].what.label
        for field in self._facts(name, {code, *among}):
            return next(choice.label for choice in field.choices if choice.value == code)
        track = self.desk.bundle.tracks.get(code)
        return track.what.label if track else same(code)

    def _facts(self, name: str, codes: set[str]) -> Iterator[FactField]:
        fields = [said.what for said in self.desk.bundle.facts.values()]
        knowing = [field for field in fields if codes <= {choice.value for choice in field.choices}]
        return iter([field for field in knowing if field.name == name] or knowing)

    def value(self, value: Any, term: Term) -> Text:
        """Word the value of a term that is not a table."""
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, tuple):
            return listed(tuple(self.word(str(one), among=term.choices) for one in value))
        return self.word(value, among=term.choices) if isinstance(value, str) else same(str(value))

    def column(self, key: str) -> Text:
        """Name a column of a table of values: as the fact of that name, in the plural too."""
        for said in self.desk.bundle.facts.values():
            if said.what.name in (key, key.removesuffix("s")) and key not in COLUMN:
                return said.what.label
        return worded(COLUMN, key)

    def ordered(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Sort the columns of a table of values, each once: as the facts they name, then those that name none."""
        facts = [said.what.name for said in self.desk.bundle.facts.values()]
        rest = list(COLUMN)

        def place(key: str) -> tuple[int, int, str]:
            if key in rest:
                return 2, rest.index(key), key
            known = [number for number, name in enumerate(facts) if name in (key, key.removesuffix("s"))]
            return (0, known[0], key) if known else (1, 0, key)

        return tuple(sorted(set(keys), key=place))

    def cell(self, key: str, value: Any) -> Text:
        """Word one cell of a table of values."""
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, tuple):
            return listed(tuple(self.word(str(one), key.removesuffix("s")) for one in value))
        return self.word(value, key.removesuffix("s")) if isinstance(value, str) else same(str(value))

    def figure(self, value: Any) -> Text:
        """Word a figure that a clause, an aspect or a duty holds."""
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, date):
            return written_day(value)
        if isinstance(value, tuple):
            return listed(tuple(self.figure(one) for one in value))
        return same(str(value))
