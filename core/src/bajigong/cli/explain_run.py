"""One call of ``bajigong explain``: from the result to what is written about the rows that were found."""

import json
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import define, field, frozen

from bajigong.cli.explain_errors import told
from bajigong.policy.text import Lang, Text, listed, same

if TYPE_CHECKING:
    from bajigong.batch.answers import Reason
    from bajigong.batch.book import ReasonBook
    from bajigong.batch.summing.result import Result
    from bajigong.cli.explain_find import Search
    from bajigong.cli.explain_names import Home
    from bajigong.cli.show_lines import Line

#: So many rows are shown to people; JSON has them all.
_SHOWN: Final = 20
#: So many reasons are kept at hand: rows that look alike often have the same.
_KEPT: Final = 256
_MORE = Text(
    "另有{n}行相符，未予显示；可用 --column row 指定行号，或用 --json 全部列出",
    "{n} more rows match and are not shown; name one with --column row, or list all with --json",
)
_ALIKE = Text(
    "证件号码在结果中已脱敏，{shown}可能不止一人",
    "ID numbers are masked in a result: {shown} may be more than one person",
)
_FILE = Text("{file}第{row}行", "{file}, row {row}")
_NUMBER = Text("证件号码 {number}", "ID number {number}")


@frozen
class Options:
    """What the command line says."""

    result: Path
    value: str
    column: str | None
    as_json: bool
    lang: Lang
    config: Path | None


def perform(options: Options) -> None:
    """Explain what the options ask for. Raises click.ClickException for what a user can mend."""
    with told(options.lang):
        from bajigong.batch.summing.result import open_book, open_result
        from bajigong.cli.explain_find import Search, wanted
        from bajigong.cli.explain_names import home_of

        result = open_result(options.result)
        sought = wanted(result, options.value, options.column)
        home = home_of(result, options.config)
        search = Search(result, sought)
        teller = Teller(options, result, open_book(result), home)
        for row in search.rows(None if options.as_json else _SHOWN):
            teller.take(row)
        home.warn(options.lang)
        teller.finish(search)


@define(eq=False)
class Teller:
    """Tells of one row after another."""

    options: Options
    result: "Result"
    book: "ReasonBook"
    home: "Home"
    told: int = 0
    reason: "Callable[[int], Reason]" = field(init=False)

    def __attrs_post_init__(self) -> None:
        from bajigong.batch.summing.why import reason_of

        self.reason = lru_cache(_KEPT)(lambda signature: reason_of(self.book, signature, self.result.reasons))

    def take(self, row: Mapping[str, Any]) -> None:
        """Write a row: as JSON, or for people."""
        self.told += 1
        (self._write if self.options.as_json else self._show)(row)

    def finish(self, search: "Search") -> None:
        """Say on standard error what was left out, and that masked numbers may look alike."""
        lang = self.options.lang
        if search.sought.hidden and search.count > 1:
            click.echo(_ALIKE.fill(shown=search.sought.shown).say(lang), err=True)
        if search.count > self.told:
            click.echo(_MORE.fill(n=search.count - self.told).say(lang), err=True)

    def _write(self, row: Mapping[str, Any]) -> None:
        from bajigong.cli.explain_verdict import as_row, verdict_of
        from bajigong.cli.result_json import as_object

        reason = self.reason(row["signature"])
        written = as_object(as_row(verdict_of(self.result, row, reason), row, self.home.names), self.options.lang)
        sys.stdout.write(json.dumps(written, ensure_ascii=False) + "\n")

    def _show(self, row: Mapping[str, Any]) -> None:
        from bajigong.cli.explain_names import knowing
        from bajigong.cli.explain_show import show
        from bajigong.cli.explain_verdict import clauses_of, nearest_first, verdict_of
        from bajigong.cli.show_view import View

        reason = self.reason(row["signature"])
        verdict = nearest_first(verdict_of(self.result, row, reason), reason)
        names = knowing(self.home.names, clauses_of(verdict))
        show(self._title(row), View(verdict, names, self.options.lang, full=True), first=self.told == 1)

    def _title(self, row: Mapping[str, Any]) -> "Line":
        """Say which row it is: where the input had it, and its key columns."""
        from bajigong.batch.files.frame import NAMES
        from bajigong.cli.show_lines import line

        keys = [name for name in self.result.schema.names if row.get(name) is not None and name not in NAMES]
        said = [_FILE.fill(file=row.get("file") or self.result.path.name, row=row["row"])]
        said += [same(f"{name} {row[name]}") for name in keys]
        said += [_NUMBER.fill(number=row["id_number"])] if row.get("id_number") else []
        return line((listed(tuple(said), "，", ", ").say(self.options.lang), "dim"))
