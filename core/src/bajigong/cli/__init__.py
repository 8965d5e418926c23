"""The command line. Each command lives in a module of its own, imported when it is called: start-up is a feature."""

import errno
import inspect
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final

import click

from bajigong import __version__
from bajigong.errors import BajigongError
from bajigong.policy.text import Lang, Text

_GONE: Final = Text(
    "标准输出：接收方已关闭，未能全部写出", "standard output: was closed by its reader before everything was written"
)
_FAILED: Final = Text("错误：", "Error: ")
_STDOUT: Final = Text("标准输出：无法写入：{why}", "standard output: cannot be written: {why}")

#: Command names and where they live: ``module:function`` below this package.
COMMANDS = {
    "agency": "register.filing:agency",
    "archive": "register.audit:archive",
    "audit": "register.audit:audit",
    "certificate": "register.certifying:certificate",
    "check": "check:check",
    "completion": "plugins:completion",
    "db": "register.setting_up:db",
    "demo": "register.setting_up:demo",
    "duties": "duties:duties",
    "explain": "explain:explain",
    "feed": "register.telling:feed",
    "filing": "register.filing:filing",
    "incentives": "incentives:incentives",
    "init": "register.setting_up:init",
    "judge": "judge:judge",
    "key": "register.setting_up:key",
    "ladder": "ladder:ladder",
    "law": "law:law",
    "letter": "register.telling:letter",
    "method": "method:method",
    "new": "new:new",
    "occupation": "occupation:occupation",
    "person": "register.telling:person",
    "plugins": "plugins:plugins",
    "replay": "replay:replay",
    "report": "register.telling:report",
    "session": "register.session:session",
    "summary": "summary:summary",
    "supervise": "register.supervising:supervise",
    "template": "template:template",
    "tenants": "plugins:tenants",
    "warm": "warm:warm",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for, and whose errors are one clear line.

    ``table`` says where each command lives: ``module:function`` below ``package``.
    """

    def __init__(self, *args: Any, table: Mapping[str, str], package: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        self.package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        return sorted(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.table:
            return None
        module, _, name = self.table[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"{self.package}.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands; in Chinese each with the first paragraph of its help, else as click does."""
        from bajigong.cli.chinese import Formatter, heading

        if not isinstance(formatter, Formatter):
            super().format_commands(ctx, formatter)
            return
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, inspect.cleandoc(one.help or "").partition("\n\n")[0]) for name, one in found if one]
        with formatter.section(heading("Commands")):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what a user can mend is a message and exit code 1."""
        try:
            return super().invoke(ctx)
        except BajigongError as error:
            raise click.ClickException(error.say(_language(ctx))) from error
        except OSError as error:
            raise click.ClickException(_system_says(error)) from error


def _language(ctx: click.Context) -> Lang:
    """Return the language that ``--lang`` asks for, wherever it stands, else that of the locale."""
    from bajigong.cli.options import LANG, locale_lang

    said: Lang = ctx.meta.get(LANG) or locale_lang()
    return said


def _system_says(error: OSError) -> str:
    """Say in one line what the system could not do; a write that names no file is one to standard output."""
    from bajigong.cli.options import locale_lang

    why = error.strerror or str(error)
    if error.filename is not None:
        return f"{error.filename}: {why}"
    return (_GONE if error.errno == errno.EPIPE else _STDOUT.fill(why=why)).say(locale_lang())


class Program(LazyGroup):
    """The program: its own commands, and after them those that plugins add."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> Any:
        """Run in the language that is asked for, of what click says too."""
        from bajigong.cli.options import asked_lang, locale_lang, speaking

        words = sys.argv[1:] if args is None else list(args)
        with speaking(asked_lang(words, locale_lang())):
            return super().main(args, *more, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands. What keeps a plugin from adding any is said on standard error."""
        from bajigong.cli.plugins import added

        return [*super().list_commands(ctx), *added(self.table)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; plugins are asked only for one that is not the program's own."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        from bajigong.cli.plugins import added

        return added(self.table).get(cmd_name)


@click.command(cls=Program, table=COMMANDS, package=__name__, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bajigong")
def cli() -> None:
    """Decide who may be recognised at which vocational skill level (职业技能等级认定).

    Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 an error in the input or the set-up, 2 wrong
    usage, 3 a verdict other than the one that --fail-unless asked for.
    """


def main() -> None:
    """Run the command line."""
    _fill_closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Chinese must come out whole, whatever the locale of a pipe.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    code: Any = 0
    try:
        cli()
    except SystemExit as ended:
        code = ended.code
    except OSError as error:  # before a command was found: the help, for one
        code = _failed(error)
    sys.exit(_finished(code))


def _fill_closed() -> None:
    """Put something in place of standard streams that the caller has closed.

    Else the next file to be opened would take the number of one, and get what is meant for it. What is written to an
    output that is closed is an error as ever, for its place is taken by something that cannot be written to.
    """
    for number, (name, flags) in enumerate((("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY))):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, flags)
            setattr(sys, name, os.fdopen(opened, "w" if number else "r", closefd=False))


def _finished(code: Any) -> Any:
    """Write what is still to be written; return the exit code."""
    try:
        sys.stdout.flush()
    except OSError as error:
        # The interpreter would try again as it ends, and say so in words of its own.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return code or _failed(error)
    return code


def _failed(error: OSError) -> int:
    from bajigong.cli.options import locale_lang

    click.echo(f"{_FAILED.say(locale_lang())}{_system_says(error)}", err=True)
    return 1
