"""Several applications as a table that people read on standard output."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from bajigong.answers import Outcome, Verdict
from bajigong.cli.open_tenants import VERDICTS, Answer, Row, last
from bajigong.cli.show.application import STYLES
from bajigong.cli.show.lines import BLANK, Line, Part, Style, cells, line, padded, printable
from bajigong.cli.show.table import COLUMNS, best_route, failing, missing
from bajigong.policy.text import Lang, Text, listed, same

_COLUMNS = {column.key: column.head for column in COLUMNS}
_DAYS = Text("符合期间", "eligible")
_HEADS = {
    **_COLUMNS,
    "days": _DAYS,
    "day": _DAYS,
    "route": _COLUMNS["route_label"],
    "reason": Text("未满足或缺少", "fails on, or lacks"),
    "why": Text("申报条件，或未满足、缺少", "route, or what fails or lacks"),
}
_WIDE = ("file", "row", "name", "occupation", "grade", "verdict", "days", "route", "reason")
_NARROW = ("file", "row", "name", "occupation", "grade", "verdict", "day", "why")
_COUNT = Text("共{n}份：{counts}", "{n} applications: {counts}")
_GAP = "  "
#: A last column narrower than this begins further to the left on the lines that follow.
_ENOUGH = 24


NOTHING = "—"
_FROM = Text("{a}起", "from {a}")
_TO = Text("{a}至{b}", "{a} to {b}")
_UNTIL = Text("至{b}", "until {b}")
_LACKS = Text("缺少：{facts}", "lacks: {facts}")
_AND_MORE = Text("（另有{n}处）", " (and {n} more)")
_OR = Text("{facts}（或另{n}组）", "{facts} (or other sets: {n})")


@frozen(eq=False)
class Cells:
    """Words the cells of a table in one language."""

    lang: Lang

    def of(self, row: Row) -> dict[str, str]:
        """Return the cells of a row by column."""
        said = {"file": row.file, "row": str(row.place or ""), "name": row.name or ""}
        said |= self._refused(row) if row.answer is None else self._answered(row.answer)
        return {column: printable(words) or NOTHING for column, words in said.items()}

    def _refused(self, row: Row) -> dict[str, str]:
        brief = [evolve(problem, file="", sheet="", row=None).say(self.lang) for problem in row.problems]
        more = _AND_MORE.fill(n=len(brief) - 1).say(self.lang) if len(brief) > 1 else ""
        whole = ("；" if self.lang == "zh" else "; ").join(brief)
        blank = dict.fromkeys(("occupation", "grade", "days", "day", "route"), "")
        return {**blank, "verdict": VERDICTS["error"].say(self.lang), "reason": whole, "why": brief[0] + more}

    def _answered(self, answer: Answer) -> dict[str, str]:
        verdict, names = answer.verdict, answer.names
        route = best_route(verdict) if verdict.outcome is not Outcome.NOT_COVERED else None
        reason = self._reason(answer).say(self.lang)
        label = route.label.say(self.lang) if route else ""
        return {
            "occupation": names.occupation(verdict.occupation).say(self.lang) if verdict.occupation else "",
            "grade": names.grade(verdict.grade).say(self.lang) if verdict.grade else "",
            "verdict": VERDICTS[verdict.outcome].say(self.lang),
            "days": self._days(verdict),
            "day": self._day(verdict),
            "route": label,
            "reason": reason,
            "why": reason or label,
        }

    def _days(self, verdict: Verdict) -> str:
        since, until = verdict.eligible_from or verdict.since, verdict.until
        if since and until:
            return _TO.fill(a=since, b=last(until)).say(self.lang)
        return self._day(verdict)

    def _day(self, verdict: Verdict) -> str:
        """Return the one day that matters: the last on which it is eligible, else the first."""
        since, until = verdict.eligible_from or verdict.since, verdict.until
        if until:
            return _UNTIL.fill(b=last(until)).say(self.lang)
        return _FROM.fill(a=since).say(self.lang) if since else ""

    def _reason(self, answer: Answer) -> Text:
        verdict = answer.verdict
        match verdict.outcome:
            case Outcome.NOT_ELIGIBLE | Outcome.NOT_COVERED:
                reasons = listed(failing(verdict), "；", "; ")
                return answer.names.spoken(reasons)
            case Outcome.UNDETERMINED:
                first, *others = (listed(facts) for facts in missing(verdict, answer.names))
                return _LACKS.fill(facts=_OR.fill(facts=first, n=len(others)) if others else first)
        return same("")


def same_for_all(every: list[Mapping[str, str]], column: str) -> bool:
    """Say whether all rows that have anything in a column have the same."""
    return len({row[column] for row in every} - {NOTHING}) == 1


@frozen(eq=False)
class Sheet:
    """Writes rows as a table."""

    rows: Sequence[Row]
    lang: Lang

    def lines(self) -> Iterator[Line]:
        """Write every column of every row, each on one line."""
        every = self._cells()
        yield from self._table(every, [column for column in _WIDE if column != "file" or self._several])
        yield from self._counts()

    def narrow(self, width: int) -> Iterator[Line]:
        """Write a table for a width: what all rows have in common stands above it, once."""
        every = self._cells()
        lifted = [column for column in ("occupation", "grade") if same_for_all(every, column)]
        if lifted:
            said = (self._head(c) + ("：" if self.lang == "zh" else ": ") + _common(every, c) for c in lifted)
            yield line(("　" if self.lang == "zh" else ", ").join(said))
        columns = [column for column in _NARROW if column not in lifted and (column != "file" or self._several)]
        yield from self._table(every, columns, width)
        yield from self._counts()

    @property
    def _several(self) -> bool:
        return len({row.file for row in self.rows}) > 1

    def _cells(self) -> list[Mapping[str, str]]:
        wording = Cells(self.lang)
        return [wording.of(row) for row in self.rows]

    def _head(self, column: str) -> str:
        return _HEADS[column].say(self.lang)

    def _table(self, every: list[Mapping[str, str]], columns: list[str], width: int = 0) -> Iterator[Line]:
        heads = {column: self._head(column) for column in columns}
        widths = {column: max(cells(row[column]) for row in [heads, *every]) for column in columns}
        yield _line(heads, widths, dict.fromkeys(columns, "head"), width)
        for row, said in zip(self.rows, every, strict=True):
            style: Style = STYLES[row.answer.verdict.outcome] if row.answer else "bad"
            yield _line(said, widths, {"verdict": style}, width)

    def _counts(self) -> Iterator[Line]:
        counts = Counter(str(row.answer.verdict.outcome) if row.answer else "error" for row in self.rows)
        shape = Text("{word}{n}", "{n} {word}")
        said = tuple(shape.fill(word=word, n=counts[key]) for key, word in VERDICTS.items() if counts[key])
        yield BLANK
        yield line((_COUNT.fill(n=len(self.rows), counts=listed(said, "，", ", ")).say(self.lang), "head"))


def _line(said: Mapping[str, str], widths: Mapping[str, int], styles: Mapping[str, Style], width: int) -> Line:
    *columns, end = widths
    parts: list[Part] = [(padded(said[column], widths[column]) + _GAP, styles.get(column, "")) for column in columns]
    left = sum(widths[column] + len(_GAP) for column in columns)
    return line(*parts, (said[end], styles.get(end, "")), hang=left if width - left >= _ENOUGH else 4)


def _common(every: list[Mapping[str, str]], column: str) -> str:
    return next(row[column] for row in every if same_for_all([row], column))
