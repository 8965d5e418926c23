"""The book's own headings and notes, by the names that the template uses. None of them states law."""

from bajigong.policy.text import Lang, Text

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
