"""What the quick look at text relies on: which characters are spaces, and which words may read as "none"."""

import sys

import pyarrow as pa
import pyarrow.compute as pc
from core.tests.batch.intake.row_way import one_by_one, whole_arrow

from bajigong.batch.intake.text_readers import _MAY_SAY_NONE, Strings
from bajigong.tables.words import NONE, fold

EVERY = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
ODD = (
    "无",
    " 无",
    "无\u3000",
    "没有",
    "没\u200b有",
    "None",
    "ｎｏｎｅ",
    "n o n e",
    "⽆",
    "𝐧one",
    "\u200b无",
    "\ufeffnone",
    "无锡某厂",
    "没头脑",
)
TEXT = (
    *ODD,
    "",
    " ",
    "\u3000",
    "\u2003\n",
    "\x1c",
    "a\x00",
    "a\x7f",
    "a\x85b",
    "\x85",
    "\u200b",
    "某厂",
    "a\tb",
    "Ünïted",
    "·",
    "\u00a0",
)


def test_every_space_is_known_as_one():
    spaces = [one for one in EVERY if one.isspace()]
    assert pc.all(pc.utf8_is_space(pa.array(spaces))).as_py()


def test_every_beginning_of_none_is_suspected():
    starts = {word[0] for word in NONE}
    for one in EVERY:
        folded = fold(one)
        if not folded or folded[0] in starts:
            data = f"{one}x".encode()
            assert _MAY_SAY_NONE[data[0] << 8 | data[1]], hex(ord(one))


def test_only_the_beginning_counts():
    assert not _MAY_SAY_NONE[
        [int.from_bytes(one.encode()[:2]) for one in ("四方", "某厂", "机电", "数控", "Foo", "9号")]
    ].any()


def test_text_of_every_kind():
    for name in ("姓名", "工作单位", "证件号码", "从业截止日期"):
        for kind in (pa.string(), pa.large_string(), pa.string_view()):
            column = pa.array([None, *TEXT, *TEXT, "某厂"], kind)[1:]
            batch = pa.RecordBatch.from_arrays([column, pa.array(["镗工"] * len(column))], [name, "申报职业"])
            rows = list(zip(*(one.to_pylist() for one in batch.columns), strict=True))
            assert whole_arrow(batch) == one_by_one(batch.schema.names, rows)


def test_bytes_are_told_apart_by_width():
    strings = Strings.of(pa.array(["ab", None, "cd", "", "efg", "hi"])[1:])
    rows, characters = strings.of_width(2)
    assert rows.tolist() == [1, 4]
    assert ["".join(map(chr, one)) for one in characters.T] == ["cd", "hi"]
    assert strings.lengths.tolist() == [0, 2, 0, 3, 2]
