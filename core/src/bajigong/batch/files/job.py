"""A run as it was asked for."""

import os
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from bajigong.batch.files.ask import Ask


@frozen(eq=False)
class Job:
    """Files of people, what is asked of them, and where the answers go.

    ``output`` is a Parquet or Arrow file or, with ``into_folder``, a folder in which each input has a part of its own.
    ``resume`` goes on with what an earlier run has left. ``threads`` decide at once; ``chunk`` is the number of rows
    that are read at once, and changes nothing.
    """

    inputs: Sequence[str]
    ask: Ask
    output: Path
    into_folder: bool = False
    resume: bool = False
    threads: int = os.cpu_count() or 1
    chunk: int | None = None
