"""Loaded by the worker processes of a cluster of our own: they leave signals and messages to the process that runs."""

import logging
import signal
from typing import Any


def dask_setup(worker: Any) -> None:
    """Let Ctrl-C, which a terminal sends to all processes, end the run and not the workers, who would be replaced."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
