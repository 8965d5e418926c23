"""Law written in TOML: the same declarations as in Python, so that a place needs no Python to join.

A file holds any of the tables of `SECTIONS`, each an array: ``[[document]]``, ``[[clause]]``, ``[[filling]]`` and so
on, with the keys of the declaration of that name. A requirement is ``{kind = "worked", years = 5}``; ``when`` is a
list of requirements that must all hold, ``any`` a list of such lists, one of which must. ``{term = "…"}`` stands for
the value of a term. Texts are ``{zh = "…", en = "…"}``.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from bajigong.errors import LawError
from bajigong.policy import facts, law, registers, rules
from bajigong.policy.asks import ALWAYS, Ask, TermRef, When
from bajigong.policy.text import Text
from bajigong.policy.values import freeze

#: The kind of requirement by which the short form of a standard's condition is read.
SHORT = "condition"

SECTIONS: Mapping[str, type[Any]] = {
    "document": law.Document,
    "clause": law.Clause,
    "term": law.Term,
    "filling": law.Filling,
    "track": rules.Track,
    "gate": rules.Gate,
    "way": rules.Way,
    "route": rules.Route,
    "ladder": rules.Ladder,
    "method": rules.Method,
    "aspect": rules.Aspect,
    "incentive": rules.Incentive,
    "duty": rules.Duty,
    "grade": registers.Grade,
    "occupation": registers.Occupation,
    "trade": registers.Trade,
    "other_name": registers.OtherName,
    "code_change": registers.CodeChange,
    "classification": registers.Classification,
    "qualification": registers.Qualification,
    "standard": registers.Standard,
    "template": registers.Template,
    "number_scheme": registers.NumberScheme,
    "fact": facts.FactField,
}


def load_law(*files: Path) -> tuple[Any, ...]:
    """Read declarations from TOML files, in order.

    Raises LawError naming the file, the entry and the key for anything that is not a declaration.
    """
    return tuple(declaration for file in files for declaration in _load(file))


def load_beside(module_file: str) -> tuple[Any, ...]:
    """Read every TOML file in a plugin's own folder, by name. ``module_file`` is its ``__file__``."""
    return load_law(*sorted(Path(module_file).parent.glob("*.toml")))


def of_type(declarations: tuple[Any, ...], *types: type[Any]) -> tuple[Any, ...]:
    """Keep the declarations of some types."""
    return tuple(d for d in declarations if isinstance(d, types))


