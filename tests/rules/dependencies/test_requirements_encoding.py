"""COG238: requirements that are read otherwise because of how their file is encoded."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.dependencies import requirements_encoding
from cog_lsp.rules.finding import Finding, Severity

from .support import PREDICT, filed


def found(folder: Path, text: str, encoding: str, *, gpu: bool = True) -> list[Finding]:
    for name, content in {**filed("", gpu=gpu), "predict.py": PREDICT}.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "requirements.txt").write_text(text, encoding=encoding, newline="")
    return list(requirements_encoding.check.run(ProjectLoader(folder).load()))


TORCH = "torch==2.3.1\n"


# Which lines keep the mark, and what Cog puts before them, was seen with Cog's own code.
@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (TORCH, Severity.WARNING),
        ("torch>=2\n", Severity.WARNING),
        (f"numpy==1.26.4\n{TORCH}", None),
        (f"cog==0.14.0\n{TORCH}", None),
        (f"numpy>=1.26\n{TORCH}", Severity.ERROR),
        (f"# what we need\n{TORCH}", Severity.ERROR),
        (f"\n{TORCH}", Severity.ERROR),
        (f"--extra-index-url https://example.com/\n{TORCH}", Severity.ERROR),
        ("numpy>=1.26\npillow\n", None),
        ("# what we need\nnumpy==1.26.4\n", None),
        ("", None),
    ],
)
def test_a_byte_order_mark_is_told_where_it_does_harm(
    tmp_path: Path, text: str, severity: Severity | None
) -> None:
    findings = found(tmp_path, text, "utf-8-sig")
    assert [finding.severity for finding in findings] == [severity] * (severity is not None)
    assert found(tmp_path, text, "utf-8") == []


def test_without_a_gpu_a_framework_behind_a_mark_gets_the_same_build(tmp_path: Path) -> None:
    assert found(tmp_path, TORCH, "utf-8-sig", gpu=False) == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_in_another_encoding_nothing_is_recognised(tmp_path: Path, encoding: str) -> None:
    (finding,) = found(tmp_path, f"numpy\r\n{TORCH}", encoding)
    assert finding.severity is Severity.WARNING
    assert f"this file is in {encoding.upper()}, " in finding.message
    assert finding.span.end == len("numpy")


def test_a_file_that_is_saved_anew_is_read_anew(tmp_path: Path) -> None:
    assert found(tmp_path, TORCH, "utf-16") != []
    loader = ProjectLoader(tmp_path)
    loader.load()
    (tmp_path / "requirements.txt").write_text(TORCH, encoding="utf-8")
    loader.files.forget("requirements.txt")
    assert list(requirements_encoding.check.run(loader.load())) == []
