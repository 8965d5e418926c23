"""The book as one HTML page that needs nothing else."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bajigong.law_book.phrases import phrases
from bajigong.law_book.view import Book
from bajigong.law_book.wording import marked, numeral

TEMPLATE = "template.html.j2"


def page(book: Book) -> str:
    """Lay a book out as HTML."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    zh = book.lang == "zh"
    environment.globals["zh"] = zh
    environment.globals["w"] = phrases(book.lang)
    environment.globals["number"] = numeral if zh else str
    environment.globals["letter"] = numeral if zh else _letter
    environment.globals["mark"] = lambda n: marked(n).say(book.lang)
    environment.globals["joint"] = "；" if zh else "; "
    return environment.get_template(TEMPLATE).render(book=book)


def _letter(number: int) -> str:
    return chr(ord("A") + number - 1)
