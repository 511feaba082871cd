"""The JSON Schema (2020-12) of a procedure's answers, for machines that file."""

from typing import Any

from yakuba.platform.cases.procedures.answers import ACCOUNT, ACCOUNT_KINDS, ADDRESS, FILE, MOST_FILES
from yakuba.platform.cases.procedures.definition import Condition, Procedure, Question


def json_schema(procedure: Procedure) -> dict[str, Any]:
    """Branches are told by ``if``/``then``: a question is required where its branch is open."""
    always = [q.id for q in procedure.steps if q.required and q.when is None]
    branches = [
        {"if": _condition(q.when), "then": {"required": [q.id]}} for q in procedure.steps if q.required and q.when
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:yakuba:procedure:{procedure.code}:{procedure.version}",
        "title": procedure.title.ja,
        "type": "object",
        "properties": {q.id: _property(q) for q in procedure.steps},
        "required": always,
        "additionalProperties": False,
        **({"allOf": branches} if branches else {}),
    }


def _property(question: Question) -> dict[str, Any]:
    values = [option.value for option in question.options]
    kinds: dict[str, dict[str, Any]] = {
        "choice": {"type": "string", "enum": values},
        "choices": {"type": "array", "items": {"type": "string", "enum": values}, "uniqueItems": True},
        "yes_no": {"type": "string", "enum": ["yes", "no"]},
        "people": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
        "date": {"type": "string", "format": "date"},
        "text": {"type": "string", "maxLength": question.longest},
        "phone": {"type": "string", "pattern": r"^(0[0-9]{9,10}|\+[0-9]{8,15})$"},
        "number": {"type": "integer", "minimum": question.least, "maximum": question.most},
        "email": {"type": "string", "format": "email"},
        "account": {
            "type": "object",
            "properties": {part: {"type": "string"} for part in ACCOUNT} | {"kind": {"enum": list(ACCOUNT_KINDS)}},
            "required": list(ACCOUNT),
            "additionalProperties": False,
        },
        "file": {"type": "array", "maxItems": MOST_FILES, "items": {"type": "object", "required": list(FILE)}},
        "address": {
            "type": "object",
            "properties": {part: {"type": "string"} for part in ADDRESS},
            "required": ["prefecture", "municipality"],
            "additionalProperties": False,
        },
    }
    return {"title": question.title.ja, "x-standard-item": question.item, **kinds[question.kind]}


def _condition(when: Condition) -> dict[str, Any]:
    if when.all_of:
        return {"allOf": [_condition(part) for part in when.all_of]}
    if when.any_of:
        return {"anyOf": [_condition(part) for part in when.any_of]}
    if when.not_ is not None:
        return {"not": _condition(when.not_)}
    wanted: dict[str, Any] = {"const": when.is_} if when.is_ else {"contains": {"const": when.includes}}
    return {"properties": {when.question: wanted}, "required": [when.question]}
