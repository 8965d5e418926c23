"""People as another law sees them: what has another number, another type, or no name there."""

from datetime import date

import numpy as np
import pytest
from attrs import evolve
from tests.program.batch.against import made
from tests.test_oracle import engine

from bajigong.answers import Application
from bajigong.batch.against.moving import Facts, Moving
from bajigong.batch.cases import OUTCOMES
from bajigong.batch.people import laid_out
from bajigong.compile.days import UNKNOWN
from bajigong.engine.engine import Engine
from bajigong.errors import BajigongError
from bajigong.policy.facts import Choice, FactField, Schema
from bajigong.policy.occupations import NO_OCCUPATIONS
from bajigong.policy.registers import Grade
from bajigong.policy.text import same

ON = date(2026, 11, 21)
GRADES = (Grade("low", 0, same("low")), Grade("middle", 1, same("middle")), Grade("high", 3, same("high")))


def fact(path, kind="flag", **more):
    return FactField(path, kind, same(path), **more)


def choices(*values):
    return tuple(Choice(value, same(value)) for value in values)


FIELDS = (
    fact("track", "text"),
    fact("occupation", "occupation"),
    fact("grade", "grade"),
    fact("place", "place"),
    fact("size", "choice", choices=choices("large", "small")),
    fact("filings", "list"),
    fact("filings.kind", "choice", choices=choices("own", "public")),
    fact("filings.grades", "grade", many=True),
    fact("filings.grade", "grade"),
)


def schema(*fields, tracks=("first", "second"), grades=GRADES, without=()):
    named = {one.path: one for one in (*FIELDS, *fields) if one.path not in without}
    return Schema(named, grades, tracks, NO_OCCUPATIONS)


def people(of, *facts, place="100000"):
    said = [
        Application({"track": "first", "occupation": "6-18-01-05", "grade": "low", **one}, ON, place) for one in facts
    ]
    return laid_out(of, [evolve(one, place=one.facts.get("place") or place) for one in said])


def moved(here, there, *facts, **options):
    return Moving.between(here, there, **options).people(people(here, *facts))


def test_one_and_the_same_law_changes_nothing():
    before = people(schema(), {})
    after = Moving.between(schema(), schema()).people(before)
    assert after.table.columns is before.table.columns
    assert after.tracks is before.tracks


def test_tracks_and_grades_go_by_name():
    there = schema(tracks=("second", "first"), grades=(GRADES[2], evolve(GRADES[0], order=5)))
    after = moved(schema(), there, {}, {"track": "second", "grade": "high"}, {"grade": "middle"}, {"track": None})
    assert after.tracks.tolist() == [1, 0, 1, UNKNOWN]
    assert after.grades.tolist() == [5, 3, UNKNOWN, 5]
    assert after.tracks.dtype == after.grades.dtype == np.int8


def test_choices_go_by_value_and_one_that_is_none_there_is_unknown():
    there = schema(fact("size", "choice", choices=choices("tiny", "small")))
    size = moved(schema(), there, {"size": "small"}, {"size": "large"}, {}).table.columns["size"]
    assert size.known.tolist() == [True, False, False]
    assert size.values[0] == 1


def test_records_keep_what_the_law_there_knows():
    there = schema(
        fact("filings.kind", "choice", choices=choices("public", "own")),
        fact("filings.new"),
        fact("filings.places", "place", many=True),
        grades=GRADES[1:],
    )
    filed = [
        {"kind": "own", "grades": ["low", "high"], "grade": "low"},
        {"grades": None, "kind": "public", "grade": "high"},
    ]
    lists = moved(schema(), there, {"filings": filed}, {"filings": []}).table.lists["filings"]
    assert lists.given.tolist() == [True, True]
    assert lists.offsets.tolist() == [0, 2, 2]
    assert lists.fields["kind"].values.tolist() == [1, 0]
    assert lists.fields["grade"].known.tolist() == [False, True]
    assert lists.nested["grades"].values.tolist() == [3], "one that is nothing there is none that is asked for"
    assert lists.nested["grades"].known.tolist() == [True, False]
    assert lists.nested["grades"].offsets.tolist() == [0, 1, 1]
    assert lists.fields["new"].known.tolist() == [False, False]
    assert lists.nested["places"].known.tolist() == [False, False]


