"""Draw the pictures of the README from real answers: ``python docs/pictures.py``."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from bajigong.cli.check_run import Run
from bajigong.cli.offices import Offices, Source
from bajigong.cli.show_terminal import Terminal
from bajigong.cli.show_view import view
from bajigong.policy.text import Lang

ROOT = Path(__file__).parent.parent
WIDTH = 96


def draw(example: str, lang: Lang, target: Path) -> None:
    """Draw the answer for an example as a terminal shows it."""
    source = Source((str(ROOT / "examples" / example),), Offices())
    row = next(iter(Run(source, date(2026, 11, 21)).rows()))
    assert row.answer is not None
    console = Console(width=WIDTH, record=True, force_terminal=True, color_system="truecolor", file=_Nowhere())
    Terminal(console).view(view(row.answer, lang))
    drawn = console.export_svg(title=f"bajigong check examples/{example}")
    # Lengths are reckoned for narrow letters and would squeeze Chinese; fonts are those of the reader.
    plain = re.sub(r"@font-face \{.*?\}", "", re.sub(r' textLength="[^"]*"', "", drawn), flags=re.DOTALL)
    target.write_text(plain, encoding="utf-8")


def draw_summary(people: int, folder: Path) -> None:
    """Draw the summary of made-up people, in both languages."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import population

    with TemporaryDirectory() as room:
        source, result = Path(room) / "people.parquet", Path(room) / "result.parquet"
        population.write(source, people)
        common = str(ROOT / "benchmarks" / "agency.yaml")
        run = [sys.executable, "-m", "bajigong"]
        asked = ["--tenant", "sichuan", "--common", common, "--on", "2026-06-30"]
        subprocess.run([*run, "check", str(source), *asked, "-o", str(result)], check=True)
        for lang, name in (("en", "summary.svg"), ("zh", "summary.zh-CN.svg")):
            subprocess.run([*run, "summary", str(result), "--lang", lang, "-o", str(folder / name)], check=True)


class _Nowhere:
    """A file that forgets."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Forget this, too."""


if __name__ == "__main__":
    draw("sichuan-next-spring.yaml", "en", ROOT / "docs" / "images" / "answer.svg")
    draw("sichuan-next-spring.yaml", "zh", ROOT / "docs" / "images" / "answer.zh-CN.svg")
    draw_summary(200_000, ROOT / "docs" / "images")
