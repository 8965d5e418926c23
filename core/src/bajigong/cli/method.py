"""``bajigong method``: how a grade is assessed in a place on a day, clause by clause."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from attrs import frozen

from bajigong.cli.options import (
    BASIS,
    LAPSES,
    NO_TENANT,
    NOTE,
    PERIOD,
    SINCE,
    config_option,
    json_option,
    lang_option,
    on_option,
    place_option,
    tenant_option,
)
from bajigong.policy.text import Lang, Text, listed, same

if TYPE_CHECKING:
    from bajigong.engine.methods import Applied, Practice
    from bajigong.law.opening import Bundle
    from bajigong.law.place import PlacedLaw, Variant
    from bajigong.law.plan import GatePlan, Plan
    from bajigong.policy.facts import Selection
    from bajigong.policy.law import Document, Part

F = TypeVar("F", bound=Callable[..., Any])

_TITLE = Text(
    "{place} {on} 的评价方式：{track}，{occupation}，{grade}",
    "Assessment in {place} on {on}: {track}, {occupation}, {grade}",
)
_NONE = Text("当日无可用的评价方式", "no method is open on that day")
_GIST = Text("说明", "gist")
_REPLACES = Text("代替", "in place of")
_ROUTES = Text("适用申报条件", "for")
_PART = Text("考核部分", "part")
_MARK = Text("满{n}分合格", "passed at {n}")
_NO_MARK = Text("资料未载明合格分", "no source gives a pass mark")
_MINUTES = Text("不少于{n}分钟", "at least {n} minutes")
_NO_MINUTES = Text("资料未载明统一时间", "no source gives a common time")
_CONTENT = Text("考核内容", "content")
_OF: Final[Mapping[str, Text]] = {
    "delivery": Text("考试形式", "delivery"),
    "bank": Text("题库", "questions"),
    "panel": Text("考评人员", "assessors"),
    "room": Text("考场", "room"),
    "norm": Text("评价依据", "norm"),
    "joint": Text("一试双证", "joint"),
}
_ON_KIND = Text("视评价机构类别而定，限{kinds}", "hangs on the kind of agency: {kinds} only")
_ON_MARKS = Text("视职业标识而定，该职业未收录", "hangs on the marks of the occupation, which is not on record")
_SILENT = Text(
    "{gate}：当日在此地无现行规定，不能评价", "{gate}: nothing in force here that day; nobody can be assessed"
)
_REFUSED = Text("{gate}：不能评价，仅限{what}", "{gate}: nobody can be assessed, only where {what}")


def selection_options(function: F) -> F:
    """Add the options that say who asks: tenant, track, occupation, grade, place and day."""
    options = (
        tenant_option,
        config_option,
        click.option("--track", metavar="TRACK", required=True, help="The track (评价类型)."),
        click.option("--occupation", metavar="CODE|NAME", required=True, help="The occupation (职业)."),
        click.option("--grade", metavar="GRADE", required=True, help="The grade applied for: 3, 三级, 高级工."),
        place_option,
        on_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


@click.command()
@selection_options
@click.option("--agency", metavar="KIND", help="The kind of agency (评价机构类别).  [default: left open]")
@json_option
@lang_option
def method(*, agency: str | None, as_json: bool, lang: Lang, **asked: Any) -> None:
    """Show how a grade is assessed (评价方式): parts, pass marks, delivery, questions, panel, each with its clause."""
    case = resolve(lang=lang, **asked)
    kind = read_option(case.bundle, "agency", agency, case.bundle.schema.path("agency_kind"), lang) if agency else None
    view = View(case, case.practices(kind))
    _print_json(view, kind, lang) if as_json else _print(view, lang)


@frozen(eq=False)
class Case:
    """What a command asks about."""

    tenant: str
    bundle: "Bundle"
    law: "PlacedLaw"
    selection: "Selection"
    on: date

    def practices(self, agency_kind: str | None = None) -> "tuple[Practice, ...]":
        """Return the methods that are open."""
        from bajigong.engine.methods import practice

        return practice(self.bundle, self.law, self.selection, agency_kind, self.on)

    def heading(self) -> dict[str, Any]:
        """Say in JSON what is asked about."""
        asked = self.selection
        said = {"track": asked.track, "occupation": asked.occupation, "grade": asked.grade}
        return {"tenant": self.tenant, "place": asked.place, "on": str(self.on), **said}


def resolve(  # noqa: PLR0913  (an argument for each option)
    *,
    tenant: str | None,
    config: Path | None,
    track: str,
    occupation: str,
    grade: str,
    place: str | None,
    on: date | None,
    lang: Lang,
) -> Case:
    """Open the law that the options name. Raises click.UsageError for a value that cannot be read."""
    from bajigong.cli.options import today
    from bajigong.law import tenants
    from bajigong.law.place import Reader
    from bajigong.policy.facts import Selection

    if tenant is None:
        raise click.UsageError(NO_TENANT.say(lang))
    here = tenants.tenant(tenant, config)
    bundle = here.open()
    given = {"track": track, "occupation": occupation, "grade": grade, "place": place or here.region}
    selection = Selection(**{name: read_option(bundle, name, value, name, lang) for name, value in given.items()})
    return Case(tenant, bundle, Reader(bundle, selection.place).read(), selection, on or today())


def read_option(bundle: "Bundle", name: str, value: str, fact: str, lang: Lang) -> str:
    """Read an option as the fact that it stands for. Raises click.UsageError saying what was expected."""
    from bajigong.errors import Problem
    from bajigong.tables.values import read_value
    from bajigong.tables.words import InvalidValue, shown, words_of

    try:
        read: str = read_value(value, bundle.schema.fields[fact], words_of(bundle.schema))
    except InvalidValue as misfit:
        problem = Problem(f"--{name}", "", misfit.found or shown(value), misfit.expected)
        raise click.UsageError(problem.say(lang)) from misfit
    return read


# ---------------------------------------------------------------- what is said


@frozen(eq=False)
class View:
    """The methods that are open for a case, and what must be said besides."""

    case: Case
    practices: "tuple[Practice, ...]"

    def notes(self) -> tuple[Text, ...]:
        """Say which gates nobody can pass, what this place does not provide for, and which documents have no date."""
        from bajigong.law.plan import make_plan

        plan = make_plan(self.case.bundle, self.case.law, self.case.selection)
        gates = (note for gate in plan.gates for note in self._gate(gate))
        return tuple(dict.fromkeys((*gates, *self._silent(plan), *self._undated())))

    def _gate(self, gate: "GatePlan") -> Iterator[Text]:
        from bajigong.calendar import to_day
        from bajigong.law.bundle import within

        day = to_day(self.case.on)
        ways = [way for way in gate.ways if within(way.period, day)]
        refusals = [list(self._refusals(way)) for way in ways]
        if not ways:
            yield _SILENT.fill(gate=gate.gate.label)
        elif all(refusals):
            yield from (_REFUSED.fill(gate=gate.gate.label, what=what) for those in refusals for what in those)

    def _refusals(self, way: "Variant[Any]") -> Iterator[Text]:
        from bajigong.policy.when import Selected

        for requirement in way.requirements:
            node = requirement.node
            if isinstance(node, Selected) and not node.admits(getattr(self.case.selection, node.selector)):
                yield requirement.text

    def _silent(self, plan: "Plan") -> Iterator[Text]:
        """Where nothing is open: the routes to this grade that the place does not provide for."""
        from bajigong.law.bundle import silent
        from bajigong.policy.law import Route

        for silence in plan.silences if not self.practices else ():
            rule = silence.rule
            if isinstance(rule, Route) and isinstance(rule.to, tuple) and self.case.selection.grade in rule.to:
                yield silent(rule.label, silence.term)

    def _undated(self) -> Iterator[Text]:
        from bajigong.law.bundle import undated

        cited = [clause for one in self.practices for clause in (*one.clauses, *_of_aspects(one))]
        names = dict.fromkeys(self.case.bundle.clauses[clause].what.document for clause in cited)
        yield from undated(self.case.bundle.documents[name].what for name in names)


def _of_aspects(one: "Practice") -> Iterator[str]:
    return (clause for applied in one.aspects for clause in applied.clauses)


def _ordered(aspects: "tuple[Applied, ...]") -> "list[Applied]":
    return sorted(aspects, key=lambda applied: list(_OF).index(applied.aspect.of))


def _hanging(view: View, applied: "Applied") -> Text:
    """Say on what it hangs that an aspect applies, "" where it does."""
    field = view.case.bundle.schema.roles.get("agency_kind")
    asked = applied.aspect.agencies
    kinds = tuple(one.label for one in field.choices if one.value in asked) if field else tuple(map(same, asked))
    said = (
        _ON_MARKS if unknown == "occupation" else _ON_KIND.fill(kinds=listed(kinds)) for unknown in applied.hangs_on
    )
    return listed(tuple(said), "；", "; ")


# ---------------------------------------------------------------- for people


def _print(view: View, lang: Lang) -> None:
    bundle, asked = view.case.bundle, view.case.selection
    words = {"place": asked.place, "on": view.case.on, "track": bundle.tracks[asked.track].what.label}
    words |= {"occupation": _occupation(bundle, asked.occupation), "grade": bundle.grades[asked.grade].what.label}
    click.echo(_TITLE.fill(**words).say(lang))
    if not view.practices:
        click.echo(_NONE.say(lang))
    for one in view.practices:
        _print_practice(view, one, lang)
    for note in view.notes():
        click.echo(NOTE.fill(it=note).say(lang))


def _occupation(bundle: "Bundle", code: str) -> str:
    return f"{code} {bundle.register.name(code)}".rstrip()


def _print_practice(view: View, one: "Practice", lang: Lang) -> None:
    from bajigong.cli.show.lines import print_fields

    rule = one.method
    click.echo(f"\n{rule.label.say(lang)} ({rule.id})")
    fields = [(_GIST, rule.gist.say(lang)), (_REPLACES, ", ".join(one.replaced))]
    fields += [(_ROUTES, listed(tuple(dict.fromkeys(route.rule.label for route in one.routes)), "；", "; ").say(lang))]
    fields += [(_PART, part_line(part).say(lang)) for part in one.parts]
    fields += [(_CONTENT, listed(one.content).say(lang)), (PERIOD, _period(one.period).say(lang))]
    fields += [(BASIS, cited(view.case.bundle, clause).say(lang)) for clause in one.clauses]
    for applied in _ordered(one.aspects):
        fields += list(_aspect_fields(view, applied, lang))
    print_fields(fields, lang, indent="  ")


def part_line(part: "Part") -> Text:
    """Say a part's name, pass mark and least time."""
    mark = _NO_MARK if part.pass_mark is None else _MARK.fill(n=part.pass_mark)
    minutes = _NO_MINUTES if part.minutes is None else _MINUTES.fill(n=part.minutes)
    return Text("{part}：{mark}，{minutes}", "{part}: {mark}, {minutes}").fill(
        part=part.label, mark=mark, minutes=minutes
    )


