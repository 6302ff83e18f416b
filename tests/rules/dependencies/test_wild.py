"""Oddities of public projects: none of them is an error or a warning of this family."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp import engine
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.finding import Finding, Severity

from .support import filed, listing, rules_in

ODDITIES = {
    "an option as an item": listing(
        ["--extra-index-url https://download.pytorch.org/whl/cu124", "torch==2.5.1"]
    ),
    "an option behind a pin": listing(
        ["torch==1.12.1 --extra-index-url https://download.pytorch.org/whl/cu116"], python="3.10"
    ),
    "a wheel by its address": listing(
        ["https://x.y/flash_attn-2.7.0-cp311-cp311-linux_x86_64.whl", "torch==2.5.1"]
    ),
    "three equal signs": listing(["numpy===1.22.0"]),
    "blanks around equal signs": listing(["torch == 2.5.1"]),
    "a file with carriage returns": filed("torch==2.5.1\r\n# pins\r\n\r\nnumpy==1.26.4\r\n"),
    "a file of nothing": filed("\n# later\n"),
    "hashes over several lines": filed("a==1 \\\n    --hash=sha256:ab \\\n    --hash=sha256:cd\n"),
    "a file that nothing names": {**listing(["torch==2.5.1"]), "requirements.txt": "torch\n"},
    "an unquoted version": {
        "cog.yaml": "build:\n  gpu: true\n  python_version: 3.11\n  cuda: 12.1\n"
        "  python_packages:\n    - torch==2.5.1\n"
    },
    "a leading marker of documents": {"cog.yaml": "---\n" + listing(["torch==2.5.1"])["cog.yaml"]},
    "lists of nothing": listing(build="python_packages:\nsystem_packages: []\nrun: null"),
    "a template": {"cog.yaml": "build:\n  gpu: $GPU\n  python_packages: $PACKAGES\n"},
    "no build": {"cog.yaml": "predict: predict.py:Predictor\n"},
    "a build of text": {"cog.yaml": "build: yes\n"},
    "packages of text": listing(build="python_packages: torch"),
    "packages of mappings": listing(build="python_packages:\n  - torch: 2.5.1\n  - [a]\n  -"),
}


@pytest.mark.parametrize("files", ODDITIES.values(), ids=ODDITIES.keys())
def test_an_oddity_is_no_error_and_no_warning(files: dict[str, str], tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_bytes(text.encode())
    assert [(f.rule, f.message) for f in serious(tmp_path)] == []
    rules_in(files)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "latin-1"])
def test_a_file_in_another_encoding(encoding: str, tmp_path: Path) -> None:
    """Nothing is said of its lines, only of a mark that Cog does not know."""
    files = filed("torch==2.5.1  # größer\n")
    (tmp_path / "cog.yaml").write_text(files["cog.yaml"])
    (tmp_path / "requirements.txt").write_bytes(files["requirements.txt"].encode(encoding))
    rules = [found.rule for found in serious(tmp_path)]
    has_mark = encoding in ("utf-16", "utf-8-sig")
    assert rules == (["requirements-encoding"] if has_mark else [])


def serious(root: Path) -> list[Finding]:
    """The errors and warnings of this family in the project at ``root``."""
    checked = engine.check(ProjectLoader(root).load())
    assert not checked.faults
    return [
        found
        for found in checked.findings
        if found.code.startswith(("COG2", "COG6")) and found.severity >= Severity.WARNING
    ]