def test_a_fact_of_one_side_alone_is_unknown_there_in_every_row():
    there = schema(fact("novel"), fact("novels", "list"), fact("novels.on", "date"), without=("size",))
    table = moved(schema(), there, {"size": "small"}, {}).table
    assert "size" not in table.columns
    assert table.columns["novel"].known.tolist() == [False]
    assert table.lists["novels"].given.tolist() == [False]
    assert table.lists["novels"].fields.keys() == {"on"}


def test_the_region_stands_in_for_a_place_that_was_not_named():
    after = moved(schema(), schema(), {}, {"place": "100100"}, region="200000")
    assert after.places.tolist() == [200000, 100100]
    unnamed = moved(schema(without=("place",)), schema(without=("place",)), {}, {}, region="200000")
    assert unnamed.places.tolist() == [200000, 200000]
    assert moved(schema(), schema(), {}).places.tolist() == [100000]


def test_a_place_common_to_all_is_kept():
    some = people(schema(), {"place": "100100"}, {"place": "100100"})
    column = some.table.columns["place"]
    shared = evolve(column, values=column.values[:1], known=column.known[:1])
    common = evolve(some, table=evolve(some.table, columns={**some.table.columns, "place": shared}))
    assert Moving.between(schema(), schema(), "200000").people(common).places.tolist() == [100100, 100100]


def test_another_day_is_that_of_every_row():
    after = moved(schema(), schema(), {}, {}, on=date(1970, 1, 11))
    assert after.table.on.tolist() == [10, 10]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (fact("size", "flag"), "size (choice here, flag there)"),
        (fact("filings.grade", "grade", many=True), "filings.grade (grade here, several of type grade there)"),
    ],
)
def test_a_fact_of_another_type_cannot_be_compared(other, said):
    with pytest.raises(BajigongError, match="different types") as raised:
        Facts.of(schema(), schema(other))
    assert said in str(raised.value)
    with pytest.raises(BajigongError, match="类型不同，无法比较"):
        Facts.of(schema(), schema(other), "zh")


def without(tenant, track):
    """Return an engine whose law does not know a track."""
    bundle = engine(tenant).bundle
    return Engine(evolve(bundle, tracks={name: one for name, one in bundle.tracks.items() if name != track}), tenant)


def test_a_track_or_grade_that_is_nothing_there_is_not_covered():
    there = made.tenant_law(without("sichuan", "veterans"), "510000")
    here = made.tenant_law(engine("sichuan"), "510000")
    facts = {"track": "veterans", "occupation": "6-18-01-05", "grade": "3"}
    applications = [
        Application({**facts, "track": track}, ON, "510000") for track in ("veterans", "college", "veterans")
    ]
    answers = made.opposite(here, there).decide(laid_out(here.schema, applications))
    assert [str(OUTCOMES[one]) for one in answers.outcomes] == ["not_covered", "undetermined", "not_covered"]
    reason = there.kernel.reasons[int(answers.reasons[0])]
    assert answers.reasons[0] == answers.reasons[2]
    assert (reason.track, reason.grade, reason.clauses) == ("veterans", "3", ())
    assert [text.en for text in reason.failing] == ["the other law knows no track 'veterans'"]


def test_a_grade_that_is_nothing_there_is_not_covered():
    bundle = engine("sichuan").bundle
    fewer = Engine(evolve(bundle, grades={name: one for name, one in bundle.grades.items() if name != "chief"}), "")
    here, there = made.tenant_law(engine("sichuan"), "510000"), made.tenant_law(fewer, "510000")
    one = Application({"track": "enterprise", "occupation": "6-18-01-05", "grade": "chief"}, ON, "510000")
    answers = made.opposite(here, there).decide(laid_out(here.schema, [one]))
    reason = there.kernel.reasons[int(answers.reasons[0])]
    assert [text.en for text in reason.failing] == ["the other law knows no grade 'chief'"]
