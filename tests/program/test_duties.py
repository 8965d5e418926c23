"""Who must do what by when: the boundaries of due days, of documents and of keeping."""

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bajigong.engine.duties import KINDS, agenda, kept_through
from bajigong.errors import LawError
from bajigong.law.opening import open_bundle
from bajigong.law.place import Reader
from bajigong.law.tenants import tenant
from bajigong.policy.law import Keep
from bajigong.policy.text import same

LAW = """
[[document]]
id = "D"
title = {{ zh = "文件", en = "document" }}
issuer = {{ zh = "某厅", en = "an office" }}
place = "630000"
{dates}

[[clause]]
id = "D/1"
at = "一"
kind = "report"
gist = {{ zh = "报送", en = "report" }}
"""
DUTY = """
[[duty]]
id = "{id}"
kind = "{kind}"
label = {{ zh = "报送", en = "report" }}
gist = {{ zh = "按期报送", en = "report in time" }}
who = {{ zh = "某局", en = "an office" }}
clauses = ["D/1"]
due = "{due}"
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a function that writes a place's law with duties, each an id, a kind and a due day, and reads it."""
    folder = tmp_path_factory.mktemp("law")

    def write(*duties, dates=""):
        file = folder / f"law-{len(list(folder.iterdir()))}.toml"
        written = (DUTY.format(id=name, kind=kind, due=due) for name, kind, due in duties)
        file.write_text(LAW.format(dates=dates) + "".join(written), encoding="utf-8")
        return Reader(open_bundle((), [file]), "630000").read()

    return write


def days(law, on, **options):
    return {due.duty.id: due.day for due in agenda(law, on, **options)}


# ---------------------------------------------------------------- due days


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (date(2026, 12, 9), date(2026, 12, 10)),
        (date(2026, 12, 10), date(2026, 12, 10)),
        (date(2026, 12, 11), date(2027, 12, 10)),
        (date(2027, 1, 1), date(2027, 12, 10)),
    ],
)
def test_the_due_day_itself_counts_and_the_day_after_is_next_year(place, on, day):
    assert days(place(("x", "report", "12-10")), on) == {"x": day}


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (date(2027, 2, 28), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2028, 2, 29)),
        (date(2028, 2, 28), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (date(2028, 3, 1), date(2029, 2, 28)),
    ],
)
def test_the_29th_of_february_is_the_last_day_of_the_month(place, on, day):
    assert days(place(("x", "report", "02-29")), on) == {"x": day}


@given(st.dates(date(1999, 1, 1), date(2101, 12, 31)), st.dates(date(2000, 1, 1), date(2000, 12, 31)))
def test_the_next_due_day_is_the_first_that_a_calendar_shows(place_law, on, due):
    law = place_law(f"{due:%m-%d}")
    here = on
    while not _is(here, due):
        here += timedelta(days=1)
    assert days(law, on) == {"x": here}


def _is(day, due):
    leap = (due.month, due.day) == (2, 29) and not isleap(day.year)
    return (day.month, day.day) == ((2, 28) if leap else (due.month, due.day))


@pytest.fixture(scope="module")
def place_law(place):
    """Return the law with one duty, read once for each due day."""
    known = {}
    return lambda due: known.get(due) or known.setdefault(due, place(("x", "report", due)))


@pytest.mark.parametrize(
    ("count", "listed"), [(1, {"y", "z"}), (19, {"y", "z"}), (20, {"x", "y", "z"}), (366, {"x", "y", "z"})]
)
def test_what_is_due_later_than_asked_for_is_left_out(place, count, listed):
    law = place(("x", "report", "12-10"), ("y", "report", "11-21"), ("z", "staff", ""))
    assert set(days(law, date(2026, 11, 21), days=count)) == listed


@pytest.mark.parametrize("due", ["13-01", "02-30", "1-1", "12-1", "W10-1", "12-10 ", "年底"])
def test_what_is_no_day_of_the_year_is_an_error_that_names_the_duty(place, due):
    with pytest.raises(
        LawError, match=r"toml, line \d+, duty report:x: due: found .*; expected a day of the year as MM-DD"
    ):
        agenda(place(("report:x", "report", due)), date(2026, 11, 21))


