"""Build the site in both languages: ``python docs/build.py``. A broken link or a page out of place stops it.

Each language is a site of its own, so that its search knows one language only: ``site/zh`` and ``site/en``, and an
entrance beside them. A page stands in ``docs`` as ``page.md`` (English) and ``page.zh.md`` (Chinese); where one of the
two is missing the other is shown, marked. What can be said by the program itself is generated (``generated.py``).
"""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

DOCS: Final = Path(__file__).parent
ROOT: Final = DOCS.parent
ROOM: Final = ROOT / "build" / "docs"
SITE: Final = ROOT / "site"
LANGS: Final = {"zh": "中文", "en": "English"}
ENDINGS: Final = {"zh": ".zh.md", "en": ".md"}
ONLY: Final = {
    "zh": '!!! note "本页只有英文"\n\n    This page is in English only.\n\n',
    "en": '!!! note "This page is in Chinese only"\n\n    本页只有中文。\n\n',
}
#: What a page loads by itself; a link that a reader may follow is no such thing.
LOADED: Final = re.compile(
    r"""<(?:script|img|iframe)\b[^>]*\bsrc=["']?https?:|<link\b[^>]*rel=["']?stylesheet[^>]*https?:"""
)
#: A page's title, behind a comment if there is one.
TITLE: Final = re.compile(r"^# (.+)\n", re.MULTILINE)
#: A diagram of states and what leads from one to the next. Drawing it on a page would need scripts of another server.
STATES: Final = re.compile(r"```mermaid\nstateDiagram-v2\n(.*?)```", re.DOTALL)
STEP: Final = re.compile(r"(\w+) --> (\w+): (\w+)")
STEPS: Final = {"zh": "| 状态 | 动作 | 之后 |", "en": "| state | act | then |"}
#: A block of code, and the end of a line between two Chinese characters.
FENCED: Final = re.compile(r"(^```.*?^```$)", re.DOTALL | re.MULTILINE)
WRAPPED: Final = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n *(?=[\u3000-\u9fff\uff00-\uffef])")
LINK: Final = re.compile(r"\[([^\]]*)\]\(((?:\.\./)+[^)#]*)(#[^)]*)?\)")


def plan() -> dict[str, Any]:
    """Read ``site.toml`` and give each section all pages of its folder; refuse a page that is not there."""
    read = tomllib.loads((DOCS / "site.toml").read_text(encoding="utf-8"))
    there = {str(file.relative_to(DOCS)).removesuffix(".md").removesuffix(".zh") for file in DOCS.rglob("*.md")}
    for section in read["section"]:
        if lost := sorted(set(section["pages"]) - there - set(read["generated"])):
            sys.exit(f"docs/site.toml: no such page: {', '.join(lost)}")
        own = {name for name in there if name.startswith(f"{section['folder']}/")}
        section["pages"] += sorted(own - set(section["pages"]))
    shown = {name for section in read["section"] for name in section["pages"]}
    if loose := sorted(there - shown - {"index"}):
        sys.exit(f"docs: in no section of site.toml: {', '.join(loose)}")
    return read


def page(name: str, lang: str, generated: dict[str, str], titles: Mapping[str, str] = MappingProxyType({})) -> str:
    """Give the text of a page in a language or, marked and with the title that it has in this one, in the other."""
    own, other = (DOCS / f"{name}{ENDINGS[one]}" for one in (lang, "en" if lang == "zh" else "zh"))
    if own.exists():
        return within_docs(own, own.read_text(encoding="utf-8"))
    if f"{name}.{lang}" in generated:
        return generated[f"{name}.{lang}"]
    text = within_docs(other, other.read_text(encoding="utf-8")) if other.exists() else generated[name]
    if not (other.exists() or lang == "zh"):
        return text
    title = titles.get(name)
    return TITLE.sub(lambda head: f"# {title or head[1]}\n\n{ONLY[lang]}", text, count=1)


