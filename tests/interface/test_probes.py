"""Every probe: the same verdict as Cog, the same kind of error, the same interface and schemas."""

from __future__ import annotations

from typing import Any

import pytest

from cog_lsp.interface import Stage
from cog_lsp.interface.openapi import openapi_of
from tests.interface.probes import input_facts, output_facts, probes, read_probe

PROBES = probes()
_IDS = [f"{number}-{probe['name'][:60]!r}" for number, probe in enumerate(PROBES)]


def test_the_probes_are_all_there() -> None:
    accepted = [probe for probe in PROBES if probe["expect"] == "ok"]
    assert len(PROBES) >= 523
    assert len(accepted) >= 344


@pytest.mark.parametrize("probe", PROBES, ids=_IDS)
def test_probe(probe: dict[str, Any]) -> None:
    interface = read_probe(probe)
    error = interface.first_error
    kind = error.cause.error.value or None if error is not None and error.cause.error else None
    assert ("ok" if error is None else "error", kind) == (probe["expect"], probe["error_kind"])
    if error is not None:
        return
    assert interface.output is not None
    assert [input_facts(found) for found in interface.inputs] == probe["inputs"]
    assert output_facts(interface.output) == probe["output"]
    assert (interface.streaming is not None) == probe["supports_streaming"]
    assert interface.is_async == probe["is_async"]
    concurrency = interface.concurrency
    assert (concurrency.max if concurrency is not None else None) == probe["concurrency_max"]
    schemas = openapi_of([interface])["components"]["schemas"]
    prefix = "Training" if probe["mode"] == "train" else ""
    assert schemas[f"{prefix}Input"] == probe["input_schema"]
    assert schemas[f"{prefix}Output"] == probe["output_schema"]
    invalid = [found for found in interface.problems if found.cause.stage is Stage.DOCUMENT]
    assert bool(invalid) == bool(probe["openapi_invalid"])
