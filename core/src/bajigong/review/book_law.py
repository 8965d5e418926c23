"""What every chapter is written from: the law of a place on a day, and its words in one language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Self

from attrs import frozen

from bajigong.calendar import to_day
from bajigong.law.bundle import Reading, within
from bajigong.law.opening import Bundle
from bajigong.law.place import PlacedLaw, Reader, Variant
from bajigong.law.standards import Segment, conditions_of
from bajigong.policy.law import Document
from bajigong.policy.occupations import LENGTH
from bajigong.policy.text import Lang, Text, listed, same

_DIGITS = "零一二三四五六七八九"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def numeral(number: int) -> str:
    """Write a number in Chinese, as headings are numbered; from 100 on in figures."""
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def written_day(day: date) -> Text:
    """Write a day: 2026年11月21日, 21 November 2026."""
    return Text(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")


def yearly(due: str) -> Text:
    """Write a day of each year, given as ``MM-DD``; anything else stands for itself."""
    month, _, day = due.partition("-")
    if not (month.isdigit() and day.isdigit() and 1 <= int(month) <= len(_MONTHS)):
        return same(due)
    return Text(f"{int(month)}月{int(day)}日", f"{int(day)} {_MONTHS[int(month) - 1]}")


def marked(number: int) -> Text:
    """Return the mark before an item of a list: （一）, (1)."""
    return Text(f"（{numeral(number)}）", f"({number})")


def both(texts: Sequence[Text]) -> Text:
    """Join what must hold together."""
    if len(texts) == 1:
        return texts[0]
    if len(texts) == 2:
        return Text(f"{texts[0].zh}，且{texts[1].zh}", f"{texts[0].en}; and {texts[1].en}")
    zh = "；".join(f"{_circled(n)}{text.zh}" for n, text in enumerate(texts, 1))
    return Text(f"同时符合以下各项：{zh}", f"all of the following: {_numbered([text.en for text in texts], 'and')}")


def either(texts: Sequence[Text]) -> Text:
    """Join what is each enough."""
    if len(texts) == 1:
        return texts[0]
    zh = "；".join(f"（{n}）{text.zh}" for n, text in enumerate(texts, 1))
    en = "; or ".join(f"({chr(ord('a') + n)}) {text.en}" for n, text in enumerate(texts))
    return Text(f"符合下列情形之一：{zh}", f"either {en}")


def sentence(text: Text) -> Text:
    """Begin with a capital and end with a full stop, where there is none."""
    zh = text.zh if text.zh.endswith(("。", "！", "？")) else f"{text.zh}。"
    en = text.en if text.en.endswith((".", "!", "?")) else f"{text.en}."
    return capital(Text(zh, en))


def capital(text: Text) -> Text:
    """Begin the English with a capital."""
    return Text(text.zh, text.en[:1].upper() + text.en[1:])


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if number <= 20 else f"({number})"


def _numbered(texts: Sequence[str], last: str) -> str:
    items = [f"({number}) {text}" for number, text in enumerate(texts, 1)]
    return "; ".join([*items[:-1], f"{last} {items[-1]}"])


_TITLED = Text("《{title}》", "{title}")
_CITE = Text("{document} {at}", "{document}, {at}")
_CITE_TITLE = Text("{document}{at}", "{document}, {at}")


@frozen
class Link:
    """Words, and the anchor in the book to which they lead; "" for none."""

    text: str
    to: str = ""


@frozen(eq=False)
class LawAt:
    """A bundle, its law in a place, a day and a language."""

    bundle: Bundle
    law: PlacedLaw
    readings: Mapping[str, tuple[Reading, ...]]
    on: date
    lang: Lang

    @classmethod
    def open(cls, bundle: Bundle, place: str, on: date, lang: Lang) -> Self:
        """Read the law of a place."""
        reader = Reader(bundle, place)
        return cls(bundle, reader.read(), reader.readings, on, lang)

    @property
    def zh(self) -> bool:
        """Whether the book is in Chinese."""
        return self.lang == "zh"

    def say(self, text: Text, **words: object) -> str:
        """Say a text in the book's language, with words put in its places."""
        return text.fill(**words).say(self.lang) if words else text.say(self.lang)

    def title(self, text: Text) -> str:
        """Say a label as a heading."""
        return self.say(capital(text))

    def day(self, day: date) -> str:
        """Write a day as the language does."""
        return written_day(day).say(self.lang)

    def counts(self, variant: Variant[Any]) -> bool:
        """Say whether a rule is in force on the day."""
        return within(variant.period, to_day(self.on))

    def names(self, register: Mapping[str, Any], ids: Iterable[str]) -> Text:
        """List the labels of declarations."""
        return listed(tuple(register[one].what.label for one in ids))

    def ordered(self, grades: Iterable[str]) -> tuple[str, ...]:
        """Sort grades from the lowest up."""
        return tuple(sorted(set(grades), key=lambda grade: self.bundle.grades[grade].what.order))

    def grades(self, grades: Iterable[str]) -> Text:
        """List grades from the lowest up."""
        return self.names(self.bundle.grades, self.ordered(grades))

    def tracks(self, tracks: Iterable[str]) -> Text:
        """List tracks."""
        return self.names(self.bundle.tracks, tracks)

    def occupations(self, codes: Iterable[str]) -> Text:
        """List the names of occupations; one that is not declared stands by its code."""
        return listed(tuple(self._occupation(code) for code in codes))

    def _occupation(self, code: str) -> Text:
        return same(self.bundle.register.name(code[:LENGTH]) or code)

    def cite(self, clause: str) -> Link:
        """Name a clause by its document and its place in it."""
        what = self.bundle.clauses[clause].what
        document = self.bundle.documents[what.document].what
        shape = _CITE if document.number else _CITE_TITLE
        return Link(self.say(shape, document=named(document), at=what.at), anchor("c", clause))

    def cites(self, clauses: Iterable[str]) -> tuple[Link, ...]:
        """Name clauses, each once."""
        return tuple(self.cite(clause) for clause in dict.fromkeys(clauses))

    def followed(self, occupation: str, grade: str) -> Segment | None:
        """Return which conditions an occupation follows at a grade on the day."""
        templates = [said.what for said in self.bundle.templates.values()]
        conditions = conditions_of(self.bundle.register, templates, self.readings, occupation, grade)
        return conditions.at(to_day(self.on))


def named(document: Document) -> Text:
    """Name a document by its number, else by its title as one cites it."""
    title = document.title
    if document.number or title.zh.startswith("《"):
        return document.name
    return Text(_TITLED.fill(title=title).zh, title.en)


def anchor(prefix: str, name: str) -> str:
    """Make an id for a place in the page out of a declaration's."""
    return prefix + "-" + "".join(character if character.isalnum() or character in ".-_" else "-" for character in name)
