"""The document that we write is the one that Cog 0.22 writes, to the byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cog_lsp.interface import interfaces_of
from cog_lsp.interface.openapi import openapi_of, to_json
from tests.projects import project

_FILE = Path(__file__).with_name("documents.jsonl")
DOCUMENTS = [json.loads(line) for line in _FILE.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", DOCUMENTS, ids=[case["name"] for case in DOCUMENTS])
def test_document(case: dict[str, Any]) -> None:
    config = "".join(
        f"{key}: {json.dumps(case[key])}\n" for key in ("predict", "train") if case[key]
    )
    interfaces = interfaces_of(project({"cog.yaml": config, **case["files"]}))
    both = case["predict"] and case["train"]
    assert to_json(openapi_of(interfaces), indent=2 if both else 0) == case["document"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (0.5, "0.5"),
        (-0.0, "-0"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1e-6, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (1e-10, "1e-10"),
        (2**63 - 1, "9223372036854775807"),
        (True, "true"),
        (None, "null"),
        ("<a & b>\u2028", r'"\u003ca \u0026 b\u003e\u2028"'),
        ("é\x7f\n", '"é\x7f\\n"'),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_values_are_written_as_go_writes_them(value: object, text: str) -> None:
    assert to_json(value) == text


def test_no_number_has_no_form() -> None:
    with pytest.raises(ValueError, match="no form in JSON"):
        to_json(float("inf"))
