"""The reference of law files as a page of Markdown, out of the declarations, kinds, terms and facts themselves."""

import inspect
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from json import dumps
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import attrs

from bajigong.law.opening import Bundle
from bajigong.law.tenants import Entry, OwnFilling
from bajigong.policy import facts, law, registers, when
from bajigong.policy.asks import TermRef, When
from bajigong.policy.text import Lang, Text
from bajigong.policy.toml import SECTIONS, origin_of
from bajigong.policy.types import DayOfYear, Least, Region, fields_of, is_pairs
from bajigong.reference import vocabulary
from bajigong.reference.vocabulary import type_words

#: The closed lists of words, by what they are called.
WORDS: Final[Mapping[Text, Any]] = {
    Text("规定的层级（`layer`、`delegated_to`）", "layer of law (`layer`, `delegated_to`)"): law.Layer,
    Text("条款的类别", "kind of a clause"): law.ClauseKind,
    Text("条款的状态", "status of a clause"): law.Status,
    Text("授权参数的类别", "kind of a term"): fields_of(law.Term)["kind"].type,
    Text("评价内容的事项", "what an aspect is of"): law.Of,
    Text("监管要求的类别", "kind of a duty"): law.DutyKind,
    Text("监管要求在哪项办理之前", "act that a duty stands before"): law.Act,
    Text("要求的比较方式", "test of a demand"): law.Test,
    Text("事实的类型", "type of a fact"): facts.FactType,
    Text("名录中一行的可靠程度", "how sure a row of a register is"): registers.Sure,
}
_TABLES: Final = Text(
    "## 表和键\n\n标有 * 的键必须填写。", "## Tables and keys\n\nA key that is needed is marked with *."
)
_KEYS: Final = Text("| 键 | 填写 | 示例 |\n|---|---|---|", "| key | what | example |\n|---|---|---|")
_SEVERAL: Final = Text(
    "若干条件列表的列表，满足其中一个即可", "a list of lists of requirements, one of which must hold"
)
_STANDING: Final = Text("draft 或 in_force，代替 `draft`", "draft | in_force, in place of `draft`")
_EACH: Final = Text("每个 `{name}`：", "Each `{name}`:")
_EACH_OF: Final = Text("`{name}` 中的每一项：", "Each of `{name}`:")
_KINDS: Final = Text(
    "## 条件要素\n\n`bajigong law kinds --tenant 租户` 列出某个租户可用的。\n\n| 名称 | 含义 | 参数 |\n|---|---|---|",
    "## Kinds of requirement\n\n`bajigong law kinds --tenant NAME` prints those of a tenant.\n\n"
    "| kind | 中文 | what it asks | parameters |\n|---|---|---|---|",
)
_NODES: Final = Text(
    "## 节点\n\n条件要素由节点组成；用 Python 编写的新要素返回其中之一。\n\n| 节点 | 何时成立 |\n|---|---|",
    "## Nodes\n\nWhat kinds are made of; a new kind in Python returns one of them.\n\n"
    "| node | when it holds |\n|---|---|",
)
_TERMS: Final = Text(
    "## 授权参数\n\n`bajigong law terms --tenant 租户` 列出某个租户的参数及其取值。\n\n"
    "| 参数 | 含义 | 可取的值 | 由谁规定 | 无人规定时 |\n|---|---|---|---|---|",
    "## Terms\n\n`bajigong law terms --tenant NAME` prints those of a tenant, and how they are filled.\n\n"
    "| term | 中文 | what | values | who may fill it | unfilled |\n|---|---|---|---|---|---|",
)
_ABSENT: Final = Text("没有这项机制", "does not exist")
_OPEN: Final = Text("结论未定", "open")
_NONE: Final = Text("无", "none")
_NAMES: Final = Text(
    "## 等级、评价类型、准入条件、评价方式和申报条件版本\n\n| 类别 | 名称 | 中文 | 英文 |\n|---|---|---|---|",
    "## Grades, tracks, gates, methods and editions\n\n| what | name | 中文 | English |\n|---|---|---|---|",
)
_CLOSED: Final = Text(
    "## 固定用语\n\n| 用于 | 用语 |\n|---|---|", "## Closed lists of words\n\n| what | words |\n|---|---|"
)
_FACTS: Final = Text(
    "## 事实\n\n`bajigong law facts --tenant 租户` 列出某个租户的事实。\n\n"
    "| 路径 | 类型 | 表头 | 可取的值 |\n|---|---|---|---|",
    "## Facts\n\n`bajigong law facts --tenant NAME` prints those of a tenant.\n\n"
    "| path | type | headers | values |\n|---|---|---|---|",
)
_TENANTS: Final = Text(
    "## `bajigong.toml`\n\n每张表为 `[tenants.名称]`。", "## `bajigong.toml`\n\nEach table is `[tenants.NAME]`."
)
_LONGEST: Final = 70
_ASKED: Final = [{"kind": "worked", "years": 3}]
_SAMPLES: Final[Mapping[Any, Any]] = {
    str: "…",
    bool: True,
    int: 1,
    date: date(2026, 1, 1),
    Any: 1,
    Text: {"zh": "…", "en": "…"},
    When: _ASKED,
    TermRef: {"term": "…"},
    tuple[registers.Condition, ...]: {"4": [{"years": 2, "after": "5"}, "4-3", _ASKED]},
    tuple[registers.TradeGrades, ...]: {'"…"': ["5", "4"]},
}
_MARKED: Final[Mapping[type, Any]] = {Least: 1, Region: "520000", DayOfYear: "12-10"}


