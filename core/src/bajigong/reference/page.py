"""The reference of law files as a page of Markdown, out of the declarations, kinds, terms and facts themselves."""

import inspect
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.resources import files
from json import dumps
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import attrs

from bajigong.law.opening import Bundle
from bajigong.law.tenants import Entry, OwnFilling
from bajigong.policy import facts, law, registers, rules, when
from bajigong.policy.asks import TermRef, When
from bajigong.policy.origins import origin_of
from bajigong.policy.structure import fields_of, is_pairs
from bajigong.policy.text import Text
from bajigong.policy.toml import SECTIONS
from bajigong.policy.types import DayOfYear, Least, Region
from bajigong.reference import vocabulary
from bajigong.reference.words import type_words

#: The closed lists of words, by what they are called.
WORDS: Final[Mapping[str, Any]] = {
    "layer of law (`layer`, `delegated_to`)": law.Layer,
    "kind of a clause": law.ClauseKind,
    "status of a clause": law.Status,
    "kind of a term": fields_of(law.Term)["kind"].type,
    "what an aspect is of": rules.Of,
    "kind of a duty": rules.DutyKind,
    "act that a duty stands before": rules.Act,
    "test of a demand": rules.Test,
    "type of a fact": facts.FactType,
    "how sure a row of a register is": registers.Sure,
}
_LONGEST: Final = 70
_ASKED: Final = [{"kind": "worked", "years": 3}]
_SAMPLES: Final[Mapping[Any, Any]] = {
    str: "…",
    bool: True,
    int: 1,
    date: date(2026, 1, 1),
    Any: 1,
    Text: {"zh": "…", "en": "…"},
    When: _ASKED,
    TermRef: {"term": "…"},
    tuple[registers.Condition, ...]: {"4": [{"years": 2, "after": "5"}, "4-3", _ASKED]},
    tuple[registers.TradeGrades, ...]: {'"…"': ["5", "4"]},
}
_MARKED: Final[Mapping[type, Any]] = {Least: 1, Region: "520000", DayOfYear: "12-10"}


def law_file_page(bundle: Bundle) -> str:
    """Return the page: how a file is written, every table and key, kinds, nodes, terms, words and facts."""
    intro = files("bajigong.reference").joinpath("law-file.md").read_text(encoding="utf-8")
    parts = (_tables(bundle), _requirements(bundle), _nodes(), _terms(bundle), _names(bundle), _words(), _facts(bundle))
    return (
        "\n".join([intro.rstrip(), "", *(line for part in (*parts, _tenants(bundle)) for line in part)]).rstrip() + "\n"
    )


def _tables(bundle: Bundle) -> Iterator[str]:
    yield from ("## Tables and keys", "", "A key that is needed is marked with *.", "")
    examples = _examples(bundle)
    for section, cls in SECTIONS.items():
        yield from (f"### `[[{section}]]`", "", *_about(cls), "")
        yield from _keys(cls, bundle, examples.get(section, {}))


def _about(cls: Any) -> Iterator[str]:
    for number, paragraph in enumerate((inspect.getdoc(cls) or "").split("\n\n")):
        yield from ([""] if number else [])
        yield " ".join(paragraph.split()).replace("``", "`")


def _keys(cls: Any, bundle: Bundle, examples: Mapping[str, str], above: tuple[str, ...] = ()) -> Iterator[str]:
    yield from ("| key | what | example |", "|---|---|---|")
    inner: dict[str, Any] = {}
    for name, field in fields_of(cls).items():
        needed = "*" if field.default is attrs.NOTHING else ""
        example = examples.get(name) or inline(sample(field.type))
        yield _row(f"`{name}`{needed}", type_words(field.type, bundle).en, f"`{example}`")
        if field.type is When:
            several = examples.get("any") or f"[{inline(_ASKED)}, {inline(_ASKED)}]"
            yield _row("`any`", "a list of lists of requirements, one of which must hold", f"`{several}`")
        inner |= _inner(field.type)
    if cls is law.Document:
        yield _row("`status`", "draft | in_force, in place of `draft`", '`"draft"`')
    yield ""
    for name, one in inner.items():
        if name not in above:
            yield from (f"Each `{name}`:", "", *_about(one), "", *_keys(one, bundle, {}, (*above, name)))


def _inner(wanted: Any) -> dict[str, Any]:
    """Give the tables that stand in a list of one key."""
    found: dict[str, Any] = {}
    for part in get_args(wanted):
        if isinstance(part, type) and attrs.has(part) and part.__module__.startswith("bajigong.policy"):
            skipped = part.__name__ in ("Text", "TermRef", "Condition", "TradeGrades")
            found |= {} if skipped else {part.__name__: part}
    return found


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def sample(wanted: Any) -> Any:
    """Return a value of a type, to show how one is written."""
    if wanted in _SAMPLES:
        return _SAMPLES[wanted]
    base, *marks = get_args(wanted) or (None,)
    if get_origin(wanted) is Annotated:
        return next((_MARKED[type(mark)] for mark in marks if type(mark) in _MARKED), sample(base))
    if get_origin(wanted) is Literal:
        return next(word for word in get_args(wanted) if word)
    if is_pairs(wanted):
        return {"name": sample(get_args(base)[1])}
    if get_origin(wanted) is tuple:
        return [sample(base)]
    if attrs.has(wanted):
        needed = (field for field in fields_of(wanted).values() if field.default is attrs.NOTHING)
        return {field.name: sample(field.type) for field in needed}
    return sample(base) if base else "…"


