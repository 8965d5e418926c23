"""What a writer of law may use: terms, kinds and facts, the reference of law files and their schema for editors."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bajigong.cli.options import config_option, json_option, lang_option, tenant_option
from bajigong.errors import BajigongError
from bajigong.policy.text import Lang, Text, listed, near, same

if TYPE_CHECKING:
    from bajigong.law.opening import Bundle
    from bajigong.reference.vocabulary import FactEntry, KindEntry, TermEntry


def known_bundle(name: str | None, config: Path | None) -> "Bundle":
    """Open the bundle of a tenant or, where none is named, of all plugins that are installed.

    Raises TenantError, PluginError and LawError.
    """
    from bajigong.law.opening import open_bundle
    from bajigong.law.tenants import tenant
    from bajigong.plugins import discover

    return tenant(name, config).open() if name else open_bundle(discover())


_ID: Final = Text("名称", "id")
_LABEL: Final = Text("说明", "label")
_VALUES: Final = Text("可填", "values")
_WHO: Final = Text("由谁填", "who may fill it")
_GRANTS: Final = Text("未填时", "unfilled")
_HERE: Final = Text("本租户取值", "filled here")
_PARAMETERS: Final = Text("参数", "parameters")
_TYPE: Final = Text("类型", "type")
_HEADERS: Final = Text("表头", "headers")
_UNKNOWN: Final = Text("没有名为{name!r}的条目{near}", "found {name!r}; expected a name of the list{near}")
_ABSENT: Final = Text("该机制不存在", "the mechanism does not exist")
_OPEN: Final = Text("未定", "the answer stays open")
_NOTHING: Final = Text("无", "none")
_OPTIONAL: Final = Text("{name}（可省）：{values}", "{name} (may be left out): {values}")
_NEEDED: Final = Text("{name}：{values}", "{name}: {values}")


def _listing(function: Callable[..., None]) -> click.Command:
    """Make a command that lists what a bundle knows, all of it or by name."""
    for option in (lang_option, json_option, config_option, tenant_option):
        function = option(function)
    return click.command()(click.argument("names", nargs=-1, metavar="[NAME]...")(function))


@_listing
def terms(names: tuple[str, ...], tenant: str | None, config: Path | None, as_json: bool, lang: Lang) -> None:
    """List the terms (授权参数): who may fill each, with which values, and how it is filled.

    Of a tenant or, without --tenant, of all plugins that are installed; with NAMEs only these, each by itself.
    """
    from bajigong.reference import vocabulary

    entries = ((one, _term(one)) for one in vocabulary.terms(known_bundle(tenant, config)))
    heads = (_ID, _LABEL, _VALUES, _WHO, _GRANTS, _HERE)
    _print(entries, heads, names, as_json=as_json, lang=lang)


@_listing
def kinds(names: tuple[str, ...], tenant: str | None, config: Path | None, as_json: bool, lang: Lang) -> None:
    """List the kinds of requirement (条件种类) with their parameters.

    Of a tenant or, without --tenant, of all plugins that are installed; with NAMEs only these, each by itself.
    """
    from bajigong.reference import vocabulary

    entries = ((one, _kind(one)) for one in vocabulary.kinds(known_bundle(tenant, config)))
    _print(entries, (_ID, _LABEL, _PARAMETERS), names, as_json=as_json, lang=lang)


@_listing
def facts(names: tuple[str, ...], tenant: str | None, config: Path | None, as_json: bool, lang: Lang) -> None:
    """List the facts (事实) that an application may hold, with their headers and values.

    Of a tenant or, without --tenant, of all plugins that are installed; with NAMEs only these, each by itself.
    """
    from bajigong.reference import vocabulary

    entries = ((one, _fact(one)) for one in vocabulary.facts(known_bundle(tenant, config)))
    heads = (_ID, _LABEL, _TYPE, _VALUES, _HEADERS)
    _print(entries, heads, names, as_json=as_json, lang=lang)


def _print(
    entries: Iterable[tuple[Any, tuple[Text, ...]]],
    heads: Sequence[Text],
    names: tuple[str, ...],
    *,
    as_json: bool,
    lang: Lang,
) -> None:
    """Print entries as a table or, those that are named, each as a block. Raises BajigongError for an unknown name."""
    from attrs import asdict

    from bajigong.cli.show.lines import print_fields, print_json, print_table

    known = {row[0].en: (one, row) for one, row in entries}
    if unknown := next((name for name in names if name not in known), None):
        raise BajigongError(_UNKNOWN.fill(name=unknown, near=near(unknown, known)).say(lang))
    chosen = [known[name] for name in dict.fromkeys(names)] or list(known.values())
    if as_json:
        print_json([asdict(one, value_serializer=lambda _, __, value: _plain(value, lang)) for one, _ in chosen])
    elif not names:
        print_table(heads, [[cell.say(lang) for cell in row] for _, row in chosen], lang)
    for number, (_, row) in enumerate(chosen if names and not as_json else ()):
        if number:
            click.echo()
        print_fields([(head, cell.say(lang)) for head, cell in zip(heads, row, strict=True)], lang)


def _plain(value: Any, lang: Lang) -> Any:
    return value.say(lang) if isinstance(value, Text) else value


def _term(one: "TermEntry") -> tuple[Text, ...]:
    filled = listed(tuple(same(f"{_value(value)} ({clause})") for value, clause in one.fillings), "；", "; ")
    return same(one.id), one.label, one.values, one.who, _unfilled(one), filled


def _unfilled(one: "TermEntry") -> Text:
    if one.otherwise is None:
        return _ABSENT if one.grants else _OPEN
    return same(_value(one.otherwise)) if one.otherwise != () else _NOTHING


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    rows = isinstance(value, tuple) and any(isinstance(one, tuple) for one in value)
    return "…" if rows else ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _kind(one: "KindEntry") -> tuple[Text, ...]:
    given = (
        (_NEEDED if each.needed else _OPTIONAL).fill(name=each.name, values=each.values) for each in one.parameters
    )
    return same(one.name), one.gist, listed(tuple(given), "；", "; ")


def _fact(one: "FactEntry") -> tuple[Text, ...]:
    values = listed(tuple(Text("{v} {l}", "{v} ({l})").fill(v=choice.value, l=choice.label) for choice in one.choices))
    return same(one.path), one.label, one.type, values, same("、".join(one.headers))


@click.command()
@tenant_option
@config_option
@lang_option
def reference(tenant: str | None, config: Path | None, lang: Lang) -> None:
    """Print the reference of law files (规则文件手册) as Markdown: every table, key, kind, term, word and fact.

    Of a tenant or, without --tenant, of all plugins that are installed.
    """
    from bajigong.reference.page import law_file_page

    click.echo(law_file_page(known_bundle(tenant, config), lang), nl=False)


@click.command()
@click.option(
    "--of",
    "what",
    type=click.Choice(["law", "tenants"]),
    default="law",
    show_default=True,
    help="Of a file of law, or of the file of tenants, bajigong.toml.",
)
@tenant_option
@config_option
def schema(what: str, tenant: str | None, config: Path | None) -> None:
    """Print the JSON Schema (TOML 校验) of a law file or of bajigong.toml.

    It knows the kinds, terms and words of the tenant's plugins or, without --tenant, of all that are installed. An
    editor with TOML support (Even Better TOML, taplo) takes it: #:schema law.schema.json as the file's first line.
    """
    from bajigong.cli.show.lines import print_json
    from bajigong.reference.law_schema import law_schema, tenants_schema

    bundle = known_bundle(tenant, config)
    print_json(law_schema(bundle) if what == "law" else tenants_schema(bundle))
