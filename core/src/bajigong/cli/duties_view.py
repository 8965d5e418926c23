"""What ``bajigong duties`` shows: the duties asked for, whose they are, and what must be said besides."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import frozen

from bajigong.calendar import from_day, to_day
from bajigong.cli.law.asked import Asked
from bajigong.duties import Due, agenda, kept_through
from bajigong.placed import PlacedLaw, Reader, Variant
from bajigong.policy.law import Document
from bajigong.policy.rules import Duty, DutyKind
from bajigong.policy.text import Text, listed, same
from bajigong.readings import in_force

_CUT_SHORT = Text(
    "{duty}：{docs}自{day}起失效，下一期限（{due}）已不在有效期内",
    "{duty}: {docs} lapses on {day}, before the next due day ({due})",
)
_UNDATED = Text("{doc}：资料未载明日期，按有效处理", "{doc}: the source gives no date; it is taken to be in force")
_LAPSED = Text("{doc}自{day}起失效，所列{n}项不再计入", "{doc} lapsed: from {day} its duties ({n}) no longer count")
_NOT_YET = Text(
    "{doc}自{day}起施行，所列{n}项尚未计入", "{doc} is not in force until {day}; its duties ({n}) do not count"
)
_KEPT = Text("{on}形成的{what}保管至{day}。", "Made on {on}: keep {what} through {day}.")
_FOR_EVER = Text("永久保存：{what}。", "Keep for ever: {what}.")


@frozen
class Wanted:
    """Which duties are asked for. None, or "", is any."""

    track: str | None = None
    who: str = ""
    kind: DutyKind | None = None

    def __contains__(self, duty: Duty) -> bool:
        """Whether a duty is one of them."""
        named = self.who.casefold() in duty.who.zh or self.who.casefold() in duty.who.en.casefold()
        of_track = self.track is None or not duty.tracks or self.track in duty.tracks
        return named and of_track and self.kind in (None, duty.kind)


@frozen(eq=False)
class View:
    """The duties asked for in a place on a day, in order, and those of them that are not in force."""

    asked: Asked
    entries: tuple[Due, ...]
    others: tuple[Variant[Duty], ...]

    def groups(self) -> Mapping[Text, tuple[Due, ...]]:
        """The duties of each who, the who with the earliest due day first."""
        found: dict[Text, tuple[Due, ...]] = {}
        for entry in self.entries:
            found[entry.duty.who] = (*found.get(entry.duty.who, ()), entry)
        return found

    def notes(self) -> tuple[Text, ...]:
        """Say which due days no longer come, which documents have no date and which do not count on the day."""
        cited = (clause for entry in self.entries for clause in entry.clauses)
        return (*self._cut_short(), *self.undated(cited), *self._out_of_force())

    def documents(self, clauses: Iterable[str]) -> tuple[Document, ...]:
        """The documents that clauses stand in, each once."""
        names = dict.fromkeys(self.asked.bundle.clauses[clause].what.document for clause in clauses)
        return tuple(self.asked.bundle.documents[name].what for name in names)

    def undated(self, clauses: Iterable[str]) -> tuple[Text, ...]:
        """Name the documents of clauses that have no date."""
        those = (one for one in self.documents(clauses) if one.issued is None and one.in_force is None)
        return tuple(_UNDATED.fill(doc=document.name) for document in those)

    def where(self, clause: str) -> Text:
        """Say where a clause stands: the document and the place in it."""
        [document] = self.documents([clause])
        return same("{doc} {at}").fill(doc=document.name, at=self.asked.bundle.clauses[clause].what.at)

    def kept(self, entry: Due) -> tuple[Text, ...]:
        """Say until when what is made on the day asked about is kept."""
        on = self.asked.on
        ends = [(keep.what, kept_through(keep, on)) for keep in entry.duty.keep]
        dated = [_KEPT.fill(what=what, on=on, day=day) for what, day in ends if day]
        for_ever = tuple(keep.what for keep in entry.duty.keep if keep.years is None)
        return (*dated, _FOR_EVER.fill(what=listed(for_ever))) if for_ever else tuple(dated)

    def _cut_short(self) -> Iterator[Text]:
        for entry in self.entries:
            if entry.cut_short:
                docs = listed(tuple(document.name for document in self.documents(entry.clauses)))
                yield _CUT_SHORT.fill(duty=entry.duty.label, docs=docs, day=entry.lapses, due=entry.duty.due)

    def _out_of_force(self) -> Iterator[Text]:
        for document in self.documents(clause for other in self.others for clause in other.clauses):
            since, until = (from_day(bound) for bound in in_force(document))
            n = sum(document in self.documents(other.clauses) for other in self.others)
            if since and self.asked.on < since:
                yield _NOT_YET.fill(doc=document.name, day=since, n=n)
            elif until and self.asked.on >= until:
                yield _LAPSED.fill(doc=document.name, day=until, n=n)


def view(asked: Asked, wanted: Wanted) -> View:
    """Read the duties of a place and keep those that are asked for."""
    law = Reader(asked.bundle, asked.place).read()
    entries = tuple(entry for entry in agenda(law, asked.on) if entry.duty in wanted)
    return View(asked, entries, tuple(one for one in _not_in_force(law, asked.on) if one.rule in wanted))


def _not_in_force(law: PlacedLaw, on: date) -> Iterator[Variant[Duty]]:
    day = to_day(on)
    return (variant for variant in law.duties if not variant.period[0] <= day < variant.period[1])
