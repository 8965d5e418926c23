"""Numerals, days and lists as the two languages write them."""

from collections.abc import Sequence
from datetime import date

from bajigong.policy.text import Text, same

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
