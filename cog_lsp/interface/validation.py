"""The second look: is the OpenAPI document valid that was written for an interface?

``cog build`` has it checked by kin-openapi. A default must fit its own schema, a regex must be one
that Go compiles, and an input with choices becomes a component, whose name must be fit for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cog_lsp.interface.causes import Cause
from cog_lsp.interface.go_text import to_int64
from cog_lsp.interface.interface import Input, Interface
from cog_lsp.interface.openapi import component_name, input_schema, openapi_of
from cog_lsp.interface.problem import Place, Problem
from cog_lsp.interface.re2 import RegexError, is_found, parse_regex
from cog_lsp.text import Span

_COMPONENT = re.compile(r"[A-Za-z0-9._-]+", re.ASCII)
# What each check is called in a schema, and as an argument of Input().
KEYWORDS = {
    "minimum": "ge",
    "maximum": "le",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "regex",
    "enum": "choices",
}


def document_problems(interface: Interface) -> Iterator[Problem]:
    """What is wrong with the document of a readable ``interface``, in the order of its inputs.

    The detail of a default's problem is the check that it fails: ``type``, ``anyOf``, or a key of
    :data:`KEYWORDS`.
    """
    schemas = openapi_of([interface])["components"]["schemas"]
    _, enums = input_schema(interface)
    names = (component_name(interface.mode, "Input"), component_name(interface.mode, "Output"))
    inputs = schemas[names[0]]
    checker = _Checker(schemas)
    for found in interface.inputs:
        taken = found.name in enums and schemas[found.name] != enums[found.name]
        replaces = found.name in enums and found.name in names
        if found.name in enums and _COMPONENT.fullmatch(found.name) is None:
            yield _problem(Cause.COMPONENT_NAME, found, found.node.name_span)
        property_ = inputs.get("properties", {}).get(found.name)
        failed = None
        if property_ is not None:
            error = _regex_error(found, property_)
            if error is not None:
                place = _argument(found, "regex") or found.node.span
                yield _problem(Cause.REGEX_NOT_RE2, found, place, error.part, error.reason)
            else:
                failed = checker.failed_default(property_)
        if taken and failed is not None:
            yield _problem(Cause.COMPONENT_TAKEN, found, found.node.name_span)
        elif failed is not None:
            yield _default_problem(found, failed)
        if (taken and failed is None) or replaces:
            yield _problem(Cause.COMPONENT_REPLACED, found, found.node.name_span)


def _problem(cause: Cause, found: Input, span: Span, text: str = "", detail: str = "") -> Problem:
    return Problem(cause, found.path, span, found.name, text, detail)


def _default_problem(found: Input, check: str) -> Problem:
    default = found.default
    assert default is not None, "only a default can be invalid"
    place = _argument(found, "default") or default.span
    related: list[Place] = []
    keyword = KEYWORDS.get(check)
    constraint = _argument(found, keyword) if keyword is not None else None
    if constraint is not None:
        related.append(Place(found.path, constraint, f"`{keyword}` is set here"))
    elif found.node.annotation is not None:
        related.append(Place(found.path, found.node.annotation.span, "the type is declared here"))
    if not place.contains(default.span):
        related.append(Place(found.path, default.span, "the default is set here"))
    return Problem(Cause.DEFAULT_INVALID, found.path, place, found.name, "", check, tuple(related))


def _argument(found: Input, keyword: str) -> Span | None:
    """Where the value of ``keyword`` is written; for a plain default where that is."""
    if found.call is not None:
        argument = found.call.keywords.get(keyword)
        return argument.value.span if argument is not None else None
    plain = found.node.default
    return plain.span if plain is not None and keyword == "default" else None


def _regex_error(found: Input, schema: Mapping[str, Any]) -> RegexError | None:
    """Why the regex does not compile, if it comes to be compiled: on strings only."""
    if found.regex is None or found.regex == "":
        return None
    is_string = schema.get("type") == "string"
    # Choices have no type, so there the regex is only looked at for a default that is a string.
    if not is_string and not ("type" not in schema and isinstance(schema.get("default"), str)):
        return None
    try:
        parse_regex(found.regex)
    except RegexError as error:
        return error
    return None


def fits(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether ``value`` is valid by ``schema``, which refers to no other."""
    return _Checker({}).failed(schema, value) is None


