"""Letters (文书) from a verdict, the admission ticket (准考证) and the certificate, as they are printed."""

import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlmodel import Session as Database

from bajigong.policy.facts import Role
from bajigong.policy.text import Lang, Text, same
from bajigong.register import people, reasons
from bajigong.register.credentials import credential
from bajigong.register.errors import RegisterError
from bajigong.register.office import Office
from bajigong.register.tables import Agency, Certificate, Filing, Person, Registration, Room, Session, Standing

OWN: Final = Path(__file__).with_name("papers")
_FAULT = Text("模板{name}：{why}", "template {name}: {why}")


def printed(name: str, data: Mapping[str, Any], templates: Path | None = None) -> bytes:
    """Print a template of this package, or the one of the same name in a folder of a place's own, as a PDF.

    Raises RegisterError for a template that Typst cannot set.
    """
    import pylopdf_fonts_zh_cn
    import typst

    fonts = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
    with TemporaryDirectory() as folder:
        for source in (OWN, templates):
            for file in source.glob("*.typ") if source else ():
                Path(folder, file.name).write_bytes(file.read_bytes())
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        try:
            path = str(Path(folder, f"{name}.typ"))
            return typst.compile(path, font_paths=[fonts], ignore_system_fonts=True, sys_inputs=inputs, format="pdf")
        except (RuntimeError, OSError) as error:
            raise RegisterError(_FAULT.fill(name=f"{name}.typ", why=str(error).strip())) from error


#: The letter that follows from where an application stands.
LETTERS: Final[Mapping[Standing, str]] = {
    Standing.ADMITTED: "acceptance",
    Standing.WAITING: "supplement",
    Standing.REFUSED: "refusal",
}
_BASIS = Text("{document} {at}", "{document} {at}")
_WITHIN = Text("{place}（{code}）", "{place} ({code})")
_NO_TICKET = Text("尚未编排准考证", "there is no ticket yet")
_NO_LETTER = Text("申请人已撤回", "the applicant has withdrawn")


def letter(
    office: Office, database: Database, row: Registration, lang: Lang, on: date, templates: Path | None = None
) -> bytes:
    """Print the letter that an application's verdict calls for. Raises RegisterError for one that was withdrawn."""
    if row.standing not in LETTERS:
        raise RegisterError(_NO_LETTER)
    data = {**_heading(office, database, row, lang, on), **_said(office, database, row, lang)}
    return printed(LETTERS[row.standing], data, templates)


def ticket(
    office: Office, database: Database, row: Registration, lang: Lang, on: date, templates: Path | None = None
) -> bytes:
    """Print an admission ticket (准考证). Raises RegisterError before registration was closed."""
    if row.ticket is None:
        raise RegisterError(_NO_TICKET)
    person = database.get_one(Person, row.person_id)
    session = database.get_one(Session, row.session_id)
    room = database.get(Room, row.room_id) if row.room_id else None
    own = {
        "ticket": row.ticket,
        "id_number": people.masked(person, office.keys),
        "place": place(office, session.place).say(lang),
        "room": room.name if room else "-",
    }
    return printed("ticket", {**_heading(office, database, row, lang, on), **own}, templates)


def certificate(office: Office, database: Database, one: Certificate, templates: Path | None = None) -> bytes:
    """Print a certificate in the style of the national form, with a code that names it and its credential."""
    row = database.get_one(Registration, one.registration_id)
    person = database.get_one(Person, row.person_id)
    data = {
        **_heading(office, database, row, "zh", one.issued),
        "name": one.name,
        "id_number": people.masked(person, office.keys),
        "trade": "-",
        "number": one.number,
        "issued": f"{one.issued:%Y年%m月%d日}",
        "bundle": one.bundle,
        "copy": one.printed,
        "qr": code(one.number, signed(office, one)),
    }
    return printed("certificate", data, templates)


