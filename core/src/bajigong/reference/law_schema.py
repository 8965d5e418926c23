"""The JSON Schema of a law file and of the file of tenants, with the kinds, terms and words that a bundle knows."""

from typing import Any, Final

from bajigong.law.checks import tables_read
from bajigong.law.opening import Bundle
from bajigong.law.parameters import SHORT, parameters
from bajigong.law.tenants import TenantFile
from bajigong.policy.asks import Kind, Requirement
from bajigong.policy.law import Filling, Term
from bajigong.policy.toml import SECTIONS
from bajigong.reference.json_schema import Schema, Writer

DIALECT: Final = "http://json-schema.org/draft-07/schema#"


def law_schema(bundle: Bundle) -> Schema:
    """Return the schema of a law file that is laid on a bundle."""
    writer = _writer(bundle)
    kinds = {name: said.what for name, said in sorted(bundle.kinds.items())}
    if SHORT in kinds:
        # Where the kind need not be named it may be.
        short = _parameters(writer, kinds[SHORT])
        short["properties"]["kind"] = {"const": SHORT}
        writer.definitions["condition"] = short
    writer.definitions["requirement"] = _requirement(writer, kinds)
    sections = {name: {"type": "array", "items": writer.write(cls)} for name, cls in SECTIONS.items()}
    writer.definitions[Filling.__name__]["allOf"] = [
        _value_of(writer, bundle, said.what) for _, said in sorted(bundle.terms.items())
    ]
    return {
        "$schema": DIALECT,
        "title": "Bajigong law file",
        "type": "object",
        "properties": sections,
        "additionalProperties": False,
        "definitions": writer.definitions,
    }


def tenants_schema(bundle: Bundle | None = None) -> Schema:
    """Return the schema of the file of tenants."""
    writer = _writer(bundle) if bundle else Writer()
    schema = writer.write(TenantFile)
    name = schema["$ref"].rpartition("/")[2]
    whole = writer.definitions.pop(name)
    return {"$schema": DIALECT, "title": "Bajigong tenants", **whole, "definitions": writer.definitions}


def _writer(bundle: Bundle) -> Writer:
    def choices(path: str) -> list[str]:
        return [one.value for one in bundle.facts[path].what.choices] if path in bundle.facts else []

    parts: dict[str, Any] = {
        "grade": bundle.grades,
        "term": bundle.terms,
        "gate": bundle.gates,
        "method": bundle.methods,
        "track": bundle.tracks,
        "template": bundle.templates,
    }
    return Writer(choices, parts)


def _requirement(writer: Writer, kinds: dict[str, Kind]) -> Schema:
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(kinds)}},
        "allOf": [
            {"if": _named("kind", name), "then": _with_kind(_parameters(writer, kind))} for name, kind in kinds.items()
        ],
    }


def _with_kind(schema: Schema) -> Schema:
    return {**schema, "properties": {"kind": {}, **schema["properties"]}}


def _parameters(writer: Writer, kind: Kind) -> Schema:
    known = parameters(kind)
    return {
        "type": "object",
        "description": kind.gist.en,
        "properties": {one.name: _left_open(writer, one.type) for one in known},
        "required": [one.name for one in known if one.needed],
        "additionalProperties": False,
    }


def _left_open(writer: Writer, wanted: Any) -> Schema:
    """A parameter is given its value, or left to a term; one that takes a requirement is written as one."""
    schema = writer.write(wanted)
    if Requirement in (wanted, *getattr(wanted, "__args__", ())):
        return schema
    return {"anyOf": [schema, {"$ref": "#/definitions/term"}]}


def _named(key: str, name: str) -> Schema:
    return {"properties": {key: {"const": name}}, "required": [key]}


def _value_of(writer: Writer, bundle: Bundle, term: Term) -> Schema:
    return {"if": _named("term", term.id), "then": {"properties": {"value": value_schema(writer, bundle, term)}}}


def value_schema(writer: Writer, bundle: Bundle, term: Term) -> Schema:
    """Return the schema of what a term may be filled with."""
    choices = {"enum": list(term.choices)}
    match term.kind:
        case "flag":
            return {"type": "boolean"}
        case "whole":
            bounds = {"minimum": term.least, "maximum": term.most}
            return {"type": "integer", **{key: bound for key, bound in bounds.items() if bound is not None}}
        case "choice":
            return choices
        case "choices":
            return {"type": "array", "minItems": 1, "items": choices}
        case "table":
            rows = [writer.write(wanted) for wanted in tables_read(bundle, term.id)]
            return rows[0] if rows else {"type": "array", "items": {"type": "object"}}
