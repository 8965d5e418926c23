"""The same check on many processes or machines: one file is one task of a Dask cluster. Needs the extra ``cluster``."""

from bajigong.batch.cluster.results import run_on_cluster

__all__ = ["run_on_cluster"]
