"""A standard as law: the document, clauses and routes that its own grades and conditions come to."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import frozen

from bajigong.policy.asks import Ask, Kind, Requirement
from bajigong.policy.law import Clause, Document, Term
from bajigong.policy.registers import Condition, Grade, Standard, Template
from bajigong.policy.rules import Route
from bajigong.policy.structure import Fault, Misfit
from bajigong.policy.text import Text, listed, same
from bajigong.policy.words import among
from bajigong.standards import written_by

_TITLE: Final = Text("《{name}》国家职业标准（{day}{number}）", "the national standard {name} ({day}{number})")
_NORM: Final = Text("《{name}》评价规范（{day}{number}）", "the assessment norm {name} ({day}{number})")
_NUMBER: Final = Text("，{number}", ", {number}")
_LEVELS: Final = Text("设{grades}", "It has {grades}")
_OPENS: Final = Text("{when}，可申报{grade}", "{when}: opens {grade}")
_CANNOT: Final = Text("条件“{kind}”无法成立：{why}", "requirement {kind!r} cannot be built: {why}")
_LABEL: Final = Text("《{name}》标准{grade}申报条件之{n}", "{name}, conditions for {grade}, no. {n}")


@frozen
class Vocabulary:
    """What the conditions of a standard may refer to: kinds, terms and grades by id, editions and routes."""

    kinds: Mapping[str, Kind]
    terms: Mapping[str, Term]
    grades: Mapping[str, Grade]
    editions: tuple[Template, ...]
    routes: tuple[Route, ...]

    def said(self, ways: Iterable[Iterable[Ask]]) -> Text:
        """Put conditions into words: those of the requirements that they are made of."""
        said = tuple(listed(tuple(self._one(ask) for ask in way), "，且", ", and ") for way in ways)
        return listed(said, "；或", "; or ")

    def _one(self, ask: Ask) -> Text:
        """Give a requirement's words; of one that hangs on a term, the term's."""
        return next((self.terms[name].label for name in ask.terms()), None) or self._built(ask).text

    def _built(self, ask: Ask) -> Requirement:
        params = {key: self._built(value) if isinstance(value, Ask) else value for key, value in ask.params}
        try:
            return self.kinds[ask.kind].build(**params)
        except Exception as error:
            raise Misfit((Fault((), _CANNOT.fill(kind=ask.kind, why=error)),)) from error


def declarations(standard: Standard, words: Vocabulary) -> Iterator[Document | Clause | Route]:
    """Give what a standard with grades or conditions of its own declares: its document, clauses and routes.

    What it asks has been looked at before. Raises Misfit for each condition that cannot be built, or that names a
    condition its edition does not have.
    """
    if not standard.grades and not standard.conditions:
        return
    yield _document(standard)
    for clause in standard.clauses:
        names = listed(tuple(words.grades[one].label for one in standard.grades))
        yield Clause(clause, "职业技能等级", "ladder", _LEVELS.fill(grades=names))
    edition = _edition(standard, words.editions)
    of_edition = {one.id.rpartition("/")[2]: one for one in words.routes if edition and edition.id in one.standards}
    faults: list[Fault] = []
    for condition in standard.conditions:
        try:
            yield from _condition(standard, condition, words, of_edition, edition.method if edition else "")
        except Misfit as misfit:
            faults += misfit.within("conditions", condition.grade, condition.number - 1)
    if faults:
        raise Misfit(tuple(faults))


def _document(standard: Standard) -> Document:
    shape = _NORM if standard.layer == "agency" else _TITLE
    number = _NUMBER.fill(number=standard.number) if standard.number else same("")
    # One notice issues many standards: each is named by its title.
    return Document(
        standard.id,
        shape.fill(name=standard.title, day=standard.issued, number=number),
        same(standard.number or standard.title),
        issued=standard.issued,
        source=standard.source,
        note=standard.note,
        layer=standard.layer,
    )


def _edition(standard: Standard, templates: Iterable[Template]) -> Template | None:
    order = sorted(templates, key=lambda one: one.since)
    named = {one.id: one for one in order}
    written = [name for name in written_by(standard, order).values() if name]
    if standard.edition and standard.edition not in named:
        raise Misfit((Fault(("edition",), among(standard.edition, named)),))
    return named[written[-1]] if written else None


def _condition(
    standard: Standard, condition: Condition, words: Vocabulary, of_edition: Mapping[str, Route], method: str
) -> Iterator[Clause | Route]:
    number = f"{condition.grade}-{condition.number}"
    if condition.grade not in words.grades:
        raise Misfit((Fault((), among(condition.grade, words.grades)),))
    when, cites = condition.when, (f"{standard.id}/{number}",)
    if condition.as_in:
        if condition.as_in not in of_edition:
            raise Misfit((Fault((), among(condition.as_in, of_edition)),))
        when = of_edition[condition.as_in].when
    grade = words.grades[condition.grade].label
    gist = _OPENS.fill(when=words.said(when.ways), grade=grade)
    yield Clause(cites[0], f"申报条件 {grade.zh} {condition.number}", "eligibility", gist)
    label = _LABEL.fill(name=standard.title, grade=grade, n=condition.number)
    yield Route(
        f"{standard.id}/{number}",
        (condition.grade,),
        standard.method or method,
        label,
        when,
        cites,
        standards=(standard.id,),
    )
