"""What people read of ``bajigong incentives``: by grade held, what may be claimed, until when, and why not."""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence

import click
from attrs import frozen

from bajigong.cli.result_names import Names, day
from bajigong.cli.show_incentive import Written
from bajigong.cli.show_lines import BLANK, Line, line
from bajigong.engine.engine import Application
from bajigong.engine.incentive_answer import IncentiveAnswer, Status
from bajigong.policy.text import Lang, Text, listed, same
from bajigong.schema import printed_code

_TITLES = {
    Status.NOW: Text("现可享受", "Now"),
    Status.FROM: Text("届时可享受", "From a day on"),
    Status.UNKNOWN: Text("缺少事实，尚不能判定", "Open: facts are missing"),
    Status.LAPSED: Text("已不再可享受", "No longer"),
    Status.NEVER: Text("按所给事实不可享受", "Not on these facts"),
    Status.NOT_COVERED: Text("现行文件未作规定", "Not covered by the documents in force"),
}
_NOBODY = Text("（未填姓名）", "(no name given)")
_AS_OF = Text("（以{day}为准）", " (as of {day})")
_CODED = Text("{name}（{code}）", "{name} ({code})")
_UNSAID = Text("所持职业、等级不明", "occupation and grade not known")
_NO_GRADE = Text("未持有职业技能等级证书", "no certificate of a grade is held")
_NOTHING = Text("现行文件未规定所持等级的激励", "no document here lays down what the grades held bring")
_NOTES = Text("说明", "Notes")


def show(
    application: Application, answers: Sequence[IncentiveAnswer], names: Names, lang: Lang, *, first: bool = True
) -> None:
    """Print one application: wrapped and in colours on a terminal, else plain."""
    lines = [*([] if first else [BLANK, BLANK]), *Page(application, answers, names, lang).lines()]
    if not sys.stdout.isatty():
        click.echo("\n".join(one.text for one in lines))
        return
    from rich.console import Console

    from bajigong.cli.show_terminal import Terminal

    Terminal(Console(width=shutil.get_terminal_size().columns)).lines(lines)


@frozen(eq=False)
class Page:
    """Writes one application."""

    application: Application
    answers: Sequence[IncentiveAnswer]
    names: Names
    lang: Lang

    def lines(self) -> Iterator[Line]:
        """Write who is asked about, what each grade brings, and the notes."""
        yield self._head()
        if not self.answers:
            held = (self.application.facts.get("applicant") or {}).get("certificates")
            yield line((_NOTHING if held else _NO_GRADE).say(self.lang))
        for held in dict.fromkeys((one.occupation, one.grade) for one in self.answers):
            yield from self._grade([one for one in self.answers if (one.occupation, one.grade) == held])
        notes = dict.fromkeys(note for one in self.answers for note in one.notes)
        if notes:
            yield from (BLANK, line((_NOTES.say(self.lang), "head")))
        for note in notes:
            yield line("• ", self.names.spoken(note).say(self.lang), indent=2)

    def _head(self) -> Line:
        facts, names = self.application.facts, self.names
        name = (facts.get("applicant") or {}).get("name")
        said = [same(name) if name else _NOBODY]
        said += [names.track(facts["track"])] if facts.get("track") else []
        who = listed((*said, names.tenant.label), "　", ", ").say(self.lang)
        return line((who, "head"), (_AS_OF.fill(day=day(self.application.on)).say(self.lang), "dim"))

    def _grade(self, answers: Sequence[IncentiveAnswer]) -> Iterator[Line]:
        yield from (BLANK, line((self._held(answers[0]).say(self.lang), "head")))
        for status, title in _TITLES.items():
            yield from self._section(title, [one for one in answers if one.status is status])

    def _held(self, answer: IncentiveAnswer) -> Text:
        code, grade = answer.occupation, answer.grade
        said = [_CODED.fill(name=self.names.occupation(code), code=printed_code(code))] if code else []
        said += [self.names.grade(grade)] if grade else []
        return listed(tuple(said), "　", ", ") if said else _UNSAID

    def _section(self, title: Text, answers: Iterable[IncentiveAnswer]) -> Iterator[Line]:
        written = [line for one in answers for line in Written(one, self.names, self.lang).lines()]
        if written:
            yield line((title.say(self.lang), "head"), indent=2)
        yield from written
