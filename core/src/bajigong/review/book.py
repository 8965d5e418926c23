"""The book as one HTML page that needs nothing else."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from attrs import frozen
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bajigong.law.opening import Bundle
from bajigong.law.tenants import Tenant
from bajigong.policy.text import Lang
from bajigong.review.book_duties import DutyGroup, MethodChapter, duties, incentives, method_chapter
from bajigong.review.book_law import LawAt, marked, numeral
from bajigong.review.book_rules import TrackChapter, track_chapters
from bajigong.review.book_sentences import Edition, OwnStandard, Sentence, editions, own_standards
from bajigong.review.book_standing import (
    ClauseEntry,
    DocumentEntry,
    Past,
    TermEntry,
    clauses,
    documents,
    past,
    term_entries,
)
from bajigong.review.book_words import phrases


@frozen
class Title:
    """Whose law it is, in which place, on which day, and the bundle that names it exactly."""

    tenant: str
    name: str
    place: str
    on: str
    bundle: str
    drafts: bool


@frozen
class Book:
    """The law of a tenant in a place on a day."""

    lang: Lang
    title: Title
    documents: tuple[DocumentEntry, ...]
    tracks: tuple[TrackChapter, ...]
    methods: MethodChapter
    incentives: tuple[Sentence, ...]
    duties: tuple[DutyGroup, ...]
    past: tuple[Past, ...]
    terms: tuple[TermEntry, ...]
    clauses: Mapping[str, tuple[ClauseEntry, ...]]
    editions: tuple[Edition, ...]
    own_standards: tuple[OwnStandard, ...]


def write_book(bundle: Bundle, tenant: Tenant, place: str, on: date, lang: Lang) -> Book:
    """Write the law of a tenant, whose bundle is open, in a place on a day."""
    law_at = LawAt.open(bundle, place, on, lang)
    tracks = track_chapters(law_at)
    methods = method_chapter(law_at, {name for track in tracks for name in track.methods()})
    own = own_standards(law_at)
    brings, must = incentives(law_at), duties(law_at)
    sentences = [one for track in tracks for one in track.sentences()]
    sentences += [*methods.sentences(), *brings, *(one for group in must for one in group.sentences)]
    sentences += [one for standard in own for grade in standard.grades for one in grade.sentences]
    return Book(
        lang,
        Title(tenant.id, law_at.say(tenant.label), place, law_at.day(on), bundle.hash, bundle.drafts),
        documents(law_at),
        tracks,
        methods,
        brings,
        must,
        past(law_at),
        term_entries(law_at),
        clauses(law_at, sentences),
        editions(law_at),
        own,
    )


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