def law_file_page(bundle: Bundle, lang: Lang = "en") -> str:
    """Return the page: how a file is written, every table and key, kinds, nodes, terms, words and facts."""
    name = "law-file.zh.md" if lang == "zh" else "law-file.md"
    intro = files("bajigong.reference").joinpath(name).read_text(encoding="utf-8")
    parts = (
        _tables(bundle, lang),
        _requirements(bundle, lang),
        _nodes(lang),
        _terms(bundle, lang),
        _names(bundle, lang),
        _words(lang),
        _facts(bundle, lang),
        _tenants(bundle, lang),
    )
    return "\n".join([intro.rstrip(), "", *(line for part in parts for line in part)]).rstrip() + "\n"


def _tables(bundle: Bundle, lang: Lang) -> Iterator[str]:
    yield from (_TABLES.say(lang), "")
    examples = _examples(bundle)
    for section, cls in SECTIONS.items():
        yield from (f"### `[[{section}]]`", "", *_about(cls, lang), "")
        yield from _keys(cls, bundle, lang, examples.get(section, {}))


def _about(cls: Any, lang: Lang) -> Iterator[str]:
    """Say what a class is: its docstring or, in Chinese, what `chinese.toml` says of it."""
    said = chinese()[cls.__name__] if lang == "zh" else inspect.getdoc(cls) or ""
    for number, paragraph in enumerate(said.strip().split("\n\n")):
        yield from ([""] if number else [])
        # Chinese has no space where a line ends.
        yield ("" if lang == "zh" else " ").join(map(str.strip, paragraph.splitlines())).replace("``", "`")


@cache
def chinese() -> Mapping[str, str]:
    """Give what is said in Chinese of each declaration and node, by the name of its class."""
    return tomllib.loads(files("bajigong.reference").joinpath("chinese.toml").read_text(encoding="utf-8"))


def _keys(
    cls: Any, bundle: Bundle, lang: Lang, examples: Mapping[str, str], above: tuple[str, ...] = ()
) -> Iterator[str]:
    yield _KEYS.say(lang)
    inner: dict[str, Any] = {}
    for name, field in fields_of(cls).items():
        needed = "*" if field.default is attrs.NOTHING else ""
        example = examples.get(name) or inline(sample(field.type))
        yield _row(f"`{name}`{needed}", type_words(field.type, bundle).say(lang), f"`{example}`")
        if field.type is When:
            several = examples.get("any") or f"[{inline(_ASKED)}, {inline(_ASKED)}]"
            yield _row("`any`", _SEVERAL.say(lang), f"`{several}`")
        inner |= _inner(field.type)
    if cls is law.Document:
        yield _row("`status`", _STANDING.say(lang), '`"draft"`')
    yield ""
    for name, one in inner.items():
        if name not in above:
            head = _EACH.fill(name=name).say(lang)
            yield from (head, "", *_about(one, lang), "", *_keys(one, bundle, lang, {}, (*above, name)))


def _inner(wanted: Any) -> dict[str, Any]:
    """Give the tables that stand in a list of one key."""
    found: dict[str, Any] = {}
    for part in get_args(wanted):
        if isinstance(part, type) and attrs.has(part) and part.__module__.startswith("bajigong.policy"):
            skipped = part.__name__ in ("Text", "TermRef", "Condition", "TradeGrades")
            found |= {} if skipped else {part.__name__: part}
    return found


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def sample(wanted: Any) -> Any:
    """Return a value of a type, to show how one is written."""
    if wanted in _SAMPLES:
        return _SAMPLES[wanted]
    base, *marks = get_args(wanted) or (None,)
    if get_origin(wanted) is Annotated:
        return next((_MARKED[type(mark)] for mark in marks if type(mark) in _MARKED), sample(base))
    if get_origin(wanted) is Literal:
        return next(word for word in get_args(wanted) if word)
    if is_pairs(wanted):
        return {"name": sample(get_args(base)[1])}
    if get_origin(wanted) is tuple:
        return [sample(base)]
    if attrs.has(wanted):
        needed = (field for field in fields_of(wanted).values() if field.default is attrs.NOTHING)
        return {field.name: sample(field.type) for field in needed}
    return sample(base) if base else "…"


