"""The coverage of clauses: which scenario notices that a rule is gone; and all of it as one HTML page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from bajigong.answers import Application
from bajigong.engine.engine import Engine
from bajigong.law.bundle import RULES, Bundle
from bajigong.law.clauses import PRINCIPLE, ClauseState, clause_states, standards_of
from bajigong.law.tenants import Tenant
from bajigong.policy.facts import Selection
from bajigong.policy.law import Aspect, Duty, Filling, Incentive, Method
from bajigong.policy.text import Lang, Text
from bajigong.scenarios import Scenario, engine_of

if TYPE_CHECKING:
    from bajigong.law.clauses import Paragraph

#: Puts one question about an application and gives an answer that can be compared.
Probe = Callable[[Engine, Application], Any]


def probes_for(declaration: Any) -> tuple[Probe, ...]:
    """Return the questions whose answers a declaration may change, the likeliest first."""
    match declaration:
        case Method() | Aspect():
            return (practice,)
        case Incentive():
            return (incentives,)
        case Duty():
            return (duties,)
        case Filling():
            return (verdict, practice, incentives)
        case _:
            return (verdict,)


def verdict(engine: Engine, application: Application) -> Any:
    """Decide the application."""
    return evolve(engine.decide([application])[0], bundle="")


def practice(engine: Engine, application: Application) -> Any:
    """Say how the grade would be assessed."""
    from bajigong.engine.methods import practice as practised

    if application.missing_selectors:
        return None
    facts = application.facts
    selection = Selection(facts["track"], facts["occupation"], facts["grade"], application.place)
    kind = engine.bundle.schema.told(facts, "agency_kind")
    return practised(engine.bundle, engine.law(application.place), selection, kind, application.on)


def incentives(engine: Engine, application: Application) -> Any:
    """Say what the certificates held bring."""
    from bajigong.engine.incentives import incentives as brought

    return brought(engine, application)


def duties(engine: Engine, application: Application) -> Any:
    """Say who must do what by when, in the place and from the day of the application."""
    from bajigong.engine.duties import agenda

    return agenda(engine.law(application.place), application.on)


__all__ = ["ClauseCoverage", "RuleCoverage", "cover"]


@frozen
class RuleCoverage:
    """A rule or filling that cites a clause, and the scenario that notices its absence, "" where none does."""

    id: str
    noticed_by: str


@frozen
class ClauseCoverage:
    """A clause with its state, the rules that cite it, and the scenarios that name it."""

    state: ClauseState
    rules: tuple[RuleCoverage, ...]
    scenarios: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether a scenario changes when one of its rules is taken out."""
        return any(rule.noticed_by for rule in self.rules)

    @property
    def expected(self) -> bool:
        """Whether it should count: all do but principles, what is only declared, and drafts."""
        return self.state.state != "declared" and self.state.clause.kind != PRINCIPLE and not self.state.document.draft


def cover(
    tenants: Iterable[Tenant], scenarios: Sequence[Scenario], step: Callable[[str], None] = lambda _: None
) -> tuple[ClauseCoverage, ...]:
    """Take each rule out in turn and run the scenarios of its tenant until one changes.

    ``step`` is told the id of each rule as it is taken out. Clauses of several tenants are given once: what one tenant
    notices counts for all.
    """
    found: dict[str, ClauseCoverage] = {}
    for one in tenants:
        mine = [scenario for scenario in scenarios if scenario.tenant == one]
        noticed = _noticed(engine_of(one), mine, step)
        for state in clause_states(engine_of(one).bundle):
            covered = _covered(engine_of(one).bundle, state, noticed, scenarios)
            found[state.id] = _better(found.get(state.id), covered)
    return tuple(found.values())


def _noticed(engine: Engine, scenarios: Sequence[Scenario], step: Callable[[str], None]) -> Mapping[str, str]:
    """Map each rule and filling to the first scenario that changes without it."""
    before: dict[tuple[int, Probe], Any] = {}
    found: dict[str, str] = {}
    if not scenarios:
        return found
    for declaration in citing(engine.bundle):
        step(name_of(declaration))
        without = engine.without(declaration)
        found[name_of(declaration)] = _first(engine, without, declaration, scenarios, before)
    return found


def _first(
    engine: Engine, without: Engine, declaration: Any, scenarios: Sequence[Scenario], before: dict[Any, Any]
) -> str:
    cites = clauses_of(declaration)
    for scenario in sorted(scenarios, key=lambda s: not cites.intersection(s.clauses)):
        for probe in probes_for(declaration):
            key = (id(scenario), probe)
            if key not in before:
                before[key] = probe(engine, scenario.application)
            if probe(without, scenario.application) != before[key]:
                return scenario.name
    return ""


def citing(bundle: Bundle) -> list[Any]:
    """Return every rule and filling of a bundle: all that cites clauses."""
    rules = [said.what for name in RULES for said in getattr(bundle, name).values()]
    drafts = set() if bundle.drafts else {name for name, said in bundle.documents.items() if said.what.draft}
    every = [*rules, *standards_of(bundle), *(said.what for said in bundle.fillings)]
    return [one for one in every if not {clause.partition("/")[0] for clause in clauses_of(one)} & drafts]


