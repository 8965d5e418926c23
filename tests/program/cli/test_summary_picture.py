"""The picture of a summary: whole, legible, nothing over anything else, in both languages."""

import builtins
import re
import struct
from datetime import date
from xml.etree import ElementTree

import pytest
from attrs import frozen
from click.testing import CliRunner
from tests.program.batch.summing import made

from bajigong.cli import cli
from bajigong.cli.summary_chart import Scale, brief, measure, round_step, wrapped

SVG = "{http://www.w3.org/2000/svg}"


@frozen
class Words:
    """A line of words and the box it takes."""

    said: str
    left: float
    top: float
    right: float
    foot: float


def draw(folder, people=made.PEOPLE, *options, lang="zh"):
    target = folder / "picture.svg"
    path = made.write(folder, people)
    done = CliRunner().invoke(cli, ["summary", str(path), "-o", str(target), "--lang", lang, *options])
    assert done.exit_code == 0, done.output
    return ElementTree.fromstring(target.read_text(encoding="utf-8"))


def words(picture):
    found = []
    for node in picture.iter(f"{SVG}text"):
        said, size = "".join(node.itertext()), float(node.get("font-size"))
        wide = measure(said, size, bold=node.get("font-weight") is not None)
        shift = {"start": 0, "middle": 0.5, "end": 1}[node.get("text-anchor", "start")]
        left, foot = float(node.get("x")) - wide * shift, float(node.get("y"))
        found.append(Words(said, left, foot - size * 0.85, left + wide, foot + size * 0.15))
    return found


def many(rows=400):
    """People whose days and reasons are spread."""
    kinds = (made.LATER, made.NEVER, made.OPEN, made.SILENT)
    later = [date(2026 + n % 3, n % 12 + 1, n % 28 + 1) for n in range(rows)]
    others = [
        made.person(n, kinds[n % 4], eligible_from=max(later[n], date(2026, 11, 22)) if n % 4 == 0 else None)
        for n in range(rows)
    ]
    ends = [made.LAPSE, date(2027, 7, 1), date(2028, 1, 1), None]
    return [*others, *(made.person(n, made.ELIGIBLE, until=ends[n % 4]) for n in range(rows))]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("months", ["1", "6", "24", "60", "120"])
def test_no_words_lie_over_others_or_leave_the_sheet(tmp_path, lang, months):
    picture = draw(tmp_path, many(), "--months", months, lang=lang)
    width, height = (float(picture.get(side)) for side in ("width", "height"))
    found = words(picture)
    assert len(found) > 20
    for one in found:
        assert one.left >= 0
        assert one.right <= width, one
        assert one.foot <= height, one
    for number, one in enumerate(found):
        for other in found[number + 1 :]:
            beside = one.right <= other.left + 0.5 or other.right <= one.left + 0.5
            assert beside or one.foot <= other.top or other.foot <= one.top, (one, other)


def test_it_tells_the_title_the_counts_the_lapse_and_the_reasons(tmp_path):
    said = [one.said for one in words(draw(tmp_path))]
    assert said[0] == "四川省职业技能等级申报资格核验汇总"
    assert said[1] == "以2026年11月21日为准，已核验12人"
    assert {"符合", "6人", "50.0%", "不符合", "3人", "无法判定", "2人", "未作规定", "1人"} <= set(said)
    assert "2027年12月28日：4人同时不再符合（川人社规〔2022〕9号失效）" in said
    assert "累计从事本职业工作满4年" in said
    assert "2028年" in said


def test_english_names_its_chinese_in_a_chinese_font(tmp_path):
    picture = draw(tmp_path, lang="en")
    (mark,) = (node for node in picture.iter(f"{SVG}text") if "2027-12-28" in "".join(node.itertext()))
    assert [node.text for node in mark.iter(f"{SVG}tspan")] == ["川人社规〔", "〕", "号"] or "".join(
        node.text for node in mark.iter(f"{SVG}tspan")
    )
    assert all("Noto Sans CJK SC" in node.get("font-family") for node in mark.iter(f"{SVG}tspan"))


def test_a_title_says_what_it_is_to_those_who_cannot_see_it(tmp_path):
    picture = draw(tmp_path, lang="en")
    assert picture.get("role") == "img"
    assert "12 people checked" in picture.find(f"{SVG}title").text


def test_where_nothing_will_change_it_says_so(tmp_path):
    said = [one.said for one in words(draw(tmp_path, [made.PEOPLE[5]]))]
    assert "其间无人新符合，亦无人不再符合" in said
    assert "没有不符合的人员" in said


