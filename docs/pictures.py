"""Draw the pictures of the README and the site from real output: ``python docs/pictures.py``; ``--stale`` names old.

Each picture is made from something that the program wrote: an answer on a terminal, a summary, a chapter of a law book,
a certificate. ``images/drawn.json`` keeps the hash of that and of the picture, so that a test can say which is stale.
What is a page is drawn by Chromium, which only drawing needs.
"""

import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.console import Console

from bajigong.cli.check_run import Run
from bajigong.cli.open_tenants import OpenTenants, Source
from bajigong.cli.show.application import view
from bajigong.cli.show.terminal import Terminal
from bajigong.policy.text import Lang

ROOT: Final = Path(__file__).parent.parent
IMAGES: Final = ROOT / "docs" / "images"
DRAWN: Final = IMAGES / "drawn.json"
LANGS: Final[dict[Lang, str]] = {"en": "", "zh": ".zh-CN"}
DAY: Final = "2026-11-21"
WIDTH: Final = 96
#: The width of a narrow letter in the pictures of a terminal that Rich draws; a Chinese one takes two.
LETTER: Final = 12.2
PEOPLE: Final = 3_000
_TEXT: Final = re.compile(r'textLength="[^"]*"([^>]*)>([^<]*)<')
#: The hash of the law changes with every word of it, and nobody reads it in a picture.
_LAW: Final = re.compile(r"sha256:[0-9a-f]+")
_CHAPTER: Final = '<section class="track" data-track="track-enterprise">'


class Picture(NamedTuple):
    """A file in ``images``: the output that it shows, and what draws it there."""

    name: str
    shown: str
    draw: Callable[[Path], object]


def answers() -> Iterator[Picture]:
    """Show the answer for an example as a terminal does."""
    example = "sichuan-next-spring.yaml"
    for lang, ending in LANGS.items():
        row = next(
            iter(Run(Source((str(ROOT / "examples" / example),), OpenTenants()), date.fromisoformat(DAY)).rows())
        )
        assert row.answer is not None
        console = Console(width=WIDTH, record=True, force_terminal=True, color_system="truecolor", file=_Nowhere())
        Terminal(console).view(view(row.answer, lang))
        drawn = console.export_svg(title=f"bajigong check examples/{example}")
        # Lengths are reckoned for narrow letters and would squeeze Chinese; fonts are those of the reader.
        plain = re.sub(r"@font-face \{.*?\}", "", _TEXT.sub(_as_wide_as_it_is, drawn), flags=re.DOTALL)
        yield _svg(f"answer{ending}.svg", plain)


def _as_wide_as_it_is(text: re.Match[str]) -> str:
    width = LETTER * cell_len(html.unescape(text[2]))
    return f'textLength="{width:g}"{text[1]}>{text[2]}<'


def summaries() -> Iterator[Picture]:
    """Show the summary of people who were made up."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import population

    with TemporaryDirectory() as folder:
        source, result = Path(folder, "people.parquet"), Path(folder, "result.parquet")
        population.write(source, PEOPLE)
        common = str(ROOT / "benchmarks" / "agency.yaml")
        asked = ["--tenant", "sichuan", "--common", common, "--on", "2026-06-30"]
        _bajigong("check", str(source), *asked, "-o", str(result))
        for lang, ending in LANGS.items():
            drawn = Path(folder, f"summary{ending}.svg")
            _bajigong("summary", str(result), "--lang", lang, "-o", str(drawn))
            yield _svg(drawn.name, drawn.read_text(encoding="utf-8"))


def books() -> Iterator[Picture]:
    """Show the head of a chapter of a law book."""
    for lang, ending in LANGS.items():
        with TemporaryDirectory() as folder:
            book = Path(folder, "book.html")
            _bajigong("law", "book", "--tenant", "guilin", "--on", DAY, "--lang", lang, "-o", str(book))
            whole = book.read_text(encoding="utf-8")
        head, chapter = whole[: whole.index("<body")], whole[whole.index(_CHAPTER) :]
        first = chapter[: chapter.index("<h3>", chapter.index("<h3>") + 1)]
        yield _page(f"book{ending}.png", f"{head}<body><main>{first}</section></main></body></html>")


def certificates() -> Iterator[Picture]:
    """Show a certificate of the session that ``bajigong demo`` plays."""
    import pypdfium2

    with TemporaryDirectory() as folder:
        _bajigong("demo", "--tenant", "sichuan", str(Path(folder, "demo")))
        paper = sorted(Path(folder, "demo", "certificates").glob("*.pdf"))[0].read_bytes()
    page = pypdfium2.PdfDocument(paper)[0]
    said = page.get_textpage().get_text_bounded()
    yield Picture("certificate.png", said, lambda target: page.render(scale=1.6).to_pil().quantize(64).save(target))


def pictures() -> Iterator[Picture]:
    """Give every picture that there is."""
    yield from answers()
    yield from summaries()
    yield from books()
    yield from certificates()


def _svg(name: str, text: str) -> Picture:
    return Picture(name, text, lambda target: target.write_text(text, encoding="utf-8"))


def _page(name: str, text: str) -> Picture:
    def draw(target: Path) -> None:
        programs = [shutil.which(one) for one in ("chromium", "chromium-browser", "google-chrome")]
        program = next(filter(None, programs), None)
        if program is None:
            sys.exit(f"{name} is drawn by Chromium, which is not here")
        with TemporaryDirectory() as folder:
            page = Path(folder, "page.html")
            page.write_text(text, encoding="utf-8")
            flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            size = ["--window-size=1000,640", "--hide-scrollbars", "--force-device-scale-factor=1.5"]
            to = [f"--user-data-dir={folder}/user", f"--screenshot={target}", page.as_uri()]
            subprocess.run([program, *flags, *size, *to], check=True, capture_output=True, timeout=120)

    return Picture(name, text, draw)


def _bajigong(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "bajigong", *words], check=True, capture_output=True)


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


def draw(made: Callable[[], Iterator[Picture]] = pictures) -> None:
    """Draw them all, and keep what they were drawn from."""
    kept: dict[str, list[str]] = {}
    for one in made():
        one.draw(IMAGES / one.name)
        kept[one.name] = [_hash(_LAW.sub("", one.shown).encode()), _hash((IMAGES / one.name).read_bytes())]
    DRAWN.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def stale(made: Callable[[], Iterator[Picture]] = pictures) -> list[str]:
    """Name the pictures that do not show what the program writes now, and those that somebody else has changed."""
    kept = json.loads(DRAWN.read_text(encoding="utf-8"))
    return [
        one.name
        for one in made()
        if kept.get(one.name) != [_hash(_LAW.sub("", one.shown).encode()), _of(IMAGES / one.name)]
    ]


def _of(file: Path) -> str:
    return _hash(file.read_bytes()) if file.exists() else ""


class _Nowhere:
    """A file that forgets."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Forget this, too."""


if __name__ == "__main__":
    if "--stale" in sys.argv:
        sys.stdout.writelines(f"{name}\n" for name in stale())
    else:
        draw()
