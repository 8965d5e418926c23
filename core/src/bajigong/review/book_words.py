"""The book's own headings and notes, by the names that the template uses. None of them states law."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from attrs import frozen

from bajigong.policy.facts import FactField
from bajigong.policy.law import Term
from bajigong.policy.text import Lang, Text, listed, same
from bajigong.review.book_law import LawAt, written_day

STATUS = {
    "in_force": Text("有效", "in force"),
    "undated": Text("资料未载明日期，按有效处理", "no date in the source; taken to be in force"),
    "lapsed": Text("已失效", "lapsed"),
    "not_yet": Text("尚未施行", "not yet in force"),
    "draft": Text("草案（征求意见稿）", "draft"),
    "elsewhere": Text("不适用于此地", "not law here"),
}
#: What a draft is called where the tenant has drafts count.
DRAFT_COUNTS = Text("草案，本租户按有效处理", "draft; it counts for this tenant")

DOCUMENT_STATES = {
    "encoded": Text("已编入", "encoded"),
    "partly": Text("部分编入", "partly encoded"),
    "discretion": Text("留待裁量", "left to discretion"),
    "declared": Text("仅列示", "declared only"),
    "not_encoded": Text("未编入", "not encoded"),
}

CLAUSE_KIND = {
    "archive": Text("档案", "archive"),
    "assessment": Text("评价", "assessment"),
    "bank": Text("题库", "question bank"),
    "certificate": Text("证书", "certificate"),
    "eligibility": Text("申报条件", "eligibility"),
    "fee": Text("收费", "fee"),
    "filing": Text("备案", "filing"),
    "incentive": Text("激励", "incentive"),
    "ladder": Text("等级", "ladder"),
    "principle": Text("原则", "principle"),
    "report": Text("报送", "report"),
    "scope": Text("对象范围", "scope"),
    "staff": Text("人员", "staff"),
    "supervision": Text("监管", "supervision"),
}

ASPECT = {
    "delivery": Text("考核方式", "Delivery"),
    "bank": Text("题库", "Question bank"),
    "panel": Text("考评人员", "Panel"),
    "room": Text("考场", "Room"),
    "norm": Text("标准、规范", "Standards and norms"),
    "joint": Text("证书衔接", "Joint certification"),
}

MARK = {"S": Text("数字职业", "digital occupations"), "L": Text("绿色职业", "green occupations")}

#: Columns of a table of values that no declared fact names.
COLUMN = {
    "grade": Text("等级", "grade"),
    "yuan": Text("金额（元）", "amount in yuan"),
    "best": Text("名次自", "rank from"),
    "worst": Text("名次至", "rank to"),
    "to": Text("可获等级", "gives"),
    "holding": Text("须已持有", "holding"),
}

YES, NO = Text("是", "yes"), Text("否", "no")


def worded(labels: dict[str, Text], code: str) -> Text:
    """Return the label of a code; a code that has none stands for itself."""
    return labels.get(code, same(code))


@frozen(eq=False)
class Lexicon:
    """Finds words for codes."""

    law_at: LawAt

    def word(self, code: str, name: str = "", among: Iterable[str] = ()) -> Text:
        """Word one code: of the fact called ``name``, else of one that knows all of those it stands among."""
        if code in self.law_at.bundle.grades and not name.startswith("kind"):
            return self.law_at.bundle.grades[code].what.label
        for field in self._facts(name, {code, *among}):
            return next(choice.label for choice in field.choices if choice.value == code)
        track = self.law_at.bundle.tracks.get(code)
        return track.what.label if track else same(code)

    def _facts(self, name: str, codes: set[str]) -> Iterator[FactField]:
        fields = [said.what for said in self.law_at.bundle.facts.values()]
        knowing = [field for field in fields if codes <= {choice.value for choice in field.choices}]
        return iter([field for field in knowing if field.name == name] or knowing)

    def value(self, value: Any, term: Term) -> Text:
        """Word the value of a term that is not a table."""
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, tuple):
            return listed(tuple(self.word(str(one), among=term.choices) for one in value))
        return self.word(value, among=term.choices) if isinstance(value, str) else same(str(value))

    def column(self, key: str) -> Text:
        """Name a column of a table of values: as the fact of that name, in the plural too."""
        for said in self.law_at.bundle.facts.values():
            if said.what.name in (key, key.removesuffix("s")) and key not in COLUMN:
                return said.what.label
        return worded(COLUMN, key)

    def ordered(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Sort the columns of a table of values, each once: as the facts they name, then those that name none."""
        facts = [said.what.name for said in self.law_at.bundle.facts.values()]
        rest = list(COLUMN)

        def place(key: str) -> tuple[int, int, str]:
            if key in rest:
                return 2, rest.index(key), key
            known = [number for number, name in enumerate(facts) if name in (key, key.removesuffix("s"))]
            return (0, known[0], key) if known else (1, 0, key)

        return tuple(sorted(set(keys), key=place))

    def cell(self, key: str, value: Any) -> Text:
        """Word one cell of a table of values."""
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, tuple):
            return listed(tuple(self.word(str(one), key.removesuffix("s")) for one in value))
        return self.word(value, key.removesuffix("s")) if isinstance(value, str) else same(str(value))

    def figure(self, value: Any) -> Text:
        """Word a figure that a clause, an aspect or a duty holds."""
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, date):
            return written_day(value)
        if isinstance(value, tuple):
            return listed(tuple(self.figure(one) for one in value))
        return same(str(value))


