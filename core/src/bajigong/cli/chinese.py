"""What click says of usage, and the help, where people read Chinese."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any, Final

import click

#: The modules of click that speak, and the names under which they ask for words.
_SPEAKING: Final = ("core", "exceptions", "formatting", "parser", "types")
_ONE, _SEVERAL = "_", "ngettext"
#: What stands behind the help of an option.
_EXTRA: Final = re.compile(r"  ?\[((?:default: |默认：|required|必填|all\b).*)\]$", re.DOTALL)
_DEFAULT: Final = re.compile("^(?:default: |默认：)\\(?(.*?)\\)?$")
#: A paragraph whose lines stay as they are.
_AS_IT_IS: Final = "\b"
_SPACING: Final = 2


@contextmanager
def in_chinese() -> Iterator[None]:
    """Let click speak Chinese."""
    kept = click.Context.formatter_class
    before = {name: vars(import_module(f"click.{name}")).copy() for name in _SPEAKING}
    try:
        click.Context.formatter_class = Formatter
        _give({_ONE: _said, _SEVERAL: _counted}, before)
        yield
    finally:
        click.Context.formatter_class = kept
        for name, words in before.items():
            _give({key: words[key] for key in (_ONE, _SEVERAL) if key in words}, {name: words})


def _give(words: Mapping[str, Any], modules: Mapping[str, Mapping[str, Any]]) -> None:
    for name, had in modules.items():
        for key, word in words.items():
            if key in had:
                setattr(import_module(f"click.{name}"), key, word)


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    import tomllib
    from importlib.resources import files

    text = files("bajigong.cli").joinpath("chinese.toml").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    return found


def _said(message: str) -> str:
    """Say what click says. Its own help is left: it is kept from call to call, and put into Chinese when written."""
    words = _catalogue()["click"]
    return message if message.startswith("Show ") else words.get(message, message)


def _counted(one: str, several: str, number: int) -> str:
    return _said(one if number == 1 else several)


def heading(word: str) -> str:
    """Return a heading of the help."""
    return _said(word)


def help_in_chinese(text: str) -> str:
    """Return the help of an option, or a paragraph of that of a command; what nobody translated stays."""
    plain = " ".join(text.split())
    extra = _EXTRA.search(plain)
    base = (plain[: extra.start()] if extra else plain).strip()
    words = {**_catalogue()["click"], **_catalogue()["help"]}
    said = words.get(base, base)
    return said + (f"  [{_extra(extra[1], words)}]" if extra else "")


def _extra(said: str, words: Mapping[str, str]) -> str:
    """Return a default in Chinese, and that an option is required."""
    shapes = ((part, _DEFAULT.match(part)) for part in said.split("; "))
    return "；".join(
        words.get(f"default: {match[1]}", f"默认：{match[1]}") if match else words.get(part, part)
        for part, match in shapes
    )


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of so many columns."""
    from bajigong.cli.show.lines import line

    return [one.text for one in line(text, hang=0).wrapped(width)]


class Formatter(click.HelpFormatter):
    """Writes help in Chinese, whose characters are two columns wide."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage."""
        words = _catalogue()["click"]
        for word in ("[OPTIONS]", "COMMAND [ARGS]..."):
            args = args.replace(word, words[word])
        super().write_usage(prog, args, prefix)

    def write_text(self, text: str) -> None:
        """Write paragraphs; those that begin with a backspace keep their lines."""
        paragraphs = text.split("\n\n")
        for number, paragraph in enumerate(paragraphs):
            if number:
                self.write("\n")
            as_it_is = paragraph.lstrip().startswith(_AS_IT_IS)
            lines = paragraph.replace(_AS_IT_IS, "").strip("\n").splitlines() if as_it_is else self._lines(paragraph)
            for line in lines:
                self.write(f"{'':>{self.current_indent}}{line}\n")

    def _lines(self, paragraph: str) -> list[str]:
        return wrapped(help_in_chinese(paragraph), self.width - self.current_indent - _SPACING)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = _SPACING) -> None:
        """Write options or commands, each with its help."""
        from bajigong.cli.show.lines import cells

        rows = list(rows)
        first = min(max((cells(one) for one, _ in rows), default=0), col_max) + col_spacing
        indent = self.current_indent
        for name, said in rows:
            lines = wrapped(help_in_chinese(said), max(self.width - indent - first - _SPACING, 20))
            gap = first - cells(name)
            begin = f"{'':>{indent}}{name}"
            self.write(f"{begin}{'':>{gap}}{lines[0]}\n" if gap >= col_spacing else f"{begin}\n")
            for line in lines if gap < col_spacing else lines[1:]:
                self.write(f"{'':>{indent + first}}{line}\n")
