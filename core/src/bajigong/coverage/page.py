"""The coverage of clauses as one HTML page."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.clauses import Paragraph
    from bajigong.coverage import ClauseCoverage

_TITLE = Text("条款落实情况", "Coverage of clauses")
_HEADS = (
    Text("条款", "clause"),
    Text("内容", "gist"),
    Text("状态", "state"),
    Text("规则及发现其缺少的用例", "rules, and the case that misses each"),
)
_PARAGRAPHS = Text("文件编号段落", "Numbered paragraphs")
_PARAGRAPH_HEADS = (Text("段落", "paragraph"), Text("条款", "clauses"))
_NOTHING = Text("不含要求：{what}", "asks nothing: {what}")
_LOST = Text("未交代", "not accounted for")
_NONE = Text("无用例发现", "no case misses it")
_STYLE = """
body { font: 15px/1.5 "Noto Serif CJK SC", "Songti SC", SimSun, Georgia, serif; margin: 2em auto; max-width: 70em }
table { border-collapse: collapse; width: 100% } th, td { border: 1px solid #999; padding: .3em .6em; text-align: left }
td { vertical-align: top } .no { background: #fbe3e0 } .yes { background: #e7f4e4 } small { color: #555 }
"""


def page(found: Sequence["ClauseCoverage"], text: Sequence["Paragraph"], lang: Lang) -> str:
    """Return the page: a row for each clause, with what it asks, its state, its rules and who misses them.

    Then a row for each numbered paragraph, with its clauses or what it says that asks nothing.
    """
    title = _TITLE.say(lang)
    heads = "".join(f"<th>{head.say(lang)}</th>" for head in _HEADS)
    rows = "\n".join(_row(one, lang) for one in found)
    language = "zh-CN" if lang == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n<table><tr>{heads}</tr>\n{rows}\n</table>\n"
        f"{_paragraphs(text, lang)}</body></html>\n"
    )


def _paragraphs(text: Sequence["Paragraph"], lang: Lang) -> str:
    heads = "".join(f"<th>{head.say(lang)}</th>" for head in _PARAGRAPH_HEADS)
    rows = "\n".join(_paragraph(one, lang) for one in text)
    return f"<h2>{_PARAGRAPHS.say(lang)}</h2>\n<table><tr>{heads}</tr>\n{rows}\n</table>\n" if text else ""


def _paragraph(one: "Paragraph", lang: Lang) -> str:
    told = "、".join(one.clauses) if lang == "zh" else ", ".join(one.clauses)
    nothing = _NOTHING.fill(what=one.nothing).say(lang) if one.nothing else _LOST.say(lang)
    place = f"{escape(one.document.name.say(lang))} {escape(one.at)}"
    return f'<tr class="{"yes" if one.accounted else "no"}"><td>{place}</td><td>{escape(told or nothing)}</td></tr>'


def _row(one: "ClauseCoverage", lang: Lang) -> str:
    state = one.state
    lacks = f"<br><small>{escape(state.clause.lacks.say(lang))}</small>" if state.clause.lacks else ""
    mark = "yes" if one.counts else ("no" if one.expected else "")
    place = f"{escape(state.id)}<br><small>{escape(state.document.name.say(lang))} {escape(state.clause.at)}</small>"
    return (
        f'<tr class="{mark}"><td>{place}</td><td>{escape(state.clause.gist.say(lang))}</td>'
        f"<td>{state.state}{lacks}</td><td>{_rules(one, lang)}</td></tr>"
    )


def _rules(one: "ClauseCoverage", lang: Lang) -> str:
    none = _NONE.say(lang)
    return "<br>".join(f"{escape(r.id)} <small>{escape(r.noticed_by or none)}</small>" for r in one.rules)