@dataclass(frozen=True, slots=True)
class _Checker:
    """Checks values against the schemas of one document."""

    schemas: Mapping[str, Any]

    def failed_default(self, schema: Mapping[str, Any]) -> str | None:
        """The check that the default of ``schema`` fails; no default, or null, fails none."""
        default = schema.get("default")
        return self.failed(schema, default) if default is not None else None

    def failed(self, schema: Mapping[str, Any], value: Any) -> str | None:
        """The first check of ``schema`` that ``value`` fails."""
        if "$ref" in schema:
            return self.failed(self.schemas[schema["$ref"].rpartition("/")[2]], value)
        if value is None:
            return None if schema.get("nullable") else "type"
        variants = schema.get("anyOf", [])
        if variants and all(self.failed(variant, value) is not None for variant in variants):
            return "anyOf"
        for part in schema.get("allOf", ()):
            failed = self.failed(part, value)
            if failed is not None:
                return failed
        if "enum" in schema and not any(_same(choice, value) for choice in schema["enum"]):
            return "enum"
        return self._failed_type(schema, value)

    def _failed_type(self, schema: Mapping[str, Any], value: Any) -> str | None:
        type_ = schema.get("type")
        if isinstance(value, bool):
            return None if type_ in (None, "boolean") else "type"
        if isinstance(value, int | float):
            return self._failed_number(schema, float(value))
        if isinstance(value, str):
            return _failed_string(schema, value) if type_ in (None, "string") else "type"
        if isinstance(value, list):
            if type_ not in (None, "array"):
                return "type"
            items = schema.get("items", {})
            return next((f for item in value if (f := self.failed(items, item)) is not None), None)
        return self._failed_object(schema, value) if type_ in (None, "object") else "type"

    def _failed_number(self, schema: Mapping[str, Any], value: float) -> str | None:
        type_ = schema.get("type")
        if type_ not in (None, "integer", "number"):
            return "type"
        if type_ == "integer" and not value.is_integer():
            return "type"
        if "minimum" in schema and not schema["minimum"] <= value:
            return "minimum"
        if "maximum" in schema and not schema["maximum"] >= value:
            return "maximum"
        return None

    def _failed_object(self, schema: Mapping[str, Any], value: Mapping[str, Any]) -> str | None:
        for name, item in value.items():
            inner = schema.get("properties", {}).get(name)
            if inner is not None and self.failed(inner, item) is not None:
                return "type"
        return "type" if any(name not in value for name in schema.get("required", ())) else None


def _failed_string(schema: Mapping[str, Any], value: str) -> str | None:
    low, high, pattern = (schema.get(key) for key in ("minLength", "maxLength", "pattern"))
    if low and len(value) < to_int64(low):
        return "minLength"
    if high is not None and len(value) > to_int64(high):
        return "maxLength"
    if pattern and is_found(parse_regex(pattern), value) is False:
        return "pattern"
    return None


def _same(choice: Any, value: Any) -> bool:
    """Equality of JSON values: ``1`` and ``1.0`` are the same, ``true`` is no number."""
    if isinstance(choice, bool) or isinstance(value, bool):
        return choice is value
    if isinstance(choice, list) and isinstance(value, list):
        return len(choice) == len(value) and all(map(_same, choice, value))
    if isinstance(choice, dict) and isinstance(value, dict):
        return choice.keys() == value.keys() and all(_same(choice[k], value[k]) for k in choice)
    return bool(choice == value)
