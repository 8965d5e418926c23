"""The names by which the core and its plugins know each other."""

from typing import Final

import pluggy

#: The pluggy project name, and the entry-point group in which plugins register.
PROJECT: Final = "bajigong"

#: A plugin module says ``API_VERSION = 1``; a bundle opens only with plugins that name this number.
API_VERSION: Final = 1

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
