"""Predictors put together at random, with what Cog 0.22's own code said of them, as data.

Types and defaults, several files that import each other, documents, and layouts. Of a document only
a digest is kept: of its JSON, keys in Cog's order.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from cog_lsp.interface import Stage
from cog_lsp.interface.openapi import openapi_of, to_json
from tests.interface.probes import read_probe

_FILE = Path(__file__).with_name("generated_probes.jsonl")
PROBES = [json.loads(line) for line in _FILE.read_text("utf-8").splitlines()]


def digest(document: str) -> str:
    return hashlib.sha256(json.dumps(json.loads(document)).encode()).hexdigest()[:16]


@pytest.mark.parametrize("probe", PROBES, ids=[probe["name"] for probe in PROBES])
def test_probe(probe: dict[str, Any]) -> None:
    interface = read_probe(probe)
    error = interface.first_error
    kind = error.cause.error.value or None if error is not None and error.cause.error else None
    assert ("ok" if error is None else "error", kind) == (probe["expect"], probe["error_kind"])
    if error is None:
        assert digest(to_json(openapi_of([interface]))) == probe["digest"]
        invalid = [found for found in interface.problems if found.cause.stage is Stage.DOCUMENT]
        assert bool(invalid) == probe["openapi_invalid"]
