"""What the comparison of two laws over the same people says, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from attrs import frozen

from bajigong.batch.against.changes import Changes, Law
from bajigong.batch.against.turning import NO_CLAUSE
from bajigong.cli.explain_names import knowing
from bajigong.cli.result_names import Names, day
from bajigong.policy.text import Text, same

CHANGES: Final[Mapping[str, Text]] = {
    "same": Text("无变化", "no change"),
    "gains": Text("转为符合", "gain: eligible there alone"),
    "loses": Text("不再符合", "lose: eligible here alone"),
    "sooner": Text("提前符合", "eligible sooner there"),
    "later": Text("推迟符合", "eligible later there, or not by time alone"),
    "other": Text("结论另有不同", "another verdict there"),
}
#: The same for the heads of columns.
SHORT: Final[Mapping[str, Text]] = {
    **CHANGES,
    "gains": Text("转为符合", "gain"),
    "loses": Text("不再符合", "lose"),
    "sooner": Text("提前", "sooner"),
    "later": Text("推迟", "later"),
    "other": Text("另有不同", "other"),
}

_TITLE = Text("同一批人员按两种规定核验的结果", "The same people under two laws")
_HERE, _THERE = Text("所问：{law}", "here: {law}"), Text("对照：{law}", "there: {law}")
_LAW = Text("{tenant}的规定，以{day}为准", "the law of {tenant}, as of {day}")
_LAID = Text("{tenant}的规定加{file}，以{day}为准", "the law of {tenant} with {file} on top, as of {day}")
_OWN_DAY = Text("各人所填日期", "the day that each row gives")
_ABOUT = Text("已核验{n:,}人，{changed:,}人有变化", "{n:,} people checked, something changes for {changed:,}")
_PLACE = Text(
    "未填评价地点的，对照时以{place}为评价地点；备案地区等其他事实不变",
    "rows that name no place are taken to be in {place} there; filings and all other facts stay as they are",
)
_CITED = Text("{clause}：{gist}", "{clause}: {gist}")
_NO_CLAUSE = Text("现行文件未作规定", "nothing in force lays it down")


@frozen(eq=False)
class Words:
    """Words counts with the names of both sides. ``law`` is the name of the file that is laid on top there, if any."""

    changes: Changes
    here: Names
    there: Names
    law: str = ""

    def title(self) -> Text:
        """Say what it is."""
        return _TITLE

    def about(self) -> tuple[Text, ...]:
        """Say which side is which, how many people there are, and what is taken for granted."""
        changes, region = self.changes, self.there.tenant.region
        moved = () if region == self.here.tenant.region else (_PLACE.fill(place=self._region(region)),)
        return (
            _HERE.fill(law=self._law(self.here, changes.here, "")),
            _THERE.fill(law=self._law(self.there, changes.there, self.law)),
            _ABOUT.fill(n=changes.total, changed=changes.changed),
            *moved,
        )

    def clause(self, clause: str, *, there: bool) -> Text:
        """Cite a clause of one side, with its gist."""
        if clause == NO_CLAUSE:
            return _NO_CLAUSE
        names = knowing(self.there if there else self.here, [clause])
        return _CITED.fill(clause=names.clause(clause), gist=names.bundle.clauses[clause].what.gist)

    def text(self, text: Text, *, there: bool) -> Text:
        """Say what fails on one side, its clauses cited as offices do."""
        return (self.there if there else self.here).spoken(text)

    def fact(self, fact: str, *, there: bool) -> Text:
        """Name a fact."""
        return (self.there if there else self.here).fact(fact)

    def _law(self, names: Names, law: Law, file: str) -> Text:
        when = day(date.fromisoformat(law.on)) if law.on else _OWN_DAY
        label = names.tenant.label
        return _LAID.fill(tenant=label, file=file, day=when) if file else _LAW.fill(tenant=label, day=when)

    def _region(self, region: str) -> Text:
        return Text("{label}（{code}）", "{label} ({code})").fill(label=self.there.tenant.label, code=same(region))