TITLE = Text("{name}职业技能等级认定规定汇编", "Vocational Skill Level Recognition: the Law of {name}")
AS_OF = Text("（{on}）", "as of {on}")
TENANT = Text("租户", "Tenant")
PLACE = Text("地区代码", "Place (GB/T 2260)")
DAY = Text("所问日期", "Day")
BUNDLE = Text("规则包", "Bundle")
DRAFTS = Text("草案", "Drafts")
DRAFTS_COUNT = Text("计入", "count")
DRAFTS_DO_NOT = Text("不计入", "do not count")
PREFACE = Text(
    "本汇编依该租户的规则数据逐条生成：条件、取值均取自规则，每句之后注明所依条款，点击可至附录二核对。"
    "条款要旨为编者概括，以文件原文为准。",
    "This book is written from the tenant's rules: every condition and value is taken from a rule, and the clause "
    "behind it follows each sentence, with a link to Appendix B. The gists of clauses are in the editors' words; the "
    "documents themselves prevail.",
)
CONTENTS = Text("目录", "Contents")
CHAPTER = Text("第{n}章", "Chapter {n}")
SECTION = Text("第{n}节", "{n}.")
APPENDIX = Text("附录{n}", "Appendix {n}")

DOCUMENTS = Text("文件", "Documents")
IN_FORCE = Text("现行有效的文件", "Documents in force")
UNDATED = Text("资料未载明日期、按有效处理的文件", "Documents that bear no date, taken to be in force")
NOT_LAW = Text("不作为依据的文件", "Documents that are not law here that day")
DOCUMENT = Text("文件", "Document")
DATES = Text("日期", "Dates")
REMARKS = Text("说明", "Remarks")
ISSUED = Text("{day}印发", "issued {day}")
BEGINS = Text("{day}起施行", "in force from {day}")
LAPSES = Text("{day}起失效", "lapses on {day}")
BASED_ON = Text("依据：{what}。", "Based on {what}.")
REPLACES = Text("代替：{what}。", "Replaces {what}.")
NO_DOCUMENT = Text("无。", "There are none.")
CLAUSES_OF = Text("条款{n}条，见附录二", "clauses: {n}, see Appendix B")

WHO = Text("评价对象与机构", "Who may be assessed, and by whom")
ALL_GATES = Text("同时符合下列各项的，可以申报：", "An application must meet all of these:")
ANY_WAY = Text("符合下列情形之一：", "any one of these:")
CLOSED = Text(
    "当日此地就下列事项无现行规定，个人申报不能受理判定：{gates}。",
    "No application can be decided here that day, for nothing in force lays down: {gates}.",
)
NO_WAY = Text("当日此地无现行规定", "nothing in force here that day")
LADDERS = Text("等级序列", "Grade ladder")
NO_LADDER = Text("当日此地无开放的等级序列", "No grade ladder is open here that day")
CONDITIONS = Text("申报条件", "Conditions, grade by grade")
NO_CONDITIONS = Text("当日此地无现行规定。", "Nothing in force here that day.")
CONDITIONS_CLOSED = Text(
    "本评价类型当日不能受理，不列申报条件。", "The track is not open that day; its conditions are not set out."
)
SEE_TABLE = Text("对应表见附录一", "for the table see Appendix A")
OPEN = Text("待定，见附录一", "left open, see Appendix A")
SEE_EDITION = Text("见附录三", "see Appendix C")

METHODS = Text("评价方式", "How people are assessed")
PART = Text("部分", "Part")
PASS_MARK = Text("合格分（百分制）", "Passed at (of 100)")
MINUTES = Text("不少于（分钟）", "At least (minutes)")
GRADES = Text("适用等级", "Grades")
ALL = Text("各等级", "all")
UNSAID = Text("未规定", "not laid down")
UNUSED = Text(
    "下列评价方式当日此地无申报条件可适用，不予列出：{methods}。",
    "No route leads here that day to these methods, which are not set out: {methods}.",
)
COMMON = Text("各评价方式的共同规定", "What is laid down about several methods or all")
INCENTIVES = Text("激励", "What a grade brings")
DUTIES = Text("监管要求", "What must be done and kept")
PAST = Text("当日不作为依据的规定", "Rules that are not law that day")
PAST_NOTE = Text(
    "下列规定所依文件当日不在有效期内，仅列名目。",
    "The documents behind these rules are not in force that day; they are named, not set out.",
)
RULE = Text("规定", "Rule")
BASIS = Text("依据", "Clause")
WHY = Text("原因", "Why")

TERMS = Text("授权参数及取值", "Terms and who filled them")
MAY_FILL = Text("可由何级规定", "May be laid down by")
BOUNDS = Text("取值范围", "Bounds")
SILENT = Text("未作规定", "Not laid down")
VALUE = Text("取值", "Value")
TABLE_BELOW = Text("见下表", "the table below")
SINCE = Text("自", "From")
UNTIL = Text("至（不含该日）", "Until (that day not counted)")
BY = Text("填报插件", "Told by")
CURRENT = Text("当日有效", "in force that day")
CLAUSES = Text("条款", "Clauses")
AT = Text("位置", "Place")
KIND = Text("类别", "Kind")
GIST = Text("要旨", "Gist")
STATE = Text("状态", "State")
LACKS = Text("缺：{what}", "Missing: {what}")
CITED = Text("被引用于：", "Cited by: ")
FIGURES = Text("程序所用数值：{what}", "Figures for programs: {what}")
OWN_STANDARDS = Text("职业标准自身的申报条件", "Standards with conditions of their own")
EDITIONS = Text("各职业执行的申报条件", "Which conditions each occupation follows")
CODE = Text("职业编码", "Code")
NAME = Text("职业（工种）", "Occupation")
STANDARD_ISSUED = Text("标准颁布日期", "Standard issued")
BY_DOCUMENT = Text("颁布文件", "By document")


def phrases(lang: Lang) -> dict[str, str]:
    """Return every phrase in one language, by its name."""
    return {name: value.say(lang) for name, value in globals().items() if isinstance(value, Text)}