def clauses_of(declaration: Any) -> set[str]:
    """Return the clauses that a rule or filling cites by itself."""
    return {declaration.clause} if isinstance(declaration, Filling) else set(declaration.clauses)


def name_of(declaration: Any) -> str:
    """Name a rule by its id, a filling by its term and clause."""
    return f"{declaration.term} = {declaration.clause}" if isinstance(declaration, Filling) else declaration.id


def _covered(
    bundle: Bundle, state: ClauseState, noticed: Mapping[str, str], scenarios: Sequence[Scenario]
) -> ClauseCoverage:
    mine = [one for one in citing(bundle) if state.id in clauses_of(one)]
    rules = tuple(RuleCoverage(name_of(one), noticed.get(name_of(one), "")) for one in mine)
    return ClauseCoverage(state, rules, tuple(s.name for s in scenarios if state.id in s.clauses))


def _better(one: ClauseCoverage | None, other: ClauseCoverage) -> ClauseCoverage:
    return other if one is None or sum(map(_notices, one.rules)) < sum(map(_notices, other.rules)) else one


def _notices(rule: RuleCoverage) -> bool:
    return bool(rule.noticed_by)


_TITLE = Text("条款落实情况", "Coverage of clauses")
_HEADS = (
    Text("条款", "clause"),
    Text("内容", "gist"),
    Text("状态", "state"),
    Text("规则及发现其缺少的用例", "rules, and the case that misses each"),
)
_PARAGRAPHS = Text("文件编号段落", "Numbered paragraphs")
_PARAGRAPH_HEADS = (Text("段落", "paragraph"), Text("条款", "clauses"))
_NOTHING = Text("不含要求：{what}", "asks nothing: {what}")
_LOST = Text("未交代", "not accounted for")
_NONE = Text("无用例发现", "no case misses it")
_STYLE = """
body { font: 15px/1.5 "Noto Serif CJK SC", "Songti SC", SimSun, Georgia, serif; margin: 2em auto; max-width: 70em }
table { border-collapse: collapse; width: 100% } th, td { border: 1px solid #999; padding: .3em .6em; text-align: left }
td { vertical-align: top } .no { background: #fbe3e0 } .yes { background: #e7f4e4 } small { color: #555 }
"""


def page(found: Sequence["ClauseCoverage"], text: Sequence["Paragraph"], lang: Lang) -> str:
    """Return the page: a row for each clause, with what it asks, its state, its rules and who misses them.

    Then a row for each numbered paragraph, with its clauses or what it says that asks nothing.
    """
    title = _TITLE.say(lang)
    heads = "".join(f"<th>{head.say(lang)}</th>" for head in _HEADS)
    rows = "\n".join(_row(one, lang) for one in found)
    language = "zh-CN" if lang == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n<table><tr>{heads}</tr>\n{rows}\n</table>\n"
        f"{_paragraphs(text, lang)}</body></html>\n"
    )


def _paragraphs(text: Sequence["Paragraph"], lang: Lang) -> str:
    heads = "".join(f"<th>{head.say(lang)}</th>" for head in _PARAGRAPH_HEADS)
    rows = "\n".join(_paragraph(one, lang) for one in text)
    return f"<h2>{_PARAGRAPHS.say(lang)}</h2>\n<table><tr>{heads}</tr>\n{rows}\n</table>\n" if text else ""


def _paragraph(one: "Paragraph", lang: Lang) -> str:
    told = "、".join(one.clauses) if lang == "zh" else ", ".join(one.clauses)
    nothing = _NOTHING.fill(what=one.nothing).say(lang) if one.nothing else _LOST.say(lang)
    place = f"{escape(one.document.name.say(lang))} {escape(one.at)}"
    return f'<tr class="{"yes" if one.accounted else "no"}"><td>{place}</td><td>{escape(told or nothing)}</td></tr>'


def _row(one: "ClauseCoverage", lang: Lang) -> str:
    state = one.state
    lacks = f"<br><small>{escape(state.clause.lacks.say(lang))}</small>" if state.clause.lacks else ""
    mark = "yes" if one.counts else ("no" if one.expected else "")
    place = f"{escape(state.id)}<br><small>{escape(state.document.name.say(lang))} {escape(state.clause.at)}</small>"
    return (
        f'<tr class="{mark}"><td>{place}</td><td>{escape(state.clause.gist.say(lang))}</td>'
        f"<td>{state.state}{lacks}</td><td>{_rules(one, lang)}</td></tr>"
    )


def _rules(one: "ClauseCoverage", lang: Lang) -> str:
    none = _NONE.say(lang)
    return "<br>".join(f"{escape(r.id)} <small>{escape(r.noticed_by or none)}</small>" for r in one.rules)
