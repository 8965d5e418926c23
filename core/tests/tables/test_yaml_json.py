"""YAML, JSON and standard input."""

import io
import sys
from datetime import date

import pytest

from bajigong.tables import read_files

ONE = """\
track: works
occupation: 6-31-01-03
grade: 3
on: 2026-11-21
place: 510100
applicant:
  name: 张三
  id_number: 510104199003070015
  titles: []
  work:
    - {occupation: 电工, employer: 甲厂, front_line: yes, from: 2012-07-01, to: 2016-06-30}
    - occupation: 6-31-01-03
      from: 2017-01-01
      to: null
  certificates:
    - {grade: 4, issued: 2021-03-01, number: 0070051}
"""


def test_one_mapping_is_one_application(read, checked):
    [raw] = read("a.yaml", ONE)
    application = checked(raw)
    assert application.on == date(2026, 11, 21)
    assert application.place == "510100"
    assert application.facts["grade"] == "3"
    assert application.facts["applicant"] == {
        "name": "张三",
        "id_number": "510104199003070015",
        "birth_date": date(1990, 3, 7),
        "titles": [],
        "work": [
            {
                "occupation": "6-31-01-03",
                "employer": "甲厂",
                "front_line": True,
                "from": date(2012, 7, 1),
                "to": date(2016, 6, 30),
            },
            {"occupation": "6-31-01-03", "from": date(2017, 1, 1)},
        ],
        # YAML alone would make an octal number of it.
        "certificates": [{"grade": "4", "issued": date(2021, 3, 1), "number": "0070051"}],
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "- grade: 3\n- grade: 4\n"),
        ("a.yml", "grade: 3\n---\ngrade: 4\n---\n"),
        ("a.YAML", "\ufeffgrade: 3\n---\n- grade: 4\n"),
        ("a.json", '[{"grade": 3}, {"grade": "4"}]'),
        ("a.ndjson", '{"grade": 3}\n\n{"grade": 4.0}\n'),
        ("a.jsonl", '{"grade": 3}\r\n{"grade": 4}'),
    ],
)
def test_several_applications(read, checked, name, text):
    assert [checked(raw).facts["grade"] for raw in read(name, text)] == ["3", "4"]


def test_the_key_on_and_the_name_no_are_what_they_look_like(read, checked):
    [raw] = read("a.yaml", "on: 2026-01-02\napplicant: {name: No}\n")
    assert checked(raw).on == date(2026, 1, 2)
    assert checked(raw).facts["applicant"]["name"] == "No"


def test_anchors_and_merges_serve_what_several_share(read, checked):
    text = """
- &one {agency: &agency {kind: works}, grade: 3, track: school}
- agency: *agency
  grade: 4
- <<: *one
  grade: 2
"""
    raws = read("a.yaml", text)
    assert [checked(raw).facts.get("agency") for raw in raws] == [{"kind": "works"}] * 3
    assert [checked(raw).facts["grade"] for raw in raws] == ["3", "4", "2"]
    assert checked(raws[2]).facts["track"] == "school"


def test_aliases_that_multiply_are_refused(fails):
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    [problem] = fails("a.yaml", "\n".join([*lines, "grade: *a29", "applicant: {work: *a29, name: *a29}"]))
    assert "line 7: found aliases that repeat aliases" in problem


def test_problems_name_the_line_of_yaml(read, checked):
    [raw] = read("a.yaml", ONE.replace("2016-06-30", "2011-06-30").replace("to: null", "too: null"))
    said = [problem.say("en").rpartition("a.yaml")[2] for problem in checked(raw)]
    assert said == [
        ", line 14, applicant.work[1].too: found unknown key 'too'; expected one of "
        "occupation, related, employer, front_line, from, to (did you mean 'to'?)",
        ", line 11, applicant.work[0].to: found '2011-06-30'; expected a day not before 2012-07-01 (worked from)",
    ]


def test_problems_name_the_application_in_json(read, checked):
    _, raw = read("a.json", '[{"grade": 3}, {"applicant": {"work": [{}, {"from": "2023-02-30"}]}}]')
    [problem] = checked(raw)
    assert str(problem).endswith(
        "a.json, application 2, applicant.work[1].from: found '2023-02-30'; expected a day that exists"
    )
    assert problem.say("zh").endswith(
        "a.json，第2份申报，applicant.work[1].from：填写为「2023-02-30」；应为实际存在的日期"
    )


