"""``bajigong certificate``: what a certificate number says, part by part."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from bajigong.cli.options import NOTE, json_option, lang_option
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.law.certificates import NumberProblem, NumberReading, PartReading, SchemeReading
    from bajigong.law.opening import Bundle

_HEADERS = (Text("位次", "position"), Text("内容", "text"), Text("项目", "part"), Text("含义", "meaning"))
_WELL_FORMED = Text("格式相符", "well formed")
_ILL_FORMED = Text("格式不符", "not well formed")
_UNKNOWN = Text("含义不明", "unknown")
_SCHEME = Text("编码类别", "kind")
_GIST = Text("说明", "about")
_BASIS = Text("依据", "source")
_FILING = Text("备案号", "filing number")
_OLD = Text("{label}（已停用）", "{label}, no longer issued")
_PROBLEM = Text("问题：{it}", "problem: {it}")


@click.command()
@click.argument("numbers", metavar="NUMBER...", nargs=-1, required=True)
@json_option
@lang_option
@click.pass_context
def certificate(ctx: click.Context, *, numbers: tuple[str, ...], as_json: bool, lang: Lang) -> None:
    """Explain certificate numbers (证书编号) part by part.

    Exit code 1 if one of them is not well formed. A well-formed number may still belong to no certificate.
    """
    from bajigong.cli.options import open_for, today
    from bajigong.cli.show.lines import print_json
    from bajigong.law.certificates import explain

    bundle = open_for(None, None)
    schemes = [said.what for said in bundle.number_schemes.values()]
    readings = [explain(number, schemes, today()) for number in numbers]
    if as_json:
        print_json([_as_json(bundle, reading, lang) for reading in readings])
    else:
        _print(bundle, readings, lang)
    ctx.exit(0 if all(reading.well_formed for reading in readings) else 1)


def _print(bundle: "Bundle", readings: "list[NumberReading]", lang: Lang) -> None:
    for count, reading in enumerate(readings):
        if count:
            click.echo()
        verdict = _WELL_FORMED if reading.well_formed else _ILL_FORMED
        click.echo(f"{reading.number or repr(reading.given)}  {verdict.say(lang)}")
        for candidate in reading.candidates:
            _print_candidate(bundle, candidate, lang)
        if not reading.candidates:
            _print_problems(reading.problems, lang)
        for note in reading.notes:
            click.echo(NOTE.fill(it=note).say(lang))


def _print_candidate(bundle: "Bundle", reading: "SchemeReading", lang: Lang) -> None:
    from bajigong.cli.show.lines import print_fields, print_table

    scheme = reading.scheme
    label = scheme.label if scheme.current else _OLD.fill(label=scheme.label)
    print_fields(
        [
            (_SCHEME, label.say(lang)),
            (_GIST, scheme.gist.say(lang)),
            (_BASIS, _basis(bundle, reading, lang)),
            (_FILING, reading.filing),
        ],
        lang,
    )
    print_table(_HEADERS, [_row(part, lang) for part in reading.parts], lang, indent="  ")
    _print_problems(reading.problems, lang)


def _print_problems(problems: "Iterable[NumberProblem]", lang: Lang) -> None:
    for problem in problems:
        click.echo(_PROBLEM.fill(it=problem.text).say(lang))


def _row(part: "PartReading", lang: Lang) -> tuple[str, ...]:
    meaning = part.meaning.say(lang) if part.meaning else _UNKNOWN.say(lang) if part.unknown else "-"
    return part.positions, part.text, part.part.label.say(lang), meaning


def _basis(bundle: "Bundle", reading: "SchemeReading", lang: Lang) -> str:
    scheme = reading.scheme
    if not scheme.clause:
        return scheme.source
    clause = bundle.clauses[scheme.clause].what
    document = bundle.documents[clause.document].what
    note = Text("（{it}）", " ({it})").fill(it=document.note).say(lang) if document.note else ""
    return f"{document.name.say(lang)}{note}"


def _as_json(bundle: "Bundle", reading: "NumberReading", lang: Lang) -> dict[str, Any]:
    return {
        "given": reading.given,
        "number": reading.number,
        "well_formed": reading.well_formed,
        "candidates": [_candidate_json(bundle, one, lang) for one in reading.candidates],
        "problems": _problems_json(reading.problems, lang),
        "notes": [note.say(lang) for note in reading.notes],
    }


def _candidate_json(bundle: "Bundle", reading: "SchemeReading", lang: Lang) -> dict[str, Any]:
    scheme = reading.scheme
    return {
        "scheme": scheme.id,
        "label": scheme.label.say(lang),
        "current": scheme.current,
        "certificate": scheme.certificate,
        "about": scheme.gist.say(lang),
        "source": _basis(bundle, reading, lang),
        "cites": [scheme.clause] if scheme.clause else [],
        "filing_number": reading.filing or None,
        "parts": [_part_json(part, lang) for part in reading.parts],
        "problems": _problems_json(reading.problems, lang),
    }


def _part_json(part: "PartReading", lang: Lang) -> dict[str, Any]:
    return {
        "id": part.part.id,
        "label": part.part.label.say(lang),
        "position": part.position,
        "text": part.text,
        "meaning": part.meaning.say(lang) if part.meaning else None,
        "unknown": part.unknown,
    }


def _problems_json(problems: "Iterable[NumberProblem]", lang: Lang) -> list[dict[str, Any]]:
    return [{"kind": p.kind, "position": p.position, "text": p.text.say(lang)} for p in problems]
