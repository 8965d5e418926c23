"""``bajigong law schema``: the JSON Schema of a law file, for editors and validators of TOML."""

from pathlib import Path

import click

from bajigong.cli.options import config_option, tenant_option


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
    from bajigong.cli.law.vocabulary import known_bundle
    from bajigong.cli.render import print_json
    from bajigong.reference.law_schema import law_schema, tenants_schema

    bundle = known_bundle(tenant, config)
    print_json(law_schema(bundle) if what == "law" else tenants_schema(bundle))
