"""The terminal: colours, the frame and the time line, on 80 columns and on fewer."""

import io
import re
from datetime import date
from itertools import pairwise

import pytest
from attrs import evolve
from core.tests.toy import POTTER, TENANT, TOWN
from rich.console import Console

from bajigong.answers import Application, Holds, Outcome, RuleAnswer, Verdict
from bajigong.cli.check_run import People
from bajigong.cli.open_tenants import Answer, Names, Row
from bajigong.cli.show.application import view
from bajigong.cli.show.lines import cells
from bajigong.cli.show.terminal import Terminal, TimeLine, Window
from bajigong.engine.engine import Engine
from bajigong.law.tenants import tenant
from bajigong.policy.text import Text, same

ON = date(2026, 11, 21)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def rule(label, holds, since=None, until=None):
    return RuleAnswer(label, same(label), holds, since, until, (), (), "trial")


GATE = rule("备案范围", Holds.YES, date(2025, 11, 1), date(2027, 12, 28))
ROUTE = rule("申报条件三级之2", Holds.YES, date(2025, 3, 1))
VERDICT = Verdict(
    *("张三", TENANT, "guild", POTTER, "potter", TOWN, ON),
    *(Outcome.ELIGIBLE, date(2025, 11, 1), date(2027, 12, 28), None),
    *((GATE,), (ROUTE,), (), (), "sha256:"),
)


@pytest.fixture(scope="module")
def names():
    home = tenant(TENANT)
    return Names(home, home.open())


def printed(width, show, **kwargs):
    out = io.StringIO()
    show(Terminal(Console(file=out, force_terminal=True, width=width, **kwargs)))
    return out.getvalue()


def plain(words):
    return [ANSI.sub("", line) for line in words.splitlines()]


def bars(verdict, lang="zh", width=80):
    return [row.plain for row in TimeLine(verdict, lang, width).rows()]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 60, 80, 110])
def test_no_line_is_wider_than_the_terminal(names, lang, width):
    application = Application({"track": "guild", "occupation": POTTER, "grade": "potter"}, ON, TOWN)
    verdict = Engine(names.bundle, TENANT).decide([application])[0]
    out = printed(width, lambda t: t.view(view(Answer(verdict, application, names), lang, full=True)))
    assert max(cells(line) for line in plain(out)) <= width


def test_a_very_wide_terminal_is_not_used_up(names):
    out = printed(300, lambda t: t.view(view(Answer(VERDICT, None, names), "zh")))
    assert max(cells(line) for line in plain(out)) <= 110


def test_the_verdict_stands_in_a_frame_of_its_colour(names):
    out = printed(80, lambda t: t.view(view(Answer(VERDICT, None, names), "zh")), color_system="standard")
    lines = plain(out)
    assert lines[0] == "╭" + "─" * 78 + "╮"
    assert lines[1].startswith("│ 结论：符合申报条件")
    assert {cells(line) for line in lines[:5]} == {80}
    assert out.startswith("\x1b[32m╭")
    assert "\x1b[1;32m结论：" in out


def test_without_colour_nothing_but_the_colour_is_missing(names):
    show = view(Answer(VERDICT, None, names), "zh")
    coloured = printed(80, lambda t: t.view(show))
    assert plain(printed(80, lambda t: t.view(show), no_color=True)) == plain(coloured)


def test_a_narrow_terminal_gets_no_time_line(names):
    show = view(Answer(VERDICT, None, names), "zh")
    assert "━" in printed(60, lambda t: t.view(show))
    assert "━" not in printed(59, lambda t: t.view(show))


def test_every_bar_is_as_wide_as_the_terminal_and_marks_the_same_day():
    _, *rows, _ = bars(VERDICT)
    assert {cells(row) for row in rows} == {80}
    assert len({cells(row[: row.index("┃")]) for row in rows}) == 1


def test_a_bar_lies_over_the_days_on_which_its_rule_holds():
    top, gate, route, whole, years = bars(VERDICT)
    assert top.strip() == "▼ 2026-11-21"
    assert re.fullmatch(r"·+━+┃━+·+", gate.split()[1])
    assert re.fullmatch(r"·+━+┃━+", route.split()[1])
    assert route.index("━") < gate.index("━")
    assert whole.split()[1] == gate.split()[1]
    assert years.split() == ["2026", "2027"]


def test_what_will_hold_begins_after_the_mark():
    later = rule("三级之1", Holds.NO, date(2027, 3, 1))
    gate = evolve(GATE, until=date(2027, 6, 1))
    verdict = evolve(
        VERDICT,
        outcome=Outcome.NOT_ELIGIBLE,
        since=None,
        until=None,
        eligible_from=date(2027, 3, 1),
        routes=(later,),
        gates=(gate,),
    )
    _, _, route, whole, _ = bars(verdict)
    assert re.fullmatch(r"·+┃·*━+", route.split()[1])
    assert re.fullmatch(r"·+┃·*━+·+", whole.split()[1])


def test_an_open_gate_is_drawn_open_and_routes_without_a_day_are_left_out():
    unsure = evolve(
        VERDICT,
        outcome=Outcome.UNDETERMINED,
        gates=(rule("本行会人员", Holds.UNKNOWN),),
        routes=(rule("开放", Holds.UNKNOWN), rule("不成立", Holds.NO)),
    )
    rows = bars(unsure)
    assert re.fullmatch(r"┄+┃┄+", rows[1].split()[1])
    assert not any("开放" in row or "不成立" in row or "结论" in row for row in rows)


def test_a_rule_without_bounds_is_a_whole_bar():
    verdict = evolve(VERDICT, gates=(rule("等级序列", Holds.YES),))
    assert re.fullmatch(r"━+┃━+", bars(verdict)[1].split()[1])


def test_what_lies_far_away_does_not_stretch_the_window():
    far = evolve(VERDICT, routes=(rule("很久以前", Holds.YES, date(1950, 1, 1), date(2990, 1, 1)),))
    rows = bars(far)
    assert rows[2].split()[1].count("━") == len(rows[2].split()[1]) - 1
    assert {cells(row) for row in rows[1:-1]} == {80}


def test_no_rules_no_time_line():
    assert bars(evolve(VERDICT, gates=(), routes=())) == []


def test_long_labels_are_cut_in_the_middle():
    routes = tuple(rule(f"conditions of the year 2023 for grade 3, number {n}", Holds.YES) for n in (1, 2))
    rows = bars(evolve(VERDICT, routes=routes), "en")
    assert "number 1" in rows[2]
    assert "number 2" in rows[3]


@pytest.mark.parametrize("width", [10, 47, 100])
def test_a_window_places_days_in_their_order(width):
    window = Window(date(2020, 1, 1), date(2029, 12, 31), width)
    assert window.cell(date(2020, 1, 1)) == 0
    assert window.cell(date(2029, 12, 31)) == width - 1
    years = list(window.years())
    assert all(b - a >= 5 for (_, a), (_, b) in pairwise(years))


def test_people_at_a_terminal_get_the_view_of_a_terminal(names, monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(out, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout", out)
    people = People("zh")
    people.put(Row("a.yaml", None, 1, "张三", Answer(VERDICT, None, names)))
    people.close()
    assert "╭" in out.getvalue()
    assert "┃" in out.getvalue()


def test_both_languages_name_the_whole():
    assert isinstance(VERDICT.gates[0].label, Text)
    assert bars(VERDICT)[3].split()[0] == "结论"
    assert bars(VERDICT, "en")[3].split()[0] == "verdict"
