"""Bajigong (八级工): who may be recognised at which vocational skill level, by which way, from which day."""

from bajigong.hookspecs import API_VERSION, hookimpl

__all__ = ["API_VERSION", "__version__", "hookimpl"]

__version__ = "0.1.0"