def _load(file: Path) -> Iterator[Any]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise LawError(f"{file.name}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LawError(f"{file.name}: is not TOML in UTF-8: {error}") from error
    for section, entries in tables.items():
        if section not in SECTIONS or not isinstance(entries, list):
            raise LawError(f"{file.name}: found [{section}]; expected one of [[{']], [['.join(SECTIONS)}]]")
        for number, entry in enumerate(entries, 1):
            where = f"{file.name}: {section} {entry.get('id', entry.get('term', number))}"
            yield declare(SECTIONS[section], entry, where)


def declare(cls: type[Any], entry: Mapping[str, Any], where: str) -> Any:
    """Make one declaration from a table.

    Raises LawError, beginning with ``where``, for an unknown or missing key or a value that cannot be read.
    """
    known = {field.name: field for field in attrs.fields(cls)}
    entry = _aliases(cls, entry)
    for key in entry:
        if key not in known:
            raise LawError(f"{where}: found key {key!r}; expected one of {', '.join(known)}")
    for name, field in known.items():
        if field.default is attrs.NOTHING and name not in entry:
            raise LawError(f"{where}: key {name!r} is missing")
    try:
        return cls(**{key: _READ.get(key, freeze)(value) for key, value in entry.items()})
    except (LawError, TypeError, ValueError, KeyError, AttributeError) as error:
        raise LawError(f"{where}: {error}") from error


def _aliases(cls: type[Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """Join ``when`` and ``any``, and read a document's ``status``."""
    plain = dict(entry)
    if "any" in plain:
        plain["when"] = {"any": plain.pop("any"), "all": plain.get("when", [])}
    if cls is law.Document and "status" in plain:
        plain["draft"] = plain.pop("status") == "draft"
    return plain


def _text(value: Any) -> Text:
    if not isinstance(value, Mapping) or set(value) != {"zh", "en"}:
        raise ValueError(f"found {value!r}; expected a text {{ zh = …, en = … }}")
    return Text(value["zh"], value["en"])


def _texts(value: Any) -> tuple[Text, ...]:
    return tuple(_text(item) for item in value)


def _when(value: Any) -> When:
    if isinstance(value, Mapping):
        together = _conjunction(value["all"])
        return When(tuple(_conjunction(way) + together for way in value["any"]))
    return When((_conjunction(value),)) if value else ALWAYS


def _conjunction(value: Any) -> tuple[Ask, ...]:
    if not isinstance(value, list):
        raise ValueError(f"found {value!r}; expected a list of requirements {{ kind = …, … }}")
    return tuple(_ask(item) for item in value)


def _ask(value: Any) -> Ask:
    if not isinstance(value, Mapping) or "kind" not in value:
        raise ValueError(f"found {value!r}; expected a requirement {{ kind = …, … }}")
    return Ask(value["kind"], tuple(sorted((k, _param(v)) for k, v in value.items() if k != "kind")))


def _param(value: Any) -> Any:
    if isinstance(value, Mapping) and set(value) == {"term"}:
        return TermRef(value["term"])
    return _ask(value) if isinstance(value, Mapping) and "kind" in value else freeze(value)


def _conditions(value: Any) -> tuple[registers.Condition, ...]:
    """Read the conditions of a standard, by grade: a condition of its edition by its number, or what is asked.

    What is asked is a list of requirements; a single one without a ``kind`` is of the kind named `SHORT`.
    """
    if not isinstance(value, Mapping) or not all(isinstance(some, list) for some in value.values()):
        raise ValueError(f"found {value!r}; expected a list of conditions for each grade")
    return tuple(
        _condition(str(grade), number, one) for grade, some in value.items() for number, one in enumerate(some, 1)
    )


def _condition(grade: str, number: int, value: Any) -> registers.Condition:
    if isinstance(value, str):
        return registers.Condition(grade, number, as_in=value)
    if isinstance(value, Mapping) and "any" in value:
        return registers.Condition(grade, number, _when({"any": value["any"], "all": value.get("when", [])}))
    if isinstance(value, Mapping):
        return registers.Condition(grade, number, _when([{"kind": SHORT, **value}]))
    return registers.Condition(grade, number, _when(value))


def _trade_grades(value: Any) -> tuple[registers.TradeGrades, ...]:
    return tuple(registers.TradeGrades(trade, tuple(map(str, grades))) for trade, grades in value.items())


def _grades(value: Any) -> tuple[str, ...] | TermRef:
    if isinstance(value, Mapping):
        return TermRef(value["term"])
    return tuple(str(grade) for grade in value)


def _parts(value: Any) -> tuple[rules.Part, ...]:
    return tuple(declare(rules.Part, item, "part") for item in value)


def _number_parts(value: Any) -> tuple[Any, ...]:
    try:
        return tuple(declare(registers.NumberPart, item, f"part {n}") for n, item in enumerate(value, 1))
    except LawError as error:
        raise ValueError(error) from error  # the scheme that it stands in is named around it


def _keep(value: Any) -> tuple[rules.Keep, ...]:
    return tuple(declare(rules.Keep, {**item, "what": _text(item["what"])}, "keep") for item in value)


def _demands(value: Any) -> tuple[rules.Demand, ...]:
    return tuple(declare(rules.Demand, item, "demand") for item in value)


def _choices(value: Any) -> tuple[Any, ...]:
    return tuple(declare(facts.Choice, item, "choice") if isinstance(item, Mapping) else item for item in value)


def _part_table(value: Mapping[str, Any]) -> tuple[tuple[str, Text], ...]:
    return tuple((code, _text(words)) for code, words in value.items())


def _any_parts(value: Any) -> tuple[Any, ...]:
    return _number_parts(value) if value and "length" in value[0] else _parts(value)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "title": _text,
    "issuer": _text,
    "label": _text,
    "gist": _text,
    "note": _text,
    "who": _text,
    "by": _text,
    "before": _text,
    "lacks": _text,
    "keep": _keep,
    "demands": _demands,
    "where": _demands,
    "lists": _texts,
    "other": _text,
    "content": _texts,
    "when": _when,
    "to": _grades,
    "grades": _grades,
    "parts": _any_parts,
    "choices": _choices,
    "conditions": _conditions,
    "trade_grades": _trade_grades,
    "table": _part_table,
}
