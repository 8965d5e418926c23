"""Words for people, in both languages; how values are shown in messages, and which known word may have been meant."""

import difflib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, Literal, Self

from attrs import frozen

Lang = Literal["zh", "en"]


@frozen
class Text:
    """One label, gist or message in Chinese and in English."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """Return the words in one language."""
        return self.zh if lang == "zh" else self.en

    def fill(self, **words: "object") -> Self:
        """Put words into the ``{places}`` of both languages; a `Text` gives each language its own."""
        said = {lang: {k: v.say(lang) if isinstance(v, Text) else v for k, v in words.items()} for lang in LANGS}
        return type(self)(self.zh.format(**said["zh"]), self.en.format(**said["en"]))


LANGS: tuple[Lang, Lang] = ("zh", "en")


def same(words: str) -> Text:
    """Return a text that reads alike in both languages: a number, a code, a name."""
    return Text(words, words)


def listed(texts: "tuple[Text, ...]", zh: str = "、", en: str = ", ") -> Text:
    """Join texts, each language with its own separator."""
    return Text(zh.join(t.zh for t in texts), en.join(t.en for t in texts))


_FOUND: Final = Text("填写为{found}；应为{expected}", "found {found}; expected {expected}")
_NEAR: Final = Text("（是否为“{word}”？）", " (did you mean '{word}'?)")
_ONE_OF: Final = Text("以下之一：{words}", "one of {words}")
_LONGEST: Final = 60


def shown(value: Any) -> Text:
    """Show a value as TOML has it: text in quotes, so that '2' is not taken for 2."""
    if isinstance(value, Mapping):
        return Text("一组键值", "a table")
    if isinstance(value, list | tuple):
        return Text("一个列表", "a list") if value else Text("空列表", "an empty list")
    if isinstance(value, bool):
        return same(str(value).lower())
    if isinstance(value, str):
        words = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
        return same(repr(words))
    return same(str(value) if isinstance(value, int | float | date) else repr(value)[:_LONGEST])


def found(value: Any, expected: Text) -> Text:
    """Say what was found and what was expected."""
    return _FOUND.fill(found=shown(value), expected=expected)


def one_of(words: Iterable[str]) -> Text:
    """Ask for one of some words."""
    known = tuple(words)
    listed = ", ".join(known) or "-"
    return _ONE_OF.fill(words=Text("、".join(known) or "-", listed))


def near(word: Any, known: Iterable[str]) -> Text:
    """Ask whether the nearest of the known words was meant; empty where none is near."""
    close = nearest(word, known)
    return _NEAR.fill(word=close[0]) if close else same("")


def nearest(word: Any, known: Iterable[str]) -> list[str]:
    """Return the nearest of the known words, nothing where none is near."""
    return difflib.get_close_matches(word, list(known), n=1) if isinstance(word, str) else []


def among(word: Any, known: Iterable[str]) -> Text:
    """Say that a word was found where one of the known ones was expected, and which is the nearest."""
    known = tuple(known)
    wanted, meant = one_of(known), near(word, known)
    return found(word, Text(wanted.zh + meant.zh, wanted.en + meant.en))
