"""Compiles one program in a process of its own: ``python -m bajigong.compile.worker FILE KIND …``."""

import os
import sys
from pathlib import Path

from bajigong.compile.native import blank, loaded


def main() -> None:
    """Compile the module that is named, and mark it as done."""
    path, *kinds = sys.argv[1:]
    if hasattr(os, "nice"):  # those who decide meanwhile come first
        os.nice(10)
    module = Path(path)
    loaded(module)(*blank(tuple(kinds)))
    module.with_suffix(".ready").touch()


if __name__ == "__main__":
    main()