def test_a_broken_line_of_ndjson_leaves_the_others(read, checked):
    raws = read("a.ndjson", '{"grade": 3}\n{"grade": \n[1]\n{"grade": 4}')
    assert [isinstance(checked(raw), tuple) for raw in raws] == [False, True, True, False]
    assert [problem.line for raw in raws[1:3] for problem in checked(raw)] == [2, 3]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.yaml", "", "found an empty file"),
        ("a.yaml", "# nothing\n", "found no application"),
        ("a.yaml", "[]", "found no application"),
        ("a.json", "[]", "found no application"),
        ("a.ndjson", "\n", "found no application"),
        ("a.yaml", "a: 1\nb: [\n", "line 3: found a syntax error"),
        ("a.yaml", "grade: 3\ngrade: 4\n", "line 2: found key 'grade' twice; expected each key once"),
        ("a.yaml", "applicant:\n  name: a\n  name: b\n", "line 3: found key 'name' twice"),
        ("a.yaml", "? [a]\n: b\n", "line 1: found a key that is not text"),
        ("a.yaml", "grade: !!python/object:os.system {}\n", "line 1: found tag"),
        ("a.yaml", "grade: !mine 3\n", "line 1: found tag '!mine'"),
        ("a.yaml", "a: &a [*a]\n", "line 1: found alias '*a'; expected an anchor that"),
        ("a.yaml", "<<: 3\n", "line 1: found '3'; expected a mapping"),
        ("a.yaml", "a: \x01\n", "found a syntax error"),
        ("a.yaml", "- " * 30000, "found values nested too deeply"),
        ("a.yaml", "[" * 30000, "found "),
        ("a.yaml", "a: *b\n", "line 1: found alias '*b'"),
        ("a.yaml", "{a: " * 51, "found values nested too deeply"),
        ("a.yaml", "name: 张三".encode("gb18030"), "found byte 7, which cannot be read; expected text in UTF-8"),
        ("a.json", '{"a": 1,\n "b": }', "line 2: found a syntax error"),
        ("a.json", '{"a": 1, "a": 2}', "found key 'a' twice"),
        ("a.json", '{"a": NaN}', "found 'NaN'"),
        ("a.json", "[" * 100000, "found values nested too deeply"),
        ("a.json", "1" * 5000, "found a number that cannot be read"),
        ("a.doc", "x", "found a file ending in '.doc'; expected .yaml .yml .json"),
        ("a", "x", "found a file ending in ''"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(fails, name, text, said):
    [problem] = fails(name, text)
    assert said in problem


@pytest.mark.parametrize("text", ["3", "just words", "- 3", "- - 3", "- "])
def test_what_is_no_mapping_is_no_application(read, wrong, text):
    [raw] = read("a.yaml", text)
    assert wrong(raw)[0][2] == "a mapping (key: value)"


def test_missing_files_and_folders(tmp_path, schema):
    from bajigong.errors import InputError

    for path in (tmp_path / "none.yaml", tmp_path, tmp_path / "none.csv", tmp_path / "none.xlsx", "a\0.json"):
        with pytest.raises(InputError) as error:
            list(read_files([path], schema))
        assert len(error.value.problems) == 1


@pytest.mark.parametrize(
    "text",
    ["grade: 3", '{"grade": 3}', "{grade: 3}", "[{grade: 3}]", '[{"grade": 3}]', '\n{"grade": 3}\n', '{"grade":\t3}'],
)
def test_standard_input_is_yaml_or_json(monkeypatch, schema, checked, text):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    [raw] = read_files(["-"], schema)
    assert checked(raw).facts == {"grade": "3"}


def test_standard_input_may_be_ndjson(monkeypatch, schema, checked):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"grade": 3}\n{"grade": 4}\n')))
    assert [checked(raw).facts["grade"] for raw in read_files(["-"], schema)] == ["3", "4"]


def test_empty_standard_input(monkeypatch, schema):
    from bajigong.errors import InputError

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b" \n")))
    with pytest.raises(InputError, match="empty standard input"):
        list(read_files(["-"], schema))


def test_several_files_are_read_in_order(tmp_path, schema):
    for name in ("b.yaml", "a.yaml"):
        (tmp_path / name).write_text(f"applicant: {{name: {name}}}", encoding="utf-8")
    raws = list(read_files([tmp_path / "b.yaml", str(tmp_path / "a.yaml")], schema))
    assert [raw.facts["applicant"]["name"] for raw in raws] == ["b.yaml", "a.yaml"]


REPORTED = """\
track: office
agency:
  filings:
    - occupations: [电工]
      reported_to: [{region: "150100", on: 2026-01-10}, {region: "150300", on: 2026-03-02}]
    - {occupations: [车工], reported_to: ["150100"], reported_on: 2026-02-01}
"""


def test_a_filing_reported_to_several_places_counts_once_for_each(read, checked):
    [raw] = read("a.yaml", REPORTED)
    told = [
        (one["occupations"], one["reported_to"], one["reported_on"]) for one in checked(raw).facts["agency"]["filings"]
    ]
    assert told == [
        (["6-31-01-03"], ["150100"], date(2026, 1, 10)),
        (["6-31-01-03"], ["150300"], date(2026, 3, 2)),
        (["6-18-01-01"], ["150100"], date(2026, 2, 1)),
    ]


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ("{region: 1501, on: 2026-01-10}", ["reported_to[0].region", "1501"]),
        ("{region: 150100, day: 2026-01-10}", ["reported_to[0].day", "region", "on"]),
        ("{region: 150100, on: 2026-13-10}", ["reported_to[0].on", "2026-13-10"]),
    ],
)
def test_what_is_wrong_within_a_report_is_named_once(read, said, inner, words):
    [problem] = said(read("a.yaml", REPORTED.replace('{region: "150100", on: 2026-01-10}', inner)))
    assert all(word in problem for word in words)