def _aspect_fields(view: View, applied: "Applied", lang: Lang) -> Iterator[tuple[Text, str]]:
    hanging = _hanging(view, applied)
    words = Text("{gist}（{hanging}）", "{gist} ({hanging})") if applied.hangs_on else same("{gist}")
    yield _OF[applied.aspect.of], words.fill(gist=applied.aspect.gist, hanging=hanging).say(lang)
    for clause in applied.clauses:
        yield same(""), f"[{clause}] {_where(view.case.bundle, clause).say(lang)}"


def _period(period: tuple[int, int]) -> Text:
    from bajigong.calendar import from_day

    since, until = map(from_day, period)
    bounds = (SINCE.fill(day=since) if since else None, LAPSES.fill(day=until) if until else None)
    return listed(tuple(bound for bound in bounds if bound), "，", ", ")


def cited(bundle: "Bundle", clause: str) -> Text:
    """Cite a clause: document, place in it, id and gist."""
    words = {"where": _where(bundle, clause), "id": clause, "gist": bundle.clauses[clause].what.gist}
    return same("{where} [{id}] {gist}").fill(**words)


def _where(bundle: "Bundle", clause: str) -> Text:
    what = bundle.clauses[clause].what
    return same("{document} {at}").fill(document=_document(bundle, clause).name, at=what.at)