@pytest.mark.parametrize("people", [[made.PEOPLE[6]], [made.PEOPLE[0]], [made.PEOPLE[6], made.PEOPLE[0]]])
def test_gains_or_losses_alone_are_drawn(tmp_path, people):
    assert "今后24个月的变化（仅因时间推移）" in [one.said for one in words(draw(tmp_path, people))]


def test_a_loss_far_beyond_the_rest_is_cut_and_its_figure_said(tmp_path):
    people = [made.PEOPLE[6], made.PEOPLE[7], *(made.person(n, made.ELIGIBLE, until=made.LAPSE) for n in range(50))]
    picture = draw(tmp_path, people)
    assert "50" in [one.said for one in words(picture)]
    losses = [float(node.get("height")) for node in picture.iter(f"{SVG}rect") if node.get("fill") == "#d55e00"]
    assert max(losses) < 100


def test_markup_in_words_is_escaped(tmp_path):
    people = [made.PEOPLE[0]]
    path = made.write(tmp_path, people).rename(tmp_path / "a<b>&c.parquet")
    done = CliRunner().invoke(cli, ["summary", str(path), "-o", str(tmp_path / "p.svg"), "--lang", "zh"])
    assert done.exit_code == 0, done.output
    drawn = ElementTree.fromstring((tmp_path / "p.svg").read_text(encoding="utf-8"))
    assert any("a<b>&c.parquet" in one.said for one in words(drawn))


def test_no_address_of_anything_elsewhere_is_in_it(tmp_path):
    draw(tmp_path)
    drawn = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\"]+", drawn) == ["http://www.w3.org/2000/svg"]
    assert str(tmp_path) not in drawn


def test_a_png_is_rendered_from_it(tmp_path):
    pytest.importorskip("resvg_py")
    path = made.write(tmp_path)
    done = CliRunner().invoke(cli, ["summary", str(path), "-o", str(tmp_path / "p.png"), "--lang", "zh"])
    if "字体" in done.stderr:
        pytest.skip("no Chinese font here")
    assert done.exit_code == 0, done.output
    content = (tmp_path / "p.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">I", content[16:20]) == (2400,)


def test_without_the_renderer_the_extra_is_named_and_nothing_written(tmp_path, monkeypatch):
    really = builtins.__import__

    def absent(name, *args, **options):
        if name == "resvg_py":
            raise ImportError(name)
        return really(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", absent)
    path = made.write(tmp_path)
    done = CliRunner().invoke(cli, ["summary", str(path), "-o", str(tmp_path / "p.png"), "--lang", "en"])
    assert done.exit_code == 1
    assert "bajigong[pictures]" in done.stderr
    assert not (tmp_path / "p.png").exists()


def test_a_picture_that_cannot_be_written_or_drawn_is_said(tmp_path):
    path = made.write(tmp_path)
    done = CliRunner().invoke(cli, ["summary", str(path), "-o", str(tmp_path / "none" / "p.svg"), "--lang", "zh"])
    assert done.exit_code == 1
    assert "无法写入" in done.stderr
    assert CliRunner().invoke(cli, ["summary", str(path), "-o", "p.gif"]).exit_code == 2


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (0, "0", "0"),
        (12_345, "12,345", "12,345"),
        (99_999, "99,999", "99,999"),
        (123_456, "12.3万", "123k"),
        (1_000_000, "100万", "1m"),
        (1_234_567, "123万", "1.2m"),
        (123_456_789, "1.2亿", "123m"),
    ],
)
def test_numbers_said_briefly(number, zh, en):
    assert (brief(number, "zh"), brief(number, "en")) == (zh, en)


def test_marks_of_a_scale_are_round():
    assert [round_step(least) for least in (0.2, 1, 3, 6, 11, 201)] == [1, 1, 5, 10, 20, 500]
    assert Scale(7, 100, 0).marks() == [0, 2, 4, 6]
    assert Scale(7, 100, 0).at(7) == 0


def test_words_are_broken_where_they_do_not_fit():
    assert wrapped("短", 16, 100, 2) == ["短"]
    rows = wrapped("取得本职业或相关职业四级证书后，累计从事本职业或相关职业工作满4年", 16, 200, 2)
    assert len(rows) == 2
    assert rows[1].endswith("…")
    assert all(measure(row, 16) <= 205 for row in rows)
