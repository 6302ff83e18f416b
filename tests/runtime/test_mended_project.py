"""A project with much that is wrong, mended by one command, on the real Cog server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .cog_server import run_predictions

pytestmark = pytest.mark.runtime

SICK = {
    "cog.yaml": """\
# My model
build:
  gpu: "true"   # needs one
  python_version: 3.10
  system_package:
      - ffmpeg
  python_packages:   # deps
    # pinned for CUDA
    - torch==2.3.1  # gpu
    - numpy>=1.20
  pre_install:
    - |
      wget https://example.org/x
      tar xf x
  run:
    - make  # native
environment: {HF_HOME: /src/.cache, PATH: /bin}
concurrency:
  max: 4
hardware: gpu-l40s
predict: "predict.py:Predictor"
""",
    "predict.py": """\
from cog import BasePredictor, Input


class Predictor(BasePredictor):
    async def predict(self, prompt: str = Input(description="x")) -> str:
        return prompt  # as it is
""",
    "uv.lock": '[[package]]\nname = "numpy"\nversion = "1.26.4"\n',
}
MENDED = {
    "cog.yaml": """\
# My model
build:
  gpu: true   # needs one
  python_version: "3.11"
  system_packages:
      - ffmpeg
  python_requirements: requirements.txt   # deps
  run:
    - make  # native
    - wget https://example.org/x
    - tar xf x
environment: [HF_HOME=/src/.cache]
# cog-lsp: hardware=gpu-l40s
run: "run.py:Runner"
""",
    "requirements.txt": """\
# pinned for CUDA
torch==2.3.1  # gpu
numpy==1.26.4
""",
    "run.py": """\
from cog import BaseRunner, Input, concurrent


class Runner(BaseRunner):
    @concurrent(max=4)
    async def run(self, prompt: str = Input(description="x")) -> str:
        return prompt  # as it is
""",
    "uv.lock": SICK["uv.lock"],
}


def test_one_command_mends_all_of_it(tmp_path: Path) -> None:
    for name, text in SICK.items():
        (tmp_path / name).write_text(text)
    command = [sys.executable, "-m", "cog_lsp", "check", "--fix", "--unsafe-fixes", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == MENDED
    ((prediction,), _) = run_predictions(tmp_path, [{"prompt": "rivers"}])
    assert (prediction["status"], prediction["output"]) == ("succeeded", "rivers")
