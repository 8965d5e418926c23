"""Columns of Arrow's many types, as files hold them: good cells, null ones, and those that are odd or wrong."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
from core.tests.batch.intake.cells import AFTER, BIRTH, bad, good, settled
from core.tests.batch.intake.row_way import schema
from hypothesis import strategies as st

TEXT = (pa.string(), pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()))
DAYS = (dt.date(2012, 7, 1), dt.date(2012, 7, 1), dt.date(2012, 7, 1), dt.date(2030, 1, 1), dt.date(1899, 12, 31), None)
MOMENTS = (
    pa.timestamp("s"),
    pa.timestamp("ms"),
    pa.timestamp("us"),
    pa.timestamp("ns"),
    pa.timestamp("us", "Asia/Shanghai"),
)
NUMBERS = (pa.int8(), pa.uint8(), pa.int64(), pa.uint64(), pa.float32(), pa.float64(), pa.decimal128(9, 1))


def day_of(field):
    if field.path == "applicant.birth_date":
        return BIRTH[-1]
    return AFTER[-1] if field.name in ("to", "until", "graduates") else dt.date(2012, 7, 1)


def kinds(field):
    """Name the types in which a fact may come, each with values that it holds."""
    texts = [one for one in settled(field) if isinstance(one, str)] * 3
    texts += [one for one in (*good(field), *bad(field)) if isinstance(one, str) and one.isprintable()]
    found = [(kind, (*texts, "", " ", "无", None, None)) for kind in TEXT]
    match field.type:
        case "date":
            day = day_of(field)
            found += [(kind, (day, day, day, *DAYS)) for kind in (pa.date32(), pa.date32(), pa.date64())]
            moments = [one and dt.datetime(*one.timetuple()[:3]) for one in (day, day, day, *DAYS)]  # noqa: DTZ001
            found += [(kind, (*moments, dt.datetime(2012, 7, 1, 12))) for kind in MOMENTS]  # noqa: DTZ001
            found.append((pa.int64(), (20120701, 20120701, 2012, None)))
        case "flag":
            found += [(pa.bool_(), (True, True, False, None)), (pa.int8(), (0, 1, 1, 2, None))]
            found += [(pa.float64(), (0.0, -0.0, 1.0, None)), (pa.decimal128(3, 1), (Decimal(0), Decimal(1), None))]
        case "number" | "grade":
            found += [(kind, (3, 3, 3, 1, 0, 60, None)) for kind in NUMBERS]
            found.append((pa.float64(), (8.5, 61.0, -1.0, float("nan"), 2e6, 1e9, None)))
        case "place":
            found += [(kind, (510100, 510100, 51010, None)) for kind in (pa.int32(), pa.float64())]
        case "id_number":
            found += [(pa.int64(), (510104199003070015, 510104199003070015, 510104199003070016, None))]
        case "text":
            found += [(pa.int64(), (1, 10**18, None)), (pa.float64(), (1.0, 2.0**53, None)), (pa.bool_(), (True, None))]
            found += [
                (pa.date32(), (dt.date(2012, 7, 1), None)),
                (pa.binary(), (b"x", None)),
                (pa.duration("s"), (None, 5)),
            ]
    if field.many:
        words = [one for one in good(field) if isinstance(one, str)]
        found += [
            (pa.list_(kind), ([*words[:3]], [words[0], words[0]], [words[0], None], [], None)) for kind in TEXT[:3]
        ]
    return [*found, (pa.null(), (None,))]


@st.composite
def arrays(draw, field, size):
    """Draw a column of a fact, often with cells before it that are cut off."""
    kind, values = draw(st.sampled_from(kinds(field)))
    if field.type == "list" and draw(st.booleans()):
        return draw(nested(field, size))
    cut = draw(st.sampled_from((0, 0, 1, 3)))
    if draw(st.booleans()):
        values = values[:3]
    some = [draw(st.sampled_from(values)) for _ in range(size + cut)]
    return pa.array(some, kind)[cut:]


@st.composite
def nested(draw, field, size):
    """Draw a column of lists of records."""
    below = draw(
        st.lists(st.sampled_from(list(schema().children[field.path].values())), min_size=1, max_size=5, unique=True)
    )
    counts = draw(st.lists(st.sampled_from((None, 0, 1, 1, 2, 3)), min_size=size, max_size=size))
    total = sum(count or 0 for count in counts)
    columns = [draw(arrays(one, total)) for one in below]
    names = [one.name for one in below]
    if draw(st.sampled_from((False,) * 20 + (True,))):
        names[-1] = draw(st.sampled_from(("form", names[0])))
    null = pa.array([draw(st.sampled_from((False,) * 30 + (True,))) for _ in range(total)], pa.bool_())
    structs = pa.StructArray.from_arrays(columns, names, mask=null if total else None)
    ends, offsets = 0, []
    for count in counts:
        offsets.append(None if count is None else ends)
        ends += count or 0
    kind = draw(st.sampled_from((pa.ListArray, pa.LargeListArray)))
    wide = pa.int32() if kind is pa.ListArray else pa.int64()
    return kind.from_arrays(pa.array([*offsets, ends], wide), structs)


@st.composite
def batches(draw, columns, usable):
    """Draw a table of typed columns."""
    found = draw(columns)
    if not found or not usable([name for name, _ in found]):
        found = [("申报级别", schema().fields["grade"])]
    size = draw(st.integers(1, 8))
    return pa.RecordBatch.from_arrays([draw(arrays(f, size)) for _, f in found], [name for name, _ in found])
