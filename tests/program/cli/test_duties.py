"""``bajigong duties``."""

import json
import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from click.testing import CliRunner
from dateutil.rrule import rrulestr
from icalendar import Calendar

from bajigong.cli import cli

CONFIG = """
[tenants.here]
label = { zh = "某省", en = "Here" }
region = "630000"
plugins = ["national"]
laws = ["here.toml"]
"""
LAW = """
[[document]]
id = "HERE"
number = "某发〔2025〕1号"
title = { zh = "通知", en = "notice" }
issuer = { zh = "某厅", en = "an office" }
place = "630000"
in_force = 2025-01-01
lapses = 2030-02-28

[[clause]]
id = "HERE/1"
at = "一"
kind = "report"
gist = { zh = "按期报送", en = "report in time" }
"""
DUTY = """
[[duty]]
id = "here:{due}"
kind = "report"
label = {{ zh = "{due}报送", en = "report of {due}" }}
gist = {{ zh = "按期报送，逾期说明", en = "report in time; say why if late" }}
who = {{ zh = "某局", en = "an office" }}
clauses = ["HERE/1"]
due = "{due}"
"""


def run(*args):
    return CliRunner().invoke(cli, ["duties", *args])


def read(*args):
    result = run("--on", "2026-11-21", "--lang", "en", *args, "--json")
    assert result.exit_code == 0
    return {one["id"]: one for one in map(json.loads, result.stdout.splitlines())}


@pytest.fixture
def here(tmp_path):
    """The options that name a tenant whose one document lapses on 2030-02-28."""
    (tmp_path / "bajigong.toml").write_text(CONFIG, encoding="utf-8")
    duties = "".join(DUTY.format(due=due) for due in ("02-28", "02-29", "12-31"))
    (tmp_path / "here.toml").write_text(LAW + duties, encoding="utf-8")
    return ("--tenant", "here", "--config", str(tmp_path / "bajigong.toml"))


# ---------------------------------------------------------------- for programs


def test_a_duty_says_who_must_do_what_by_when_on_which_clause():
    said = read("--tenant", "sichuan")["sichuan:veterans-report"]
    assert (said["due"], said["day"], said["kind"], said["cut_short"]) == ("12-10", "2026-12-10", "report", False)
    assert said["who"] == "veterans departments of cities, with human resources"
    assert (said["since"], said["until"], said["tracks"]) == ("2024-08-06", None, ["veterans"])
    assert said["figures"] == {"due": "12-10"}
    [cite] = said["cites"]
    assert (cite["clause"], cite["at"], cite["status"]) == ("SCV/3.4", "三(四)", None)
    assert cite["document"].startswith("Notice on Further Improving")
    assert (said["tenant"], said["place"], said["on"]) == ("sichuan", "510000", "2026-11-21")
    assert said["bundle"].startswith("sha256:")


def test_what_is_kept_says_through_which_day_or_for_ever():
    said = read("--tenant", "sichuan", "--kind", "archive")
    assert set(said) == {"sichuan:archive", "sichuan:archive-for-ever"}
    kept = [(one["what"], one["years"], one["through"]) for one in said["sichuan:archive"]["keep"]]
    assert kept == [("paper", 3, "2029-11-21"), ("video of the assessment", 5, "2031-11-21")]
    assert [one["through"] for one in said["sichuan:archive-for-ever"]["keep"]] == [None] * 6
    assert said["sichuan:archive"]["cites"][0]["status"] == "partly"
    assert "From which day" in said["sichuan:archive"]["cites"][0]["lacks"]
    said = read("--tenant", "inner-mongolia", "--kind", "archive")["inner_mongolia:archive"]
    assert [(one["years"], one["through"]) for one in said["keep"]] == [(3, "2029-11-21"), (5, "2031-11-21")]


def test_what_comes_before_an_act():
    said = read("--tenant", "inner-mongolia")
    assert said["inner_mongolia:report-first"]["before"] == "assessing in the league or city"
    assert said["inner_mongolia:undertaking"]["before"] is None
    assert len(said["inner_mongolia:fee-uses"]["lists"]) == len(said["inner_mongolia:fee-uses"]["figures"]["uses"]) == 9


@pytest.mark.parametrize(
    ("args", "has", "has_not"),
    [
        (("--track", "veterans"), "sichuan:veterans-filing", "sichuan:not-recommended"),
        (("--track", "third_party"), "sichuan:not-recommended", "sichuan:veterans-filing"),
        (("--track", "college"), "sichuan:archive", "sichuan:not-recommended"),
        (("--who", "考评人员"), "sichuan:assessor-card", "sichuan:assessor-training"),
        (("--who", "ASSESSORS"), "sichuan:assessor-card", "sichuan:archive"),
        (("--kind", "fee"), "sichuan:fee-rates", "sichuan:archive"),
        (("--place", "510100"), "sichuan:archive", "guangxi:platform"),
    ],
)
def test_only_what_is_asked_for(args, has, has_not):
    said = read("--tenant", "sichuan", *args)
    assert has in said
    assert has_not not in said


