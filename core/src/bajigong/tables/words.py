"""Words in tables: how they are compared and shown, and what people write for the values that a fact may have."""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from attrs import frozen

from bajigong.policy.facts import Choice, FactField, Schema
from bajigong.policy.text import Text, same


class InvalidValue(Exception):
    """Raised by the reader of a value: what it expected, and how to show what it found where that is not plain."""

    def __init__(self, expected: Text, found: Text | None = None) -> None:
        self.expected = expected
        self.found = found
        super().__init__(expected.en)


#: How much of two words must be the same for one to be meant by the other.
_ALIKE: Final = 0.6
#: Words that say "there is no such record".
NONE: Final = frozenset({"无", "没有", "none", "/", "//", "\\", "-", "--"})
#: Those of them that only fill a cell: in a fact of its own, and beside other cells of a record, they give nothing.
STROKES: Final = frozenset({"/", "//", "\\", "-", "--"})
#: Words that say "it still goes on" in a date that may be left open.
ONGOING: Final = frozenset(
    {"至今", "现在", "目前", "今", "现今", "在职", "在岗", "仍在职", "至今在职", "至今在岗", "现在职", "present", "now"}
)
FLAGS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("是", "有", "true", "yes", "y", "on", "1", "√", "✓", "✔"), True),
    **dict.fromkeys(("否", "无", "false", "no", "n", "off", "0", "×"), False),
}

_LONGEST: Final = 60
#: So much of a name is shown where it may be anything.
LONGEST_NAME: Final = 200
# Invisible marks that copying leaves behind go; the dashes that word processors make of a hyphen become one again.
_CLEAN: Final = str.maketrans({**dict.fromkeys("\ufeff\u200b\u200c\u200d\u2060"), **dict.fromkeys("‐‑‒–—―−", "-")})
_ID_LIKE: Final = re.compile(r"(?<![0-9])([0-9]{6})([0-9]{7,10})([0-9][0-9Xx])(?![0-9A-Za-z])")


_NO_VALUE: Final = Text(
    "公式「{formula}」，没有有效的计算结果（请用Excel打开、重新计算并保存）",
    "the formula '{formula}' without a value that holds (open the workbook in Excel, and save it)",
)


@frozen
class BrokenCell:
    """A cell whose formula failed, or has no value that holds: ``error`` is the error, or the formula from its = on."""

    error: str


#: What the template writes behind the names and numbers of its examples.
EXAMPLE: Final = "（示例）"
#: What stands in the first cells of a row that sums up, and of no person.
TOTAL: Final = re.compile(r"\s*(?:合\s*计|总\s*计|小\s*计|共\s*计|[Tt]otal)\s*(?:[:：(（].*|人数|[0-9]+人)?\s*")


def sums_up(value: Any) -> bool:
    """Say whether a name or running number is none, but says that its row sums up others."""
    return isinstance(value, str) and TOTAL.fullmatch(value) is not None


@lru_cache(maxsize=16384)
def fold(words: str) -> str:
    """Return words as they are compared: without spaces and line breaks, in half width and lower case."""
    return "".join(unicodedata.normalize("NFKC", words).translate(_CLEAN).split()).casefold()


def plain(value: Any) -> str:
    """Return a scalar as text: whole numbers without a fraction, dates in ISO form."""
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case float():
            return f"{value:.0f}" if value.is_integer() else repr(value)
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case BrokenCell():
            return value.error
        case _:
            return str(value)


def is_blank(value: Any) -> bool:
    """Say whether nothing was given: no value, or text of nothing but spaces."""
    return not value or value.isspace() if isinstance(value, str) else value is None


def says_none(value: Any) -> bool:
    """Say whether a value declares that there is no such record."""
    return isinstance(value, str) and fold(value) in NONE


def gives_nothing(value: Any, *, is_text: bool, in_record: bool) -> bool:
    """Say whether a value only fills its cell: a stroke, and in a text of a record any word for "none".

    Text of its own, as a name is, is text whatever it says.
    """
    if not isinstance(value, str) or (folded := fold(value)) not in NONE:
        return False
    return in_record if is_text else folded in STROKES


def shown(value: Any) -> Text:
    """Show a value in a message: short, printable, with ID numbers masked."""
    if value is None:
        return Text("空", "nothing")
    if isinstance(value, Mapping):
        return Text("一组键值", "a mapping")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return Text("一个列表", "a list")
    words = discreet(printable(plain(value)))
    if isinstance(value, BrokenCell) and value.error.startswith("="):
        return _NO_VALUE.fill(formula=words[:_LONGEST])
    words = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    return Text(f"「{words}」", f"'{words}'")


def discreet(words: str) -> str:
    """Return words with every ID number in them masked."""
    return _ID_LIKE.sub(lambda m: f"{m[1]}{'*' * len(m[2])}{m[3]}", words)


def masked(number: str) -> Text:
    """Show an ID number: the first six and the last two characters."""
    words = printable(number)[:_LONGEST]
    hidden = len(words) - 8
    words = f"{words[:6]}{'*' * hidden}{words[-2:]}" if hidden > 0 else "*" * len(words)
    return Text(f"「{words}」", f"'{words}'")


def near(word: str, known: Iterable[str]) -> Text:
    """Ask whether one of the known words was meant; empty where none is near."""
    return _near(word, tuple(known))


@lru_cache(maxsize=4096)
def _near(word: str, known: tuple[str, ...]) -> Text:
    """Look once for each word: a sheet of many rows has the same mistake in many of them."""
    originals, letters = _indexed(known)
    sought = fold(word)[:_LONGEST]
    shared = Counter[str]()
    for letter, times in Counter(sought).items():
        for other, often in letters.get(letter, ()):
            shared[other] += min(times, often)
    # What shares too few letters cannot be near, in whatever order they stand: most words need no closer look.
    likely = [other for other, n in shared.items() if 2.0 * n / (len(sought) + len(other)) >= _ALIKE]
    return asked([originals[one] for one in difflib.get_close_matches(sought, likely, n=3, cutoff=_ALIKE)])


@lru_cache(maxsize=32)
def _indexed(known: tuple[str, ...]) -> tuple[dict[str, str], dict[str, list[tuple[str, int]]]]:
    """Return words as they are written by what is compared, and those that hold each letter, with how often."""
    originals = {fold(other): other for other in known}
    letters: dict[str, list[tuple[str, int]]] = {}
    for other in originals:
        for letter, times in Counter(other).items():
            letters.setdefault(letter, []).append((other, times))
    return originals, letters


def asked(words: Sequence[str]) -> Text:
    """Ask whether one of a few words was meant; empty where there is none."""
    if not words:
        return same("")
    meant = either(words)
    return Text(f"（是否为{meant.zh}？）", f" (did you mean {meant.en}?)")


def either(words: Sequence[str]) -> Text:
    """Name a few words, any of which will do."""
    return Text("、".join(f"「{one}」" for one in words), " or ".join(f"'{one}'" for one in words))


def joined(*texts: Text) -> Text:
    """Put texts one after another."""
    return Text("".join(text.zh for text in texts), "".join(text.en for text in texts))


def printable(words: str) -> str:
    """Return words without what cannot be printed: line breaks, control characters, halves of characters."""
    if words.isprintable():
        return words
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in words)


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
