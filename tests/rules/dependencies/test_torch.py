"""torch as it is pinned, spelled and accompanied."""

from __future__ import annotations

import pytest

from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import ReplaceRequirement, SetScalar, SetVersions

from .support import filed, found, listing, marked

ERROR, WARNING, INFORMATION = Severity.ERROR, Severity.WARNING, Severity.INFORMATION


@pytest.mark.parametrize(
    ("version", "python", "fires"),
    [
        ("2.4.1", "3.13", True),
        ("2.4.1", "3.12", False),
        # Wheels that Cog's table leaves out.
        ("2.5.1", "3.13", False),
        ("2.5.1", "3.14", True),
        ("1.13.1", "3.11", False),
        ("1.12.1", "3.11", True),
        ("2.11.0", "3.14", False),
        ("2.13.0", "3.15", False),
        ("2.4", "3.13", True),
        ("2.4.1", "3.9", False),
        ("2.4.1", "3.12.4", False),
        ("2.4.1", "latest", False),
    ],
)
@pytest.mark.parametrize("gpu", [True, False])
def test_torch_and_python(version: str, python: str, fires: bool, gpu: bool) -> None:
    files = listing([f"torch=={version}"], python=python, gpu=gpu)
    assert [f.severity for f in found(files, "torch-python-mismatch")] == [ERROR] * fires


def test_a_python_or_a_torch_that_fits_is_offered() -> None:
    files = listing(["torch==2.4.1", "torchvision==0.19.1"], python="3.13")
    (finding,) = found(files, "torch-python-mismatch")
    python, torch = finding.plans
    assert isinstance(python, SetScalar)
    assert isinstance(torch, SetVersions)
    assert python.value == "3.12"
    assert torch.packages == (("torch", "2.6.0"), ("torchvision", "0.21.0"))


def test_a_torch_for_another_machine_is_left_alone() -> None:
    files = listing(["\"torch==2.4.1;sys_platform == 'darwin'\""], python="3.13")
    assert not found(files, "torch-python-mismatch", "torch-companion-mismatch")


@pytest.mark.parametrize(
    ("packages", "offered"),
    [
        (["torch==2.5.1", "torchvision==0.19.1"], ["torchvision==0.20.1"]),
        (["torch==2.5.1", "torchaudio==2.5.0"], ["torchaudio==2.5.1"]),
        (["torch==2.0.1", "torchvision==0.15.1", "torchaudio==2.0.1"],
         ["torchvision==0.15.2", "torchaudio==2.0.2"]),
        (["torch==2.5.1+cu121", "torchvision==0.20.1+cu121"], []),
        (["torch==2.5.1", "torchvision==0.20.1", "torchaudio==2.5.1"], []),
        (["torch==2.5.1", "torchvision"], []),
        (["torch==2.5.1", "torchvision>=0.19"], []),
        (["torch>=2.5.1", "torchvision==0.19.1"], []),
        (["torch==2.13.0", "torchvision==0.19.1"], []),
        # Cog installs the newest 2.1 for it.
        (["torch==2.1", "torchvision==0.16.2"], []),
        (["torchvision==0.19.1"], []),
    ],
)  # fmt: skip
def test_companions(packages: list[str], offered: list[str]) -> None:
    findings = found(listing(packages), "torch-companion-mismatch")
    plans = [plan for finding in findings for plan in finding.plans]
    assert [plan.text for plan in plans if isinstance(plan, ReplaceRequirement)] == offered
    assert all(finding.severity is ERROR for finding in findings)


def test_two_numbers_are_a_release_of_their_own_to_pip() -> None:
    (finding,) = found(
        listing(["torch==2.0", "torchaudio==2.0.2"], gpu=False), "torch-companion-mismatch"
    )
    assert "torch 2.0.0" in finding.message and "`torchaudio==2.0.1`" in finding.message
    files = listing(["torch==2.0", "torchaudio==2.0.0"], gpu=False)
    assert not found(files, "torch-companion-mismatch")


@pytest.mark.parametrize(
    ("requirement", "gpu", "fires"),
    [
        ("torch>=2.0", True, True),
        ("torch~=2.1.0", True, True),
        ("torch>=2.0,<2.5", True, True),
        ("torch==2.5.*", True, False),
        ("torch!=2.0.0", True, True),
        ("torch>=2.0", False, False),
        ("torch==2.5.1", True, False),
        ("torch", True, False),
        ("torch>=9", True, False),
        ("torch @ https://x.y/torch-2.5.1.whl", True, False),
        ("torchvision>=0.15", True, False),
    ],
)
def test_ranges(requirement: str, gpu: bool, fires: bool) -> None:
    assert len(found(listing([f'"{requirement}"'], gpu=gpu), "torch-range")) == fires


