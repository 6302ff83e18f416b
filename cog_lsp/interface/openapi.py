"""The OpenAPI document that ``cog build`` would write for an interface.

Key order is Cog's: components and inputs in their own order, everything else sorted by name, as
Go's JSON writer sorts what has no order. :func:`to_json` writes the same bytes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

from cog_lsp.interface.go_text import float_text, title_case
from cog_lsp.interface.interface import Input, Interface
from cog_lsp.interface.target import Mode
from cog_lsp.interface.types import JSON_TYPES, InputType, OutputType, Primitive
from cog_lsp.knowledge.cog import cog_version

JsonObject = dict[str, Any]

_PREFIX = "#/components/schemas/"
_ESCAPES = str.maketrans(
    {
        "<": "\\u003c",
        ">": "\\u003e",
        "&": "\\u0026",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
)


def openapi_of(interfaces: Iterable[Interface]) -> JsonObject:
    """The document of one or two readable interfaces.

    With a model and a training, the training's paths and components are added where their name is
    not taken, and all is sorted.
    """
    documents = [_document(interface) for interface in interfaces]
    merged = documents[0]
    if len(documents) == 1:
        return merged
    for other in documents[1:]:
        for ours, theirs in (
            (merged["paths"], other["paths"]),
            (merged["components"]["schemas"], other["components"]["schemas"]),
        ):
            for name, value in theirs.items():
                ours.setdefault(name, value)
    sorted_: JsonObject = _sorted(merged)
    return sorted_


def input_schema(interface: Interface) -> tuple[JsonObject, dict[str, JsonObject]]:
    """The schema of the inputs, and the components of those that have choices, by their names."""
    properties: JsonObject = {}
    enums: dict[str, JsonObject] = {}
    required: list[str] = []
    for found in interface.inputs:
        properties[found.name] = _property(found)
        if found.choices:
            enums[found.name] = _enum(found)
        if found.required:
            required.append(found.name)
    schema: JsonObject = {"properties": properties}
    if required:
        schema["required"] = required
    return {**schema, "title": component_name(interface.mode, "Input"), "type": "object"}, enums


def output_schema(output: OutputType) -> JsonObject:
    """The schema of the output; its title is ``Output`` for a training too."""
    return _sorted_keys({**_output(output), "title": "Output"})


def component_name(mode: Mode, part: str) -> str:
    """What the component of ``part`` (``Input`` or ``Output``) is called."""
    return f"Training{part}" if mode == "train" else part


def _property(found: Input) -> JsonObject:
    schema: JsonObject = {"x-order": found.order}
    if found.choices:
        schema["allOf"] = [{"$ref": _PREFIX + found.name}]
    else:
        schema["title"] = title_case(found.name)
        schema.update(_input(found.type) if found.type is not None else {})
    default = found.effective_default
    if default is not None:
        schema["default"] = default.to_json()
    if found.nullable:
        schema["nullable"] = True
    if found.deprecated:
        schema["deprecated"] = True
    for key, value in (
        ("description", found.description),
        ("minimum", found.ge),
        ("maximum", found.le),
        ("minLength", found.min_length),
        ("maxLength", found.max_length),
        ("pattern", found.regex),
        ("x-cog-accept", found.accept),
    ):
        if value is not None:
            schema[key] = value
    return _sorted_keys(schema)


def _enum(found: Input) -> JsonObject:
    base: Primitive = found.type.base if found.type is not None else "Any"
    return {
        "description": "An enumeration.",
        "enum": [choice.to_json() for choice in found.choices],
        "title": found.name,
        "type": JSON_TYPES[base],
    }


def _primitive(primitive: Primitive) -> JsonObject:
    schema: JsonObject = {"type": JSON_TYPES[primitive]}
    if primitive in ("Path", "File"):
        schema["format"] = "uri"
    elif primitive == "Secret":
        schema |= {"format": "password", "writeOnly": True, "x-cog-secret": True}
    return _sorted_keys(schema)


def _input(type_: InputType) -> JsonObject:
    schema: JsonObject
    if type_.kind == "array" and type_.elem is not None:
        schema = {"items": _input(type_.elem), "type": "array"}
    elif type_.kind == "union":
        variants = [_input(variant) for variant in type_.variants]
        if type_.nullable:
            variants = [_sorted_keys({**variant, "nullable": True}) for variant in variants]
        schema = {"anyOf": variants}
    else:
        schema = _primitive(type_.primitive)
    if type_.nullable:
        schema["nullable"] = True
    return _sorted_keys(schema)


def _output(type_: OutputType) -> JsonObject:
    schema: JsonObject
    if type_.kind == "primitive":
        schema = _primitive(type_.primitive)
    elif type_.kind == "object":
        properties = {
            item.name: _sorted_keys({**_output(item.type), "title": title_case(item.name)})
            for item in type_.fields
        }
        schema = {"properties": properties, "type": "object"}
        required = [item.name for item in type_.fields if item.required]
        if required:
            schema["required"] = required
    elif type_.kind == "dict":
        schema = {"type": "object"}
        if type_.elem is not None:
            schema["additionalProperties"] = _output(type_.elem)
    elif type_.kind == "any":
        schema = {"type": "object"}
    else:
        items = _output(type_.elem) if type_.elem is not None else {"type": "object"}
        schema = {"items": items, "type": "array"}
        if type_.is_iterator:
            schema["x-cog-array-type"] = "iterator"
        if type_.kind == "concat_iterator":
            schema["x-cog-array-display"] = "concatenate"
    if type_.nullable:
        schema["nullable"] = True
    return _sorted_keys(schema)


def _document(interface: Interface) -> JsonObject:
    if interface.output is None:
        raise ValueError("the interface has no output, so Cog writes no document")
    inputs, enums = input_schema(interface)
    train = interface.mode == "train"
    request = "TrainingRequest" if train else "PredictionRequest"
    response = "TrainingResponse" if train else "PredictionResponse"
    # A later component takes the place of an earlier one that has its name, but keeps its place.
    schemas: JsonObject = {
        inputs["title"]: inputs,
        component_name(interface.mode, "Output"): output_schema(interface.output),
    }
    schemas.update(enums)
    input_ref = {"$ref": _PREFIX + inputs["title"]}
    output_ref = {"$ref": _PREFIX + component_name(interface.mode, "Output")}
    schemas[request] = _object(request, {"id": _titled("Id"), "input": input_ref})
    schemas[response] = _object(response, _response_fields(input_ref, output_ref))
    schemas.update(_common_schemas())
    return {
        "components": {"schemas": schemas},
        "info": {"title": "Cog", "version": cog_version()},
        "openapi": "3.0.2",
        "paths": _paths(interface, request, response),
    }


def _titled(title: str, type_: str = "string", **more: Any) -> JsonObject:
    return _sorted_keys({"title": title, "type": type_, **more})


def _object(title: str, properties: JsonObject) -> JsonObject:
    return {"properties": _sorted_keys(properties), "title": title, "type": "object"}


def _response_fields(input_ref: JsonObject, output_ref: JsonObject) -> JsonObject:
    times = {
        name: _titled(title_case(name), format="date-time")
        for name in ("created_at", "started_at", "completed_at")
    }
    texts = {
        name: _titled(title_case(name)) for name in ("id", "version", "status", "error", "logs")
    }
    metrics = _titled("Metrics", "object")
    return {"input": input_ref, "output": output_ref, **times, **texts, "metrics": metrics}


def _common_schemas() -> JsonObject:
    reference = {"$ref": _PREFIX + "ValidationError"}
    location = {
        "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        "title": "Location",
        "type": "array",
    }
    validation = {"loc": location, "msg": _titled("Message"), "type": _titled("Error Type")}
    detail = {"items": reference, "title": "Detail", "type": "array"}
    return {
        "Status": {
            "description": "An enumeration.",
            "enum": ["starting", "processing", "succeeded", "canceled", "failed"],
            "title": "Status",
            "type": "string",
        },
        "HTTPValidationError": _object("HTTPValidationError", {"detail": detail}),
        "ValidationError": _sorted_keys(
            {**_object("ValidationError", validation), "required": ["loc", "msg", "type"]}
        ),
    }


def _paths(interface: Interface, request: str, response: str) -> JsonObject:
    train = interface.mode == "train"
    noun, verb, plural = ("training", "Train", "trainings") if train else (
        "prediction", "Predict", "predictions"
    )  # fmt: skip
    main: JsonObject = {
        "description": f"Run a single {noun} on the model",
        "operationId": f"{verb.lower()}_{plural}_post",
        "requestBody": {"content": _content({"$ref": _PREFIX + request})},
        "responses": _responses({"$ref": _PREFIX + response}),
        "summary": verb,
    }
    if not train and interface.streaming is not None:
        main["x-cog-streaming"] = True
    parameter = f"{noun}_id"
    cancel: JsonObject = {
        "operationId": f"cancel_{plural}__{parameter}__cancel_post",
        "parameters": [
            {
                "in": "path",
                "name": parameter,
                "required": True,
                "schema": _titled(title_case(parameter)),
            }
        ],
        "responses": _responses({}),
        "summary": "Cancel",
    }
    return {
        "/": {"get": _get("root__get", "Root")},
        "/health-check": {"get": _get("healthcheck_health_check_get", "Healthcheck")},
        f"/{plural}": {"post": main},
        f"/{plural}/{{{parameter}}}/cancel": {"post": cancel},
    }


def _get(operation: str, summary: str) -> JsonObject:
    responses = {"200": {"content": _content({}), "description": "Successful Response"}}
    return {"operationId": operation, "responses": responses, "summary": summary}


def _content(schema: JsonObject) -> JsonObject:
    return {"application/json": {"schema": schema}}


def _responses(schema: JsonObject) -> JsonObject:
    refused = _content({"$ref": _PREFIX + "HTTPValidationError"})
    return {
        "200": {"content": _content(schema), "description": "Successful Response"},
        "422": {"content": refused, "description": "Validation Error"},
    }


def _sorted_keys(schema: JsonObject) -> JsonObject:
    return dict(sorted(schema.items()))


def _sorted(value: Any) -> Any:
    """``value`` with the keys of every object in it sorted."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return value


def to_json(value: Any, indent: int = 0, _depth: int = 0) -> str:
    """``value`` as Go writes it: compact, or with ``indent`` blanks a level."""
    if isinstance(value, dict):
        colon = ": " if indent else ":"
        items = [
            f"{_string(key)}{colon}{to_json(item, indent, _depth + 1)}"
            for key, item in value.items()
        ]
        return _bracketed("{", items, "}", indent, _depth)
    if isinstance(value, list | tuple):
        items = [to_json(item, indent, _depth + 1) for item in value]
        return _bracketed("[", items, "]", indent, _depth)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    return _string(value) if isinstance(value, str) else str(value)


def _bracketed(start: str, items: list[str], end: str, indent: int, depth: int) -> str:
    if not items or not indent:
        return start + ",".join(items) + end
    margin = " " * indent * depth
    inner = margin + " " * indent
    lines = f",\n{inner}".join(items)
    return f"{start}\n{inner}{lines}\n{margin}{end}"


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"{value} has no form in JSON")
    text = float_text(value, -6, 21)
    # Go shortens e-09 to e-9, and leaves e+21 as it is.
    return text.replace("e-0", "e-")


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).translate(_ESCAPES)
