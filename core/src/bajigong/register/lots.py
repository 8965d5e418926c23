"""Applications for a session as they are read: some at a time, typed and checked, with where each of them stands."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen
from sqlmodel import Session as Database

from bajigong.answers import Application
from bajigong.errors import InputError, Problem
from bajigong.policy.facts import AGENCY, Role, Schema
from bajigong.policy.text import Text
from bajigong.receipts import receipt
from bajigong.register import agencies, people
from bajigong.register.office import Office
from bajigong.register.tables import Agency, Filing, Session
from bajigong.tables import Raw, Where, check

if TYPE_CHECKING:
    from bajigong.batch.people import People

#: From so many applications on they are decided by their columns.
MANY: Final = 200

_ID = Text("未填写证件号码", "no ID number")
_ID_WANTED = Text("证件号码，凭以登记本人", "the ID number by which somebody is entered")
_SCOPE = Text("{occupation} {grade}级", "{occupation} at grade {grade}")
_SCOPE_WANTED = Text("本批次的职业（{occupations}）和等级（{grades}）", "one of {occupations} at one of {grades}")


@frozen(eq=False)
class Lot:
    """Some applications: ``of`` are who applies, ``scopes`` the occupation and grade of each.

    ``application`` and ``receipt`` make that of a row, ``where`` says where it stands. ``people`` are the same as
    columns, None where they are few; ``remarked`` are rows of which something is to be said besides.
    """

    of: Sequence[people.Applicant]
    scopes: Sequence[tuple[str, str]]
    application: Callable[[int], Application]
    receipt: Callable[[int], Any]
    where: Callable[[int], Where]
    people: "People | None" = None
    remarked: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.of)


@frozen(eq=False)
class Asked:
    """What a session says of each application before its own words: the agency, the track, the place and the day."""

    session: Session
    track: str
    agency: Mapping[str, Any]
    on: date

    @classmethod
    def by(cls, database: Database, session: Session, on: date, schema: Schema) -> "Asked":
        """Return what a session says of applications on a day; the agency is as the register knows it."""
        filing = database.get_one(Filing, session.filing_id)
        agency = agencies.said_of(database, database.get_one(Agency, filing.agency_id), session.on, schema)
        return cls(session, filing.track, agency, on)

    @property
    def overrides(self) -> dict[str, Any]:
        """What goes before the words of a sheet."""
        return {"track": self.track, "place": self.session.place}

    def wrong(
        self, number: str | None, at: str, scope: tuple[Any, Any], where: Callable[[], Where]
    ) -> Iterator[Problem]:
        """Say what keeps an application out of the session, whatever else it says. ``at`` is the ID number's path."""
        session = self.session
        if not number:
            yield where().problem(_ID, _ID_WANTED, at)
        occupation, grade = scope
        if occupation not in session.occupations or grade not in session.grades:
            wanted = _SCOPE_WANTED.fill(occupations=", ".join(session.occupations), grades=", ".join(session.grades))
            found = _SCOPE.fill(occupation=occupation or "?", grade=grade or "?")
            yield where().problem(found, wanted, "occupation")


def one_by_one(office: Office, asked: Asked, raws: Iterable[Raw]) -> Lot:
    """Check applications one after another. Raises InputError with every fault of every row."""
    applications, places, problems = list[Application](), list[Where](), list[Problem]()
    schema = office.engine.bundle.schema
    for raw in raws:
        found = check(
            raw,
            schema,
            tenant_place=asked.session.place,
            on=asked.on,
            overrides=asked.overrides,
            today=asked.on,
        )
        if isinstance(found, tuple):
            problems.extend(found)
            continue
        where = raw.places if isinstance(raw.places, Where) else raw.places.at("")
        facts = {**found.facts, AGENCY: asked.agency}
        number = schema.told(facts, "id_number")
        problems.extend(asked.wrong(number, schema.path("id_number"), scope_of(facts), lambda where=where: where))  # type: ignore[misc]
        applications.append(Application(facts, asked.on, asked.session.place, found.remarks))
        places.append(where)
    if problems:
        raise InputError(tuple(problems))
    return lot_of(office, applications, places.__getitem__)


def lot_of(office: Office, applications: Sequence[Application], where: Callable[[int], Where]) -> Lot:
    """Return checked applications together; many of them are laid out as columns, too."""
    columns, schema = None, office.engine.bundle.schema
    if len(applications) >= MANY and can_be_many():
        from bajigong.batch.people import laid_out

        columns = laid_out(schema, applications)
    return Lot(
        [applicant(one.facts, schema) for one in applications],
        [scope_of(one.facts) for one in applications],
        applications.__getitem__,
        lambda row: receipt(applications[row], schema),
        where,
        columns,
        frozenset(row for row, one in enumerate(applications) if one.remarks),
    )


def can_be_many() -> bool:
    """Whether there is what decides many at once: the extra ``batch``."""
    return all(find_spec(name) for name in ("numpy", "pyarrow"))


def scope_of(facts: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return the occupation and the grade that somebody applies for."""
    return facts.get("occupation"), facts.get("grade")


def applicant(facts: Mapping[str, Any], schema: Schema, number: str | None = None) -> people.Applicant:
    """Return who applies; ``number`` is the ID number where the facts leave it out."""
    name, known, born = (schema.told(facts, role) for role in _WHO)
    return people.Applicant(str(name or ""), number or known, born)


_WHO: Final[tuple[Role, ...]] = ("name", "id_number", "birth")
