"""Hides every plugin that is bundled, as where none is installed: from imports and from the list of entry points.

Python imports a module of this name as it starts, where the path of a process leads here.
"""

import sys
from importlib import metadata


class _Missing:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("bajigong_"):
            raise ModuleNotFoundError(name, name=name)


def _alone(entry_points):
    def others(**wanted):
        return metadata.EntryPoints(one for one in entry_points(**wanted) if not one.module.startswith("bajigong_"))

    return others


sys.meta_path.insert(0, _Missing())
metadata.entry_points = _alone(metadata.entry_points)
