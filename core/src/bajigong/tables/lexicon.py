"""The words of a schema: what people write for its choices, grades and occupations, and which keys stand where."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from attrs import frozen

from bajigong.policy.facts import Choice, FactField, Schema
from bajigong.policy.text import Text
from bajigong.tables.words import NONE, fold

#: What each folded word may stand for; more than one value is ambiguous.
Lexicon = Mapping[str, tuple[str, ...]]


@frozen(eq=False)
class Words:
    """What is needed to read values.

    ``absent`` are the words for "no such record" of each choice, ``denials`` all such words; ``keys`` are the names
    below each path, of facts and of groups of facts; ``joined`` the pairs of names below it whose words may
    stand in one.
    """

    schema: Schema
    choices: Mapping[str, Lexicon]
    absent: Mapping[str, frozenset[str]]
    denials: frozenset[str]
    grades: Lexicon
    keys: Mapping[str, tuple[str, ...]]
    joined: Mapping[str, tuple[tuple[str, str], ...]]

    def said(self, field: FactField) -> Lexicon:
        """Return the words for a fact's values, none where they are free."""
        match field.type:
            case "choice":
                return self.choices[field.path]
            case "grade":
                return self.grades
            case _:
                return {}


@lru_cache(maxsize=8)
def words_of(schema: Schema) -> Words:
    """Gather the words of a schema, once."""
    chosen = {path: field for path, field in schema.fields.items() if field.type == "choice"}
    return Words(
        schema,
        {path: _choices(field) for path, field in chosen.items()},
        {path: _absent(field) for path, field in chosen.items()},
        NONE.union(*map(_absent, chosen.values())),
        _lexicon((grade.id, (grade.id, *_said(grade.label), *grade.aliases)) for grade in schema.grades),
        _keys(schema),
        _joined(schema),
    )


def _choices(field: FactField) -> Lexicon:
    return _lexicon((one.value, _words(field, one)) for one in field.choices)


def _absent(field: FactField) -> frozenset[str]:
    return frozenset(fold(word) for one in field.choices if one.absent for word in _words(field, one))


def _words(field: FactField, choice: Choice) -> tuple[str, ...]:
    """Give the words for a value: its own, and each with an ending that adds nothing to it."""
    own = (choice.value, *_said(choice.label), *choice.aliases)
    return (*own, *(f"{word}{ending}" for ending in field.endings for word in own))


def _said(label: Text) -> tuple[str, str]:
    return label.zh, label.en


def _lexicon(entries: Iterable[tuple[str, Iterable[str]]]) -> Lexicon:
    found: dict[str, list[str]] = {}
    for value, words in entries:
        for word in words:
            values = found.setdefault(fold(word), [])
            if value not in values:
                values.append(value)
    return {word: tuple(values) for word, values in found.items()}


def _keys(schema: Schema) -> Mapping[str, tuple[str, ...]]:
    """Facts name the groups they stand in: ``applicant.name`` puts ``applicant`` below "", ``name`` below that."""
    found: dict[str, dict[str, None]] = {}
    for path in schema.fields:
        while path:
            parent, _, name = path.rpartition(".")
            found.setdefault(parent, {})[name] = None
            path = parent  # noqa: PLW2901  (up one step)
    return {parent: tuple(names) for parent, names in found.items()}


def _joined(schema: Schema) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Pair each name with the one beside it whose words people write in one with its own."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for field in schema.fields.values():
        beside = f"{field.parent}.{field.written_with}"
        if field.written_with and field.type == "choice" and _is_choice(schema, beside):
            found[field.parent] = (*found.get(field.parent, ()), (field.name, field.written_with))
    return found


def _is_choice(schema: Schema, path: str) -> bool:
    return path in schema.fields and schema.fields[path].type == "choice"
