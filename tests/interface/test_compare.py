"""What of a change to the interface breaks its callers."""

from __future__ import annotations

from typing import Any

import pytest

from cog_lsp.interface.compare import InterfaceChange, Subject, compare

Json = dict[str, Any]

INTEGER: Json = {"type": "integer"}
NUMBER: Json = {"type": "number"}
STRING: Json = {"type": "string"}
FILE: Json = {"type": "string", "format": "uri"}
SECRET: Json = {"type": "string", "format": "password"}
OBJECT: Json = {"type": "object"}


def listed(item: Json) -> Json:
    return {"type": "array", "items": item}


def union(*variants: Json) -> Json:
    return {"anyOf": list(variants)}


def streamed(item: Json, **more: str) -> Json:
    return {**listed(item), "x-cog-array-type": "iterator", **more}


TEXT = streamed(STRING, **{"x-cog-array-display": "concatenate"})


def made(**properties: Json) -> Json:
    required = [name for name, schema in properties.items() if not schema.pop("optional", False)]
    return {"type": "object", "properties": properties, "required": required}


def document(
    inputs: dict[str, Json] | None = None, output: Json | None = None, choices: Any = None
) -> Json:
    """An OpenAPI document; an input is required unless it has a default or is nullable."""
    properties = inputs or {}
    required = [
        name for name, schema in properties.items() if not schema.keys() & {"default", "nullable"}
    ]
    schemas: Json = {
        "Input": {"type": "object", "properties": properties, "required": required},
        "Output": output or STRING,
    }
    if choices is not None:
        schemas["mode"] = {"title": "mode", "type": "string", "enum": choices}
    return {"components": {"schemas": schemas}}


def chosen(*choices: str) -> Json:
    return document(
        {"mode": {"allOf": [{"$ref": "#/components/schemas/mode"}], "default": "a"}},
        choices=list(choices),
    )


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (INTEGER, NUMBER, None),
        (NUMBER, INTEGER, "changed its type from number to integer"),
        (STRING, INTEGER, "changed its type from string to integer"),
        (STRING, FILE, "changed its type from string to file"),
        (FILE, STRING, None),
        (STRING, SECRET, None),
        (STRING, {}, None),
        (listed(INTEGER), listed(NUMBER), None),
        (listed(STRING), listed(FILE), "changed its type from list of string to list of file"),
        (INTEGER, listed(INTEGER), "changed its type from integer to list of integer"),
        (STRING, union(STRING, INTEGER), None),
        (union(STRING, INTEGER), STRING, "changed its type from string or integer to string"),
        (union(STRING, INTEGER), union(NUMBER, STRING), None),
        (INTEGER, {**INTEGER, "minimum": 1}, "has the new bound `ge=1`"),
        ({**INTEGER, "minimum": 1}, {**INTEGER, "minimum": 2}, "narrowed `ge` from 1 to 2"),
        ({**INTEGER, "minimum": 2}, {**INTEGER, "minimum": 1}, None),
        ({**NUMBER, "maximum": 9}, {**NUMBER, "maximum": 8.5}, "narrowed `le` from 9 to 8.5"),
        ({**NUMBER, "maximum": 9}, NUMBER, None),
        (STRING, {**STRING, "minLength": 1}, "has the new bound `min_length=1`"),
        (
            {**STRING, "maxLength": 80},
            {**STRING, "maxLength": 40},
            "narrowed `max_length` from 80 to 40",
        ),
        (STRING, {**STRING, "pattern": "^a"}, "has a new pattern, `^a`"),
        ({**STRING, "pattern": "^b"}, {**STRING, "pattern": "^a"}, "has a different pattern, `^a`"),
        ({**STRING, "pattern": "^a"}, STRING, None),
        ({**STRING, "nullable": True, "default": None}, {**STRING, "default": ""},
         "no longer accepts null"),
    ],
)  # fmt: skip
def test_an_input_that_takes_less_than_before(old: Json, new: Json, what: str | None) -> None:
    found = compare(document({"x": old}), document({"x": new}))
    breaking = [change.what for change in found if change.breaking]
    assert breaking == ([f"the input `x` {what}"] if what is not None else [])


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (("a", "b", "c"), ("a",), 'no longer accepts `"b"`, `"c"`'),
        (("a",), ("b", "a"), None),
        (("a", "b"), ("b", "a"), None),
    ],
)
def test_choices_that_are_fewer(
    old: tuple[str, ...], new: tuple[str, ...], what: str | None
) -> None:
    found = [change.what for change in compare(chosen(*old), chosen(*new))]
    assert found == ([f"the input `mode` {what}"] if what is not None else [])


def test_choices_where_there_were_none() -> None:
    (change,) = compare(document({"mode": {**STRING, "default": "a"}}), chosen("a", "b"))
    assert change.what == 'the input `mode` now accepts only `"a"`, `"b"`'
    assert change.breaking


def test_inputs_that_come_and_go() -> None:
    old = document({"gone": STRING, "same": INTEGER, "later": {**INTEGER, "default": 3}})
    new = document(
        {"same": INTEGER, "later": INTEGER, "must": STRING, "may": {**STRING, "default": "x"}}
    )
    assert [(change.name, change.breaking) for change in compare(old, new)] == [
        ("gone", True),
        ("later", True),
        ("must", True),
        ("may", False),
    ]


def test_a_new_default_breaks_nobody_but_is_told() -> None:
    old = document({"steps": {**INTEGER, "default": 50}})
    assert compare(old, document({"steps": {**INTEGER, "default": 28}})) == (
        InterfaceChange(
            Subject.INPUT,
            "steps",
            "the default of `steps` changed from `50` to `28`",
            "a request without it runs with the new value",
            breaking=False,
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (STRING, FILE, "the output changed from string to file"),
        (FILE, listed(FILE), "the output changed from file to list of file"),
        (STRING, TEXT, "the output changed from string to a stream of text (string)"),
        (listed(FILE), streamed(FILE), "the output changed from list of file to a stream of file"),
        (STRING, {**STRING, "title": "Output"}, None),
        (made(a=STRING), made(a=STRING, b=STRING), None),
        (made(a=STRING, b=FILE), made(a=STRING), "the output no longer has `b`"),
        (made(a=STRING), made(a=FILE), None),
        (made(a=FILE), made(a=STRING), "`a` of the output changed from file to string"),
        (made(a=NUMBER), made(a=INTEGER), None),
        (made(a=INTEGER), made(a=NUMBER), "`a` of the output changed from integer to number"),
        (made(a=STRING), made(a={**STRING, "optional": True}), "`a` of the output may now be null"),
        (listed(made(a=STRING)), listed(made(b=STRING)), "the output no longer has `a`"),
    ],
)
def test_an_output_that_is_read_otherwise(old: Json, new: Json, what: str | None) -> None:
    found = compare(document(output=old), document(output=new))
    assert [change.what for change in found] == ([what] if what is not None else [])
    assert all(change.breaking for change in found)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"components": []},
        {"components": {"schemas": {"Input": [], "Output": "x"}}},
        {"components": {"schemas": {"Input": {"properties": {"x": 3}, "required": "x"}}}},
        {"components": {"schemas": {"Input": {"properties": {"x": {"allOf": [{"$ref": 4}]}}}}}},
        {"components": {"schemas": {"Input": {"properties": {"x": {"anyOf": [1, None]}}}}}},
    ],
)
def test_a_document_of_another_shape_breaks_nothing(broken: Json) -> None:
    good = document({"x": STRING})
    assert all(change.subject is Subject.INPUT for change in compare(broken, good))
    assert all(change.subject is Subject.INPUT for change in compare(good, broken))
