"""What a summary says, in words: labels for its counts, most important first."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Final

from attrs import frozen

from bajigong.batch.answers import OUTCOMES
from bajigong.batch.summing.forecast import Leaving
from bajigong.batch.summing.summary import Counts, Summary
from bajigong.calendar import to_day
from bajigong.cli.result_names import VERDICTS, Names, day
from bajigong.engine.verdict import Outcome
from bajigong.policy.text import Text, listed, same
from bajigong.readings import in_force

#: So many reasons, and so many missing facts, are told of; and so many occupations by name.
TOP: Final = 10
OCCUPATIONS: Final = 20

_TITLE = Text("{tenant}职业技能等级申报资格核验汇总", "{tenant}: who is eligible for skill level recognition")
_AS_OF = Text("以{day}为准", "as of {day}")
_BETWEEN = Text("所问日期{a}至{b}", "asked about days from {a} to {b}")
_TOTAL = Text("已核验{n:,}人", "{n:,} people checked")
_REFUSED = Text("另有{n:,}人因资料有误未能核验", "{n:,} more could not be checked for faults in their data")
_NOT_GIVEN = Text("（未填）", "(not given)")
_WITH_ID = Text("{label}（{id}）", "{label} ({id})")
_REST = Text("其余{n}个职业", "{n} other occupations")
_LEAVING = Text("{day}：{n:,}人同时不再符合", "{day}: {n:,} at once cease to be eligible")
_LAPSED = Text("（{documents}失效）", " ({documents} lapses)")


@frozen
class Counted:
    """A label with its counts by verdict."""

    key: str
    label: Text
    counts: Counts


@frozen(eq=False)
class Words:
    """Words a summary with the names of a tenant."""

    summary: Summary
    names: Names

    def title(self) -> Text:
        """Say what it is."""
        return _TITLE.fill(tenant=self.names.tenant.label)

    def about(self) -> tuple[Text, ...]:
        """Say for which day, and of how many people."""
        first, last = self.summary.days
        when = _AS_OF.fill(day=day(last)) if first == last else _BETWEEN.fill(a=day(first), b=day(last))
        refused = self.summary.refused
        return (when, _TOTAL.fill(n=self.summary.total), *([_REFUSED.fill(n=refused)] if refused else []))

    def verdicts(self) -> tuple[tuple[Outcome, Text, int], ...]:
        """Name each verdict with its people."""
        return tuple((one, VERDICTS[one], self.summary.count(one)) for one in OUTCOMES)

    def failing(self) -> tuple[tuple[Text, int], ...]:
        """Return the commonest reasons for refusal."""
        return tuple((self.names.spoken(text), people) for text, people in self.summary.failing[:TOP])

    def missing(self) -> tuple[tuple[Text, int, int], ...]:
        """Return the facts most wanted, each with the people who lack it and those whom it alone would settle."""
        wanted = self.summary.missing[:TOP]
        return tuple((self.names.fact(fact), people, self.summary.alone.get(fact, 0)) for fact, people in wanted)

    def grades(self) -> list[Counted]:
        """Return the grades from the lowest."""
        order = {grade: said.what.order for grade, said in self.names.bundle.grades.items()}
        found = self.summary.grades
        return [_counted(key, self.names.grade(key), found) for key in sorted(found, key=lambda g: order.get(g, -1))]

    def occupations(self) -> list[Counted]:
        """Return the commonest occupations, and the others together."""
        first, rest = _by_size(self.summary.occupations, OCCUPATIONS)
        counted = [_counted(code, self.names.occupation(code), self.summary.occupations) for code in first]
        if rest:
            together = tuple(sum(column) for column in zip(*(self.summary.occupations[c] for c in rest), strict=True))
            counted.append(Counted("", _REST.fill(n=len(rest)), together))
        return counted

    def routes(self) -> list[Counted]:
        """Return the routes; those who are eligible come by them, to the others each is the nearest."""
        routes, labels = self.summary.routes, self.summary.route_labels
        often = Counter(labels.values())
        named = {key: _WITH_ID.fill(label=text, id=key) if often[text] > 1 else text for key, text in labels.items()}
        return [_counted(key, named.get(key, same(key)), routes) for key in _by_size(routes)[0] if key]

    def cities(self) -> list[Counted]:
        """Return the cities: the tenant's own region by its name, the others by code."""
        home = self.names.tenant
        names = {home.region: home.label}
        cities = self.summary.cities
        return [_counted(code, names.get(code, same(code)), cities) for code in _by_size(cities)[0]]

    def lapsing(self, when: date) -> tuple[Text, ...]:
        """Name the documents that lapse on a day."""
        documents = (said.what for said in self.names.bundle.documents.values())
        return tuple(document.name for document in documents if in_force(document)[1] == to_day(when))

    def leaving(self, leaving: Leaving) -> Text:
        """Say who cease to be eligible on a day, and which document lapses on it."""
        documents = self.lapsing(leaving.day)
        why = _LAPSED.fill(documents=listed(documents)) if documents else same("")
        said = _LEAVING.fill(day=day(leaving.day), n=leaving.people)
        return listed((said, why), "", "")


def _counted(key: str, label: Text, counts: Mapping[str, Counts]) -> Counted:
    return Counted(key, label if key else _NOT_GIVEN, counts[key])


def _by_size(counts: Mapping[str, Counts], most: int | None = None) -> tuple[list[str], list[str]]:
    """Return the keys from the commonest on: as many as are wanted, and the rest."""
    ordered = sorted(counts, key=lambda key: (-sum(counts[key]), key))
    return (ordered, []) if most is None else (ordered[:most], ordered[most:])
