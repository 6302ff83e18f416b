"""The table of packages and the GPU."""

from __future__ import annotations

from collections import Counter

import pytest

from cog_lsp.knowledge.gpu_packages import GpuUse, brings_torch, gpu_use, package_groups
from cog_lsp.syntax.requirements import normalize_name


def test_every_name_is_normalised_and_comes_once() -> None:
    names = [name for group in package_groups() for name in group.names]
    assert [name for name in names if normalize_name(name) != name] == []
    assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "use"),
    [("vllm", "needs"), ("torch", "uses"), ("numpy", "never"), ("unheard-of", None)],
)
def test_lookup(name: str, use: GpuUse | None) -> None:
    assert gpu_use(name) == use


def test_packages_that_require_torch() -> None:
    assert brings_torch("diffusers")
    assert not brings_torch("torch")
    assert not brings_torch("unheard-of")
