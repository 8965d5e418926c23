"""Options that several commands share."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from bajigong.policy.text import Lang

F = TypeVar("F", bound=Callable[..., Any])


def locale_lang() -> Lang:
    """Return the language of the locale: Chinese where it says so, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "zh" if value.startswith("zh") else "en"
    return "en"


def lang_option(function: F) -> F:
    """Add ``--lang``; the command receives ``lang``."""
    return cast(
        F,
        click.option(
            "--lang",
            type=click.Choice(["zh", "en"]),
            default=locale_lang,
            show_default="from the locale",
            help="Language of what people read.",
        )(function),
    )


def json_option(function: F) -> F:
    """Add ``--json``; the command receives ``as_json``."""
    return cast(F, click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(function))


def config_option(function: F) -> F:
    """Add ``--config``; the command receives ``config``."""
    return cast(
        F,
        click.option(
            "--config",
            type=click.Path(path_type=Path, exists=True, dir_okay=False),
            help="File of tenants.  [default: $BAJIGONG_CONFIG, else ./bajigong.toml if there is one]",
        )(function),
    )


class Day(click.ParamType):
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day, or fail with what was expected."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"found {value!r}; expected a day as YYYY-MM-DD", param, ctx)
