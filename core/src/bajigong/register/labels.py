"""What states, results and roles are called for people; programs get the words that are kept."""

from collections.abc import Mapping
from typing import Final

from bajigong.policy.text import Text, listed, same

#: By the word that is kept, whatever it is said of.
LABELS: Final[Mapping[str, Text]] = {
    # a filing
    "applied": Text("已申请", "applied for"),
    "accepted": Text("已受理", "accepted"),
    "filed": Text("已备案", "filed"),
    "suspended": Text("已暂停", "suspended"),
    "ended": Text("已终止", "ended"),
    # a session
    "planned": Text("已计划", "planned"),
    "published": Text("计划已公布", "published"),
    "registering": Text("报名中", "open for registration"),
    "ready": Text("考场已编排", "ready"),
    "assessed": Text("已实施评价", "assessed"),
    "judged": Text("成绩已评定", "judged"),
    "publicized": Text("公示中", "public"),
    "certified": Text("已核发证书", "certified"),
    "cancelled": Text("已取消", "cancelled"),
    # a registration
    "admitted": Text("准予参加", "admitted"),
    "waiting": Text("待补正", "waiting for papers"),
    "refused": Text("不予受理", "not accepted"),
    "withdrawn": Text("已撤回", "withdrawn"),
    # what scores come to
    "passed": Text("合格", "passed"),
    "failed": Text("不合格", "failed"),
    "incomplete": Text("成绩不全", "incomplete"),
    # a certificate
    "valid": Text("有效", "valid"),
    "revoked": Text("已撤销", "revoked"),
    "reissued": Text("已补发", "printed again"),
    # somebody of an agency
    "assessor": Text("考评员", "assessor"),
    "senior_assessor": Text("高级考评员", "senior assessor"),
    "supervisor": Text("督导员", "supervisor"),
    "invigilator": Text("监考员", "invigilator"),
}


#: Rows that may be asked for by number, by the name of their table.
ROWS: Final[Mapping[str, Text]] = {
    "agency": Text("评价机构", "agency"),
    "staff": Text("机构人员", "person of an agency"),
    "filing": Text("备案", "filing"),
    "session": Text("批次", "session"),
    "registration": Text("报名", "registration"),
    "person": Text("人员", "person"),
    "objection": Text("异议", "objection"),
    "paper": Text("档案", "paper"),
    "draw": Text("抽取", "draw"),
    "finding": Text("问题", "finding"),
    "sanction": Text("处理", "sanction"),
}


def label(word: object) -> Text:
    """Return what a kept word is called, the word itself where it has no other name."""
    return LABELS.get(str(word), same(str(word)))


def counted(counts: Mapping[str, int]) -> Text:
    """Say how many there are of each kind, leaving out those of which there are none."""
    some = [Text("{what}{n}", "{what} {n}").fill(what=label(word), n=n) for word, n in counts.items() if n]
    return listed(tuple(some), "、", ", ")
