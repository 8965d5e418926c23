"""The program's own slow way, one checked application at a time: what every fast way is compared with."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml
from bajigong.answers import Application, Verdict
from bajigong.cli.open_tenants import OpenTenant, OpenTenants
from bajigong.tables import Raw, Where, check

TENANT = "sichuan"
AGENCY = Path(__file__).parent / "agency.yaml"
COLUMNS = Path(__file__).parent / "columns.toml"
LISTS = ("work", "certificates", "titles", "education")


def common() -> dict[str, Any]:
    """Return the facts that all people of the data sets have in common."""
    facts: dict[str, Any] = yaml.safe_load(AGENCY.read_text(encoding="utf-8"))
    return facts


def complete() -> tuple[str, ...]:
    """Return the lists of which the flat columns of the data sets tell every record."""
    return tuple(tomllib.loads(COLUMNS.read_text(encoding="utf-8"))["complete"])


def decide(people: pa.Table, on: date) -> list[Verdict]:
    """Return a verdict for each row of flat or nested columns."""
    office = OpenTenants().get(TENANT)
    return office.engine.decide(applications(people, on, office))


def applications(people: pa.Table, on: date, office: OpenTenant) -> list[Application]:
    """Return each row as a checked application. Raises ValueError for one with something wrong in it."""
    return [_checked(row, on, office) for row in people.to_pylist()]


def _checked(row: Mapping[str, Any], on: date, office: OpenTenant) -> Application:
    facts = _together(_tree(row), common())
    place, today = office.tenant.region, max(on, date.today())  # noqa: DTZ011  (as the command line has it)
    raw = Raw(facts, "", Where(""))
    found = check(raw, office.schema, tenant_place=place, on=on, overrides={}, today=today)
    if isinstance(found, tuple):
        raise ValueError("; ".join(problem.say("en") for problem in found))
    return found


def _tree(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return flat columns as nested facts: the columns of a list make its one record, if any of them is given."""
    tree: dict[str, Any] = {"applicant": {}}
    for path, value in row.items():
        if value is None:
            continue
        keys = path.split(".")
        if len(keys) == 3:
            tree["applicant"].setdefault(keys[1], [{}])[0][keys[2]] = value
        elif len(keys) == 2:
            tree["applicant"][keys[1]] = value
        else:
            tree[path] = value
    return tree


def _together(own: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """Put shared facts beside a row's own, and below the keys that both have."""
    return {**shared, **own, "applicant": {**shared.get("applicant", {}), **own["applicant"]}}
