"""What one application says in a table for people, column by column."""

from collections.abc import Mapping

from attrs import evolve, frozen

from bajigong.cli.render import printable
from bajigong.cli.result_names import VERDICTS, last
from bajigong.cli.result_reasons import best_route, failing, missing
from bajigong.cli.result_row import Answer, Row
from bajigong.engine.verdict import Outcome, Verdict
from bajigong.policy.text import Lang, Text, listed, same

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