def _examples(bundle: Bundle) -> dict[str, dict[str, str]]:
    """Take for each key of each table the first short value that the bundled law gives it."""
    found: dict[str, dict[str, str]] = {}
    read = {origin.file for said in bundle.all() if (origin := origin_of(said.what))}
    for file in sorted(read, key=lambda one: (one.name, one.parent.name)):
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        for section, entries in tables.items():
            known = found.setdefault(section, {})
            for key, value in (pair for entry in entries for pair in entry.items()):
                written = inline(value)
                if len(written) <= _LONGEST:
                    known.setdefault(key, written)
    return found


def inline(value: Any) -> str:
    """Write a value as TOML does in one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return dumps(value, ensure_ascii=False)
        case date():
            return value.isoformat()
        case Mapping():
            pairs = (f"{key} = {inline(one)}" for key, one in value.items())
            return f"{{ {', '.join(pairs)} }}"
        case list() | tuple():
            return f"[{', '.join(map(inline, value))}]"
        case _:
            return str(value)


def _requirements(bundle: Bundle) -> Iterator[str]:
    yield from ("## Kinds of requirement", "", "`bajigong law kinds --tenant NAME` prints those of a tenant.", "")
    yield from ("| kind | 中文 | what it asks | parameters |", "|---|---|---|---|")
    for one in vocabulary.kinds(bundle):
        given = "<br>".join(f"`{each.name}`{'*' if each.needed else ''}: {each.values.en}" for each in one.parameters)
        yield _row(f"`{one.name}`", one.gist.zh, one.about or one.gist.en, given)
    yield ""


def _nodes() -> Iterator[str]:
    yield from ("## Nodes", "", "What kinds are made of; a new kind in Python returns one of them.", "")
    yield from ("| node | when it holds |", "|---|---|")
    for node in get_args(when.Node):
        yield _row(f"`{node.__name__}`", " ".join((inspect.getdoc(node) or "").split()).replace("``", "`"))
    yield ""


def _terms(bundle: Bundle) -> Iterator[str]:
    yield from (
        "## Terms",
        "",
        "`bajigong law terms --tenant NAME` prints those of a tenant, and how they are filled.",
        "",
    )
    yield from ("| term | 中文 | what | values | who may fill it | unfilled |", "|---|---|---|---|---|---|")
    for one in vocabulary.terms(bundle):
        unfilled = "does not exist" if one.grants else "open" if one.otherwise is None else _otherwise(one.otherwise)
        yield _row(f"`{one.id}`", one.label.zh, one.label.en, one.values.en, one.who.en, unfilled)
    yield ""


def _otherwise(value: Any) -> str:
    """Write what holds while nobody has filled a term."""
    return (", ".join(map(str, value)) or "none") if isinstance(value, tuple) else str(value)


def _names(bundle: Bundle) -> Iterator[str]:
    yield from ("## Grades, tracks, gates, methods and editions", "")
    parts: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("grade", bundle.grades),
        ("track", bundle.tracks),
        ("gate", bundle.gates),
        ("method", bundle.methods),
        ("edition of conditions (`standards`, `edition`)", bundle.templates),
    )
    yield from ("| what | name | 中文 | English |", "|---|---|---|---|")
    for what, declared in parts:
        for name, said in declared.items():
            yield _row(what, f"`{name}`", said.what.label.zh, said.what.label.en)
    yield ""


def _words() -> Iterator[str]:
    yield from ("## Closed lists of words", "", "| what | words |", "|---|---|")
    for what, wanted in WORDS.items():
        yield _row(what, ", ".join(f"`{word}`" for word in get_args(wanted) if word))
    yield ""


def _facts(bundle: Bundle) -> Iterator[str]:
    yield from ("## Facts", "", "`bajigong law facts --tenant NAME` prints those of a tenant.", "")
    yield from ("| path | type | headers | values |", "|---|---|---|---|")
    for one in vocabulary.facts(bundle):
        values = ", ".join(f"`{choice.value}` {choice.label.zh}" for choice in one.choices)
        yield _row(f"`{one.path}`", one.type.en, "、".join(one.headers), values)
    yield ""


def _tenants(bundle: Bundle) -> Iterable[str]:
    yield from ("## `bajigong.toml`", "", "Each table is `[tenants.NAME]`.", "", *_keys(Entry, bundle, {}))
    yield from ("Each of `fillings`:", "", *_about(OwnFilling), "", *_keys(OwnFilling, bundle, {}))
