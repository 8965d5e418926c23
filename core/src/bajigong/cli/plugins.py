"""``bajigong plugins``, ``tenants`` and ``completion``: what is installed, what each answers, what a shell is told."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import asdict, frozen

from bajigong.cli.options import config_option, json_option, lang_option
from bajigong.plugins import offered
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from bajigong.law.tenants import Tenant


def added(own: Iterable[str]) -> Mapping[str, click.Command]:
    """Return the commands that plugins add, by name.

    One whose name is the program's own or another plugin's is left out, and so is a plugin that cannot be used;
    standard error says so, once.
    """
    return _added(frozenset(own))


@cache
def _added(own: frozenset[str]) -> Mapping[str, click.Command]:
    offers = offered("bajigong_commands", click.Command)
    for error in offers.broken:
        click.echo(f"{error}; its commands are left out", err=True)
    makers: dict[str, str] = dict.fromkeys(own, "")
    found: dict[str, click.Command] = {}
    for offer in offers.found:
        name = str(offer.what.name)
        if name in makers:
            other = f"plugin {makers[name]!r}" if makers[name] else "the program itself"
            click.echo(f"plugin {offer.by!r}: its command {name!r} is left out, as {other} has one", err=True)
            continue
        makers[name], found[name] = offer.by, offer.what
    return dict(sorted(found.items()))


_HEADERS = (
    Text("名称", "name"),
    Text("版本", "version"),
    Text("来源", "origin"),
    Text("地区", "region"),
    Text("接口", "hooks"),
)
_BROKEN = Text("不可用：{error}", "cannot be used: {error}")


@frozen
class Line:
    """One installed plugin. ``error`` is "" where it can be used; ``regions`` are the places its documents are for."""

    name: str
    version: str
    distribution: str
    module: str
    regions: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()
    error: str = ""


@click.command()
@json_option
@lang_option
def plugins(as_json: bool, lang: Lang) -> None:
    """List the installed plugins; one that cannot be used is listed with its error."""
    from bajigong.cli.show.lines import print_json, print_table
    from bajigong.plugins import discover

    lines = [_line(name, point) for name, point in discover().items()]
    if as_json:
        print_json([asdict(line) | {"error": line.error or None} for line in lines])
    else:
        print_table(_HEADERS, [_row(line, lang) for line in lines], lang)


def _line(name: str, point: "EntryPoint") -> Line:
    from bajigong.errors import PluginError
    from bajigong.plugins import describe

    try:
        info = describe(name)
        return Line(name, info.version, info.distribution, info.module, _regions(name), info.hooks)
    except PluginError as error:
        return Line(name, error.version, point.dist.name if point.dist else "", point.value, error=error.message)


def _regions(name: str) -> tuple[str, ...]:
    """The places that a plugin's documents are for, none for a plugin of no place."""
    from bajigong.plugins import collect, open_manager
    from bajigong.policy.law import Document

    declared = collect(open_manager(frozenset({name})), "bajigong_law")
    return tuple(sorted({what.place for _, what in declared if isinstance(what, Document) and what.place}))


def _row(line: Line, lang: Lang) -> tuple[str, ...]:
    hooks = ", ".join(hook.removeprefix("bajigong_") for hook in line.hooks)
    said = _BROKEN.fill(error=line.error).say(lang) if line.error else hooks
    origin = f"{line.distribution or '-'} ({line.module})"
    return line.name, line.version or "-", origin, ", ".join(line.regions) or "-", said


_TENANT_HEADERS = (
    Text("租户", "name"),
    Text("名称", "label"),
    Text("地区", "region"),
    Text("插件", "plugins"),
    Text("规则文件", "files"),
    Text("草案", "drafts"),
    Text("来源", "origin"),
)
_COUNT = Text("计入", "count")


@click.command()
@json_option
@lang_option
@config_option
def tenants(as_json: bool, lang: Lang, config: Path | None) -> None:
    """List the tenants (租户): region, enabled plugins, files of law, and whether drafts count."""
    from bajigong.cli.show.lines import print_json, print_table
    from bajigong.law import tenants as known

    those = known.tenants(config).values()
    if as_json:
        print_json([_as_json(one, lang) for one in those])
    else:
        print_table(_TENANT_HEADERS, [_tenant_row(one, lang) for one in those], lang)


def _tenant_row(one: "Tenant", lang: Lang) -> tuple[str, ...]:
    files = ", ".join(path.name for path in one.laws) or "-"
    drafts = _COUNT.say(lang) if one.drafts else "-"
    return one.id, one.label.say(lang), one.region, ", ".join(one.plugins), files, drafts, one.origin


def _as_json(one: "Tenant", lang: Lang) -> dict[str, Any]:
    return {
        "name": one.id,
        "label": one.label.say(lang),
        "region": one.region,
        "plugins": one.plugins,
        "files": [str(path) for path in one.laws],
        "drafts": one.drafts,
        "origin": one.origin,
    }


_PROGRAM = "bajigong"
_VARIABLE = "_BAJIGONG_COMPLETE"
#: What makes each shell use the script, for good.
_HOW = {
    "bash": "echo 'eval \"$(bajigong completion bash)\"' >> ~/.bashrc",
    "zsh": "echo 'eval \"$(bajigong completion zsh)\"' >> ~/.zshrc",
    "fish": "bajigong completion fish > ~/.config/fish/completions/bajigong.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(list(_HOW)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell (命令补全)."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # click knows these three
    click.echo(kind(ctx.find_root().command, {}, _PROGRAM, _VARIABLE).source())
    click.echo(f"# {shell}: {_HOW[shell]}", err=True)
