"""``bajigong new place`` and ``bajigong new plugin``: the template of each, filled in."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Template
from typing import Any, Final, TypeVar

import click

from bajigong.cli.options import lang_option, spoken
from bajigong.policy.text import Lang, Text

F = TypeVar("F", bound=Callable[..., Any])

_TEMPLATES: Final = Path(__file__).parent / "templates"
_SUFFIX: Final = ".template"
#: What the name of a file has in place of the name of what is made.
_NAME: Final = "NAME"
_SCHEMA: Final = "law.schema.json"

_MADE: Final = Text(
    "已建立{folder}：{files}\n在该文件夹中运行：{run}\n随后按其README.md逐项替换。",
    "made {folder}: {files}\nrun in it: {run}\nthen go through its README.md.",
)
_TAKEN: Final = Text(
    "{folder}：已存在；应为尚未使用的名称", "{folder}: found something of this name; expected a name that is free"
)
_NO_NAME: Final = Text(
    "填写为{found}；应为小写字母、数字和单个下划线组成的名称，以字母开头",
    "found {found}; expected small letters, digits and single _, a letter first",
)
_NO_LABEL: Final = Text(
    "填写为{found}；应为不含引号、反斜杠和换行的名称", "found {found}; expected a label without quotes and line breaks"
)
_NO_REGION: Final = Text(
    "填写为{found}；应为GB/T 2260六位代码，如520000",
    "found {found}; expected six digits of GB/T 2260, such as 520000",
)
_RUN: Final = {"place": "pip install pytest && pytest", "plugin": "pip install -e . && pytest"}


class Name(click.ParamType[str]):
    """A name that a module may have."""

    name = "NAME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a name, or fail with what was expected."""
        if not re.fullmatch("[a-z][a-z0-9]*(_[a-z0-9]+)*", value):
            self.fail(_NO_NAME.fill(found=repr(value)).say(spoken()), param, ctx)
        return str(value)


class Label(click.ParamType[str]):
    """Words that may stand in quotes."""

    name = "LABEL"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a label, or fail with what was expected."""
        if not value.strip() or not value.isprintable() or set(value) & {'"', "\\"}:
            self.fail(_NO_LABEL.fill(found=repr(value)).say(spoken()), param, ctx)
        return str(value)


class Region(click.ParamType[str]):
    """A code of GB/T 2260."""

    name = "CODE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a code, or fail with what was expected."""
        from bajigong.policy.types import is_region

        if not value or not is_region(value) or value[:2] == "00":
            self.fail(_NO_REGION.fill(found=repr(value)).say(spoken()), param, ctx)
        return str(value)


def _asked(function: F) -> F:
    """Add what both commands ask."""
    for option in (
        lang_option,
        click.option("-o", "--output", type=click.Path(path_type=Path), help="The folder to make.  [default: NAME]"),
        click.option("--en", type=Label(), help="What it is called in English.  [default: NAME]"),
        click.option("--zh", type=Label(), help="What it is called in Chinese.  [default: NAME]"),
        click.option("--region", type=Region(), required=True, help="The code of the place in GB/T 2260: 520000."),
        click.argument("name", type=Name()),
    ):
        function = option(function)
    return function


@click.command()
@_asked
def place(**asked: Any) -> None:
    """Begin a place without Python: a tenant, a law file and scenarios.

    \b
    bajigong new place guizhou --region 520000 --zh 贵州省 --en Guizhou
    cd guizhou && pytest
    """  # noqa: D301  (\\b keeps click from joining the lines)
    _make("place", **asked)


@click.command()
@_asked
def plugin(**asked: Any) -> None:
    """Begin a plugin: a distribution with law, a fact and a kind of requirement of its own.

    \b
    bajigong new plugin guizhou --region 520000 --zh 贵州省 --en Guizhou
    cd guizhou && pip install -e . && pytest
    """  # noqa: D301  (\\b keeps click from joining the lines)
    _make("plugin", **asked)


def _make(template: str, name: str, output: Path | None, lang: Lang, **more: str | None) -> None:
    from bajigong.errors import BajigongError
    from bajigong.outputs import writing

    folder = output or Path(name)
    if folder.is_symlink() or folder.exists():
        raise BajigongError(_TAKEN.fill(folder=folder).say(lang))
    said = {"name": name, "lang": lang, **{key: value or name for key, value in more.items()}}
    files = dict(_rendered(_TEMPLATES / template, said))
    with writing(folder, lang):
        folder.mkdir(parents=True)
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    click.echo(_MADE.fill(folder=folder, files=", ".join(files), run=_RUN[template]).say(lang), err=True)


def _rendered(template: Path, said: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Give the files of a template by their paths, and beside each law file the schema for editors.

    A line that begins with ``[zh]`` or ``[en]`` is for one language; ``${name}`` is filled in.
    """
    name, other = said["name"], "[en]" if said["lang"] == "zh" else "[zh]"
    words = {**said, "upper": name.upper(), "dashed": name.replace("_", "-")}
    for file in sorted(path for path in template.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        path = str(file.relative_to(template)).removesuffix(_SUFFIX).replace(_NAME, name)
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = (line.removeprefix(f"[{said['lang']}]") for line in lines if not line.startswith(other))
        text = Template("".join(kept)).substitute(words)
        yield path, text
        if text.startswith(f"#:schema {_SCHEMA}"):
            yield str(Path(path).with_name(_SCHEMA)), _schema()


def _schema() -> str:
    from bajigong.cli.law.vocabulary import known_bundle
    from bajigong.reference.law_schema import law_schema

    return json.dumps(law_schema(known_bundle(None, None)), ensure_ascii=False, indent=1) + "\n"
