"""The JSON Schema of a law file and of the file of tenants, with the kinds, terms and words that a bundle knows."""

from collections import abc
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import attrs
from attrs import define, field

from bajigong.law.built import parameters
from bajigong.law.checks import tables_read
from bajigong.law.opening import Bundle
from bajigong.law.tenants import TenantFile
from bajigong.policy.asks import Ask, Kind, Requirement, TermRef, When
from bajigong.policy.law import Document, Filling, Term
from bajigong.policy.registers import SHORT, Condition, TradeGrades
from bajigong.policy.text import Text
from bajigong.policy.toml import SECTIONS
from bajigong.policy.types import (
    PROVINCES,
    ChoiceOf,
    DayOfYear,
    GradeId,
    Least,
    Names,
    Region,
    Some,
    fields_of,
    is_pairs,
)

Schema = dict[str, Any]

_PLAIN: Final[Mapping[Any, Schema]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    # TOML's own dates; a validator of TOML hands them over as text.
    date: {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    Any: {},
}
TEXT: Final[Schema] = {
    "type": "object",
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
    "required": ["zh", "en"],
    "additionalProperties": False,
}
TERM: Final[Schema] = {
    "type": "object",
    "properties": {"term": {"type": "string"}},
    "required": ["term"],
    "additionalProperties": False,
}
ASKED: Final[Schema] = {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/requirement"}}
CHOICE: Final[Schema] = {"type": "array", "minItems": 1, "items": ASKED}
_REGION: Final = f"^(?:(?:{'|'.join(sorted(PROVINCES))})[0-9]{{4}})?$"


@define
class Writer:
    """Writes types down as schemas; declarations become definitions that are referred to by name.

    ``choices`` gives the choices of a fact by its path or role, ``names`` what is declared under each kind of name.
    """

    choices: Callable[[str], Iterable[str]] = lambda _: ()
    names: Mapping[str, Iterable[str]] = field(factory=dict)
    definitions: dict[str, Schema] = field(factory=lambda: {"text": TEXT, "term": TERM})

    def write(self, wanted: Any) -> Schema:
        """Return the schema of a type."""
        if wanted in _PLAIN:
            return dict(_PLAIN[wanted])
        special = self._special(wanted)
        if special is not None:
            return special
        origin = get_origin(wanted)
        if origin is Annotated:
            return self._annotated(wanted)
        if origin is Literal:
            return {"enum": list(get_args(wanted))}
        if origin in (Union, UnionType):
            members = [self.write(member) for member in get_args(wanted) if member is not NoneType]
            return members[0] if len(members) == 1 else {"anyOf": members}
        if is_pairs(wanted):
            return {"type": "object", "additionalProperties": self.write(get_args(get_args(wanted)[0])[1])}
        if origin is tuple:
            return {"type": "array", "items": self.write(get_args(wanted)[0])}
        if attrs.has(wanted):
            return self.declaration(wanted)
        return {}

    def _special(self, wanted: Any) -> Schema | None:
        match wanted:
            case _ if wanted is Text:
                return {"$ref": "#/definitions/text"}
            case _ if wanted is TermRef:
                return {"$ref": "#/definitions/term"}
            case _ if wanted is When:
                return dict(ASKED)
            case _ if wanted in (Ask, Requirement):
                return {"$ref": "#/definitions/requirement"}
            case _ if wanted == tuple[Condition, ...]:
                return _by_grade({"anyOf": [{"type": "string"}, self._short(), dict(ASKED), _either()]})
            case _ if wanted == tuple[TradeGrades, ...]:
                return {"type": "object", "additionalProperties": self.write(tuple[GradeId, ...])}
            case _ if get_origin(wanted) is abc.Callable:
                return {}
        return None

    def _short(self) -> Schema:
        """The short form of a standard's condition: the parameters of its kind, without the kind."""
        return {"$ref": "#/definitions/condition"} if "condition" in self.definitions else {"type": "object"}

    def _annotated(self, wanted: Any) -> Schema:
        base, *marks = get_args(wanted)
        schema = self.write(base)
        for mark in marks:
            match mark:
                case Least(number):
                    schema["minimum"] = number
                case Some():
                    schema["minItems"] = 1
                case Region():
                    schema["pattern"] = _REGION
                case DayOfYear():
                    schema["pattern"] = "^(?:[0-9]{2}-[0-9]{2})?$"
                case ChoiceOf(fact):
                    schema = _enum(self.choices(fact), schema)
                case Names("grade"):
                    grades = [*self.names.get("grade", ())]
                    numbers = [int(name) for name in grades if name.isdigit()]
                    schema = {"enum": [*grades, *numbers]} if grades else {"type": ["string", "integer"]}
                case Names(what):
                    # Names that are known are offered; a file may declare further ones of its own.
                    schema = _offered(self.names.get(what, ()), schema)
        return schema

    def declaration(self, cls: Any) -> Schema:
        """Return a reference to the schema of a declaration."""
        name = cls.__name__
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = self._table(cls)
        return {"$ref": f"#/definitions/{name}"}

    def _table(self, cls: Any) -> Schema:
        fields = fields_of(cls)
        properties = {name: self.write(one.type) for name, one in fields.items()}
        if any(one.type is When for one in fields.values()):
            properties["any"] = dict(CHOICE)
        if cls is Document:
            properties["status"] = {"enum": ["draft", "in_force"]}
        return {
            "type": "object",
            "description": " ".join((cls.__doc__ or "").split("\n\n")[0].split()),
            "properties": properties,
            "required": [name for name, one in fields.items() if one.default is attrs.NOTHING],
            "additionalProperties": False,
        }


def _enum(words: Iterable[str], otherwise: Schema) -> Schema:
    known = list(words)
    return {"enum": known} if known else otherwise


def _offered(words: Iterable[str], otherwise: Schema) -> Schema:
    known = sorted(words)
    return {"anyOf": [{"enum": known}, otherwise]} if known else otherwise


def _by_grade(one: Schema) -> Schema:
    return {"type": "object", "additionalProperties": {"type": "array", "items": one}}


def _either() -> Schema:
    return {
        "type": "object",
        "properties": {"any": CHOICE, "when": ASKED},
        "required": ["any"],
        "additionalProperties": False,
    }


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
    def choices(fact: str) -> list[str]:
        field = bundle.schema.fact(fact)
        return [one.value for one in field.choices] if field else []

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
