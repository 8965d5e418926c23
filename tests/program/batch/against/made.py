"""Two sides for tests: laws at work, people before both, and results as a check writes them."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bajigong.answers import Application
from bajigong.batch.against.changes import FIELDS
from bajigong.batch.against.law import Across, Asked, Opposite
from bajigong.batch.against.moving import Foreign, Moving
from bajigong.batch.files.ask import Ask, TenantLaw
from bajigong.batch.files.flow import said_of
from bajigong.batch.files.frame import Frame, coded, reasons_table, result_schema
from bajigong.batch.files.parts import write_reasons
from bajigong.batch.kernel import Kernel
from bajigong.batch.people import laid_out
from bajigong.law.tenants import Tenant
from bajigong.policy.text import same
from bajigong.tables import check, read_files

AGAINST = "against.parquet"
EXAMPLES = Path(__file__).parents[4] / "examples"
TODAY = date(2026, 11, 21)


def tenant_law(engine, region, kernel=None):
    made = TenantLaw(Tenant(engine.tenant, same(engine.tenant), region, ()), engine)
    made.__dict__["kernel"] = kernel or Kernel(engine)
    return made


def opposite(here, there, on=None):
    """Put the law of one tenant opposite to another, whatever files they come from."""
    region = None if here.tenant.region == there.tenant.region else there.tenant.region
    moving = Moving.between(here.schema, there.schema, region, on)
    asked = Asked("there", there.tenant, None, on)
    return Opposite(asked, there, moving, Foreign(here.schema, there.kernel.reasons))


def example(name, schema, region, **changes):
    """Read an example as one tenant would."""
    raw = next(iter(read_files([EXAMPLES / name], schema)))
    checked = check(raw, schema, tenant_place=region, on=None, overrides=changes, today=TODAY)
    assert isinstance(checked, Application), checked
    return checked


def write(folder, here, there, applications, name="result.parquet"):
    """Write what a check of some people by both sides would write; return its path."""
    across = Across(there)
    people = laid_out(here.schema, applications)
    answers = here.kernel.decide(people)
    said = {f"bajigong.{key}": word for key, word in there.metadata(f"result.{AGAINST}").items()}
    ask = Ask(here.engine.tenant, TODAY)
    schema = result_schema({}, {**said_of(ask, here, "result.reasons.parquet", TODAY.isoformat()), **said})
    schema = pa.schema([*schema, *[one for one in FIELDS if one.name not in schema.names]], metadata=schema.metadata)
    blank = pa.nulls(len(people), pa.string())
    columns = {
        "file": coded(np.zeros(len(people), np.int32), ["people.csv"]),
        "row": pa.array(np.arange(len(people))),
        "name": blank,
        "id_number": blank,
        **Frame.of(here.schema, here.bundle, here.kernel).columns(people, answers),
        **across.columns(people, answers),
    }
    path = folder / name
    rows = pa.RecordBatch.from_arrays([columns[one] for one in schema.names], schema=schema)
    pq.write_table(pa.Table.from_batches([rows]), path)
    write_reasons(reasons_table(here.kernel), folder / "result.reasons.parquet")
    write_reasons(across.reasons(), folder / f"result.{AGAINST}")
    return path
