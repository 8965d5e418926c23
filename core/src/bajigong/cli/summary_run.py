"""One call of ``bajigong summary``: from the result to the tables, the JSON or the picture."""

from pathlib import Path

import click
from attrs import frozen

from bajigong.cli.batch_output import admit_output
from bajigong.cli.explain_errors import told
from bajigong.policy.text import Lang, Text

_WRITTEN = Text("图已写入{path}", "the picture is in {path}")
_RESULT = Text("核验结果", "a result")


@frozen
class Options:
    """What the command line says."""

    result: Path
    output: Path | None
    months: int
    by: tuple[str, ...]
    as_json: bool
    lang: Lang
    config: Path | None


def perform(options: Options) -> None:
    """Sum up a result as the options ask. Raises click.ClickException for what a user can mend."""
    lang = options.lang
    with told(lang):
        from bajigong.batch.summing.result import open_result
        from bajigong.batch.summing.summary import summarise
        from bajigong.cli.explain_names import home_of
        from bajigong.cli.summary_words import Words

        result = open_result(options.result)
        if options.output:
            admit_output(options.output, lang, options.config, ((path, _RESULT) for path in result.files))
        home = home_of(result, options.config)
        words = Words(summarise(result, options.months), home.names)
    home.warn(lang)
    if options.output:
        from bajigong.cli.summary_file import write_picture

        write_picture(options.output, words, lang)
        click.echo(_WRITTEN.fill(path=options.output).say(lang), err=True)
    if options.as_json:
        from bajigong.cli.listing import print_json
        from bajigong.cli.summary_json import as_object

        print_json(as_object(words, lang))
    elif not options.output:
        from bajigong.cli.summary_tables import print_summary

        print_summary(words, options.by, lang)
