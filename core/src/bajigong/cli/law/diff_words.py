"""The words for what differs between two laws, and for the person who shows it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from attrs import frozen

from bajigong.answers import Outcome, Verdict
from bajigong.cli.open_tenants import VERDICTS, Names, day
from bajigong.cli.show.table import failing
from bajigong.law.opening import Bundle
from bajigong.law.tenants import Tenant
from bajigong.policy.facts import FactField
from bajigong.policy.text import Text, listed, same
from bajigong.review.law_diff import Difference, Differences, Held, Practised, Side, Witness

_PERSON_HEAD = Text("{track}，{occupation}（{code}），申报{grade}", "{track}, {occupation} ({code}), for {grade}")
_NONE = Text("无{label}", "no {label}")
_ONE = Text("{label}：{value}", "{label}: {value}")
_RECORDS = Text("{label}（{records}）", "{label} ({records})")
_SELF = Text("本职业", "the same occupation")
_YES, _NO = Text("是", "yes"), Text("否", "no")
_BECAUSE = Text("{outcome}（{why}）", "{outcome} ({why})")
_LACKS = Text("{outcome}（距最近的条件尚缺：{why}）", "{outcome} (nearest to it, and lacking: {why})")
_FROM = Text("{outcome}，{day}起符合", "{outcome}, eligible from {day}")
#: So many reasons are given.
_REASONS = 2
#: Types of fact whose values speak for themselves.
_PLAIN = frozenset({"choice", "grade", "occupation", "place"})


def outcome_said(outcome: Outcome) -> Text:
    """Name a verdict."""
    return VERDICTS[outcome]


def verdict_said(verdict: Verdict) -> Text:
    """Say a verdict in short, with what stands in the way."""
    said = VERDICTS[verdict.outcome]
    if verdict.eligible_from:
        said = _FROM.fill(outcome=said, day=day(verdict.eligible_from))
    why = failing(verdict)[:_REASONS]
    shape = _LACKS if verdict.outcome is Outcome.NOT_ELIGIBLE else _BECAUSE
    return shape.fill(outcome=said, why=listed(why, "；", "; ")) if why else said


@frozen(eq=False)
class Person:
    """Somebody's facts, to be said in the words of a bundle."""

    names: Names
    facts: Mapping[str, Any]

    def said(self) -> Text:
        """Say all of them: what is applied for, then each fact."""
        facts = self.facts
        head = _PERSON_HEAD.fill(
            track=self.names.track(facts["track"]),
            occupation=self.names.occupation(facts["occupation"]),
            code=facts["occupation"],
            grade=self.names.grade(facts["grade"]),
        )
        return listed((head, *self._groups(facts, "")), "；", "; ")

    @property
    def _bundle(self) -> Bundle:
        return self.names.bundle

    def _groups(self, facts: Mapping[str, Any], above: str) -> Iterator[Text]:
        for key, value in facts.items():
            path = f"{above}{key}"
            field = self._bundle.schema.fields.get(path)
            if isinstance(value, Mapping):
                yield from self._groups(value, f"{path}.")
            elif field and field.type == "list":
                yield self._list(field, value)
            elif field and above:
                yield _ONE.fill(label=field.label, value=self._value(field, value))

    def _list(self, field: FactField, records: list[Mapping[str, Any]]) -> Text:
        if not records:
            return _NONE.fill(label=field.label)
        said = tuple(self._record(field, record) for record in records)
        return _RECORDS.fill(label=field.label, records=listed(said, "；", "; "))

    def _record(self, field: FactField, record: Mapping[str, Any]) -> Text:
        below = self._bundle.schema.children[field.path]
        said = (self._field(below[name], record[name]) for name in below if name in record)
        return listed(tuple(said), "，", ", ")

    def _field(self, field: FactField, value: Any) -> Text:
        """Say one field of a record: what speaks for itself without its label."""
        said = self._value(field, value)
        return said if field.type in _PLAIN else _ONE.fill(label=field.label, value=said)

    def _value(self, field: FactField, value: Any) -> Text:
        if isinstance(value, list | tuple):
            return listed(tuple(self._value(field, one) for one in value))
        if isinstance(value, date):
            return day(value)
        if isinstance(value, bool):
            return _YES if value else _NO
        if field.type == "occupation":
            return _SELF if value == self.facts["occupation"] else self.names.occupation(value)
        if field.type == "grade":
            return self.names.grade(value)
        return next((c.label for c in field.choices if c.value == value), same(str(value)))


_SIDE = Text("{name}（{place}，{day}）", "{name} ({place}, {day})")
_DATED = Text("{name}{day}", "{name} on {day}")
_HEAD = Text("{label}（{id}）", "{label} ({id})")
_SAYS = Text("{side}：{says}", "{side}: {says}")
_CITED = Text("{says}（{clauses}）", "{says} ({clauses})")
_BY = Text("{says}〔{by}〕", "{says} [{by}]")
_SILENT = Text("现行文件未作规定", "nothing in force lays it down")
_NOTHING = Text("无", "nothing")
_NO_METHOD = Text("无此评价", "not assessed")
_SINCE, _UNTIL = Text("{day}起施行", "in force from {day}"), Text("{day}起失效", "lapses on {day}")
_EXAMPLE = Text("例：{person}。{a}：{one}；{b}：{other}", "Example: {person}. {a}: {one}; {b}: {other}")
_NOBODY = Text(
    "未找到仅因此结论不同的人：其他规定使两地结论相同，或者尚有待定事项",
    "nobody was found whose verdict differs by this alone: other rules lead to the same, or something is left open",
)
_SELECTION = Text("{track}，{occupation}（{code}），{grade}", "{track}, {occupation} ({code}), {grade}")
_AGENCY = Text("{selection}，评价机构为{kind}", "{selection}, assessed by: {kind}")
_LINE = Text("{label}：{a}；{b}", "{label}: {a}; {b}")
_DECIDING = ("terms", "ways", "routes", "ladders")


