"""What rules about the GPU change in the code, on the real Cog server: disease and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cog_server import CogServer, CogServerError, run_predictions
from .curing import cure, write

pytestmark = pytest.mark.runtime

CONFIG = """\
build:
  # cog-lsp: hardware=gpu-t4
  gpu: true
  python_version: "3.11"
  python_packages:
    - transformers==4.46.3
run: predict.py:Predictor
"""
FOR_ANOTHER_GPU = """
    def setup(self) -> None:
        self.small = AutoModel.from_pretrained(
            "org/a-1b", torch_dtype=torch.bfloat16, attn_implementation="flash_attention_2"
        ).to("cuda:1")
        self.large = AutoModel.from_pretrained("org/a-4b").to("cuda")

    def predict(self, text: str) -> str:
        return self.small(text) if text else f"{self.small.dtype} {self.large.dtype}"
"""
IMPORTS = "import torch\nfrom transformers import AutoModel\n"


def test_code_for_another_gpu_runs_on_the_one_that_is_there(tmp_path: Path) -> None:
    project = write(tmp_path, FOR_ANOTHER_GPU, imports=IMPORTS, config=CONFIG)
    with pytest.raises(CogServerError, match="invalid device ordinal"), CogServer(project):
        pass

    cure(project, "gpu-index-out-of-range")
    inputs = [{"text": "a"}, {"text": ""}]
    before, _ = run_predictions(project, inputs)
    assert before[0]["status"] == "failed" and "FlashAttention" in (before[0]["error"] or "")
    assert before[1]["output"] == "bfloat16 float32"

    cure(project, "flash-attention-on-t4", "bf16-on-t4", "precision-halves-memory")
    after, _ = run_predictions(project, inputs)
    assert (after[0]["status"], after[1]["output"]) == ("succeeded", "float16 float16")
