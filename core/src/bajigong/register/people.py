"""People: entered once by their ID number, which is kept sealed, found by a keyed hash and shown masked."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from attrs import evolve, frozen
from sqlmodel import Session as Database
from sqlmodel import col, func, select

from bajigong.policy.text import Text
from bajigong.register import writing
from bajigong.register.errors import RegisterError
from bajigong.register.keys import AesGcm, Cipher, Key, Keys, found_by
from bajigong.register.office import Act, Office
from bajigong.register.tables import Person

CIPHER: Final[Cipher] = AesGcm()
#: So many people are sealed anew in one act.
MANY: Final = 500

_KEYS = Text("需要密钥文件", "the file of keys is needed")
_REASON = Text("查看完整号码须写明理由", "to see a whole number a reason must be given")
_NO_NUMBER = Text("没有登记证件号码", "no ID number is on record")


@frozen
class Applicant:
    """Somebody as an application names them."""

    name: str
    number: str
    birth: date | None


@frozen
class Known:
    """Somebody who is in the register."""

    id: int
    name: str


def enter(act: Act, keys: Keys, wanted: Sequence[Applicant]) -> list[Known]:
    """Return the person of each ID number, entered if need be. A number that is there keeps its name.

    Many are looked up and entered at once: a sheet may hold tens of thousands.
    """
    current = keys.get(keys.current)
    hashes = {one.number: [found_by(key, one.number) for key in keys.every.values()] for one in wanted}
    there = _known(act.database, [found for some in hashes.values() for found in some])
    known = {number: there[found] for number, some in hashes.items() for found in some if found in there}
    fresh = {one.number: one for one in reversed(wanted) if one.number not in known}
    ids = writing.identities(act, Person, len(fresh))
    rows = [
        {"id": number, "name": one.name, "birth_date": one.birth, **_sealed(current, one.number)}
        for number, one in zip(ids, reversed(fresh.values()), strict=True)
    ]
    writing.write(act, Person, rows)
    known |= {one.number: Known(number, one.name) for number, one in zip(ids, reversed(fresh.values()), strict=True)}
    return [known[one.number] for one in wanted]


def _known(database: Database, hashes: Sequence[str]) -> dict[str, Known]:
    """Return who is there, by the hashes under which they are looked up."""
    found: dict[str, Known] = {}
    for start in range(0, len(hashes), MANY):
        query = select(Person.id_hash, Person.id, Person.name)
        rows = database.exec(query.where(col(Person.id_hash).in_(hashes[start : start + MANY]))).all()
        found |= {str(found_by): Known(number, name) for found_by, number, name in rows}
    return found


def find(database: Database, keys: Keys, number: str) -> Person | None:
    """Return the person of an ID number, under whichever key it was entered."""
    hashes = [found_by(key, number) for key in keys.every.values()]
    return database.exec(select(Person).where(col(Person.id_hash).in_(hashes))).first()


def needed(office: Office) -> Keys:
    """Return an office's keys. Raises RegisterError where it was opened without them."""
    if office.keys is None:
        raise RegisterError(_KEYS)
    return office.keys


def number_of(person: Person, keys: Keys) -> str:
    """Open somebody's ID number. Raises RegisterError where there is none, or the key was lost."""
    if person.sealed is None or person.sealed_by is None:
        raise RegisterError(_NO_NUMBER)
    return CIPHER.open(keys.get(person.sealed_by), person.sealed, str(person.id_hash))


def masked(person: Person, keys: Keys | None) -> str:
    """Return somebody's ID number as it may be shown; stars alone where the keys are not at hand."""
    if person.sealed is None:
        return ""
    return hidden(number_of(person, keys)) if keys else "*" * 18


def hidden(number: str) -> str:
    """Show the first six and the last two characters of an ID number."""
    return f"{number[:6]}{'*' * (len(number) - 8)}{number[-2:]}"


def unmask(office: Office, act: Act, person: Person, reason: str) -> str:
    """Return a whole ID number, for a reason that stands in the record. Raises RegisterError without one."""
    if not reason.strip():
        raise RegisterError(_REASON)
    act.about, act.notes["reason"] = f"person:{person.id}", reason
    return number_of(person, needed(office))


def rotate(office: Office, on: date) -> Iterator[tuple[int, int]]:
    """Seal everybody under the current key, some in each act; say how many are done, of how many.

    Whoever was sealed is not sealed again: a rotation that was stopped goes on where it was.
    """
    keys = needed(office)
    with office.store.reading() as database:
        others = select(func.count()).select_from(Person).where(col(Person.sealed_by) != keys.current)
        left = database.exec(others).one()
    done = 0
    while done < left:
        with office.act("key.rotate", on, "person") as act:
            query = select(Person).where(col(Person.sealed_by) != keys.current).order_by(col(Person.id)).limit(MANY)
            people = act.database.exec(query).all()
            for person in people:
                _seal(person, keys, number_of(person, keys))
                act.database.add(person)
        done += len(people)
        yield done, left
        if not people:
            return


def with_new_key(office: Office) -> Office:
    """Return the office with a further key, under which it seals from now on."""
    return evolve(office, keys=needed(office).rotated())


def _seal(person: Person, keys: Keys, number: str) -> None:
    for name, value in _sealed(keys.get(keys.current), number).items():
        setattr(person, name, value)


def _sealed(key: Key, number: str) -> dict[str, Any]:
    """Return what a row keeps of an ID number."""
    found = found_by(key, number)
    return {"id_hash": found, "sealed": CIPHER.seal(key, number, found), "sealed_by": key.name}
