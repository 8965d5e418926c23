"""The columns of a result for a chunk of people, and the dictionary beside it: a row for each signature."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import define, field, fields, frozen

from bajigong.answers import Holds, Outcome, RequirementAnswer, RuleAnswer
from bajigong.batch.cases import OUTCOMES, Answers, Reason
from bajigong.batch.columns import Days, bounded
from bajigong.batch.kernel import Kernel
from bajigong.batch.people import People
from bajigong.policy.facts import Schema
from bajigong.policy.occupations import occupation_code, printed_code
from bajigong.policy.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bajigong.batch.files.ask import Beside
    from bajigong.batch.kernel import Kernel

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


#: Rows of a group.
GROUP: Final = 1 << 18
_FEW: Final = 8


@define(eq=False)
class Groups:
    """Gathers batches of one schema; gives tables of ``size`` rows, the last one of fewer."""

    size: int = GROUP
    _held: list[pa.RecordBatch] = field(factory=list)
    _rows: int = 0

    def put(self, batch: pa.RecordBatch) -> Iterator[pa.Table]:
        """Add rows; give the groups that they fill."""
        while self._rows + batch.num_rows >= self.size:
            room = self.size - self._rows
            self._held.append(batch.slice(0, room))
            yield self._drain()
            batch = batch.slice(room)
        if batch.num_rows:
            self._held.append(batch)
            self._rows += batch.num_rows

    def rest(self) -> Iterator[pa.Table]:
        """Give what is left, if anything is."""
        if self._held:
            yield self._drain()

    def _drain(self) -> pa.Table:
        held, self._held, self._rows = self._held, [], 0
        return settled(pa.Table.from_batches(held))


def settled(table: pa.Table) -> pa.Table:
    """Return a table in one piece, its dictionaries those values that occur, in order."""
    table = table.unify_dictionaries().combine_chunks()
    columns = [_settled(column.chunk(0)) if _is_coded(column) else column for column in table.columns]
    return pa.table(columns, schema=table.schema)


def _is_coded(column: pa.ChunkedArray) -> bool:
    return column.num_chunks > 0 and bool(pa.types.is_dictionary(column.type))


def _settled(array: pa.DictionaryArray) -> pa.DictionaryArray:
    words, indices = array.dictionary.to_pylist(), array.indices
    codes = indices.fill_null(len(words)).to_numpy() if indices.null_count else indices.to_numpy()
    kept = sorted(_used(codes, len(words)), key=words.__getitem__)
    if kept == list(range(len(words))):
        return array
    places = np.zeros(len(words) + 1, np.int32)
    places[kept] = np.arange(len(kept))
    known = indices.is_valid().buffers()[1] if indices.null_count else None
    fresh = pa.Array.from_buffers(pa.int32(), len(array), [known, pa.py_buffer(places.take(codes))])
    return pa.DictionaryArray.from_arrays(fresh, pa.array([words[code] for code in kept], pa.string()))


def _used(codes: npt.NDArray[np.int32], count: int) -> list[int]:
    """Return the codes below a count that occur. Looking for a few of them is quicker than counting all."""
    if count <= _FEW:
        return [code for code in range(count) if (codes == code).any()]
    return np.flatnonzero(np.bincount(codes, minlength=count + 1)[:count]).tolist()


def coded(codes: npt.NDArray[Any], words: list[str], blank: npt.NDArray[np.bool_] | None = None) -> pa.DictionaryArray:
    """Return a column of words by their places in a list; ``blank`` says which cells are empty."""
    known = None if blank is None else pa.py_buffer(np.packbits(~blank, bitorder="little"))
    places = pa.py_buffer(np.ascontiguousarray(codes, np.int32))
    indices = pa.Array.from_buffers(pa.int32(), len(codes), [known, places])
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))


@define(eq=False)
class _Words:
    """Words in the order in which they were met; "" is none, and has the place -1."""

    known: dict[str, int] = field(factory=dict)

    def place(self, word: str) -> int:
        return self.known.setdefault(word, len(self.known)) if word else -1

    def column(self, codes: npt.NDArray[np.int32]) -> pa.Array:
        blank = codes < 0
        return coded(codes, list(self.known), blank if blank.any() else None)


@define(eq=False)
class Reasoned:
    """Looks up a kernel's reasons by the column. Several threads may use it."""

    kernel: "Kernel"
    _signatures: npt.NDArray[np.int64] = field(factory=lambda: np.zeros(0, np.int64))
    _routes: npt.NDArray[np.int32] = field(factory=lambda: np.zeros(0, np.int32))
    _methods: npt.NDArray[np.int32] = field(factory=lambda: np.zeros(0, np.int32))
    _route_words: _Words = field(factory=_Words)
    _method_words: _Words = field(factory=_Words)
    _lock: Lock = field(factory=Lock)

    def columns(self, reasons: npt.NDArray[np.int32]) -> dict[str, Any]:
        """Return the columns for places in the kernel's list."""
        with self._lock:
            self._learn()
            return {
                "route": self._route_words.column(self._routes.take(reasons)),
                "method": self._method_words.column(self._methods.take(reasons)),
                "signature": pa.array(self._signatures.take(reasons)),
            }

    def _learn(self) -> None:
        """Take in the reasons that are new."""
        known, reasons = len(self._signatures), self.kernel.reasons
        count = len(reasons)
        if known == count:
            return
        self._signatures = np.append(self._signatures, np.array(reasons.signatures[known:count], np.int64))
        ways = reasons.routes[known:count]
        routes = [self._route_words.place(route) for route, _ in ways]
        methods = [self._method_words.place(method) for _, method in ways]
        self._routes = np.append(self._routes, np.array(routes, np.int32))
        self._methods = np.append(self._methods, np.array(methods, np.int32))