@pytest.mark.parametrize(
    ("requirement", "gpu", "severity"),
    [
        ("torch==2.5.1+cpu", True, WARNING),
        ("torch==2.5.1+cu118", True, None),
        ("torch==2.0.1+cu117", True, None),
        ("torch==2.5.1+cpu", False, ERROR),
        ("torch==2.5.1+cu121", False, ERROR),
        ("torch==2.5.1", False, None),
        ("torchvision==0.20.1+cu121", True, ERROR),
        ("torchaudio==2.5.1+cu121", True, ERROR),
    ],
)
def test_local_tags(requirement: str, gpu: bool, severity: Severity | None) -> None:
    findings = found(listing([requirement], gpu=gpu), "torch-local-tag")
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(
    "index",
    [
        "--extra-index-url https://download.pytorch.org/whl/cu121",
        "--find-links https://download.pytorch.org/whl/torch_stable.html",
    ],
)
def test_a_tag_is_left_alone_where_an_index_may_have_it(index: str) -> None:
    files = filed(f"{index}\ntorchaudio==2.5.1+cu121\n", gpu=False)
    assert not found(files, "torch-local-tag")


def test_a_tag_of_another_cuda_than_the_one_asked_for() -> None:
    files = listing(["torch==2.5.1+cu118"], build='cuda: "12.4"')
    (finding,) = found(files, "torch-local-tag")
    assert "CUDA 12.4" in finding.message


@pytest.mark.parametrize(
    ("requirement", "gpu", "severity"),
    [
        ("torch == 2.5.1", True, INFORMATION),
        ("torch == 2.5.1", False, INFORMATION),
        ("torchvision == 0.20.1", True, INFORMATION),
        ("Torch==2.5.1", True, WARNING),
        ("torch[opt]==2.5.1", True, WARNING),
        ("Torch==2.5.1", False, INFORMATION),
        ("tensorflow == 2.15.0", True, None),
        ("TensorFlow==2.15.0", True, WARNING),
        ("torch>= 2.0", True, None),
        ("torch===2.5.1", True, None),
        ("torchmetrics == 1.0", True, None),
        ("torch==2.5.1", True, None),
    ],
)
def test_spellings(requirement: str, gpu: bool, severity: Severity | None) -> None:
    findings = found(listing([f'"{requirement}"'], gpu=gpu), "torch-spelling")
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("requirement", "fixed", "lost"),
    [
        ("torchvision == 0.20.1", "torchvision==0.20.1", ""),
        ("TorchVision==0.20.1+cu124", "torchvision==0.20.1+cu124", ""),
        ("torchvision[scipy, gdown]==0.20.1", "torchvision==0.20.1", "`[scipy, gdown]`"),
    ],
)
def test_spellings_that_are_mended(requirement: str, fixed: str, lost: str) -> None:
    (finding,) = found(listing([f'"{requirement}"']), "torch-spelling")
    (plan,) = finding.plans
    assert isinstance(plan, ReplaceRequirement)
    assert plan.text == fixed
    assert lost in plan.caution and ("not installed" in plan.caution) == bool(lost)


@pytest.mark.parametrize(
    ("cuda", "packages", "fires"),
    [
        ("11.6", ["torchvision==0.20.1"], True),
        ("12.4", ["torchvision==0.20.1"], False),
        ("12.9", ["torchvision==0.20.1"], False),
        ("11.6", ["torchvision==9.9.9"], False),
        ("11.6", ["torch==2.5.1", "torchvision==0.20.1"], False),
        ("11.6", ["torch==2.4.1", "torchvision==0.20.1"], False),
        ("12", ["torchvision==0.20.1"], False),
    ],
)
def test_torchvision_and_cuda(cuda: str, packages: list[str], fires: bool) -> None:
    files = listing(packages, build=f'cuda: "{cuda}"')
    assert len(found(files, "torchvision-cuda-mismatch")) == fires


@pytest.mark.parametrize(
    ("packages", "build", "severity"),
    [
        (["onnxruntime-gpu"], "", WARNING),
        (["onnxruntime-gpu==1.20.1"], "", WARNING),
        (["onnxruntime-gpu>=1.16"], "", WARNING),
        (["onnxruntime-gpu==1.16.3"], "", None),
        (["onnxruntime-gpu<1.19"], "", None),
        (["cupy-cuda12x"], "", WARNING),
        (["diffusers==0.31.0"], "", INFORMATION),
        (["diffusers==0.31.0"], 'cuda: "12.4"', None),
        (["diffusers==0.31.0", "torch==2.5.1"], "", None),
        (["diffusers==0.31.0", "Torch==2.5.1"], "", None),
        (["numpy==2.1.3"], "", None),
        ([], "", None),
    ],
)
def test_the_default_cuda(packages: list[str], build: str, severity: Severity | None) -> None:
    findings = found(listing(packages, build=build), "gpu-default-cuda")
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


def test_a_finding_marks_the_requirement_in_its_file() -> None:
    files = filed("# pins\ntorch==2.5.1  # the one\ntorchvision==0.19.1  # old\n")
    assert marked(files, "torch-companion-mismatch") == [
        ("torch-companion-mismatch", "torchvision==0.19.1", ERROR)
    ]
