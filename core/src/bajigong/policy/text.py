"""Words for people, in both languages."""

from typing import Literal, Self

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
