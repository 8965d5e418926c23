"""The third-party track as a plugin: the TOML beside this file, and nothing else."""

from bajigong.plugins import TomlPlugin

PLUGIN = TomlPlugin(__file__, interface=1)
