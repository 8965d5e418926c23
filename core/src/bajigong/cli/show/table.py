"""The columns of a result, and what stands in them for one application: in a table, or as an object of JSON."""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any, Final

from attrs import frozen

from bajigong.answers import ReadingAnswer, RequirementAnswer, RuleAnswer, Verdict
from bajigong.batch.files.inputs import first_line
from bajigong.cli.open_tenants import VERDICTS, Answer, Names, Row, last, masked
from bajigong.engine.engine import without_days
from bajigong.engine.explain import best_route, clauses, failing, once, reasons
from bajigong.errors import PluginError, Problem
from bajigong.plugins import Offer, format_for, version_of, writers
from bajigong.policy.formats import RowWriter, WriteFormat
from bajigong.policy.occupations import printed_code
from bajigong.policy.text import LANGS, Lang, Text, listed
from bajigong.receipts import receipt


@frozen
class JsonLines:
    """Writes rows as NDJSON."""

    out: IO[str]
    lang: Lang
    receipts: bool = False

    def put(self, row: Row) -> None:
        """Write one row."""
        written = as_object(row, self.lang)
        if self.receipts and row.answer:
            written["application"] = receipt(row.answer.application, row.answer.names.bundle.schema)
        self.out.write(json.dumps(written, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Finish: there is nothing more to write."""


def as_object(row: Row, lang: Lang) -> dict[str, Any]:
    """Return what is written for a row."""
    if row.answer:
        return _verdict(row.answer, lang)
    return {"file": row.file, "row": row.row, "error": [_problem(problem, lang) for problem in row.problems]}


def _verdict(answer: Answer, lang: Lang) -> dict[str, Any]:
    verdict = answer.verdict
    trade = answer.names.trade(verdict.occupation or "")
    return {
        "applicant": verdict.applicant,
        "tenant": verdict.tenant,
        "track": verdict.track,
        "occupation": printed_code(verdict.occupation) if verdict.occupation else None,
        "grade": verdict.grade,
        "on": verdict.on.isoformat(),
        "verdict": str(verdict.outcome),
        **_span(verdict),
        "eligible_from": verdict.eligible_from.isoformat() if verdict.eligible_from else None,
        "gates": [{"id": gate.id, **_rule(gate, lang)} for gate in verdict.gates],
        "routes": [_route_object(route, lang) for route in verdict.routes],
        "missing": [list(facts) for facts in verdict.missing],
        "notes": [note.say(lang) for note in verdict.notes],
        "bundle": verdict.bundle,
        **({"trade": trade} if trade else {}),
        **({"readings": [_reading(one, lang) for one in verdict.readings]} if verdict.readings else {}),
    }


def _route_object(route: RuleAnswer, lang: Lang) -> dict[str, Any]:
    return {"id": route.id, "method": route.method, **_rule(route, lang), "reading": route.reading or None}


def _reading(reading: ReadingAnswer, lang: Lang) -> dict[str, Any]:
    return {"id": reading.id, "label": reading.label.say(lang), "holds": str(reading.holds), **_span(reading)}


def _rule(rule: RuleAnswer, lang: Lang) -> dict[str, Any]:
    return {
        "holds": str(rule.holds),
        **_span(rule),
        "requirements": [_requirement(requirement, lang) for requirement in rule.requirements],
        "cites": list(rule.cites),
        "label": rule.label.say(lang),
        "in_force": rule.in_force,
    }


def _requirement(requirement: RequirementAnswer, lang: Lang) -> dict[str, Any]:
    return {
        "text": requirement.text.say(lang),
        "holds": str(requirement.holds),
        **_span(requirement),
        "missing": list(requirement.missing),
        "terms": list(requirement.terms),
        "way": requirement.way,
    }


def _span(bounds: Verdict | RuleAnswer | RequirementAnswer | ReadingAnswer) -> dict[str, str | None]:
    since, until = bounds.since, bounds.until
    return {"since": since.isoformat() if since else None, "until": until.isoformat() if until else None}


def _problem(problem: Problem, lang: Lang) -> dict[str, Any]:
    return {
        "sheet": problem.sheet or None,
        "row": problem.row,
        "column": problem.column,
        "line": problem.line,
        "item": problem.item,
        "place": problem.place,
        "found": problem.found.say(lang),
        "expected": problem.expected.say(lang),
        "message": problem.say(lang),
    }


__all__ = ["best_route", "clauses", "failing", "missing", "once", "reasons"]


def missing(verdict: Verdict, names: Names) -> Iterator[tuple[Text, ...]]:
    """Name each set of missing facts."""
    return (tuple(names.fact(path) for path in facts) for facts in verdict.missing)


Value = str | int | date | None


@frozen
class Column:
    """One column: its key, its header, and how many characters wide a sheet shows it."""

    key: str
    head: Text
    width: int


COLUMNS: Final = (
    Column("file", Text("文件", "file"), 18),
    Column("row", Text("行号", "row"), 6),
    Column("name", Text("姓名", "name"), 10),
    Column("id_number", Text("证件号码（已脱敏）", "ID number (masked)"), 20),
    Column("code", Text("职业编码", "occupation code"), 13),
    Column("occupation", Text("申报职业", "occupation"), 16),
    Column("grade", Text("申报等级", "grade"), 13),
    Column("verdict", Text("结论", "verdict"), 10),
    Column("outcome", Text("结论代码", "verdict code"), 13),
    Column("since", Text("符合起始日", "eligible since"), 12),
    Column("until", Text("符合截止日（含当日）", "eligible until (inclusive)"), 12),
    Column("eligible_from", Text("可申报之日", "eligible from"), 12),
    Column("route", Text("申报条件编号", "route id"), 22),
    Column("route_label", Text("申报条件", "route"), 26),
    Column("method", Text("评价方式", "method"), 12),
    Column("failing", Text("未满足的条件", "fails on"), 40),
    Column("missing", Text("缺少的事实（任一组）", "missing facts (any one set)"), 32),
    Column("clauses", Text("依据", "clauses"), 36),
    Column("notes", Text("说明", "notes"), 40),
    Column("on", Text("核验基准日", "as of"), 12),
    Column("tenant", Text("租户", "tenant"), 12),
    Column("bundle", Text("规则包", "bundle"), 20),
    Column("error", Text("未核验原因", "why not checked"), 40),
)

#: What a workbook of results says of itself, with the version of the program.
MADE_BY: Final = "bajigong"
_LONGEST: Final = 1 << 20
_KEYS: Final = ({"verdict", "bundle", "gates", "routes"}, {"file", "row", "error"})


def is_sheet_of_results(path: Path) -> bool:
    """Say whether a file holds results as CSV, Excel or NDJSON: by what is in it, whatever its name."""
    suffix = path.suffix.lower()
    if suffix == ".csv":
        line = first_line(path)
        return any(line == ",".join(column.head.say(lang) for column in COLUMNS) for lang in LANGS)
    if suffix == ".xlsx":
        return _says(path, f'name="{MADE_BY}"')
    return suffix in (".json", ".ndjson") and _holds_verdicts(first_line(path, _LONGEST))


def _says(path: Path, words: str) -> bool:
    """Say whether the properties of a workbook hold some words."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as book, book.open("docProps/custom.xml") as part:
            return words.encode() in part.read(_LONGEST)
    except (OSError, BadZipFile, KeyError, ValueError, RuntimeError, NotImplementedError, zlib.error):
        return False


def _holds_verdicts(line: str) -> bool:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and any(keys <= said.keys() for keys in _KEYS)


def record(row: Row, lang: Lang) -> dict[str, Value]:
    """Return the values of a row by column; a column left out is empty."""
    start: dict[str, Value] = {"file": row.file, "row": row.place, "name": row.name}
    if row.answer is None:
        why = ("；" if lang == "zh" else "; ").join(problem.say(lang) for problem in row.problems)
        return {**start, "verdict": VERDICTS["error"].say(lang), "outcome": "error", "error": why}
    said = _words(row.answer)
    return {**start, **{key: text.say(lang) for key, text in said.items()}, **_plain(row.answer)}


def _plain(answer: Answer) -> dict[str, Value]:
    verdict = answer.verdict
    route = best_route(verdict)
    return {
        "name": verdict.applicant,
        "id_number": masked(answer.id_number),
        "code": printed_code(verdict.occupation) if verdict.occupation else None,
        "outcome": str(verdict.outcome),
        "since": verdict.since,
        "until": last(verdict.until) if verdict.until else None,
        "eligible_from": verdict.eligible_from,
        "route": route.id if route else None,
        "on": verdict.on,
        "tenant": verdict.tenant,
        "bundle": verdict.bundle,
    }


def _words(answer: Answer) -> dict[str, Text]:
    verdict, names = answer.verdict, answer.names
    sets = tuple(listed(facts) for facts in missing(verdict, names))
    return {
        **_route(answer),
        **({"occupation": names.occupation(verdict.occupation)} if verdict.occupation else {}),
        **({"grade": names.grade(verdict.grade)} if verdict.grade else {}),
        "verdict": VERDICTS[verdict.outcome],
        "failing": listed(failing(verdict), "；", "; "),
        "missing": listed(sets, "；或", "; or "),
        "clauses": listed(tuple(names.clause(clause) for clause in clauses(verdict)), "；", "; "),
        "notes": listed(tuple(names.spoken(note) for note in without_days(verdict)), "；", "; "),
    }


def _route(answer: Answer) -> dict[str, Text]:
    route = best_route(answer.verdict)
    return {"route_label": route.label, "method": answer.names.method(route.method)} if route else {}


@frozen(eq=False)
class AddedFile:
    """Hands rows to the writer of a plugin, as objects of the contract for programs."""

    by: str
    writer: RowWriter
    lang: Lang

    @classmethod
    def of(cls, suffix: str, path: Path, lang: Lang) -> "AddedFile":
        """Begin a file. Raises PluginError where the plugin cannot."""
        offer = format_for(suffix, writers())
        assert offer is not None  # the option was read
        return cls(offer.by, _open(offer, path, lang), lang)

    def put(self, row: Row) -> None:
        """Write one row. Raises PluginError where the plugin cannot."""
        with _named(self.by):
            self.writer.put(as_object(row, self.lang))

    def close(self) -> None:
        """Finish the file. Raises PluginError where the plugin cannot."""
        with _named(self.by):
            self.writer.close()


def _open(offer: Offer[WriteFormat], path: Path, lang: Lang) -> RowWriter:
    with _named(offer.by):
        return offer.what.open(path, lang)


@contextmanager
def _named(by: str) -> Iterator[None]:
    """Say which plugin failed, unless it is the system that did: its errors name the file."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise PluginError(by, f"cannot write: {error!r}", version_of(by)) from error
