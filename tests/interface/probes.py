"""Small predictors with the verdict of Cog 0.22's own static analyser, recorded as data.

Each line of probes.jsonl is one: ``source`` (at ``source_path``, else predict.py), other ``files``,
``ref`` and ``mode``; then what Cog said: ``expect`` (ok or error), ``error_kind`` (null if an error
has none), ``inputs``, ``output``, the schemas, and ``openapi_invalid`` if Cog refuses
the document that it wrote.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cog_lsp.interface import Input, InputType, Interface, OutputType, interfaces_of
from tests.projects import project

_FILE = Path(__file__).with_name("probes.jsonl")


def probes() -> list[dict[str, Any]]:
    """All probes."""
    return [json.loads(line) for line in _FILE.read_text("utf-8").splitlines()]


def read_probe(probe: dict[str, Any]) -> Interface:
    """What we read of ``probe``."""
    path = probe["source_path"] or "predict.py"
    key = "train" if probe["mode"] == "train" else "predict"
    reference = json.dumps(f"{path}:{probe['ref']}")
    files = {path: probe["source"], **probe["files"], "cog.yaml": f"{key}: {reference}\n"}
    return interfaces_of(project(files))[0]


def input_facts(found: Input) -> dict[str, Any]:
    """``found`` in the probes' words."""
    assert found.type is not None
    facts: dict[str, Any] = {
        "name": found.name,
        "order": found.order,
        "primitive": found.type.base,
        "repetition": found.type.repetition,
        "type": _input_type(found.type),
        "has_default": found.default is not None,
        # Before the special cases of the document: see Input.required.
        "required": found.default is None and not found.type.nullable,
    }
    if found.default is not None:
        facts["default"] = found.default.to_json()
        facts["default_kind"] = found.default.kind
    if found.choices:
        facts["choices"] = [choice.to_json() for choice in found.choices]
    for name in (
        "description", "ge", "le", "min_length", "max_length", "regex", "accept", "deprecated",
    ):  # fmt: skip
        value = getattr(found, name)
        if value is not None:
            facts[name] = value
    return facts


def _input_type(type_: InputType) -> dict[str, Any]:
    facts: dict[str, Any] = {"kind": type_.kind, "nullable": type_.nullable}
    if type_.kind == "primitive":
        facts["primitive"] = type_.primitive
    if type_.elem is not None:
        facts["elem"] = _input_type(type_.elem)
    if type_.variants:
        facts["variants"] = [_input_type(variant) for variant in type_.variants]
    return facts


def output_facts(type_: OutputType) -> dict[str, Any]:
    """``type_`` in the probes' words."""
    facts: dict[str, Any] = {"kind": type_.kind, "nullable": type_.nullable}
    if type_.kind == "primitive":
        facts["primitive"] = type_.primitive
    if type_.elem is not None:
        name = {"array": "items", "dict": "value"}.get(type_.kind, "elem")
        facts[name] = output_facts(type_.elem)
    if type_.kind == "object":
        facts["fields"] = [
            {
                "name": item.name,
                "required": item.required,
                "type": output_facts(item.type),
                **(
                    {"default": item.default.to_json(), "has_default": True}
                    if item.default is not None
                    else {}
                ),
            }
            for item in type_.fields
        ]
    return facts
