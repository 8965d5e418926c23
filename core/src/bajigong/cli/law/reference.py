"""``bajigong law reference``: the reference of law files, as a page of Markdown."""

from pathlib import Path

import click

from bajigong.cli.options import config_option, tenant_option


@click.command()
@tenant_option
@config_option
def reference(tenant: str | None, config: Path | None) -> None:
    """Print the reference of law files (规则文件手册) as Markdown: every table, key, kind, term, word and fact.

    Of a tenant or, without --tenant, of all plugins that are installed.
    """
    from bajigong.cli.law.vocabulary import known_bundle
    from bajigong.reference.page import law_file_page

    click.echo(law_file_page(known_bundle(tenant, config)), nl=False)
