"""Every row of every table says where its fact comes from and when that was so."""

from __future__ import annotations

import re
from typing import Any

from cog_lsp.knowledge import (
    cog,
    cog_checks,
    compatibility,
    environment,
    gpu_features,
    gpu_packages,
    hardware,
    loaders,
    packages,
)


def test_every_row_has_a_source_and_a_date() -> None:
    rows: list[Any] = [
        *hardware.tiers(),
        *gpu_features.gpu_uses("bfloat16"),
        *gpu_features.gpu_uses("flash-attention"),
        *gpu_features.gpu_uses("fp8"),
        gpu_features.floor_of((8, 0)),
        gpu_features.floor_of((9, 0)),
        *loaders.loaders(),
        *loaders.not_loads(),
        *gpu_packages.package_groups(),
        *compatibility.torch_releases(),
        *compatibility.tensorflow_releases(),
        *compatibility.nvidia_images(),
        compatibility.package_index(),
        compatibility.base_images(),
        compatibility.default_cuda(),
        *cog.config_keys(),
        *environment.variables(),
        *cog.entry_points(),
        *cog_checks.cog_checks(),
        *packages.apt_packages(),
        cog.python_versions(),
        cog.cuda_versions(),
        cog.reserved_variables(),
        cog.sdk_versions(),
        cog.limit("setup"),
        cog.limit("prediction"),
        cog.progress_form(),
    ]
    for row in rows:
        assert re.fullmatch(r"https://[a-zA-Z0-9.-]+(/\S*)?", row.source), row
        assert re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", row.as_of), row


def test_the_memory_of_every_gpu_has_its_own_source() -> None:
    for tier in hardware.tiers():
        assert (tier.memory_source is not None) == tier.is_gpu, tier.sku
