"""The program inside Spark's mapInArrow, once: ``python benchmarks/spark_once.py [ROWS]``.

Spark hands each partition over as Arrow batches and takes Arrow batches back. A decider is opened once for each task.
The verdicts must be those of the direct call; a line of JSON says how long it took, without Spark's own start.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

import population
import program
from vocabulary import ON

#: Stands for the dots of key paths, which Spark takes for fields of a record.
SLASH = "/"
HERE = str(Path(__file__).parent)
KEPT = {
    "number": pa.int64(),
    "verdict": pa.string(),
    "since": pa.date32(),
    "until": pa.date32(),
    "eligible_from": pa.date32(),
    "route": pa.string(),
}
#: The same columns as Spark names their types.
SCHEMA = "number long, verdict string, since date, until date, eligible_from date, route string"


def decide(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Decide the batches of one partition. Spark runs this in a process that imports it afresh."""
    decide_table = program.decider(ON, keys=["number"])
    for batch in batches:
        people = pa.Table.from_batches([batch])
        people = people.rename_columns([name.replace(SLASH, ".") for name in people.column_names])
        yield from plain(decide_table(people)).to_batches()


def plain(result: pa.Table) -> pa.Table:
    """Return the columns kept, words as plain text."""
    return result.select(list(KEPT)).cast(pa.schema(KEPT))


def main(rows: int) -> int:
    """Compare Spark's result with the direct one; return 1 where they differ."""
    people = population.table(rows).append_column("number", pa.array(range(rows), pa.int64()))
    expected = plain(program.decider(ON, keys=["number"])(people)).combine_chunks()
    with tempfile.TemporaryDirectory() as folder:
        source = str(Path(folder, "people.parquet"))
        _write(people, source)
        found, seconds = _with_spark(source)
    same = found.cast(expected.schema).equals(expected)
    print(json.dumps({"rows": rows, "seconds": seconds, "same": same}))
    return 0 if same else 1


def _write(people: pa.Table, path: str) -> None:
    """Write words as plain text, which is what Spark knows."""
    import pyarrow.parquet as pq

    fields = [pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in people.schema]
    pq.write_table(people.cast(pa.schema(fields)), path)


def _with_spark(source: str) -> tuple[pa.Table, float]:
    from pyspark.sql import SparkSession

    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [HERE, os.environ.get("PYTHONPATH")]))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder: Any = SparkSession.builder
    spark = builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        begun = time.perf_counter()
        people = spark.read.parquet(source)
        people = people.toDF(*(name.replace(".", SLASH) for name in people.columns))
        table = people.mapInArrow(_imported(), SCHEMA).orderBy("number").toArrow()
        return table, time.perf_counter() - begun
    finally:
        spark.stop()


def _imported() -> Any:
    """Return `decide` as a function of a module, so that Spark names it instead of packing this script."""
    import spark_once

    return spark_once.decide


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
