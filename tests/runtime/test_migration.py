"""A project that was migrated to ``run`` answers on the real Cog server as it did before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .cog_server import copy_example, run_predictions

pytestmark = pytest.mark.runtime


@pytest.mark.parametrize("example", ["reload-llama", "several"])
def test_a_migrated_project_answers_the_same(tmp_path: Path, example: str) -> None:
    project = copy_example(example, tmp_path)
    config = project / "cog.yaml"
    config.write_text(config.read_text().replace("run: predict.py", "predict: predict.py"))
    inputs = [{"prompt": "Name three rivers", "seed": 1}]
    before, loads_before = run_predictions(project, inputs)
    assert before[0]["status"] == "succeeded"
    arguments = ["--fix", "--unsafe-fixes", "--select", "deprecated-key"]
    done = subprocess.run(
        [sys.executable, "-m", "cog_lsp", "check", *arguments, str(project)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "run: run.py:Runner" in config.read_text()
    assert not (project / "predict.py").exists()
    after, loads_after = run_predictions(project, inputs)
    assert (after[0]["status"], after[0]["output"]) == ("succeeded", before[0]["output"])
    assert loads_after == loads_before