@frozen(eq=False, slots=False)
class Teller:
    """Tells the differences between two sides."""

    found: Differences

    @cached_property
    def side_a(self) -> Text:
        """Side A in full."""
        return _in_full(self.found.a)

    @cached_property
    def side_b(self) -> Text:
        """Side B in full."""
        return _in_full(self.found.b)

    @cached_property
    def names(self) -> tuple[Names, Names]:
        """What each side's bundle calls things."""
        return names_of(self.found.a), names_of(self.found.b)

    @cached_property
    def short(self) -> tuple[Text, Text]:
        """Both sides by name; with the day where they have one name."""
        a, b = self.found.a, self.found.b
        if a.name != b.name:
            return a.name, b.name
        return _DATED.fill(name=a.name, day=day(a.on)), _DATED.fill(name=b.name, day=day(b.on))

    def paragraph(self, one: Difference) -> list[Text]:
        """Tell one difference: its head, both sides, and examples."""
        head = one.label if one.part in ("documents", "practice") else _HEAD.fill(label=one.label, id=one.id)
        says = [_SAYS.fill(side=side, says=_held(one, held, names)) for side, held, names in self._both(one)]
        return [head, *says, *self._examples(one)]

    def line(self, one: Difference) -> Text:
        """Tell in one line on which clauses both sides say the same."""
        cites = [_SAYS.fill(side=side, says=_clauses(held, names)) for side, held, names in self._both(one)]
        return _LINE.fill(label=one.label, a=cites[0], b=cites[1])

    def together(self, head: Text, those: Sequence[Difference]) -> list[Text]:
        """Tell several things that stand on one side only: what each side has, by name and clause."""
        said = [self._list([one.a for one in those], those, 0), self._list([one.b for one in those], those, 1)]
        return [head, *(_SAYS.fill(side=side, says=says) for side, says in zip(self.short, said, strict=True))]

    def _list(self, helds: Sequence[Held | None], those: Sequence[Difference], number: int) -> Text:
        names = self.names[number]
        items = (
            _CITED.fill(says=one.label, clauses=_clauses(held, names))
            for one, held in zip(those, helds, strict=True)
            if held
        )
        return listed(tuple(items), "；", "; ") if any(helds) else _SILENT

    def _both(self, one: Difference) -> Iterator[tuple[Text, Held | None, Names]]:
        yield from zip(self.short, (one.a, one.b), self.names, strict=True)

    def _examples(self, one: Difference) -> Iterator[Text]:
        yield from (self._witness(witness) for witness in one.witnesses)
        if one.practice:
            yield self._practised(one.practice)
        elif not one.witnesses and one.part in _DECIDING:
            yield _NOBODY

    def _witness(self, witness: Witness) -> Text:
        holder = 0 if witness.a.outcome == "eligible" else 1
        verdicts = {"one": verdict_said(witness.a), "other": verdict_said(witness.b)}
        person = Person(self.names[holder], witness.facts).said()
        return _EXAMPLE.fill(person=person, a=self.short[0], b=self.short[1], **verdicts)

    def _practised(self, shown: Practised) -> Text:
        names = self.names[0]
        chosen = _SELECTION.fill(
            track=names.track(shown.track),
            occupation=names.occupation(shown.occupation),
            code=shown.occupation,
            grade=names.grade(shown.grade),
        )
        if shown.agency_kind:
            chosen = _AGENCY.fill(selection=chosen, kind=_agency(names, shown.agency_kind))
        one, other = (_NO_METHOD if said is None else said if said.zh else _NOTHING for said in (shown.a, shown.b))
        return _EXAMPLE.fill(person=chosen, a=self.short[0], b=self.short[1], one=one, other=other)


def names_of(side: Side) -> Names:
    """Return the names of what a side's bundle declares."""
    tenant = Tenant(side.engine.tenant, side.name, side.place, ())
    return Names(tenant, side.bundle)


def _in_full(side: Side) -> Text:
    return _SIDE.fill(name=side.name, place=side.place, day=day(side.on))


def _held(one: Difference, held: Held | None, names: Names) -> Text:
    if held is None:
        return _NOTHING if one.part in ("documents", "practice") else _SILENT
    said = _dated(held) if one.part == "documents" else _CITED.fill(says=held.says, clauses=_clauses(held, names))
    return _BY.fill(says=said, by=", ".join(held.by))


def _dated(held: Held) -> Text:
    since = [_SINCE.fill(day=day(held.since))] if held.since else []
    until = [_UNTIL.fill(day=day(held.until))] if held.until else []
    return listed((held.says, *since, *until), "，", ", ")


def _clauses(held: Held | None, names: Names) -> Text:
    return listed(tuple(names.clause(clause) for clause in held.clauses), "；", "; ") if held else _NOTHING


def _agency(names: Names, kind: str) -> Text:
    field = names.bundle.schema.roles.get("agency_kind")
    return next((choice.label for choice in (field.choices if field else ()) if choice.value == kind), same(kind))
