"""Which tiers hold what: each class of GPU against models of known need."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.knowledge.hardware import proposable, resolve
from cog_lsp.memory import (
    BUDGET,
    Estimate,
    Fit,
    candidates,
    estimate_of,
    fit,
    proposal,
    tier_text,
    usable_bytes,
)
from cog_lsp.memory.amount import Amount
from cog_lsp.memory.describe import amount_text
from cog_lsp.project.discover import ProjectLoader

from .support import estimate

EXAMPLES = Path(__file__).parents[2] / "examples"
T4, L40S, A100, H100 = "gpu-t4", "gpu-l40s", "gpu-a100-large", "gpu-h100"
A40, A100_40, H100_2X = "gpu-a40-large", "gpu-a100-small", "gpu-h100-2x"
YES, TIGHT, NO, UNKNOWN = Fit.FITS, Fit.TIGHT, Fit.TOO_SMALL, Fit.UNKNOWN

HALF = "torch_dtype=torch.float16"
MODELS = {
    "3B": f"AutoModel.from_pretrained('org/a-3b', {HALF})",
    "7B": f"AutoModel.from_pretrained('org/a-7b', {HALF})",
    "7B in 4 bits": f"AutoModel.from_pretrained('org/a-7b', load_in_4bit=True, {HALF})",
    "13B": f"AutoModel.from_pretrained('org/a-13b', {HALF})",
    "13B in 32 bits": "AutoModel.from_pretrained('org/a-13b')",
    "13B in 16 or 32 bits": "AutoModel.from_pretrained('org/a-13b', torch_dtype='auto')",
    "34B": f"AutoModel.from_pretrained('org/a-34b', {HALF})",
    "70B": f"AutoModel.from_pretrained('org/a-70b', {HALF})",
    "70B over several": f"AutoModel.from_pretrained('org/a-70b', device_map='auto', {HALF})",
    "70B in 4 bits": f"AutoModel.from_pretrained('org/a-70b', load_in_4bit=True, {HALF})",
    "FLUX": f"FluxPipeline.from_pretrained('black-forest-labs/FLUX.1-dev', {HALF})",
    "video 14B": f"DiffusionPipeline.from_pretrained('org/video-14B', {HALF})",
    "405B": f"AutoModel.from_pretrained('org/a-405b', {HALF})",
    "unknown": f"AutoModel.from_pretrained('org/unknown', {HALF})",
}

TABLE = {
    "3B": {T4: YES, L40S: YES, A100: YES, A40: YES},
    "7B": {T4: TIGHT, A100_40: YES, L40S: YES, A40: YES, A100: YES, H100: YES},
    "7B in 4 bits": {T4: YES, L40S: YES},
    "13B": {T4: NO, A100_40: YES, L40S: YES, A40: YES, A100: YES, H100: YES},
    "13B in 32 bits": {T4: NO, A100_40: NO, L40S: NO, A40: NO, A100: YES, H100: YES},
    "13B in 16 or 32 bits": {T4: NO, A100_40: TIGHT, L40S: TIGHT, A100: YES},
    "34B": {T4: NO, L40S: NO, A40: NO, A100: YES, H100: YES},
    "70B": {L40S: NO, A100: NO, H100: NO, H100_2X: YES},
    "70B in 4 bits": {T4: NO, L40S: TIGHT, A40: TIGHT, A100: YES, H100: YES},
    "FLUX": {T4: NO, A100_40: YES, L40S: YES, A40: YES, A100: YES},
    "video 14B": {T4: NO, A100_40: UNKNOWN, L40S: UNKNOWN, A100: UNKNOWN},
    "unknown": {T4: UNKNOWN, L40S: UNKNOWN, H100: UNKNOWN},
}

PROPOSED = {
    "3B": [T4, L40S, A100, H100],
    "7B": [L40S, A100, H100],
    "13B": [L40S, A100, H100],
    "13B in 32 bits": [A100, H100],
    "34B": [A100, H100],
    "70B": [],
    "70B over several": ["gpu-a100-large-2x"],
    "70B in 4 bits": [A100, H100],
    "video 14B": [L40S, A100, H100],
    "405B": [],
    "unknown": [T4, L40S, A100, H100],
}


def model(name: str) -> Estimate:
    return estimate(f"self.m = {MODELS[name]}")


def fits(found: Estimate, sku: str) -> Fit:
    tier = resolve(sku)
    assert tier is not None
    return fit(found, tier)


@pytest.mark.parametrize(
    ("name", "sku", "expected"),
    [(name, sku, found) for name, row in TABLE.items() for sku, found in row.items()],
)
def test_fit(name: str, sku: str, expected: Fit) -> None:
    assert fits(model(name), sku) is expected


@pytest.mark.parametrize(("name", "skus"), PROPOSED.items(), ids=list(PROPOSED))
def test_candidates_are_those_to_be_had_cheapest_first(name: str, skus: list[str]) -> None:
    assert [tier.sku for tier in candidates(model(name))] == skus


def test_tiers_that_may_just_do_are_proposed_only_where_none_surely_does() -> None:
    found = estimate(f"self.m = AutoModel.from_pretrained('org/a-38b', {HALF})")
    assert [tier.sku for tier in candidates(found)] == [A100, H100]
    assert all(fit(found, tier) is Fit.TIGHT for tier in candidates(found))
    assert proposal(found).endswith("may just hold them")


def test_number_of_gpus_that_the_code_insists_on() -> None:
    found = estimate("self.m = vllm.LLM('org/a-7b', tensor_parallel_size=2)")
    assert [tier.sku for tier in candidates(found)] == ["gpu-l40s-2x", "gpu-a100-large-2x"]
    four = estimate("self.m = vllm.LLM('org/a-7b', tensor_parallel_size=4)")
    assert candidates(four) == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("70B", "No available tier holds them on one GPU"),
        ("70B over several", "gpu-a100-large-2x (160 GB, $10.08/h) holds them"),
        ("34B", "gpu-a100-large (80 GB, $5.04/h) and gpu-h100 (80 GB, $5.49/h) hold them"),
    ],
)
def test_proposal_in_words(name: str, text: str) -> None:
    assert proposal(model(name)) == text


def test_nothing_retired_or_under_contract_is_ever_proposed() -> None:
    offered = {tier.sku for name in MODELS for tier in candidates(model(name))}
    assert offered <= {tier.sku for tier in proposable()}
    assert not offered & {A40, A100_40, H100_2X, "gpu-a40-small", "gpu-h200"}


def test_usable_memory_is_in_bytes_of_what_torch_reports_in_gib() -> None:
    t4, two = resolve(T4), resolve("gpu-l40s-2x")
    assert t4 is not None
    assert two is not None
    assert usable_bytes(t4) == pytest.approx(15.63e9, rel=0.001)
    assert usable_bytes(two) == pytest.approx(2 * 47.57e9, rel=0.001)
    assert 0.85 <= BUDGET <= 0.95
    assert tier_text(t4) == "gpu-t4 (16 GB, $0.81/h)"


def test_example_with_13b_in_half_precision() -> None:
    found = estimate_of(ProjectLoader(EXAMPLES / "gpu-undeclared").load())
    assert found.weights is not None
    assert found.weights.low == found.weights.high == 2 * 13_015_864_320
    assert fits(found, T4) is NO
    assert [tier.sku for tier in candidates(found)] == [L40S, A100, H100]


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (26_000_000_000, 26_000_000_000, "about 26.0 GB"),
        (26_000_000_000, 52_000_000_000, "26.0 to 52.0 GB"),
        (5_000_000, 10_000_000, "5 to 10 MB"),
        (30_000_000, 60_000_000, "30 MB to 0.1 GB"),
        (4_000, 4_000, "about 0.0 GB"),
    ],
)
def test_an_amount_in_words(low: int, high: int, text: str) -> None:
    assert amount_text(Amount(low, low, high, high)) == text