def _document(bundle: "Bundle", clause: str) -> "Document":
    return bundle.documents[bundle.clauses[clause].what.document].what


# ---------------------------------------------------------------- for programs


def _print_json(view: View, agency: str | None, lang: Lang) -> None:
    from bajigong.cli.show.lines import print_json

    said = view.case.heading() | {"agency": agency}
    said["methods"] = [_practice_json(view, one, lang) for one in view.practices]
    said["notes"] = [note.say(lang) for note in view.notes()]
    print_json(said | {"bundle": view.case.bundle.hash})


def _practice_json(view: View, one: "Practice", lang: Lang) -> dict[str, Any]:
    bundle, rule = view.case.bundle, one.method
    return {
        "id": rule.id,
        "label": rule.label.say(lang),
        "gist": rule.gist.say(lang),
        "in_place_of": one.replaced,
        "parts": [part_json(part, lang) for part in one.parts],
        "content": [text.say(lang) for text in one.content],
        "aspects": [_aspect_json(view, applied, lang) for applied in _ordered(one.aspects)],
        "routes": [{"id": v.id, "label": v.rule.label.say(lang), "cites": v.clauses} for v in one.routes],
        **_bounds(one.period),
        "cites": cites_json(bundle, one.clauses, lang),
    }


def part_json(part: "Part", lang: Lang) -> dict[str, Any]:
    """Say a part in JSON; a figure that no source gives is null."""
    return {"id": part.id, "label": part.label.say(lang), "pass_mark": part.pass_mark, "minutes": part.minutes}


def _aspect_json(view: View, applied: "Applied", lang: Lang) -> dict[str, Any]:
    aspect = applied.aspect
    return {
        "id": aspect.id,
        "of": aspect.of,
        "gist": aspect.gist.say(lang),
        "figures": dict(aspect.figures),
        "applies": "unknown" if applied.hangs_on else "yes",
        "hangs_on": applied.hangs_on,
        "why": _hanging(view, applied).say(lang) or None,
        "agencies": aspect.agencies,
        **_bounds(applied.period),
        "cites": cites_json(view.case.bundle, applied.clauses, lang),
    }


def _bounds(period: tuple[int, int]) -> dict[str, str | None]:
    from bajigong.calendar import from_day

    since, until = (str(day) if day else None for day in map(from_day, period))
    return {"since": since, "until": until}


def cites_json(bundle: "Bundle", clauses: Iterable[str], lang: Lang) -> list[dict[str, str]]:
    """Cite clauses in JSON."""
    said = ((clause, bundle.clauses[clause].what, _document(bundle, clause)) for clause in clauses)
    return [{"clause": c, "document": d.name.say(lang), "at": w.at, "gist": w.gist.say(lang)} for c, w, d in said]
