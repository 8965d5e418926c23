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
from typing import Annotated, Any, Final, Literal

from attrs import frozen

from bajigong.answers import Application, Holds, Verdict
from bajigong.engine.engine import Engine
from bajigong.errors import InputError, LawError, Slip
from bajigong.law.opening import Bundle
from bajigong.law.tenants import Tenant, tenant
from bajigong.policy.text import Text, near
from bajigong.policy.toml import NO_FILE_FOUND, is_ordinary, key_path, line_at
from bajigong.policy.types import ClauseId, Fault, Some, TypeMismatch, structure

#: A file of scenarios ends so.
SUFFIX = ".scenario.yaml"

_NOT_YAML: Final = Text("不是UTF-8编码的YAML：{why}", "is not YAML in UTF-8: {why}")
_DROP: Final = Text("base 中没有{path!r}{near}", "found {path!r}, which the base does not give{near}")
_CLAUSE: Final = Text("条款{name!r}未声明{near}", "found clause {name!r}, which is not declared{near}")
_PATH: Final = Text("{path!r}的上级不是键值表", "found {path!r}; what stands above it is no table")


@frozen
class Expected:
    """What a case may expect of the verdict."""

    verdict: Literal["", "eligible", "not_eligible", "undetermined", "not_covered"] = ""
    since: date | None = None
    until: date | None = None
    eligible_from: date | None = None
    missing: tuple[tuple[str, ...], ...] = ()
    route: str = ""
    cites: tuple[ClauseId, ...] = ()
    note: str = ""


@frozen
class Case:
    """One case as it is written."""

    name: str
    expect: Expected
    clauses: tuple[ClauseId, ...] = ()
    set: tuple[tuple[str, Any], ...] = ()
    drop: tuple[str, ...] = ()


@frozen
class ScenarioFile:
    """A file of scenarios as it is written."""

    tenant: str
    base: tuple[tuple[str, Any], ...]
    cases: Annotated[tuple[Case, ...], Some()]
    config: str = ""


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

    Raises LawError with everything that is wrong with a file, each with its line; InputError for an application.
    """
    content = read_plain(file)
    try:
        structure(content, ScenarioFile)
    except TypeMismatch as misfit:
        raise _error(file, misfit.faults) from misfit
    home = tenant(content["tenant"], file.parent / content["config"] if "config" in content else None)
    faults = tuple(_unknown_clauses(engine_of(home).bundle, content["cases"]))
    if faults:
        raise _error(file, faults)
    return tuple(_scenario(file, home, content["base"], case, number) for number, case in enumerate(content["cases"]))


def _unknown_clauses(bundle: Bundle, cases: Iterable[Mapping[str, Any]]) -> Iterator[Fault]:
    for number, case in enumerate(cases):
        named = ((("clauses",), case.get("clauses", ())), (("expect", "cites"), case["expect"].get("cites", ())))
        for path, clauses in named:
            for at, name in enumerate(clauses):
                if name not in bundle.clauses:
                    message = _CLAUSE.fill(name=name, near=near(name, bundle.clauses))
                    yield Fault(("cases", number, *path, at), message)


def _error(file: Path, faults: Iterable[Fault]) -> LawError:
    lines = _lines(file)
    return LawError(
        slips=tuple(Slip(str(file), line_at(lines, one.path), key_path(one.path), one.message) for one in faults)
    )


def _lines(file: Path) -> dict[tuple[str | int, ...], int]:
    """Return the line of every key and item of a file of YAML."""
    import yaml

    found: dict[tuple[str | int, ...], int] = {}

    def walk(node: Any, path: tuple[str | int, ...]) -> None:
        found.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                found[(*path, str(key.value))] = key.start_mark.line + 1
                walk(value, (*path, str(key.value)))
        elif isinstance(node, yaml.SequenceNode):
            for number, value in enumerate(node.value):
                walk(value, (*path, number))

    # Read in C where PyYAML was built with it: the same lines, sooner.
    walk(yaml.compose(file.read_text(encoding="utf-8-sig"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)), ())
    return found


def read_plain(file: Path) -> Any:
    """Read YAML in which ``on`` is a key and not a truth: only true and false are flags.

    Raises LawError for a file that is none.
    """
    import re

    import yaml

    safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(safe):  # type: ignore[misc]  # which of the two it is depends on how PyYAML was built
        """Reads what YAML reads safely, with its own list of words that are no text."""

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
    if not is_ordinary(file):
        raise LawError(slips=(Slip(str(file), None, "", NO_FILE_FOUND),))
    try:
        return yaml.load(file.read_text(encoding="utf-8-sig"), Loader)  # a SafeLoader still
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error)
        slip = Slip(str(file), mark.line + 1 if mark else None, "", _NOT_YAML.fill(why=why))
        raise LawError(slips=(slip,)) from error


def find_scenarios(folders: Iterable[Path]) -> Iterator[Scenario]:
    """Give every scenario below some folders, file by file."""
    for folder in folders:
        for file in sorted(folder.rglob(f"*{SUFFIX}")):
            yield from load_scenarios(file)


def _scenario(file: Path, home: Tenant, base: Mapping[str, Any], case: Mapping[str, Any], number: int) -> Scenario:
    facts = copy.deepcopy(dict(base))
    for path, value in case.get("set", {}).items():
        if not _put(facts, path, value):
            raise _error(file, [Fault(("cases", number, "set", path), _PATH.fill(path=path))])
    for at, path in enumerate(case.get("drop", ())):
        if not _drop(facts, path):
            message = _DROP.fill(path=path, near=near(path, _paths(facts)))
            raise _error(file, [Fault(("cases", number, "drop", at), message)])
    application = read_application(facts, home, str(file))
    return Scenario(case["name"], file, home, application, case["expect"], tuple(case.get("clauses", ())))


def _paths(facts: Mapping[str, Any]) -> Iterator[str]:
    for key, value in facts.items():
        yield key
        if isinstance(value, Mapping):
            yield from (f"{key}.{below}" for below in _paths(value))


def read_application(facts: Mapping[str, Any], home: Tenant, file: str) -> Application:
    """Check plain facts as those of a file are checked. Raises InputError."""
    from bajigong.tables.check import check
    from bajigong.tables.raw import Raw, Where

    raw = Raw(facts, file, Where(file))
    schema = engine_of(home).bundle.schema
    # Whoever names the day may name any; nothing lies in its future.
    today = date.max if facts.get("on") else date.today()  # noqa: DTZ011  (a civil day, as the clerk's calendar has it)
    checked = check(raw, schema, tenant_place=home.region, on=None, overrides={}, today=today)
    if isinstance(checked, Application):
        return checked
    raise InputError(checked)


def _put(facts: dict[str, Any], path: str, value: Any) -> bool:
    *above, last = path.split(".")
    for key in above:
        facts = facts.setdefault(key, {})
        if not isinstance(facts, dict):
            return False
    facts[last] = value
    return True


def _drop(facts: dict[str, Any], path: str) -> bool:
    *above, last = path.split(".")
    for key in above:
        facts = facts.get(key, {})
        if not isinstance(facts, dict):
            return False
    return facts.pop(last, facts) is not facts


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
