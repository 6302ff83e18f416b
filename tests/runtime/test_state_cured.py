"""What rules about state and memory say, on the real Cog server: disease and cure."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from .cog_server import CogServer, CogServerError, run_predictions
from .curing import CONFIG, cure, write

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


LAST = """
    def setup(self) -> None:
        self.model = AutoModelForCausalLM.from_pretrained("org/small")

    def predict(self, text: str) -> str:
        if text:
            self.last = self.model(text)
        return str(torch.is_inference_mode_enabled())
"""


def test_what_is_kept_is_computed_without_gradients(tmp_path: Path) -> None:
    imports = "import torch\nfrom transformers import AutoModelForCausalLM\n"
    project = write(tmp_path, LAST, imports=imports)
    (before,), _ = run_predictions(project, [{"text": ""}])
    cure(project, "gradients-kept")
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


RACE = """
    @concurrent(max=2)
    async def predict(self, text: str, seconds: float) -> str:
        self.words = text.split()
        await asyncio.sleep(seconds)
        return " ".join(reversed(self.words))
"""


def test_two_predictions_at_once_keep_their_own_inputs(tmp_path: Path) -> None:
    project = write(tmp_path, RACE)
    source = (project / "predict.py").read_text()
    (project / "predict.py").write_text(f"import asyncio\nfrom cog import concurrent\n{source}")
    inputs = [{"text": "a b", "seconds": 1.0}, {"text": "c d", "seconds": 0.1}]

    def answers() -> list[str]:
        # As `cog build` sets it in the image.
        env = {"COG_MAX_CONCURRENCY": "2"}
        with CogServer(project, env=env) as server, ThreadPoolExecutor(2) as pool:
            first = pool.submit(server.predict, inputs[0])
            # The second one begins, and ends, while the first one waits.
            time.sleep(0.3)
            second = pool.submit(server.predict, inputs[1])
            return [first.result()["output"], second.result()["output"]]

    assert answers() == ["d c", "d c"]
    cure(project, "state-shared-while-concurrent")
    assert answers() == ["b a", "d c"]


BRANCHES = """
    def setup(self) -> None:
        self.pipe = Pipe()

    def predict(self, lora: str) -> str:
        if lora:
            self.pipe.unload_lora_weights()
            self.pipe.load_lora_weights(lora)
        return self.pipe()
"""
UNLOADING_PIPE = PIPE.replace("def draw", "def __call__") + (
    "\n    def unload_lora_weights(self):\n        self.loras.clear()\n"
)


def test_a_lora_unloaded_only_for_another_does_not_stay(tmp_path: Path) -> None:
    project = write(tmp_path, BRANCHES)
    source = (project / "predict.py").read_text()
    (project / "predict.py").write_text(f"from pipe import Pipe\n{source}")
    (project / "pipe.py").write_text(UNLOADING_PIPE)
    inputs = [{"lora": "red"}, {"lora": "blue"}, {"lora": ""}]
    before, _ = run_predictions(project, inputs)
    cure(project, "adapter-left-loaded")
    after, _ = run_predictions(project, inputs)
    assert [p["output"] for p in before] == ["with red", "with blue", "with blue"]
    assert [p["output"] for p in after] == ["with red", "with blue", "with "]


DEVICE = """
    def setup(self) -> None:
        self.device = "cuda" if torch.cuda.is_available() else "cpu"

    def predict(self, text: str) -> str:
        return f"{text} on the {self.device}"
"""


def test_a_setup_without_a_gpu_fails(tmp_path: Path) -> None:
    config = CONFIG.replace("build:\n", "build:\n  gpu: true\n")
    project = write(tmp_path, DEVICE, imports="import torch\n", config=config)
    (before,), _ = run_predictions(project, [{"text": "slow"}])
    assert before["output"] == "slow on the cpu"
    cure(project, "silent-cpu-fallback")
    with pytest.raises(CogServerError, match="SETUP_FAILED"), CogServer(project):
        pass


PICTURES = """
    def setup(self) -> None:
        self.pipe = StableDiffusionPipeline.from_pretrained("org/pictures")

    def predict(self, prompt: str) -> str:
        return str(self.pipe(prompt=prompt, num_inference_steps=2).images[0].rgb)
"""


def test_a_result_can_be_repeated_by_its_seed(tmp_path: Path) -> None:
    imports = "from diffusers import StableDiffusionPipeline\n"
    project = write(tmp_path, PICTURES, imports=imports)
    cat = {"prompt": "a cat"}
    before, _ = run_predictions(project, [cat, cat])
    cure(project, "no-seed-input")
    seeded = {**cat, "seed": 7}
    after, _ = run_predictions(project, [cat, cat, seeded, seeded])
    outputs = [p["output"] for p in (*before, *after)]
    assert None not in outputs
    assert len(set(outputs[:4])) == 4 and outputs[4] == outputs[5]