def test_notes_go_to_stderr():
    result = run("--tenant", "sichuan", "--on", "2027-12-28", "--lang", "en", "--json")
    assert "川人社规〔2022〕9号 lapsed: from 2027-12-28 its duties (44) no longer count" in result.stderr
    assert "the source gives no date; it is taken to be in force" in result.stderr
    assert all(
        json.loads(line)["id"].startswith(("sichuan:veterans", "national:")) for line in result.stdout.splitlines()
    )


# ---------------------------------------------------------------- for people


def test_a_table_for_each_who_the_earliest_due_day_first():
    result = run("--tenant", "sichuan", "--on", "2026-11-21", "--lang", "zh")
    assert (result.exit_code, result.stderr) == (0, "")
    title, _, first, heads, row, *_ = result.stdout.splitlines()
    assert title == "510000 2026-11-21 的监管要求，共66项"
    assert first == "各市（州）退役军人事务部门会同人社部门（2项）"
    assert heads.split() == ["期限", "类别", "事项", "要求", "依据"]
    assert row.split()[:3] == ["2026-12-10", "报送", "年度书面报送"]
    assert "2026-11-21形成的纸质材料保管至2029-11-21。" in result.stdout
    assert "永久保存：个人报名表、承诺书、签到表、考场记录表、成绩汇总表、质量督导表。" in result.stdout
    assert "  开展评价之前  备案  先备案、后评价" in result.stdout
    assert "川人社规〔2022〕9号 三(一) 1" in result.stdout
    assert "注：“所列”各项见 --full\n" in result.stdout


def test_in_full_with_lists_figures_and_what_is_missing():
    result = run("--tenant", "inner-mongolia", "--on", "2026-11-21", "--lang", "zh", "--full", "--who", "人社部门")
    assert "  违规和长期未开展评价机构的处理 (inner_mongolia:sanctions)\n" in result.stdout
    assert "处理：取消评价资质\n" in result.stdout
    assert "idle_years = 1\n" in result.stdout
    assert "每年12-31，2026-12-31\n" in result.stdout
    assert "[NM21/5.5]" in result.stdout
    assert "有无理由、轻重如何、给予何种处理，由查处的人社部门决定" in result.stdout
    assert "--full" not in result.stdout


def test_where_nothing_is_in_force_it_says_why():
    result = run("--tenant", "sichuan", "--on", "2022-12-27", "--lang", "zh", "--kind", "archive")
    assert result.stdout == (
        "510000 2022-12-27 的监管要求，共0项\n当日无符合条件的监管要求\n"
        "注：川人社规〔2022〕9号自2022-12-28起施行，所列2项尚未计入\n"
    )


def test_a_due_day_after_the_lapse_is_named(here):
    result = run(*here, "--on", "2030-01-01", "--lang", "zh")
    assert "02-28报送：某发〔2025〕1号自2030-02-28起失效，下一期限（02-28）已不在有效期内" in result.stdout
    assert result.stdout.count("失效前已无  报送") == 3
    assert run(*here, "--on", "2030-02-28", "--lang", "zh").stdout.startswith("630000 2030-02-28 的监管要求，共1项\n")


def test_in_a_terminal_no_word_is_cut_off(monkeypatch):
    from bajigong.cli.show import lines

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")

    class Terminal:
        def isatty(self):
            return True

    class Sys:
        stdout = Terminal()

    monkeypatch.setattr(lines, "sys", Sys)
    result = run("--tenant", "guilin", "--lang", "zh")
    assert result.exit_code == 0
    assert "…" not in result.stdout


# ---------------------------------------------------------------- calendar files


def events(path):
    calendar = Calendar.from_ical(path.read_bytes())
    assert calendar.errors == []
    found = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    assert all(event.errors == [] for event in found.values())
    return found