_WORDS: Final = pa.dictionary(pa.int32(), pa.string())
#: The columns before and behind the keys, which stand as the input has them, and whether each may be empty.
_BEFORE: Final = (("file", _WORDS, False), ("row", pa.int64(), False))
_BEHIND: Final = (
    ("name", pa.string(), True),
    ("id_number", pa.string(), True),
    ("track", _WORDS, True),
    ("occupation", _WORDS, True),
    ("trade", _WORDS, True),
    ("grade", _WORDS, True),
    ("place", _WORDS, False),
    ("on", pa.date32(), False),
    ("verdict", _WORDS, False),
    ("since", pa.date32(), True),
    ("until", pa.date32(), True),
    ("eligible_from", pa.date32(), True),
    ("route", _WORDS, True),
    ("method", _WORDS, True),
    ("signature", pa.int64(), False),
    ("bundle", _WORDS, False),
)
#: The names of all columns but the keys.
NAMES: Final = frozenset(name for name, *_ in (*_BEFORE, *_BEHIND))
#: Columns that results of earlier versions do not have.
LATER: Final = frozenset({"trade"})
_VERDICTS: Final = [str(outcome) for outcome in OUTCOMES]
_ELIGIBLE, _LATER = _VERDICTS.index("eligible"), _VERDICTS.index("not_eligible")


def result_schema(
    keys: Mapping[str, pa.DataType], metadata: Mapping[str, str] | None = None, more: "Sequence[pa.Field]" = ()
) -> pa.Schema:
    """Return the schema of a result that carries these key columns; ``more`` stand behind all others."""
    carried = tuple((name, kind, True) for name, kind in keys.items())
    fields = [pa.field(name, kind, nullable=blank) for name, kind, blank in (*_BEFORE, *carried, *_BEHIND)]
    return pa.schema([*fields, *more], metadata=dict(metadata or {}) or None)


@frozen(eq=False, slots=False)
class Frame:
    """What does not change from row to row: the words of a bundle, and its name."""

    schema: Schema
    bundle: str
    reasoned: Reasoned
    beside: "Beside | None" = None

    @classmethod
    def of(cls, schema: Schema, bundle: str, kernel: "Kernel", beside: "Beside | None" = None) -> "Frame":
        """Make the columns of a kernel's answers, and of a second law's."""
        return cls(schema, bundle, Reasoned(kernel), beside)

    @cached_property
    def _grades(self) -> list[str]:
        """The grades by their order."""
        order = self.schema.grade_order
        names = [""] * (max(order.values(), default=-1) + 1)
        for name, place in order.items():
            names[place] = name
        return names

    def _trade(self, number: int) -> str:
        trade = self.schema.occupations.trade(occupation_code(number))
        return trade.name if trade else ""

    def columns(self, people: People, answers: Answers) -> dict[str, pa.Array]:
        """Return the columns that say what was asked and what is answered, by row."""
        numbered = _numbered(people.occupations)
        eligible, later = answers.outcomes == _ELIGIBLE, answers.outcomes == _LATER
        return {
            "track": _named(people.tracks, list(self.schema.tracks)),
            "occupation": _worded(*numbered, lambda number: printed_code(occupation_code(number))),
            "trade": _worded(*numbered, self._trade),
            "grade": _named(people.grades, self._grades),
            "place": _by_value(people.places, "{:06d}".format),
            "on": pa.array(people.table.on, pa.int32()).cast(pa.date32()),
            "verdict": coded(answers.outcomes, _VERDICTS),
            "since": _days(answers.since, eligible),
            "until": _days(answers.until, eligible | later),
            "eligible_from": _days(answers.eligible_from, later),
            **self.reasoned.columns(answers.reasons),
            "bundle": coded(np.zeros(len(people), np.int32), [self.bundle]),
            **(self.beside.columns(people, answers) if self.beside else {}),
        }


def _days(days: Days, wanted: npt.NDArray[np.bool_]) -> pa.Array:
    """Return days as dates, null where none is wanted, and where there is none."""
    known = np.packbits(wanted & bounded(days), bitorder="little")
    return pa.Array.from_buffers(
        pa.date32(), len(days), [pa.py_buffer(known), pa.py_buffer(np.ascontiguousarray(days))]
    )


def _named(codes: npt.NDArray[Any], words: list[str]) -> pa.Array:
    unknown = codes < 0
    return coded(codes, words, unknown if unknown.any() else None)


def _by_value(values: npt.NDArray[np.int64], name: Callable[[int], str]) -> pa.Array:
    """Name numbers, each once; negative ones are unknown."""
    return _worded(*_numbered(values), name)


def _worded(codes: npt.NDArray[Any], found: list[int], name: Callable[[int], str]) -> pa.Array:
    """Name numbers by their places among those found; negative ones, and those that have no name, stay empty."""
    words = ["" if value < 0 else name(value) for value in found]
    known = {word: place for place, word in enumerate(dict.fromkeys(filter(None, words)))}
    if list(known) == words:
        return coded(codes, words)
    places = np.array([known.get(word, -1) for word in words], np.int32)
    return _named(places.take(codes), list(known))


def _numbered(values: npt.NDArray[np.int64]) -> tuple[npt.NDArray[Any], list[int]]:
    """Number values. Where there are few it is quickest to look for one after the other."""
    codes = np.zeros(len(values), np.int8)
    found: list[int] = []
    left = np.ones(len(values), np.bool_)
    while len(found) < _FEW and left.any():
        value = int(values[left.argmax()])
        here = values == value
        codes += here.view(np.int8) * np.int8(len(found))
        found.append(value)
        left &= ~here
    if left.any():
        encoded = pa.array(values).dictionary_encode()
        return encoded.indices.to_numpy(), encoded.dictionary.to_pylist()
    return codes, found
