"""The fixed words of lists and headings; what the law says comes from the declarations."""

from bajigong.policy.text import Text, same

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

STATE = {
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

LAYER = {
    "nation": Text("国家", "the nation"),
    "province": Text("省级", "the province"),
    "city": Text("市级", "the city"),
    "county": Text("县级", "the county"),
    "agency": Text("评价机构", "the agency"),
}

MARK = {"S": Text("数字职业", "digital occupations"), "L": Text("绿色职业", "green occupations")}

#: Columns of a table of values that no declared fact names.
COLUMN = {
    "best": Text("名次自", "rank from"),
    "worst": Text("名次至", "rank to"),
    "to": Text("可获等级", "gives"),
    "holding": Text("须已持有", "holding"),
}

YES, NO = Text("是", "yes"), Text("否", "no")


def worded(labels: dict[str, Text], code: str) -> Text:
    """Return the label of a code; a code that has none stands for itself."""
    return labels.get(code, same(code))
