"""What the table says of features of GPUs, and that it is sound."""

from __future__ import annotations

from typing import get_args

import pytest

from cog_lsp.knowledge.gpu_features import Feature, floor_of, gpu_uses
from cog_lsp.knowledge.hardware import tiers


@pytest.mark.parametrize("feature", get_args(Feature))
def test_every_row_means_some_call_and_some_gpu_is_too_old_for_it(feature: Feature) -> None:
    for row in gpu_uses(feature):
        assert row.calls or row.methods
        assert bool(row.arguments) >= bool(row.instead)
        capabilities = [tier.compute_capability for tier in tiers() if tier.compute_capability]
        assert min(capabilities) < row.minimum <= max(capabilities)


def test_bfloat16_and_flash_attention_are_what_a_t4_has_not() -> None:
    rows = (*gpu_uses("bfloat16"), *gpu_uses("flash-attention"))
    assert {row.minimum for row in rows} == {(8, 0)}


@pytest.mark.parametrize(
    ("capability", "torch", "cuda"),
    [
        ((9, 0), (2, 0, 1), (11, 8)),
        ((8, 9), (1, 7), (11, 0)),
        ((8, 0), (1, 7), (11, 0)),
        ((7, 5), None, None),
    ],
)
def test_floors(
    capability: tuple[int, int], torch: tuple[int, ...] | None, cuda: tuple[int, int] | None
) -> None:
    floor = floor_of(capability)
    assert (floor and floor.torch, floor and floor.cuda) == (torch, cuda)
