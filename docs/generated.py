"""Pages that the program writes about itself: its command line, its hooks, its words and the register's tables."""

import ast
import inspect
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Final

import click

import bajigong
from bajigong import hookspecs, program_hooks
from bajigong.cli import cli
from bajigong.cli.options import speaking
from bajigong.policy.text import Lang

WIDTH: Final = 100
HEADS: Final[dict[Lang, str]] = {
    "en": "# Command line\n\nThe help of every command, as the program prints it.",
    "zh": "# 命令行\n\n每个命令的帮助，与程序的输出相同。",
}
WORDS: Final = Path(__file__).with_name("words.toml")
EXAMPLES: Final = Path(__file__).parent.parent / "examples"


def command_line(lang: Lang = "en") -> str:
    """Write the help of every command, as the program prints it in a language."""
    parts = [HEADS[lang].strip() + "\n"]
    with speaking(lang):
        for words, command in _commands(cli, ["bajigong"]):
            name = " ".join(words)
            context = click.Context(command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH)
            parts.append(f"## `{name}`\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def _commands(command: click.Command, words: list[str]) -> Iterator[tuple[list[str], click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _commands(below, [*words, name])


def hooks() -> str:
    """Write what each hook is asked for: those of the law, then those of the program; and which plugins answer it."""
    parts = [f"# Hooks\n\n{inspect.getdoc(hookspecs)}\n"]
    plugins = {entry.name: entry.load() for entry in entry_points(group="bajigong")}
    for name, hook in declared_hooks().items():
        if name == next(iter(_hooks_of(program_hooks))):
            parts.append(f"## Hooks of the program\n\n{inspect.getdoc(program_hooks)}\n")
        answering = sorted(plugin for plugin, loaded in plugins.items() if _answers(loaded, name))
        shown = "".join(f" Example: `{example}`." for example in examples_of(name))
        parts.append(
            f"## `{name}`\n\n```python\ndef {name}{_signature(hook)}\n```\n\n{inspect.getdoc(hook)}\n\n"
            f"Answered by: {', '.join(answering) or 'no bundled plugin'}.{shown}\n"
        )
    return "\n".join(parts)


def examples_of(hook: str) -> list[str]:
    """Name the examples whose plugin answers a hook by a function of its own."""
    files = sorted(EXAMPLES.glob("*/src/*/plugin.py"))
    return [
        f"examples/{file.relative_to(EXAMPLES).parts[0]}"
        for file in files
        if any(
            isinstance(node, ast.FunctionDef) and node.name == hook
            for node in ast.parse(file.read_text(encoding="utf-8")).body
        )
    ]


def _answers(plugin: object, name: str) -> bool:
    """Say whether a plugin has an answer; a file of law has every hook, and says nothing to most."""
    hook = getattr(plugin, name, None)
    return callable(hook) and (bool(inspect.signature(hook).parameters) or any(True for _ in hook()))


def declared_hooks() -> dict[str, Callable[..., object]]:
    """Give the hooks as they stand in ``hookspecs.py``, then those of ``program_hooks.py``."""
    return _hooks_of(hookspecs) | _hooks_of(program_hooks)


def _hooks_of(module: ModuleType) -> dict[str, Callable[..., object]]:
    return {name: hook for name, hook in vars(module).items() if name.startswith("bajigong_")}


def _signature(hook: Callable[..., object]) -> str:
    """Say what a hook takes and returns, without the modules that its types live in."""
    return re.sub(r"[a-z_]+\.(?=\w)", "", str(inspect.signature(hook)))


def words() -> str:
    """Write every public class with what it is, and in Chinese where people meet it."""
    chinese = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    parts = [
        "# Words 词汇\n\nThe classes of the core by module: what each is, and the Chinese word where people meet it. "
        "各模块的类及其含义；用户会遇到的，注明中文用语。\n"
    ]
    for module, classes in public_classes().items():
        rows = [f"| `{name}` | {chinese.get(module, {}).get(name, '')} | {what} |" for name, what in classes.items()]
        parts.append("\n".join([f"## `{module}`\n", "| class | 中文 | is |", "|---|---|---|", *rows, ""]))
    return "\n".join(parts)


def public_classes() -> dict[str, dict[str, str]]:
    """Give the public classes of each module of the core with the first sentence said of each; nothing is imported."""
    core = Path(bajigong.__file__).parent
    found: dict[str, dict[str, str]] = {}
    for file in sorted(core.rglob("*.py")):
        module = ".".join(("bajigong", *file.relative_to(core).with_suffix("").parts)).removesuffix(".__init__")
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                said = (ast.get_docstring(node) or "").partition("\n\n")[0].replace("\n", " ").replace("|", "\\|")
                found.setdefault(module, {})[node.name] = said
    return found


def register(lang: Lang = "en") -> str:
    """Write the tables and the states of the register."""
    import register_tables  # loads a database's library, which the other pages do without

    return register_tables.register(lang)


#: What writes a page; where a language has a page of its own, by its ending.
GENERATED: Final[dict[str, Callable[[], str]]] = {
    "command_line": command_line,
    "command_line.zh": partial(command_line, "zh"),
    "hooks": hooks,
    "register": register,
    "register.zh": partial(register, "zh"),
    "words": words,
}