def within_docs(file: Path, text: str) -> str:
    """Name files of the repository that are no pages, without a link, which would lead nowhere on a site."""

    def keep(link: re.Match[str]) -> str:
        target = (file.parent / link[2]).resolve()
        if target.is_relative_to(DOCS):
            return link[0]
        if not target.exists():
            sys.exit(f"{file}: no such file: {link[2]}")
        shown = str(target.relative_to(ROOT))
        return f"`{shown}`" if link[1].strip("`") == shown else f"{link[1]} (`{shown}`)"

    return LINK.sub(keep, text)


def with_states(text: str, lang: str) -> str:
    """Write diagrams of states as tables."""

    def table(diagram: re.Match[str]) -> str:
        rows = [f"| {one} | `{act}` | {then} |" for one, then, act in STEP.findall(diagram[1])]
        return "\n".join([STEPS[lang], "|---|---|---|", *rows])

    return STATES.sub(table, text)


def in_one_line(text: str) -> str:
    """Join Chinese lines of a paragraph, between which a browser would put a space; code stays as it is."""
    parts = FENCED.split(text)
    return "".join(part if number % 2 else WRAPPED.sub("", part) for number, part in enumerate(parts))


def write_sources(read: dict[str, Any], lang: str, generated: dict[str, str]) -> Path:
    """Write the pages and the settings of one language; return the file of settings."""
    room = ROOM / lang
    sources = room / "pages"
    shutil.rmtree(room, ignore_errors=True)
    names = ["index", *(one for section in read["section"] for one in section["pages"])]
    for name in names:
        target = sources / f"{name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        text = page(name, lang, generated, read.get("titles", {}).get(lang, {}))
        target.write_text(in_one_line(with_states(text, lang)), encoding="utf-8")
    shutil.copytree(DOCS / "images", sources / "images")
    shutil.copy(DOCS / "site.css", sources / "site.css")
    settings = room / "zensical.toml"
    shared = (DOCS / "zensical.toml").read_text(encoding="utf-8")
    settings.write_text(_settings(read, lang, shared), encoding="utf-8")
    return settings


def _settings(read: dict[str, Any], lang: str, shared: str) -> str:
    sections = ",\n".join(
        f"  {{ {json.dumps(section['title'][lang], ensure_ascii=False)} = {_files(section['pages'])} }}"
        for section in read["section"]
    )
    own = f"""[project]
site_name = "{read["name"][lang]}"
site_description = "{read["about"][lang]}"
docs_dir = "pages"
site_dir = "site"
nav = [
  "index.md",
{sections},
]
"""
    # The languages lie beside each other; the theme turns this into a way from the page that is shown.
    ways = "".join(
        f'\n[[project.extra.alternate]]\nname = "{name}"\nlink = "../{one}/index.html"\nlang = "{one}"\n'
        for one, name in LANGS.items()
    )
    theme = f'[project.theme]\nlanguage = "{lang}"'
    return shared.replace("[project]\n", own, 1).replace("[project.theme]", theme, 1) + ways


def _files(pages: list[str]) -> str:
    return json.dumps([f"{name}.md" for name in pages])


def build(settings: Path, target: Path) -> None:
    """Run the generator strictly, and see that no page asks another server for anything."""
    run = [sys.executable, "-m", "zensical", "build", "--strict", "--clean", "-f", str(settings)]
    if subprocess.run(run, check=False).returncode:
        sys.exit(f"{settings}: the site cannot be built")
    shutil.copytree(settings.parent / "site", target)
    for file in target.rglob("*.html"):
        if outside := LOADED.search(file.read_text(encoding="utf-8")):
            sys.exit(f"{file}: asks another server: {outside[0]}")


def main() -> None:
    """Build both languages, and the entrance that leads Chinese first."""
    from generated import GENERATED

    read = plan()
    generated = {}
    for name, maker in read["generated"].items():
        generated[name] = GENERATED[maker]()
        for lang in LANGS:
            if of_language := GENERATED.get(f"{maker}.{lang}"):
                generated[f"{name}.{lang}"] = of_language()
    shutil.rmtree(SITE, ignore_errors=True)
    for lang in LANGS:
        build(write_sources(read, lang, generated), SITE / lang)
    shutil.copy(DOCS / "entrance.html", SITE / "index.html")
    sys.stdout.write(f"{SITE}\n")


if __name__ == "__main__":
    main()
