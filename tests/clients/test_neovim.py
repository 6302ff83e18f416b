"""A real Neovim, headless: open each sick example, see the finding, fix, save, see it gone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.clients.examples import EDITORS, EXAMPLES, remaining

pytestmark = pytest.mark.editor

SCRIPT = Path(__file__).with_name("neovim.lua")
FILES_SCRIPT = Path(__file__).with_name("neovim_files.lua")
OLD_SCRIPT = Path(__file__).with_name("neovim_old.lua")
NVIM = Path(sys.executable).with_name("nvim")
# Debian's, which is older than 0.11 by years.
OLD_NVIM = Path("/usr/bin/nvim")


def drive(
    project: Path,
    file: str,
    code: str,
    title: str,
    script: Path = SCRIPT,
    editor: Path = NVIM,
) -> dict[str, dict[str, Any]]:
    """Run the script in Neovim: what it saw, by event."""
    scratch = project.parent
    steps = {
        "editors": str(EDITORS),
        "server": [sys.executable, "-m", "cog_lsp", "server"],
        "file": str(project / file),
        "code": code,
        "title": title,
    }
    environment = {
        **os.environ,
        "COG_LSP_STEPS": json.dumps(steps),
        **{
            f"XDG_{kind}_HOME": str(scratch / kind.lower())
            for kind in ("CONFIG", "DATA", "STATE", "CACHE")
        },
    }
    done = subprocess.run(
        [str(editor), "--clean", "--headless", f"+luafile {script}"],
        env=environment,
        cwd=scratch,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    failed = [event for event in events if event["event"] == "failed"]
    assert done.returncode == 0, f"{failed}\n{done.stderr}"
    return {event["event"]: event for event in events}


@pytest.mark.parametrize(
    ("example", "file", "code", "title", "encoding"),
    [
        ("reload-llama", "predict.py", "model-load-in-predict", "Move model load", "utf-8"),
        ("progress-in-output", "predict.py", "progress-in-output", "Print progress", "utf-8"),
        ("gpu-undeclared", "cog.yaml", "hardware-not-declared", "Declare gpu-l40s", "utf-8"),
        ("several", "predict.py", "model-load-in-predict", "Move", "utf-8"),
    ],
)
def test_a_finding_is_seen_fixed_saved_and_gone(
    tmp_path: Path, example: str, file: str, code: str, title: str, encoding: str
) -> None:
    project = shutil.copytree(EXAMPLES / example, tmp_path / example)
    before = remaining(project)
    seen = drive(project, file, code, title)
    assert seen["found"]["encoding"] == encoding
    assert seen["fixed"]["left"] == 0
    assert any(title in offered for offered in seen["fixed"]["titles"])
    assert any(f"Ignore {code}" in offered for offered in seen["fixed"]["titles"])
    assert remaining(project) == [rule for rule in before if rule != code]
    assert seen["undone"]["count"] == seen["found"]["count"]
    assert "stopped" in seen


@pytest.mark.parametrize(("editor", "script"), [(NVIM, SCRIPT), (OLD_NVIM, OLD_SCRIPT)])
def test_nothing_starts_outside_of_cog_projects(tmp_path: Path, editor: Path, script: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.yaml").write_text("a: b\n", encoding="utf-8")
    assert "elsewhere" in drive(other, "x.yaml", "", "", script, editor)


@pytest.mark.parametrize(
    ("example", "file", "code", "title"),
    [
        ("gpu-undeclared", "cog.yaml", "hardware-not-declared", "Declare gpu-l40s"),
        ("reload-llama", "predict.py", "model-load-in-predict", "Move model load"),
    ],
)
def test_an_old_neovim(tmp_path: Path, example: str, file: str, code: str, title: str) -> None:
    project = shutil.copytree(EXAMPLES / example, tmp_path / example)
    before = remaining(project)
    seen = drive(project, file, code, title, OLD_SCRIPT, OLD_NVIM)
    assert any(title in offered for offered in seen["fixed"]["titles"])
    assert remaining(project) == [rule for rule in before if rule != code]


def test_places_are_right_behind_characters_outside_the_basic_plane(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "cog.yaml").write_text("run: predict.py:Predictor\n", encoding="utf-8")
    line = "        e = '😀é'; m = AutoModel.from_pretrained('org/model')\n"
    (project / "predict.py").write_text(
        "from cog import BasePredictor\nfrom transformers import AutoModel\n\n\n"
        "class Predictor(BasePredictor):\n    def predict(self, x: str) -> str:\n"
        f"{line}        return m(x + e)\n",
        encoding="utf-8",
    )
    seen = drive(project, "predict.py", "model-load-in-predict", "Move model load")
    start = line.index("AutoModel")
    assert seen["found"]["line"] == 7
    # Neovim's own columns are bytes, whatever was negotiated on the wire.
    assert seen["found"]["column"] == len(line[:start].encode()) + 1
    assert "e = '😀é'" in (project / "predict.py").read_text(encoding="utf-8")


def laid(tmp_path: Path, files: dict[str, str]) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    for name, text in files.items():
        (project / name).write_text(text, encoding="utf-8")
    return project


def on_disk(project: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in project.iterdir()}


def test_a_fix_renames_a_file(tmp_path: Path) -> None:
    source = "class Predictor:\n    def predict(self, x: str) -> str:\n        return x\n"
    config = "predict: predict.py:Predictor  # old\n"
    project = laid(tmp_path, {"cog.yaml": config, "predict.py": source})
    seen = drive(project, "cog.yaml", "deprecated-key", "Migrate to `run", FILES_SCRIPT)
    assert "fixed" in seen
    assert on_disk(project) == {
        "cog.yaml": "run: run.py:Runner  # old\n",
        "run.py": source.replace("Predictor", "Runner").replace("predict", "run"),
    }


def test_a_fix_makes_a_file(tmp_path: Path) -> None:
    config = "build:\n  python_packages:\n    - numpy==2.0.0  # n\n"
    project = laid(tmp_path, {"cog.yaml": config})
    seen = drive(project, "cog.yaml", "python-packages-deprecated", "Move the", FILES_SCRIPT)
    assert "fixed" in seen
    assert on_disk(project) == {
        "cog.yaml": "build:\n  python_requirements: requirements.txt\n",
        "requirements.txt": "numpy==2.0.0  # n\n",
    }
