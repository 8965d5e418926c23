"""``bajigong tenants``: the tenants there are, bundled ones and those of the file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bajigong.cli.options import config_option, json_option, lang_option
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.law.tenants import Tenant

_HEADERS = (
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
        print_table(_HEADERS, [_row(one, lang) for one in those], lang)


def _row(one: "Tenant", lang: Lang) -> tuple[str, ...]:
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
