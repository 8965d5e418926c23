"""CSV: what the quick reader takes, a strict one reads alike; what it does not take, it lets go of."""

import csv
import io

import pyarrow as pa
import pyarrow.csv as pc
import pytest
from attrs import define
from hypothesis import given, settings
from hypothesis import strategies as st

from bajigong.batch.files.from_csv import Head, IrregularError, Quoted, encoding
from bajigong.errors import InputError

pytestmark = pytest.mark.slow

thorough = settings(max_examples=500, deadline=None, derandomize=True, database=None)

PIECES = st.sampled_from(["a", '"', '""', ",", ",", "\n", "\n", "\r\n", "\r", " ", "1", "人", '"b"', '"c,d"', '"e\nf"'])
ROWS = st.lists(st.lists(st.sampled_from(["x", '"a,b"', '"q""q"', '""', "", '"l\nl"', "y z"]), min_size=3, max_size=3))
TEXTS = st.one_of(
    st.lists(PIECES, max_size=40).map("".join),
    st.tuples(ROWS, st.sampled_from(["\n", "\r\n"])).map(lambda both: both[1].join(map(",".join, both[0]))),
)


@define
class Small:
    """Gives its bytes a few at a time."""

    source: io.BytesIO
    size: int
    closed: bool = False

    def read(self, size):
        return self.source.read(self.size)

    def close(self):
        self.closed = True


def strict(data):
    """Return the rows as Python reads them, None for what is not CSV."""
    try:
        return list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    except csv.Error:
        return None


def quick(data):
    """Return the rows as Arrow reads them, None where it does not take them."""
    names = ["0", "1", "2"]
    try:
        batches = pc.open_csv(
            io.BytesIO(data),
            read_options=pc.ReadOptions(column_names=names, use_threads=False),
            parse_options=pc.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            convert_options=pc.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        )
        return [list(row.values()) for batch in batches for row in batch.to_pylist()]
    except pa.ArrowInvalid as error:
        return [] if "Empty" in str(error) else None


@given(text=TEXTS, size=st.integers(1, 9))
@thorough
def test_what_the_quick_reader_takes_a_strict_one_reads_alike(text, size):
    data = text.encode()
    source = Quoted(Small(io.BytesIO(data), size))
    try:
        assert b"".join(iter(lambda: source.read(1), b"")) == data
    except IrregularError:
        return
    rows = quick(data)
    if rows is not None:
        assert [row + [""] * (3 - len(row)) for row in strict(data)] == rows


@given(text=TEXTS, size=st.integers(1, 9))
@thorough
def test_quotes_in_order_are_seen_as_such_however_the_bytes_come(text, size):
    def verdict(size):
        source = Quoted(Small(io.BytesIO(text.encode()), size))
        try:
            return b"".join(iter(lambda: source.read(1), b""))
        except IrregularError:
            return None

    assert verdict(size) == verdict(1 << 20)


@pytest.mark.parametrize("text", ['a,"b"\n', '"a""b","c\nd"\r\n', '"",x', "a b,c\n\n"])
def test_plain_quotes_are_taken(text):
    source = Quoted(Small(io.BytesIO(text.encode()), 100))
    assert source.read(1) == text.encode()
    assert source.read(1) == b""


@pytest.mark.parametrize("text", ['a"b,c\n', '"a"b,c\n', '"a" ,b\n', '"a,b\n', ' "a",b\n'])
def test_other_quotes_are_not(text):
    source = Quoted(Small(io.BytesIO(text.encode()), 100))
    with pytest.raises(IrregularError):
        b"".join(iter(lambda: source.read(1), b""))


@pytest.mark.parametrize(("code", "expected"), [("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("gb18030",) * 2])
def test_encodings_are_told_apart(tmp_path, code, expected):
    path = tmp_path / "a.csv"
    path.write_bytes(("姓名,申报职业\n" + "张三,陶匠\n" * 20_000).encode(code))
    assert encoding(path) == expected


def test_text_in_no_encoding_is_an_error(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,申报职业\n".encode() + b"\xff\xff\n")
    with pytest.raises(InputError, match="byte 21"):
        encoding(path)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_follows_the_header_follows_it(tmp_path, code):
    path = tmp_path / "a.csv"
    path.write_bytes('标题\r\n"姓\n名",申报职业\r\n张三,陶匠\r\n'.encode(code))
    head = Head.of(path, encoding(path))
    rows = head.rows()
    assert [next(rows), next(rows)] == [["标题"], ["姓\n名", "申报职业"]]
    rest = head.rest()
    assert b"".join(iter(lambda: rest.read(5), b"")) == "张三,陶匠\r\n".encode()
    head.close()
