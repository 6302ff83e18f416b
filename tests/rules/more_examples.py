"""More of what the rules over behaviour find, for tests of how else it can be put.

What a rule's own page shows is in :mod:`tests.rules.examples`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from .examples import BAD, Example

CONFIG = 'build:\n  python_version: "3.12"\nrun: predict.py:Predictor\n'
_IMPORTS = """\
import logging
import os
import subprocess
import tempfile
import torch
from typing import Iterator
from tqdm import tqdm
from cog import BasePredictor, Path
from diffusers import DiffusionPipeline
from huggingface_hub import hf_hub_download
from transformers import AutoModel
"""
_LOAD = "loaded = AutoModel.from_pretrained('org/model')"


def _indented(text: str) -> str:
    return textwrap.indent(text.strip("\n"), "    ")


@dataclass(frozen=True)
class Sick:
    """A predictor in which ``rule`` finds one thing: the lines of its two methods.

    ``above`` stands before its class.
    """

    rule: str
    predict: str
    setup: str = "self.ready = True"
    output: str = "str"
    above: str = ""
    config: str = CONFIG

    def text(self) -> str:
        """The file."""
        setup = f"def setup(self):\n{_indented(self.setup)}\n"
        predict = f"def predict(self, text: str) -> {self.output}:\n{_indented(self.predict)}\n"
        body = _indented(setup + predict)
        return f"{_IMPORTS}\n{self.above}\nclass Predictor(BasePredictor):\n{body}\n"


SICK = (
    Sick(
        "adapter-left-loaded",
        "if text:\n    self.loaded.load_lora_weights(text)\nreturn self.loaded(text)",
        setup="self.loaded = AutoModel.from_pretrained('org/model')",
    ),
    Sick(
        "state-leaks",
        "if text:\n    self.loaded.config.style = text\nreturn self.loaded(text)",
        setup="self.loaded = AutoModel.from_pretrained('org/model')",
    ),
    Sick(
        "silent-cpu-fallback",
        "made = 'cuda' if torch.cuda.is_available() else 'cpu'\nreturn text + made",
        config=CONFIG.replace("build:\n", "build:\n  gpu: true\n"),
    ),
    Sick(
        "no-seed-input",
        "made = self.loaded(text)\nreturn str(made)",
        setup="self.loaded = DiffusionPipeline.from_pretrained('org/model')",
    ),
    Sick("seed-fixed", "torch.manual_seed(1)\nmade = torch.randn(2)\nreturn str(made)"),
    Sick("model-load-in-predict", f"{_LOAD}\nreturn loaded(text)"),
    Sick(
        "weights-download-in-predict",
        "subprocess.check_call(['pget', 'https://x.org/m.tar', 'weights'])\nreturn text",
    ),
    Sick(
        "model-load-in-predict",
        "asked = text.strip()\nreturn answer(asked, 2)",
        above=f"def answer(asked, count):\n{_indented(_LOAD)}\n    return loaded(asked * count)\n",
    ),
    Sick(
        "model-load-in-predict",
        f"with torch.no_grad():\n{_indented(_LOAD)}\n    loaded.eval()\n    made = loaded(text)\n"
        "return made",
    ),
    Sick(
        "weights-download-in-predict",
        "place = hf_hub_download('org/words', filename='words.safetensors')\n"
        "with open(place) as words:\n    return text + words.read()",
    ),
    Sick("setup-result-lost", "return text", setup=f"{_LOAD}\nloaded.eval()"),
    Sick(
        "output-file-deleted",
        "with tempfile.TemporaryDirectory() as place:\n"
        "    made = os.path.join(place, 'o.png')\n    self.draw(made)\n    return Path(made)",
        output="Path",
    ),
    Sick(
        "cancellation-swallowed",
        "try:\n    subprocess.run(['generate', text], check=True)\nexcept:\n    pass\nreturn text",
    ),
    Sick("print-without-flush", "for part in text:\n    print(part, end='')\nreturn text"),
    Sick(
        "progress-not-parsed",
        "total = len(text)\nfor i in range(total):\n    print(f'step {i + 1}/{total}')\n"
        "return text",
    ),
    Sick(
        "progress-in-output",
        "made = len(text)\nfor part in range(made):\n    yield f'step {part} of {made}'\n"
        "yield Path('/tmp/o.png')",
        output="Iterator[Path]",
    ),
    Sick(
        "progress-in-output",
        "made = []\nself.draw(lambda step, image: made.append(f'step {step}'))\n"
        "made.append(Path('/tmp/o.png'))\nreturn made",
        output="Path",
    ),
    Sick("output-not-a-path", "made = '/tmp/o.png'\nreturn made", output="Path"),
    Sick(
        "output-file-reused",
        "made = []\nfor part in text:\n    made.append(Path('/tmp/o.png'))\nreturn made",
        output="list[Path]",
    ),
    Sick("subprocess-output-lost", "subprocess.run(['ffmpeg', text], check=True)\nreturn text"),
    Sick("download-unchecked", "return text", setup="os.system('wget https://x.org/m.pth')"),
    Sick(
        "error-as-output",
        "try:\n    return text.upper()\nexcept ValueError as problem:\n    return str(problem)",
    ),
    Sick("deprecated-mktemp", "made = tempfile.mktemp()\nreturn Path(made)", output="Path"),
    Sick(
        "log-flood",
        "for part in tqdm(text):\n    for made in tqdm(part):\n        self.draw(made)\n"
        "return text",
    ),
    Sick("output-not-as-declared", "for part in text:\n    yield part"),
    Sick(
        "output-path-after-chdir",
        "made = Path('o.png')\nreturn made",
        setup="os.chdir('/src/model')",
        output="Path",
    ),
    Sick("info-log-lost", "logging.info('working on %s', text)\nreturn text"),
    Sick(
        "to-device-in-predict",
        "self.loaded.to('cuda')\nreturn text",
        setup="self.loaded = AutoModel.from_pretrained('org/model')",
    ),
    Sick(
        "no-setup",
        "if not hasattr(self, 'kept'):\n    self.kept = AutoModel.from_pretrained('org/model')\n"
        "return text",
        setup="pass",
    ),
    Sick(
        "model-load-in-subprocess",
        "subprocess.check_call(['python', 'infer.py', '--ckpt', 'w/m.pth', text])\nreturn text",
    ),
    Sick(
        "compile-in-predict",
        "made = torch.compile(self.loaded)\nreturn made(text)",
        setup="self.loaded = AutoModel.from_pretrained('org/model')",
    ),
)


def more_examples() -> Iterator[Example]:
    """A project for each of :data:`SICK`; they are numbered from 101."""
    for number, sick in enumerate(SICK, start=101):
        yield Example(sick.rule, BAD, number, {"cog.yaml": sick.config, "predict.py": sick.text()})