def _examples(bundle: Bundle) -> dict[str, dict[str, str]]:
    """Take for each key of each table the first short value that the bundled law gives it."""
    found: dict[str, dict[str, str]] = {}
    read = {origin.file for said in bundle.all() if (origin := origin_of(said.what))}
    for file in sorted(read, key=lambda one: (one.name, one.parent.name)):
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        for section, entries in tables.items():
            known = found.setdefault(section, {})
            for key, value in (pair for entry in entries for pair in entry.items()):
                written = inline(value)
                if len(written) <= _LONGEST:
                    known.setdefault(key, written)
    return found


def inline(value: Any) -> str:
    """Write a value as TOML does in one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return dumps(value, ensure_ascii=False)
        case date():
            return value.isoformat()
        case Mapping():
            pairs = (f"{key} = {inline(one)}" for key, one in value.items())
            return f"{{ {', '.join(pairs)} }}"
        case list() | tuple():
            return f"[{', '.join(map(inline, value))}]"
        case _:
            return str(value)


def _requirements(bundle: Bundle, lang: Lang) -> Iterator[str]:
    yield _KINDS.say(lang)
    for one in vocabulary.kinds(bundle):
        given = "<br>".join(
            f"`{each.name}`{'*' if each.needed else ''}: {each.values.say(lang)}" for each in one.parameters
        )
        what = (one.gist.zh,) if lang == "zh" else (one.gist.zh, one.about or one.gist.en)
        yield _row(f"`{one.name}`", *what, given)
    yield ""


def _nodes(lang: Lang) -> Iterator[str]:
    yield _NODES.say(lang)
    for node in get_args(when.Node):
        yield _row(f"`{node.__name__}`", " ".join(filter(None, _about(node, lang))))
    yield ""


def _terms(bundle: Bundle, lang: Lang) -> Iterator[str]:
    yield _TERMS.say(lang)
    for one in vocabulary.terms(bundle):
        what = (one.label.zh,) if lang == "zh" else (one.label.zh, one.label.en)
        yield _row(f"`{one.id}`", *what, one.values.say(lang), one.who.say(lang), _unfilled(one, lang))
    yield ""


def _unfilled(one: vocabulary.TermEntry, lang: Lang) -> str:
    """Write what holds while nobody has filled a term."""
    if one.otherwise is None:
        return (_ABSENT if one.grants else _OPEN).say(lang)
    several = isinstance(one.otherwise, tuple)
    return (", ".join(map(str, one.otherwise)) or _NONE.say(lang)) if several else str(one.otherwise)


def _names(bundle: Bundle, lang: Lang) -> Iterator[str]:
    parts: tuple[tuple[Text, Mapping[str, Any]], ...] = (
        (Text("等级", "grade"), bundle.grades),
        (Text("评价类型", "track"), bundle.tracks),
        (Text("准入条件", "gate"), bundle.gates),
        (Text("评价方式", "method"), bundle.methods),
        (
            Text("申报条件版本（`standards`、`edition`）", "edition of conditions (`standards`, `edition`)"),
            bundle.templates,
        ),
    )
    yield _NAMES.say(lang)
    for what, declared in parts:
        for name, said in declared.items():
            yield _row(what.say(lang), f"`{name}`", said.what.label.zh, said.what.label.en)
    yield ""


def _words(lang: Lang) -> Iterator[str]:
    yield _CLOSED.say(lang)
    for what, wanted in WORDS.items():
        yield _row(what.say(lang), ", ".join(f"`{word}`" for word in get_args(wanted) if word))
    yield ""


def _facts(bundle: Bundle, lang: Lang) -> Iterator[str]:
    yield _FACTS.say(lang)
    for one in vocabulary.facts(bundle):
        values = ", ".join(f"`{choice.value}` {choice.label.zh}" for choice in one.choices)
        yield _row(f"`{one.path}`", one.type.say(lang), "、".join(one.headers), values)
    yield ""


def _tenants(bundle: Bundle, lang: Lang) -> Iterator[str]:
    yield from (_TENANTS.say(lang), "", *_keys(Entry, bundle, lang, {}))
    head = _EACH_OF.fill(name="fillings").say(lang)
    yield from (head, "", *_about(OwnFilling, lang), "", *_keys(OwnFilling, bundle, lang, {}))
