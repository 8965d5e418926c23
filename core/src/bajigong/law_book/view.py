"""The whole book, chapter by chapter, in words: what the template lays out."""

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from bajigong.bundle import Bundle
from bajigong.law_book.appendix import ClauseEntry, clauses
from bajigong.law_book.desk import Desk
from bajigong.law_book.documents import DocumentEntry, documents
from bajigong.law_book.duties import DutyGroup, duties, incentives
from bajigong.law_book.editions import Edition, OwnStandard, editions, own_standards
from bajigong.law_book.methods import MethodChapter, method_chapter
from bajigong.law_book.past import Past, past
from bajigong.law_book.sentences import Sentence
from bajigong.law_book.terms import TermEntry, term_entries
from bajigong.law_book.tracks import TrackChapter, track_chapters
from bajigong.policy.text import Lang
from bajigong.tenants import Tenant


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
    desk = Desk.open(bundle, place, on, lang)
    tracks = track_chapters(desk)
    methods = method_chapter(desk, {name for track in tracks for name in track.methods()})
    own = own_standards(desk)
    brings, must = incentives(desk), duties(desk)
    sentences = [one for track in tracks for one in track.sentences()]
    sentences += [*methods.sentences(), *brings, *(one for group in must for one in group.sentences)]
    sentences += [one for standard in own for grade in standard.grades for one in grade.sentences]
    return Book(
        lang,
        Title(tenant.id, desk.say(tenant.label), place, desk.day(on), bundle.hash, bundle.drafts),
        documents(desk),
        tracks,
        methods,
        brings,
        must,
        past(desk),
        term_entries(desk),
        clauses(desk, sentences),
        editions(desk),
        own,
    )
