"""What can go wrong, said once and clearly: no caller ever sees a traceback."""

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from bajigong.policy.text import Lang, Text


class BajigongError(Exception):
    """The root of every error that a user can cause and mend."""

    def say(self, lang: "Lang") -> str:
        """Say it in one language."""
        return str(self)


@frozen
class Slip:
    """One thing wrong with a file of law, of tenants or of scenarios, or with what a plugin declares.

    ``file`` is "" where no file says it, ``line`` None where no line can be named. ``entry`` is the table or
    declaration and the key in it; ``by`` names the plugin that made it. ``message`` says what was found and expected.
    """

    file: str
    line: int | None
    entry: str
    message: "Text"
    by: str = ""

    def say(self, lang: "Lang") -> str:
        """Say it in one line: file, line, entry, who wrote it, what is wrong."""
        line = self.line and (f"第{self.line}行" if lang == "zh" else f"line {self.line}")
        where = ("，" if lang == "zh" else ", ").join(part for part in (self.file, line, self.entry) if part)
        by = (f"（{self.by}）" if lang == "zh" else f" ({self.by})") if self.by else ""
        lead = f"{where}{by}{'：' if lang == 'zh' else ': '}" if where else ""
        return f"{lead}{self.message.say(lang)}"


class SlipError(BajigongError):
    """An error that may be several slips at once, each said in a line of its own."""

    def __init__(self, message: str = "", slips: "tuple[Slip, ...]" = ()) -> None:
        self.slips = slips
        super().__init__(message or "\n".join(dict.fromkeys(slip.say("en") for slip in slips)))

    def say(self, lang: "Lang") -> str:
        """Say every slip, each once."""
        return "\n".join(dict.fromkeys(slip.say(lang) for slip in self.slips)) or str(self)


class PluginError(BajigongError):
    """A plugin that cannot be used. The message names the plugin and its version."""

    def __init__(self, plugin: str, message: str, version: str = "") -> None:
        self.plugin = plugin
        self.version = version
        self.message = message
        super().__init__(f"plugin {plugin!r}{f' {version}' if version else ''}: {message}")


class LawError(SlipError):
    """Declarations that are none, contradict each other, or go beyond the bounds they were given."""


class TenantError(SlipError):
    """A tenant that is not known, or whose set-up is wrong."""


@frozen
class Problem:
    """One thing wrong with an input: where it stands, what was found, what was expected.

    ``place`` is a key path (``applicant.work[1].to``). In a table ``sheet``, ``row`` and ``column`` say where; rows
    count from 1 as a spreadsheet shows them, a column is its header or, where it has none, its letter. ``line`` is
    that of a text file, ``item`` counts the applications of a file without lines.
    """

    file: str
    place: str
    found: "Text"
    expected: "Text"
    row: int | None = None
    column: str | None = None
    sheet: str = ""
    line: int | None = None
    item: int | None = None

    def __str__(self) -> str:
        """Say it in one line of English."""
        return self.say("en")

    def say(self, lang: "Lang") -> str:
        """Say it in one line: file, place, found, expected."""
        if lang == "zh":
            return f"{self._where_zh()}：填写为{self.found.zh}；应为{self.expected.zh}"
        return f"{self._where_en()}: found {self.found.en}; expected {self.expected.en}"

    def _where_zh(self) -> str:
        sheet = f"工作表「{self.sheet}」" if self.sheet else ""
        row = f"第{self.row}行" if self.row is not None else ""
        line = f"第{self.line}行" if self.line is not None else ""
        item = f"第{self.item}份申报" if self.item is not None else ""
        column = "" if not self.column else f"{self.column}列" if _is_letter(self.column) else f"「{self.column}」列"
        return "，".join(part for part in (self.file, sheet + row, line, item, column or self.place) if part)

    def _where_en(self) -> str:
        sheet = f"sheet '{self.sheet}'" if self.sheet else ""
        row = f"row {self.row}" if self.row is not None else ""
        line = f"line {self.line}" if self.line is not None else ""
        item = f"application {self.item}" if self.item is not None else ""
        column = "" if not self.column else f"column {self.column if _is_letter(self.column) else repr(self.column)}"
        return ", ".join(part for part in (self.file, sheet, row, line, item, column or self.place) if part)


def _is_letter(column: str) -> bool:
    return column.isascii() and column.isalpha() and column.isupper() and len(column) <= 3


class InputError(BajigongError):
    """One or more problems in one input."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    def say(self, lang: "Lang") -> str:
        """Say every problem, each in its line."""
        return "\n".join(problem.say(lang) for problem in self.problems)
