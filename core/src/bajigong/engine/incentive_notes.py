"""What an answer about an incentive must say besides its requirements: what lapsed, is undated, open or not encoded."""

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import frozen

from bajigong.bundle import Bundle
from bajigong.calendar import from_day, to_day
from bajigong.policy.law import Clause, Document, Term
from bajigong.policy.text import Text
from bajigong.readings import in_force

_LAPSED = Text("{doc}已于{day}失效，其规定不再作为依据", "{doc} lapsed: from {day} its rules no longer answer")
_NOT_YET = Text("{doc}自{day}起施行，此前不作为依据", "{doc} is not in force until {day}")
_UNDATED = Text("{doc}：资料未载明施行日期，按有效处理", "{doc}: no first day is known; it is taken to be in force")
_ASSUMED = Text(
    "证书未给出或未载明职业、等级，按所申报的作答",
    "no certificate says which occupation and grade is held; those applied for are taken",
)
_OPEN = Text("{term}尚无规定（{clauses}）", "{term}: nobody has laid it down ({clauses})")
_PARTLY = Text("{doc}（{at}）：{lacks}", "{doc}, {at}: {lacks}")
_SILENT = Text("{rule}：现行文件对此地未作规定（{term}）", "{rule}: no document in force here provides for it ({term})")


@frozen(eq=False)
class IncentiveNotes:
    """Writes the notes of answers under one bundle, for one day."""

    bundle: Bundle
    on: date

    def write(self, clauses: Iterable[str], terms: Iterable[str]) -> tuple[Text, ...]:
        """Return the notes that clauses, and terms that nobody has filled, call for."""
        cited = tuple(clauses)
        documents = dict.fromkeys(self._clause(clause).document for clause in cited)
        notes = [note for name in documents for note in self._on_document(self.bundle.documents[name].what)]
        notes += [_OPEN.fill(term=self.bundle.terms[name].what.label, clauses=", ".join(cited)) for name in terms]
        return tuple(dict.fromkeys((*notes, *self._partly(cited))))

    def assumed(self) -> tuple[Text, ...]:
        """Say that what was applied for is taken for what is held."""
        return (_ASSUMED,)

    def silent(self, label: Text, term: Term) -> tuple[Text, ...]:
        """Say that nothing in force in a place provides for an incentive."""
        return (_SILENT.fill(rule=label, term=term.label),)

    def _on_document(self, document: Document) -> Iterator[Text]:
        """Say that a document is not in force on the day, and what is noted of it; or that it has no first day."""
        since, until = in_force(document)
        on = to_day(self.on)
        if since <= on < until:
            if document.issued is None and document.in_force is None:
                yield _UNDATED.fill(doc=document.name)
            return
        early = on < since
        yield (_NOT_YET if early else _LAPSED).fill(doc=document.name, day=from_day(since if early else until))
        if document.note:
            yield document.note

    def _partly(self, clauses: Iterable[str]) -> Iterator[Text]:
        """Say what no requirement asks of a clause that is only partly encoded."""
        for clause in map(self._clause, clauses):
            if clause.status == "partly" and clause.lacks:
                document = self.bundle.documents[clause.document].what
                yield _PARTLY.fill(doc=document.name, at=clause.at, lacks=clause.lacks)

    def _clause(self, name: str) -> Clause:
        return self.bundle.clauses[name].what