def test_the_last_year_there_is(place):
    law = place(("x", "report", "12-10"))
    [due] = agenda(law, date(9999, 12, 11))
    assert due.day is None
    assert days(law, date(9999, 12, 10)) == {"x": date(9999, 12, 10)}


# ---------------------------------------------------------------- documents


def test_a_duty_is_listed_from_the_first_day_of_its_document_through_the_last(place):
    law = place(("x", "report", "12-10"), dates="in_force = 2022-12-28\nvalid_years = 5")
    assert days(law, date(2022, 12, 27)) == {}
    assert days(law, date(2022, 12, 28)) == {"x": date(2023, 12, 10)}
    assert days(law, date(2027, 12, 27)) == {"x": None}
    assert days(law, date(2027, 12, 28)) == {}


@pytest.mark.parametrize(
    ("lapses", "day", "cut_short"),
    [("2027-12-11", date(2027, 12, 10), False), ("2027-12-10", None, True), ("2027-12-09", None, True)],
)
def test_a_due_day_on_or_after_the_lapse_does_not_come(place, lapses, day, cut_short):
    law = place(("x", "report", "12-10"), dates=f"in_force = 2022-12-28\nlapses = {lapses}")
    [due] = agenda(law, date(2027, 11, 1))
    assert (due.day, due.cut_short) == (day, cut_short)
    assert (due.since, due.lapses) == (date(2022, 12, 28), date.fromisoformat(lapses))


def test_a_duty_without_a_day_is_not_cut_short(place):
    [due] = agenda(place(("x", "report", ""), dates="lapses = 2027-12-28"), date(2026, 11, 21))
    assert (due.day, due.since, due.cut_short) == (None, None, False)


def test_a_draft_and_another_place_ask_nothing(place):
    assert agenda(place(("x", "report", ""), dates='status = "draft"'), date(2026, 11, 21)) == ()
    law = Reader(tenant("sichuan").open(), "520000").read()
    # The nation asks assessors to stand aside everywhere; of Sichuan's own duties none counts in another province.
    assert [due.duty.id for due in agenda(law, date(2026, 11, 21))] == ["national:recusal"]


def test_those_with_a_day_come_first_the_earliest_before_the_later_then_by_kind(place):
    law = place(
        ("a", "bank", ""), ("b", "report", "03-01"), ("c", "filing", ""), ("d", "fee", "12-31"), ("e", "staff", "12-31")
    )
    assert list(days(law, date(2026, 11, 21))) == ["e", "d", "b", "c", "a"]
    assert KINDS[0] == "filing"


# ---------------------------------------------------------------- the bundled places


def of(name, on):
    home = tenant(name)
    return agenda(Reader(home.open(), home.region).read(), on)


def test_reports_of_the_bundled_places():
    dated = {due.duty.id: due.day for due in of("sichuan", date(2026, 12, 10)) if due.day}
    assert dated == {"sichuan:veterans-report": date(2026, 12, 10)}
    dated = {due.duty.id: due.day for due in of("inner-mongolia", date(2027, 1, 1)) if due.day}
    assert dated == {"inner_mongolia:year-report": date(2027, 12, 31)}


@pytest.mark.parametrize(
    ("on", "there"),
    [
        (date(2022, 12, 27), False),
        (date(2022, 12, 28), True),
        (date(2027, 12, 27), True),
        (date(2027, 12, 28), False),
    ],
)
def test_the_notice_of_sichuan_asks_through_its_last_day(on, there):
    listed = {due.duty.id for due in of("sichuan", on)}
    assert ("sichuan:archive" in listed) is there
    # The notice on veterans affairs officers has no date; it cannot be older than what it is based on.
    assert ("sichuan:veterans-report" in listed) is (on >= date(2024, 8, 6))


# ---------------------------------------------------------------- keeping


@pytest.mark.parametrize(
    ("made", "years", "through"),
    [
        (date(2026, 11, 21), 3, date(2029, 11, 21)),
        (date(2026, 11, 21), 5, date(2031, 11, 21)),
        (date(2024, 2, 29), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 2, 28), 4, date(2028, 2, 28)),
        (date(2026, 11, 21), None, None),
    ],
)
def test_a_record_is_kept_through_the_anniversary(made, years, through):
    assert kept_through(Keep(same("paper"), years), made) == through
