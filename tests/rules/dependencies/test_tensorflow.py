"""TensorFlow with its CUDA, cuDNN and Python; and projects without a base image."""

from __future__ import annotations

import pytest

from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import InsertKey, ReplaceRequirement

from .support import found, listing, marked

FAMILY = (
    "tensorflow-cuda-mismatch",
    "tensorflow-unknown-to-cog",
    "tensorflow-cudnn-mismatch",
    "tensorflow-python-mismatch",
    "no-cuda-image",
)
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.mark.parametrize(
    ("version", "build", "expected"),
    [
        ("2.15.0", "", []),
        ("2.15.0", 'cuda: "12.2"', []),
        ("2.15.0", 'cuda: "12.4"', [("tensorflow-cuda-mismatch", '"12.4"', WARNING)]),
        ("2.15.0", 'cuda: "11.8"', [("tensorflow-cuda-mismatch", '"11.8"', ERROR)]),
        ("2.15.1", "", [("tensorflow-unknown-to-cog", "tensorflow==2.15.1", ERROR)]),
        ("2.15.1", 'cuda: "12.2"', []),
        ("9.0.0", "", [("tensorflow-unknown-to-cog", "tensorflow==9.0.0", WARNING)]),
        ("2.15.0", 'cudnn: "9"', [("tensorflow-cudnn-mismatch", '"9"', ERROR)]),
        ("2.15.0", 'cudnn: "8"', []),
        ("2.15.1", 'cuda: "12.2"\ncudnn: "8"', [("tensorflow-cudnn-mismatch", '"8"', ERROR)]),
        ("2.17.0", "", [("no-cuda-image", "tensorflow==2.17.0", ERROR)]),
        ("2.17.0", 'cuda: "12.2"', [("tensorflow-cuda-mismatch", '"12.2"', WARNING)]),
        ("2.18.0", "", []),
    ],
)
def test_with_a_gpu(version: str, build: str, expected: list[tuple[str, str, Severity]]) -> None:
    assert marked(listing([f"tensorflow=={version}"], build=build), *FAMILY) == expected


@pytest.mark.parametrize(
    ("version", "python", "fires"),
    [
        ("2.13.0", "3.12", True),
        ("2.13.1", "3.12", True),
        ("2.13.0", "3.11", False),
        ("2.7.0", "3.10", True),
        ("2.7.0", "3.8", False),
        ("2.20.0", "3.13", False),
        ("9.0.0", "3.13", False),
    ],
)
def test_tensorflow_and_python(version: str, python: str, fires: bool) -> None:
    files = listing([f"tensorflow=={version}"], python=python, gpu=False)
    assert len(found(files, *FAMILY)) == fires


def test_the_known_release_of_the_same_minor_version_is_offered() -> None:
    (finding,) = found(listing(["tensorflow==2.15.1"]), *FAMILY)
    offered = [
        plan.text if isinstance(plan, ReplaceRequirement) else plan.value
        for plan in finding.plans
        if isinstance(plan, ReplaceRequirement | InsertKey)
    ]
    assert offered == ["12.2", "tensorflow==2.15.0"]


@pytest.mark.parametrize(
    ("packages", "build", "python", "marks"),
    [
        ([], 'cuda: "11.6"', "3.10", ['"11.6"']),
        ([], 'cuda: "11.8"', "3.10", []),
        (["torch==1.13.1"], "", "3.10", []),
        (["torch==1.12.1"], "", "3.10", ["torch==1.12.1"]),
        (["tensorflow==2.15.0"], "", "3.11", ["tensorflow==2.15.0"]),
        ([], "", "3.15", []),  # python-version-unsupported says it
        ([], "", "3.8", []),
        (["torch==2.5.1"], "", "3.11", []),
    ],
)
def test_no_base_image(packages: list[str], build: str, python: str, marks: list[str]) -> None:
    files = listing(packages, build=build, python=python)
    assert [text for _, text, _ in marked(files, "no-cog-base")] == marks
