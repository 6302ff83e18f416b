"""What rules about state and memory say, on the real Cog server: disease and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cog_server import run_predictions
from .test_behavior_cured import cure, write

pytestmark = pytest.mark.runtime

FORWARD = """
    def setup(self) -> None:
        self.model = AutoModelForCausalLM.from_pretrained("org/small")

    def predict(self, text: str) -> str:
        return self.model(text) if text else str(torch.is_inference_mode_enabled())
"""


def test_a_decorated_prediction_runs_in_inference_mode(tmp_path: Path) -> None:
    project = write(tmp_path, FORWARD)
    source = (project / "predict.py").read_text()
    imports = "import torch\nfrom transformers import AutoModelForCausalLM\n"
    (project / "predict.py").write_text(imports + source)
    (before,), _ = run_predictions(project, [{"text": ""}])
    cure(project, "no-inference-mode")
    (after,), _ = run_predictions(project, [{"text": ""}])
    assert (before["output"], after["output"]) == ("False", "True")
