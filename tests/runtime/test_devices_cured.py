"""Where a model is loaded and moved, on the real Cog server: disease and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.rules.behavior import model_load_in_subprocess

from .cog_server import run_predictions
from .curing import cure, found_in, write

pytestmark = pytest.mark.runtime

IMPORTS = "from transformers import AutoModel\n"
MOVED = """
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/small")

    def predict(self, text: str) -> str:
        before = self.model.device
        self.model.to("cuda")
        return f"{before} {self.model.device} {self.model(text)}"
"""


def test_a_model_is_on_the_gpu_before_the_first_request(tmp_path: Path) -> None:
    project = write(tmp_path, MOVED, imports=IMPORTS)
    inputs = [{"text": "a"}, {"text": "a"}]
    before, loads_before = run_predictions(project, inputs)
    cure(project, "to-device-in-predict")
    after, loads_after = run_predictions(project, inputs)
    assert [p["output"].split()[:2] for p in before] == [["cpu", "cuda"], ["cuda", "cuda"]]
    assert [p["output"].split()[:2] for p in after] == [["cuda", "cuda"], ["cuda", "cuda"]]
    assert [p["output"].split()[2:] for p in before] == [p["output"].split()[2:] for p in after]
    assert loads_before == loads_after == {"AutoModel org/small": 1}


CHILD = """
    def predict(self, text: str) -> str:
        done = subprocess.run(["python", "inference.py", text], capture_output=True, text=True)
        return done.stdout.strip()
"""
SCRIPT = """\
import sys

from transformers import AutoModel


def load():
    return AutoModel.from_pretrained("org/small")


if __name__ == "__main__":
    print(load()(sys.argv[1]))
"""
IN_PROCESS = """
    def setup(self) -> None:
        self.model = load()

    def predict(self, text: str) -> str:
        return self.model(text)
"""


def test_each_child_process_loads_again(tmp_path: Path) -> None:
    rule = model_load_in_subprocess.check.slug
    inputs = [{"text": "a"}, {"text": "b"}]
    project = write(tmp_path, CHILD)
    (project / "inference.py").write_text(SCRIPT)
    before, loads_before = run_predictions(project, inputs)
    assert found_in(project, [rule]) == {rule}
    # What its message advises.
    write(tmp_path, IN_PROCESS, imports="from inference import load\n")
    after, loads_after = run_predictions(project, inputs)
    assert found_in(project, [rule]) == set()
    assert [p["output"] for p in before] == [p["output"] for p in after]
    assert loads_before == {"AutoModel org/small": 2}
    assert loads_after == {"AutoModel org/small": 1}
