"""`cuda`, `cudnn` and the torch that goes with them."""

from __future__ import annotations

import pytest

from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import DeleteEntry, InsertKey, ReplaceRequirement, SetScalar

from .support import filed, found, listing, marked, rules_in

FAMILY = (
    "cuda-version-invalid",
    "cuda-unknown",
    "cuda-cudnn-mismatch",
    "cuda-without-gpu",
    "torch-version-required",
    "torch-unknown-to-cog",
    "torch-cuda-mismatch",
)
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.mark.parametrize(
    ("build", "packages", "expected"),
    [
        ('cuda: "12"', [], [("cuda-version-invalid", '"12"', ERROR)]),
        ("cuda: x.1", [], [("cuda-version-invalid", "x.1", ERROR)]),
        ("cuda: 11.A", [], [("cuda-version-invalid", "11.A", ERROR)]),
        ("cuda: 10.2", [], [("cuda-version-invalid", "10.2", ERROR)]),
        ('cuda: "12.7"', [], [("cuda-unknown", '"12.7"', ERROR)]),
        ('cuda: "12.8"', [], []),
        ('cuda: "11.8.0"', [], []),
        ('cuda: "12.4"\ncudnn: "8"', [], [("cuda-cudnn-mismatch", '"8"', ERROR)]),
        ('cuda: "11.8"\ncudnn: "8.9"', [], [("cuda-cudnn-mismatch", '"8.9"', ERROR)]),
        ('cuda: "12.7"\ncudnn: "9"', [], [("cuda-cudnn-mismatch", '"9"', ERROR)]),
        ('cuda: "12.4"\ncudnn: "9"', [], []),
        ('cudnn: "7"', [], []),
        ("", ["torch"], [("torch-version-required", "torch", ERROR)]),
        ('cuda: "12.4"', ["torch"], [("torch-version-required", "torch", ERROR)]),
        ("", ["torch==2.13.0"], [("torch-unknown-to-cog", "torch==2.13.0", WARNING)]),
        ("", ["torch>=2.12"], [("torch-unknown-to-cog", "torch>=2.12", WARNING)]),
        ("", ["torch<3"], [("torch-unknown-to-cog", "torch<3", ERROR)]),
        ("", ["torch==1.9.0"], [("torch-unknown-to-cog", "torch==1.9.0", ERROR)]),
        ("", ["torch==2.7.0rc1"], [("torch-unknown-to-cog", "torch==2.7.0rc1", ERROR)]),
        ('cuda: "13.0"', ["torch==2.13.0"], []),
        ('cuda: "12.2"', ["torch==2.5.1"], [("torch-cuda-mismatch", '"12.2"', WARNING)]),
        ('cuda: "12.1"', ["torch==2.5.1"], []),
        ('cuda: "12.1"', ["torch>=2.0.0"], []),
        ('cuda: "12.1.1"', ["torch==2.5.1"], []),
        ("", ["torch==2.5.1"], []),
        ("", ["torchaudio"], []),
    ],
)
def test_with_a_gpu(
    build: str, packages: list[str], expected: list[tuple[str, str, Severity]]
) -> None:
    assert marked(listing(packages, build=build), *FAMILY) == expected


@pytest.mark.parametrize(
    ("build", "packages", "expected"),
    [
        ('cuda: "12"', [], ["cuda-version-invalid"]),
        ("cuda: 11.A", [], ["cuda-without-gpu"]),
        ('cuda: "12.7"', [], ["cuda-without-gpu"]),
        ('cuda: "12.4"\ncudnn: "8"', [], ["cuda-without-gpu"]),
        ("", ["torch"], []),
        ("", ["torch==2.13.0"], []),
    ],
)
def test_without_a_gpu(build: str, packages: list[str], expected: list[str]) -> None:
    files = listing(packages, gpu=False, build=build)
    assert [finding.rule for finding in found(files, *FAMILY)] == expected


def test_nothing_is_said_of_a_project_that_fits() -> None:
    files = filed("torch==2.5.1\ntorchvision==0.20.1\ntorchaudio==2.5.1\nnumpy==1.26.4\n")
    assert rules_in(files) == []


@pytest.mark.parametrize(
    ("build", "packages", "plans"),
    [
        ('cuda: "12"', ["torch==2.5.1"], ["cuda=12.4"]),
        ("cuda: x.1", ["torch==2.5.1"], ["cuda=12.4"]),
        ('cuda: "12.7"', [], ["cuda=12.6", "cuda=12.8"]),
        ('cuda: "12.4"\ncudnn: "8"', [], ["cuda=9", "delete"]),
        ('cuda: "12.7"\ncudnn: "9"', [], ["cuda=12.6", "cuda=12.8"]),
        ('cuda: "12.7"\ncudnn: "7"', [], []),
        ("", ["torch"], ["torch==2.11.0"]),
        ('cuda: "12.4"', ["torch"], ["torch==2.6.0"]),
        ("", ["torch==2.13.0"], ["cuda=13.0", "torch==2.11.0"]),
        ("", ["torch==1.9.0"], ["torch==2.11.0"]),
        ('cuda: "12.2"', ["torch==2.5.1"], ["cuda=12.1", "delete"]),
    ],
)
def test_what_is_offered(build: str, packages: list[str], plans: list[str]) -> None:
    (finding,) = found(listing(packages, build=build), *FAMILY)
    assert [describe(plan) for plan in finding.plans] == plans


def describe(plan: object) -> str:
    if isinstance(plan, SetScalar | InsertKey):
        return f"cuda={plan.value}"
    if isinstance(plan, ReplaceRequirement):
        return plan.text
    assert isinstance(plan, DeleteEntry)
    return "delete"


def test_gpu_is_turned_on_where_it_is_off_or_missing() -> None:
    off = listing(gpu=False, build='cuda: "12.4"')
    missing = {"cog.yaml": off["cog.yaml"].replace("  gpu: false\n", "")}
    plans = [found(files, *FAMILY)[0].plans[0] for files in (off, missing)]
    assert [type(plan) for plan in plans] == [SetScalar, InsertKey]
