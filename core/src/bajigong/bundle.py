"""Opening a bundle: everything enabled for a tenant, gathered and checked."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bajigong.checks import check_bundle
from bajigong.declared import PLACES, Bundle, Said, gather, maker
from bajigong.errors import PluginError
from bajigong.plugins import HOOKS, collect, open_manager, version_of
from bajigong.policy.law import Filling
from bajigong.policy.toml import load_law
from bajigong.standards_as_law import Vocabulary, declarations

__all__ = ["Bundle", "Said", "gather", "maker", "open_bundle"]


def open_bundle(
    plugins: Iterable[str],
    files: Iterable[Path] = (),
    *,
    drafts: bool = False,
    extra: Iterable[tuple[str, Any]] = (),
) -> Bundle:
    """Gather what plugins and files of law declare, and check that it fits together.

    ``extra`` are further declarations, each with the name of who makes it. Raises PluginError for a plugin that cannot
    be used, LawError for declarations that do not fit, naming who made them.
    """
    said = list(_ask(plugins))
    said += [Said(file.name, what) for file in files for what in load_law(file)]
    said += [Said(by, what) for by, what in extra]
    bundle = gather(said, drafts=drafts)
    texts = [Said(by, what) for by, what in _of_standards(bundle)]
    bundle = gather([*said, *texts], drafts=drafts) if texts else bundle
    check_bundle(bundle)
    return bundle


def _of_standards(bundle: Bundle) -> Iterable[tuple[str, Any]]:
    """Give what standards with grades or conditions of their own come to, as documents, clauses and routes."""
    words = Vocabulary(
        kinds={name: said.what for name, said in bundle.kinds.items()},
        terms={name: said.what for name, said in bundle.terms.items()},
        grades={name: said.what for name, said in bundle.grades.items()},
        editions=tuple(said.what for said in bundle.templates.values()),
        routes=tuple(said.what for said in bundle.routes.values()),
    )
    for said in bundle.standards.values():
        for one in declarations(said.what, words):
            yield said.by, one


def _ask(plugins: Iterable[str]) -> Iterable[Said[Any]]:
    manager = open_manager(frozenset(plugins))
    for hook in HOOKS:
        for by, what in collect(manager, hook):
            if type(what) not in PLACES and not isinstance(what, Filling):
                raise PluginError(by, f"{hook} returned {what!r}, which is not a declaration", version_of(by))
            yield Said(by, what)
