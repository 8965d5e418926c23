"""Whatever stands in a table: taken whole, its rows come to what each comes to by itself."""

from core.tests.batch.intake.cells import cells
from core.tests.batch.intake.row_way import one_by_one, schema, whole
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bajigong.errors import InputError
from bajigong.tables import Where
from bajigong.tables.headers import headers_of
from bajigong.tables.layout import make_layout

thorough = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
FIELDS = sorted(schema().fields)


def header(draw, field, record):
    """Name a fact by one of its headers."""
    if record is None:
        return draw(st.sampled_from((*field.aliases, field.label.zh, field.path)))
    if record == 0 and draw(st.booleans()):
        return draw(st.sampled_from((*field.aliases, field.path)))
    return draw(
        st.sampled_from((*(f"{one}{record + 1}" for one in field.aliases), f"{field.parent}[{record}].{field.name}"))
    )


@st.composite
def columns(draw):
    """Draw headers, each with its fact."""
    below = {path: list(schema().children[path].values()) for path in (one.path for one in schema().lists)}
    wide = draw(st.lists(st.sampled_from(sorted(below)), max_size=3, unique=True))
    single = [f for f in schema().fields.values() if f.parent not in below and f.path not in wide]
    single += [f for f in single if f.type == "list"]
    found = [(header(draw, f, None), f) for f in draw(st.lists(st.sampled_from(single), max_size=6, unique=True))]
    for path in wide:
        for record in range(draw(st.sampled_from((1, 1, 1, 2, 3)))):
            some = draw(st.lists(st.sampled_from(below[path]), min_size=1, max_size=5, unique=True))
            found += [(header(draw, f, record), f) for f in some]
    return draw(st.permutations(found))


@st.composite
def tables(draw):
    """Draw a header that can be used, and rows below it."""
    found = draw(columns())
    if not usable([name for name, _ in found]):
        found = []
    found += [(name, schema().fields["applicant.name"]) for name in draw(st.sampled_from(((), (), ("备注", ""))))]
    cares = draw(st.lists(st.sampled_from((0, 0, 1, 1, 2)), min_size=1, max_size=8))
    return [name for name, _ in found], [draw(st.tuples(*(cells(field, care) for _, field in found))) for care in cares]


def usable(names):
    try:
        make_layout(Where("x"), names, headers_of(schema()))
    except InputError:
        return False
    return True


@thorough
@given(tables())
def test_rows_come_to_the_same(table):
    headers, rows = table
    if headers:
        assert whole(headers, rows) == one_by_one(headers, rows)
