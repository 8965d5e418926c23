"""What is told of a result that cannot be used, in the reader's language."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from bajigong.batch.summing.errors import ResultError
from bajigong.policy.text import Lang, Text

_NO_ARROW = Text(
    "读取批量结果需要 pyarrow，请安装：pip install 'bajigong[batch]'",
    "reading a result of many people needs pyarrow: pip install 'bajigong[batch]'",
)


@contextmanager
def told(lang: Lang) -> Iterator[None]:
    """Turn what is wrong with a result, or with the installation, into one clear line."""
    try:
        yield
    except ResultError as error:
        raise click.ClickException(error.said.say(lang)) from error
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "pyarrow":
            raise
        raise click.ClickException(_NO_ARROW.say(lang)) from error
