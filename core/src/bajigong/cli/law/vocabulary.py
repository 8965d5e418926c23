"""The law whose words a writer of law may use: a tenant's, or that of everything that is installed."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bajigong.law.opening import Bundle


def known_bundle(name: str | None, config: Path | None) -> "Bundle":
    """Open the bundle of a tenant or, where none is named, of all plugins that are installed.

    Raises TenantError, PluginError and LawError.
    """
    from bajigong.law.opening import open_bundle
    from bajigong.law.tenants import tenant
    from bajigong.plugins import discover

    return tenant(name, config).open() if name else open_bundle(discover())
