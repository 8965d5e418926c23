"""The standing of agencies: what was decided about them, where they filed, what they reported and signed.

SC22 三(一), 四(三), 六(三); GL23 三(四); NM21 三(五), 四(二), 五(五). Of what stands against an agency,
nothing told says that there is nothing to tell.
"""

from datetime import date
from typing import Any

from .days import day_after, plus
from .facts import NO_HOPE, Hope, among, first, that
from .kinds import Kinds
from .law import Document, Granted
from .requirements import Requirement, atom, either, every, fixed
from .rules import Gate, rule

Law = dict[str, Granted]
SANCTIONS, FILINGS = "agency.sanctions", "agency.filings"


def gates(k: Kinds, law: Law, track: str) -> list[Gate]:
    """Give what a place asks of an agency's standing; nothing where it lays nothing down."""
    found: list[Gate] = []
    if barring := law.get("barring sanctions"):
        found.append(gate(k, "national:standing", barring.value, barring.by))
    if idle := law.get("idle years"):
        at_work = rule("", [idle.by], _assessed_within(k, idle.value))
        found.append(Gate("national:idle", (at_work, rule("", [idle.by], k.term("national:idle-agencies")))))
    if signed := law.get("undertaking"):
        told = k.application.get("agency.undertaking")
        found.append(Gate("national:undertaking", (rule("", [signed.by], fixed(told is not False)),)))
    if offices := law.get("filing offices"):
        proper = rule("", [offices.by], *(_by_office(k, *row) for row in offices.value))
        otherwise = rule("", [offices.by], k.term("national:filed-elsewhere"))
        found.append(Gate("national:filing-office", (proper, otherwise)))
    if track == "third_party" and (units := law.get("not recommended")):
        allowed = rule("", [units.by], fixed(k.application.get("agency.nature") not in units.value))
        otherwise = rule("", [units.by], k.term("third_party:recommended-otherwise"))
        found.append(Gate("third_party:recommended", (allowed, otherwise)))
    if track == "enterprise" and (branches := law.get("branches report")):
        itself = fixed(k.application.get("agency.branch") is not True)
        ways = (
            rule("", [branches.by], itself, k.filed(people="own")),
            rule("", [branches.by], reported(k, people="own")),
        )
        found.append(Gate("enterprise:reported-first", ways))
    return found


def gate(k: Kinds, name: str, barring: tuple[str, ...], by: Document) -> Gate:
    """No sanction that bars, and no suspension; of the others it is open whether the agency may go on meanwhile."""
    kinds = (*barring, "suspended")
    without = rule("", [by], _unsanctioned(k, (*kinds, "correcting", "blacklisted")))
    return Gate(name, (without, rule("", [by], _unsanctioned(k, kinds), k.term("national:assessing-while-correcting"))))


def _unsanctioned(k: Kinds, kinds: tuple[str, ...]) -> Requirement:
    """No such sanction is in force; one without its end goes on."""
    rows = k.application.get(SANCTIONS) or []

    def bars(row: dict[str, Any], day: date, hope: Hope) -> bool:
        kind, since, until = row.get("kind"), row.get("from"), row.get("until")
        of_kind = kind in kinds if kind else f"{SANCTIONS}.kind" not in hope
        begun = since <= day if since else f"{SANCTIONS}.from" not in hope
        return of_kind and begun and (until is None or day <= until)

    turns = [row.get("from") for row in rows] + [
        row["until"] and day_after(row["until"]) for row in rows if "until" in row
    ]
    unknowns = {f"{SANCTIONS}.{name}" for row in rows for name in ("kind", "from") if row.get(name) is None}
    return atom(lambda day, hope: not any(bars(row, day, hope) for row in rows), turns, frozenset(unknowns))


def _assessed_within(k: Kinds, years: int) -> Requirement:
    """一年内: the anniversary of the last session is not reached."""
    last = k.application.get("agency.last_assessed")
    if last is None:
        return fixed(True)
    full = plus(last, years=years)
    return atom(lambda day, hope: day < full, [full], NO_HOPE)


def _by_office(
    k: Kinds, affiliations: tuple[str, ...], kinds: tuple[str, ...], offices: tuple[str, ...]
) -> Requirement:
    """An agency of such a level files with such an office: so it did, or it is none, or nothing says otherwise."""
    get = k.application.get
    if get("agency.affiliation") not in affiliations or get("agency.kind") not in kinds:
        return fixed(True)
    told = [
        row
        for row in get(FILINGS) or []
        if all(row.get(name) is not None for name in ("occupations", "grades", "office", "from", "until"))
        and k.grade in row["grades"]
        and {k.occupation, k.occupation[:10]} & set(row["occupations"])
        and row["office"] not in offices
    ]
    elsewhere = atom(
        lambda day, hope: not any(row["from"] <= day <= row["until"] for row in told),
        [turn for row in told for turn in (row["from"], day_after(row["until"]))],
        NO_HOPE,
    )
    return either(elsewhere, k.filed_where(among("office", offices)))


def reported(k: Kinds, *, people: str, level: str = "") -> Requirement:
    """备案有效 and 已向实施地盟市报备: from the day of the report, to the office of the league or city itself."""
    place = k.application.place
    tests = [
        among("people", [people]),
        that(
            "reported_to", lambda codes: any(code[:4] == place[:4] and code[4:] == "00" != code[2:4] for code in codes)
        ),
    ]
    if level:
        tests.append(that("regions", lambda codes: any(k.covers(code, level) for code in codes)))
    return every(k.filed_where(*tests), k.since(first(k.filings_where(*tests), "reported_on")))
