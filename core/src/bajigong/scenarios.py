"""Scenarios: applications with the answers that the law gives them, written in YAML.

A file holds a tenant, a ``base`` application and cases that change it::

    tenant: sichuan
    config: bajigong.toml          # optional: the file that declares the tenant, beside this one
    base: {track: enterprise, …}
    cases:
      - name: an intern counts
        clauses: [SC22/4.1.a]      # the clauses that the case is about
        set: {applicant.staff: [{relation: intern, from: 2026-09-01}]}
        drop: [agency.size]
        expect: {verdict: eligible, since: 2026-09-01, route: enterprise:front-line}

``expect`` may say: ``verdict``, ``since``, ``until``, ``eligible_from`` (dates, or null), ``missing`` (the sets, in
order), ``route`` (one that holds), ``cites`` (clauses cited by a gate or by a route that holds) and ``note`` (words in
a note).
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from bajigong.engine.engine import Application, Engine
from bajigong.engine.verdict import Holds, Verdict
from bajigong.errors import InputError, LawError
from bajigong.tenants import Tenant, tenant

#: A file of scenarios ends so.
SUFFIX = ".scenario.yaml"

_EXPECTED = {"verdict", "since", "until", "eligible_from", "missing", "route", "cites", "note"}


@frozen(eq=False)
class Scenario:
    """One case: an application, the tenant it is put to, and what is expected of the verdict."""

    name: str
    file: Path
    tenant: Tenant
    application: Application
    expect: Mapping[str, Any]
    clauses: tuple[str, ...]

    def misses(self, verdict: Verdict) -> list[str]:
        """Say how a verdict differs from what is expected, nothing where it does not."""
        seen = _seen(verdict)
        return [
            f"{key}: expected {wanted!r}, found {seen[key]!r}"
            for key, wanted in self.expect.items()
            if not _meets(key, wanted, seen[key])
        ]


@cache
def engine_of(one: Tenant) -> Engine:
    """Return the engine of a tenant, its bundle opened once."""
    return Engine(one.open(), one.id)


def load_scenarios(file: Path) -> tuple[Scenario, ...]:
    """Read the scenarios of a file.

    Raises LawError for a file that is not one, InputError for an application that is wrong.
    """
    content = read_plain(file)
    try:
        config = file.parent / content["config"] if "config" in content else None
        home = tenant(content["tenant"], config)
        return tuple(_scenario(file, home, content["base"], case) for case in content["cases"])
    except (KeyError, TypeError) as error:
        raise LawError(f"{file}: is not a file of scenarios: {error!r}") from error


def read_plain(file: Path) -> Any:
    """Read YAML in which ``on`` is a key and not a truth: only true and false are flags."""
    import re

    import yaml

    class Loader(yaml.SafeLoader):
        """Reads what YAML reads safely, with its own list of words that are no text."""

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
    return yaml.load(file.read_text(encoding="utf-8"), Loader)  # a SafeLoader still


def find_scenarios(folders: Iterable[Path]) -> Iterator[Scenario]:
    """Give every scenario below some folders, file by file."""
    for folder in folders:
        for file in sorted(folder.rglob(f"*{SUFFIX}")):
            yield from load_scenarios(file)


def _scenario(file: Path, home: Tenant, base: Mapping[str, Any], case: Mapping[str, Any]) -> Scenario:
    unknown = set(case["expect"]) - _EXPECTED | set(case) - {"name", "clauses", "set", "drop", "expect"}
    if unknown:
        expected = ", ".join(sorted(_EXPECTED))
        raise LawError(f"{file}: {case['name']}: found {min(unknown)!r}; expected one of {expected}")
    facts = copy.deepcopy(dict(base))
    for path, value in case.get("set", {}).items():
        _put(facts, path, value)
    for path in case.get("drop", ()):
        _drop(facts, path)
    application = read_application(facts, home, str(file))
    return Scenario(case["name"], file, home, application, case["expect"], tuple(case.get("clauses", ())))


def read_application(facts: Mapping[str, Any], home: Tenant, file: str) -> Application:
    """Check plain facts as those of a file are checked. Raises InputError."""
    from bajigong.tables.checking import check
    from bajigong.tables.raw import Raw, Where

    raw = Raw(facts, file, Where(file))
    schema = engine_of(home).bundle.schema
    # Whoever names the day may name any; nothing lies in its future.
    today = date.max if facts.get("on") else date.today()  # noqa: DTZ011  (a civil day, as the clerk's calendar has it)
    checked = check(raw, schema, tenant_place=home.region, on=None, overrides={}, today=today)
    if isinstance(checked, Application):
        return checked
    raise InputError(checked)


def _put(facts: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    for key in above:
        facts = facts.setdefault(key, {})
    facts[last] = value


def _drop(facts: dict[str, Any], path: str) -> None:
    *above, last = path.split(".")
    for key in above:
        facts = facts[key]
    del facts[last]


def _seen(verdict: Verdict) -> dict[str, Any]:
    holding = [route for route in verdict.routes if route.holds is Holds.YES]
    return {
        "verdict": str(verdict.outcome),
        "since": verdict.since,
        "until": verdict.until,
        "eligible_from": verdict.eligible_from,
        "missing": [list(some) for some in verdict.missing],
        "route": [route.id for route in holding],
        "cites": [clause for answer in (*verdict.gates, *holding) for clause in answer.cites],
        "note": [note.zh for note in verdict.notes],
    }


def _meets(key: str, wanted: Any, seen: Any) -> bool:
    match key:
        case "route":
            return wanted in seen
        case "cites":
            return set(wanted) <= set(seen)
        case "note":
            return any(wanted in note for note in seen)
        case _:
            return bool(wanted == seen)
