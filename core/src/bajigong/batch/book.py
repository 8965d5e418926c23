"""The dictionary beside a result: one row for each signature, with everything a verdict rests on."""

import json
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
from attrs import define, field, fields, frozen

from bajigong.answers import Holds, Outcome, RequirementAnswer, RuleAnswer
from bajigong.batch.cases import Reason
from bajigong.batch.kernel import Kernel
from bajigong.policy.text import Text

_TEXTS = pa.list_(pa.string())
SCHEMA = pa.schema(
    [
        ("signature", pa.int64()),
        ("verdict", pa.string()),
        ("track", pa.string()),
        ("grade", pa.string()),
        ("route", pa.string()),
        ("route_zh", pa.string()),
        ("route_en", pa.string()),
        ("method", pa.string()),
        ("failing_zh", _TEXTS),
        ("failing_en", _TEXTS),
        ("missing", pa.list_(_TEXTS)),
        ("clauses", _TEXTS),
        ("gates", pa.string()),
        ("routes", pa.string()),
    ]
)
_TENANT, _BUNDLE = b"bajigong.tenant", b"bajigong.bundle"


def reasons_table(kernel: Kernel, signatures: "set[int] | None" = None) -> pa.Table:
    """Return a kernel's reasons as a table, sorted by signature; only some of them where ``signatures`` are given.

    ``failing`` stands in both languages; ``gates`` and ``routes`` are JSON, as in ``bajigong check --json`` without
    days, each text in both languages.
    """
    every = zip(kernel.reasons.signatures, range(len(kernel.reasons)), strict=False)
    wanted = sorted((sign, place) for sign, place in every if signatures is None or sign in signatures)
    written = _Written()
    rows = [_row(kernel.reasons[place], written) for _, place in wanted]
    said = {_TENANT: kernel.engine.tenant.encode(), _BUNDLE: kernel.engine.bundle.hash.encode()}
    return pa.Table.from_pylist(rows, schema=SCHEMA.with_metadata(said))


def _row(reason: Reason, written: "_Written | None" = None) -> dict[str, Any]:
    label, written = reason.route_label, written or _Written()
    return {
        "signature": reason.signature,
        "verdict": str(reason.outcome),
        "track": reason.track,
        "grade": reason.grade,
        "route": reason.route,
        "route_zh": label.zh if label else "",
        "route_en": label.en if label else "",
        "method": reason.method,
        "failing_zh": [text.zh for text in reason.failing],
        "failing_en": [text.en for text in reason.failing],
        "missing": [list(facts) for facts in reason.missing],
        "clauses": list(reason.clauses),
        "gates": written.all(reason.gates),
        "routes": written.all(reason.routes),
    }


@define(eq=False)
class _Written:
    """Rules as JSON, each written once: many reasons have the same ones."""

    _known: dict[int, str] = field(factory=dict)

    def all(self, rules: Sequence[RuleAnswer]) -> str:
        return f"[{','.join(map(self._one, rules))}]"

    def _one(self, rule: RuleAnswer) -> str:
        if id(rule) not in self._known:
            self._known[id(rule)] = json.dumps(_plain_rule(rule), ensure_ascii=False, separators=(",", ":"))
        return self._known[id(rule)]


def _plain_rule(rule: RuleAnswer) -> dict[str, Any]:
    asked = [_plain_requirement(one) for one in rule.requirements]
    return {**_fields(rule), "label": _fields(rule.label), "requirements": asked}


def _plain_requirement(one: RequirementAnswer) -> dict[str, Any]:
    return {**_fields(one), "text": _fields(one.text)}


def _fields(one: Any) -> dict[str, Any]:
    """Return what attrs.asdict would without going deeper: that costs a reason ten times as much."""
    return {name: getattr(one, name) for name in _names(one.__class__)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@frozen(eq=False)
class ReasonBook:
    """The reasons of a result, by signature."""

    table: pa.Table

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the dictionary of a result. Raises OSError and pyarrow.ArrowInvalid where it cannot be read."""
        import pyarrow.parquet as pq

        return cls(pq.read_table(path))

    @property
    def tenant(self) -> str:
        """The tenant that answered."""
        return self._said(_TENANT)

    @property
    def bundle(self) -> str:
        """The hash of the bundle that answered."""
        return self._said(_BUNDLE)

    @property
    def signatures(self) -> list[int]:
        """Every signature, sorted."""
        return list(self._places)

    def reason(self, signature: int) -> Reason:
        """Return the reason of a signature. Raises KeyError for one that the result does not have."""
        row = self.table.slice(self._places[signature], 1).to_pylist()[0]
        return Reason(
            row["signature"],
            Outcome(row["verdict"]),
            row["track"],
            row["grade"],
            row["route"],
            Text(row["route_zh"], row["route_en"]) if row["route"] else None,
            row["method"],
            tuple(Text(zh, en) for zh, en in zip(row["failing_zh"], row["failing_en"], strict=True)),
            tuple(map(tuple, row["missing"])),
            tuple(row["clauses"]),
            _read(row["gates"]),
            _read(row["routes"]),
        )

    @cached_property
    def _places(self) -> dict[int, int]:
        return {signature: place for place, signature in enumerate(self.table.column("signature").to_pylist())}

    def _said(self, key: bytes) -> str:
        return str((self.table.schema.metadata or {}).get(key, b"").decode())


def _read(written: str) -> tuple[RuleAnswer, ...]:
    return tuple(_rule(one) for one in json.loads(written))


def _rule(said: Mapping[str, Any]) -> RuleAnswer:
    asked = tuple(_requirement(one) for one in said["requirements"])
    fixed = {"label": Text(**said["label"]), "holds": Holds(said["holds"]), "requirements": asked}
    return RuleAnswer(**{**said, **fixed, "cites": tuple(said["cites"])})


def _requirement(said: Mapping[str, Any]) -> RequirementAnswer:
    facts = {"missing": tuple(said["missing"]), "terms": tuple(said["terms"])}
    return RequirementAnswer(**{**said, **facts, "text": Text(**said["text"]), "holds": Holds(said["holds"])})