def occurrences(event, until):
    """Expand a recurrence with another library than the one that wrote it."""
    start = datetime.combine(event["dtstart"].dt, datetime.min.time())
    rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=start)
    return [day.date() for day in rule.between(start, datetime.combine(until, datetime.min.time()), inc=True)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_calendar_file_comes_back_whole(tmp_path, lang):
    path = tmp_path / "duties.ics"
    result = run("--tenant", "sichuan", "--on", "2026-11-21", "--lang", lang, "-o", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    [(uid, event)] = events(path).items()
    assert uid == "sichuan:veterans-report.510000@bajigong"
    assert event["dtstart"].dt == date(2026, 12, 10)
    assert event["dtend"].dt == date(2026, 12, 11)
    assert event["dtstart"].params["value"] == "DATE"
    words = {"zh": "会同人社部门：年度书面报送", "en": "with human resources: yearly written report"}[lang]
    assert str(event["summary"]).endswith(words)
    assert {"zh": "12月10日前", "en": "By 10 December"}[lang] in event["description"]
    assert "三(四)" in event["description"]
    assert occurrences(event, date(2029, 1, 1)) == [date(year, 12, 10) for year in (2026, 2027, 2028)]
    [alarm] = event.walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", timedelta(days=-14))


def test_the_file_ends_its_lines_as_the_standard_asks_and_folds_long_ones(tmp_path):
    path = tmp_path / "duties.ics"
    run("--tenant", "sichuan", "--on", "2026-11-21", "--lang", "zh", "-o", str(path))
    lines = path.read_bytes().split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)


def test_the_same_duty_has_the_same_uid_each_time(tmp_path):
    found = set()
    for name, on, lang in (("a", "2026-11-21", "zh"), ("b", "2027-12-11", "en")):
        path = tmp_path / f"{name}.ics"
        run("--tenant", "inner-mongolia", "--on", on, "--lang", lang, "-o", str(path))
        found |= set(events(path))
    assert found == {"inner_mongolia:year-report.150000@bajigong"}


def test_a_recurrence_ends_with_the_last_day_of_the_document(tmp_path, here):
    path = tmp_path / "duties.ics"
    result = run(*here, "--on", "2027-02-27", "--lang", "en", "-o", str(path))
    assert "wrote" in result.stderr
    found = {uid.partition(".")[0]: event for uid, event in events(path).items()}
    assert {str(event["rrule"]["until"][0]) for event in found.values()} == {"2030-02-27"}
    far = date(2040, 1, 1)
    assert occurrences(found["here:02-28"], far) == [date(year, 2, 28) for year in (2027, 2028, 2029)]
    assert occurrences(found["here:02-29"], far) == [date(2027, 2, 28), date(2028, 2, 29), date(2029, 2, 28)]
    assert occurrences(found["here:12-31"], far) == [date(year, 12, 31) for year in (2027, 2028, 2029)]
    assert "What it rests on lapses on 2030-02-28." in found["here:12-31"]["description"]


def test_json_and_a_calendar_at_once(tmp_path):
    result = run("--tenant", "sichuan", "--on", "2026-11-21", "--json", "-o", str(tmp_path / "d.ICS"))
    assert len(result.stdout.splitlines()) == 66
    assert len(events(tmp_path / "d.ICS")) == 1


def test_a_calendar_without_events_is_not_written(tmp_path, here):
    for options in (("--tenant", "guilin"), (*here, "--on", "2030-01-01")):
        result = run(*options, "--lang", "en", "-o", str(tmp_path / "g.ics"))
        assert (result.exit_code, result.stdout) == (1, "")
        assert "none of these duties has a day of the year" in result.stderr
        assert not (tmp_path / "g.ics").exists()


def test_without_the_library_one_line_says_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "icalendar", None)
    result = run("--tenant", "sichuan", "--lang", "zh", "--who", "各市", "-o", str(tmp_path / "d.ics"))
    assert result.exit_code == 1
    assert "请执行：pip install 'bajigong[calendar]'" in result.stderr.splitlines()[-1]
    assert run("--tenant", "sichuan", "--lang", "en").exit_code == 0


def test_a_file_that_cannot_be_written_is_one_message(tmp_path):
    result = run("--tenant", "sichuan", "--lang", "en", "-o", str(tmp_path / "no" / "d.ics"))
    assert result.exit_code == 1
    assert "cannot be written: No such file or directory" in result.stderr


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((), 2, "Missing option '--tenant'"),
        (("--tenant", "nowhere"), 1, "found tenant 'nowhere'"),
        (("--tenant", "sichuan", "--track", "x"), 2, "found --track 'x'; expected one of college, enterprise"),
        (("--tenant", "sichuan", "--place", "51"), 2, "found --place '51'"),
        (("--tenant", "sichuan", "--kind", "x"), 2, "'x' is not one of 'filing'"),
        (("--tenant", "sichuan", "-o", "d.txt"), 2, "found file name d.txt; expected one that ends in .ics"),
    ],
)
def test_what_is_wrong_is_one_message(args, code, said):
    result = run(*args, "--lang", "en")
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr


def test_nothing_heavy_is_imported_for_help():
    code = (
        "import sys; from bajigong.cli import cli\n"
        "cli(['duties', '--help'], standalone_mode=False)\n"
        "heavy = [m for m in sys.modules if m.startswith('bajigong_') or m in ('numpy', 'rich', 'icalendar')]\n"
        "sys.exit(', '.join(heavy) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
