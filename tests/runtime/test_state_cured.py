"""What rules about state and memory say, on the real Cog server: disease and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cog_server import run_predictions
from .curing import cure, write

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


TAGS = """
    def predict(self, word: str, tags: list[str] = Input(default=["a"])) -> str:
        tags.append(word)
        return " ".join(tags)
"""


def test_what_is_put_into_a_default_does_not_stay_there(tmp_path: Path) -> None:
    project = write(tmp_path, TAGS)
    source = (project / "predict.py").read_text().replace("Path\n", "Path, Input\n", 1)
    (project / "predict.py").write_text(source)
    inputs = [{"word": "b"}, {"word": "c"}]
    before, _ = run_predictions(project, inputs)
    cure(project, "default-list-changed")
    after, _ = run_predictions(project, inputs)
    assert [p["output"] for p in before] == ["a b", "a b c"]
    assert [p["output"] for p in after] == ["a b", "a c"]


WORDS = """
    def setup(self) -> None:
        self.words = []

    def predict(self, word: str) -> list[str]:
        self.words.append(word)
        return self.words
"""


def test_what_one_caller_sends_is_not_in_the_answer_to_the_next(tmp_path: Path) -> None:
    project = write(tmp_path, WORDS)
    inputs = [{"word": "b"}, {"word": "c"}]
    before, _ = run_predictions(project, inputs)
    cure(project, "list-grows")
    after, _ = run_predictions(project, inputs)
    assert [p["output"] for p in before] == [["b"], ["b", "c"]]
    assert [p["output"] for p in after] == [["b"], ["c"]]


ADAPTERS = """
    def setup(self) -> None:
        self.pipe = Pipe()

    def predict(self, lora: str) -> str:
        if lora:
            self.pipe.load_lora_weights(lora)
        return self.pipe.draw()
"""
PIPE = """
class Pipe:
    def __init__(self):
        self.loras = []

    def load_lora_weights(self, name):
        self.loras.append(name)

    def draw(self):
        return "with " + " and ".join(self.loras)
"""


def test_a_lora_does_not_stay_for_the_next_prediction(tmp_path: Path) -> None:
    project = write(tmp_path, ADAPTERS)
    source = (project / "predict.py").read_text()
    (project / "predict.py").write_text(f"from pipe import Pipe\n{source}")
    (project / "pipe.py").write_text(PIPE)
    inputs = [{"lora": "red"}, {"lora": "blue"}, {"lora": ""}]
    before, _ = run_predictions(project, inputs)
    cure(project, "adapter-left-loaded")
    # The library has it all the time; the rule does not look into libraries.
    unload = "\n    def unload_lora_weights(self):\n        self.loras.clear()\n"
    (project / "pipe.py").write_text(PIPE + unload)
    after, _ = run_predictions(project, inputs)
    assert [p["output"] for p in before] == ["with red", "with red and blue", "with red and blue"]
    assert [p["output"] for p in after] == ["with red", "with blue", "with "]
