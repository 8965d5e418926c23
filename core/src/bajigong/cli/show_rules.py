"""Gates and routes for people: each with what holds, what fails, what is not known, and from which day."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from bajigong.answers import Holds, RequirementAnswer, RuleAnswer
from bajigong.cli.render import Line, Part, Style, line
from bajigong.cli.result_row import Names, day, last
from bajigong.cli.result_table import once, reasons
from bajigong.policy.text import Lang, Text, listed

MARKS: dict[Holds, tuple[str, Style]] = {Holds.YES: ("✓", "good"), Holds.NO: ("✗", "bad"), Holds.UNKNOWN: ("?", "open")}

_BETWEEN = Text("{a}至{b}", "{a} to {b}")
_SINCE = Text("自{a}起", "since {a}")
_FROM = Text("{a}起符合", "from {a}")
_UNTIL = Text("至{b}止", "until {b}")
_FROM_TO = Text("{a}至{b}符合", "from {a} to {b}")
_MISSING = Text("缺少：{facts}", "missing: {facts}")
_ON = Text("依据：{clauses}", "under {clauses}")
_OUT = Text("所依文件当日不在有效期内", "its document is not in force on the day")
#: Of a route: its document may have lapsed, or a rule of the place's own stand in its stead.
_NOT_NOW = Text("当日不适用", "does not apply on the day")
_WAY = Text("情形{n}", "way {n}")


@frozen(eq=False)
class Rules:
    """Writes gates and routes in one language."""

    names: Names
    lang: Lang
    ids: bool = False

    def whole(self, rule: RuleAnswer) -> Iterator[Line]:
        """Write a rule in full: its own line, its requirements, its clauses."""
        yield line(self._mark(rule), " ", (rule.label.say(self.lang), "head"), *self._about(rule), indent=2)
        way = None
        for requirement in rule.requirements:
            if requirement.way != way:
                way = requirement.way
                yield line((_WAY.fill(n=way).say(self.lang), "dim"), indent=4)
            yield self._requirement(requirement)
        if rule.cites:
            yield line((self._cites(rule), "dim"), indent=4)

    def short(self, rule: RuleAnswer, *, cited: bool = True) -> Iterator[Line]:
        """Write a rule on one line, with what fails or is missing, and its clauses on another."""
        why = self._why(rule)
        words = (self._joined("：", ": ") + why) if why else ""
        yield line(self._mark(rule), " ", rule.label.say(self.lang), *self._about(rule), words, indent=2)
        if cited and rule.cites:
            yield line((self._cites(rule), "dim"), indent=4)

    def _why(self, rule: RuleAnswer) -> str:
        if not rule.in_force:
            return ""
        if rule.holds is Holds.NO:
            return self._joined("；", "; ").join(reason.say(self.lang) for reason in reasons(rule))
        return self._missing(once(path for requirement in rule.requirements for path in requirement.missing))

    def _mark(self, rule: RuleAnswer) -> Part:
        return MARKS[rule.holds] if rule.in_force else ("–", "bad")

    def _about(self, rule: RuleAnswer) -> Iterator[Part]:
        said = [
            self.names.method(rule.method).say(self.lang) if rule.method else "",
            "" if rule.in_force else (_NOT_NOW if rule.method else _OUT).say(self.lang),
            span_words(rule.holds, rule.since, rule.until, self.lang),
            rule.id if self.ids else "",
        ]
        if any(said):
            words = self._joined("，", ", ").join(words for words in said if words)
            yield (bracketed(words, self.lang), "dim")

    def _requirement(self, requirement: RequirementAnswer) -> Line:
        extra = [span_words(requirement.holds, requirement.since, requirement.until, self.lang)]
        extra.append(self._missing(requirement.missing))
        said = self._joined("；", "; ").join(words for words in extra if words)
        text = requirement.text.say(self.lang)
        return line(MARKS[requirement.holds], " ", text, (bracketed(said, self.lang) if said else "", "dim"), indent=4)

    def _missing(self, paths: tuple[str, ...]) -> str:
        if not paths:
            return ""
        return _MISSING.fill(facts=listed(tuple(self.names.fact(path) for path in paths))).say(self.lang)

    def _cites(self, rule: RuleAnswer) -> str:
        cited = listed(tuple(self.names.clause(clause) for clause in rule.cites), "；", "; ")
        return _ON.fill(clauses=cited).say(self.lang)

    def _joined(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en


def bracketed(words: str, lang: Lang) -> str:
    """Put words into the brackets of a language."""
    return f"（{words}）" if lang == "zh" else f" ({words})"


def span_words(holds: Holds, since: date | None, until: date | None, lang: Lang) -> str:
    """Say over which days something holds, or from which day it will; "" where there is no bound to name."""
    coming = holds is not Holds.YES
    if since is None and (until is None or coming):
        return ""
    if until is None:
        shape = _FROM if coming else _SINCE
    elif since is None:
        shape = _UNTIL
    else:
        shape = _FROM_TO if coming else _BETWEEN
    return shape.fill(a=day(since) if since else "", b=day(last(until)) if until else "").say(lang)