def signed(office: Office, one: Certificate) -> str:
    """Return a certificate as a signed credential."""
    return credential(
        one, people.needed(office), office.tenant.id, occupation(office, one.occupation), grade(office, one.grade)
    )


def code(number: str, token: str) -> str:
    """Draw the code of a certificate as SVG: its number, and the hash of its credential."""
    import segno

    out = io.BytesIO()
    segno.make_qr(f"{number} {sha256(token.encode()).hexdigest()[:32]}", error="m").save(out, kind="svg", border=2)
    return out.getvalue().decode()


def occupation(office: Office, code: str) -> Text:
    """Name an occupation."""
    found = office.engine.bundle.register.occupation(code)
    return Text(found.name, found.name) if found else Text(code, code)


def grade(office: Office, name: str) -> Text:
    """Name a grade."""
    return office.engine.bundle.grades[name].what.label


def track(office: Office, name: str) -> Text:
    """Name a kind of assessment."""
    found = office.engine.bundle.tracks.get(name)
    return found.what.label if found else same(name)


def choice(office: Office, role: Role, value: str) -> Text:
    """Name a value of the fact that has a role, with a closed list; one that is none of it by itself."""
    field = office.engine.bundle.schema.roles.get(role)
    return next((one.label for one in field.choices if one.value == value), same(value)) if field else same(value)


def place(office: Office, code: str) -> Text:
    """Name a place: by its own name, or by that of the city or province it lies in with its code; else the code."""
    known = office.engine.bundle.places
    for above in (code, f"{code[:4]}00", f"{code[:2]}0000"):
        if above in known:
            label = known[above].what.label
            return label if above == code else _WITHIN.fill(place=label, code=code)
    return same(code)


def _heading(office: Office, database: Database, row: Registration, lang: Lang, on: date) -> dict[str, Any]:
    session = database.get_one(Session, row.session_id)
    agency = database.get_one(Agency, database.get_one(Filing, session.filing_id).agency_id)
    return {
        "lang": lang,
        "name": database.get_one(Person, row.person_id).name,
        "agency": agency.name,
        "day": _day(on, lang),
        "on": _day(session.on, lang),
        "occupation": occupation(office, row.occupation).say(lang),
        "grade": grade(office, row.grade).say(lang),
    }


def _day(day: date, lang: Lang) -> str:
    """Write a day as letters have it."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.isoformat()


def _said(office: Office, database: Database, row: Registration, lang: Lang) -> dict[str, Any]:
    said = reasons.said_of(database, row)
    rules = [*said["gates"], *said["routes"]]
    return {
        "routes": [_rule(office, rule, lang) for rule in said["routes"] if rule["holds"] == "yes"],
        "failing": [_rule(office, rule, lang) for rule in rules if rule["holds"] != "yes"],
        "missing": [[paper(office, fact).say(lang) for fact in some] for some in row.missing],
        "notes": [note[lang] for note in said["notes"]],
        "eligible_from": said["eligible_from"] and _day(date.fromisoformat(said["eligible_from"]), lang),
    }


def _rule(office: Office, rule: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    failing: Iterable[Mapping[str, Any]] = rule["failing"]
    items = [
        {"text": one["text"][lang], "since": one["since"] and _day(date.fromisoformat(one["since"]), lang)}
        for one in failing
        if one["holds"] == "no"
    ]
    return {
        "label": rule["label"][lang],
        "cites": [basis(office, one).say(lang) for one in rule["cites"]],
        "items": items,
    }


def basis(office: Office, clause: str) -> Text:
    """Cite a clause as offices do: the document's number or title, and the place in it; one that is gone by its id."""
    said = office.engine.bundle.clauses.get(clause)
    if said is None:
        return Text(clause, clause)
    return _BASIS.fill(document=office.engine.bundle.documents[said.what.document].what.name, at=said.what.at)


def paper(office: Office, fact: str) -> Text:
    """Name the paper that shows a fact, by what people call the fact."""
    field = office.engine.bundle.schema.fields.get(fact)
    return field.label if field else Text(fact, fact)
