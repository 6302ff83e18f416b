"""COG455 and COG456: seeds that callers cannot choose, and noise that nothing seeds."""

from __future__ import annotations

import pytest

from cog_lsp.project import Project
from cog_lsp.rules.behavior import no_seed_input, seed_fixed
from tests.projects import project

from .support import CONFIG, mended, predictor, shown

TOP = """\
import random
import numpy as np
from diffusers import AutoencoderKL, AutoPipelineForText2Image, DiffusionPipeline
"""
SETUP = """\
def setup(self):
    self.pipe = DiffusionPipeline.from_pretrained(MODEL).to('cuda')
    self.text = AutoPipelineForText2Image.from_pretrained(MODEL)
    self.vae = AutoencoderKL.from_pretrained(MODEL)
    self.lm = AutoModel.from_pretrained(MODEL)
def draw(self, x):
    return self.pipe(x)
"""


def made(lines: str, *, setup: str = "", inputs: str = "") -> Project:
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    before = SETUP.replace("def draw", f"    {setup}\ndef draw") if setup else SETUP
    return predictor(
        f"{before}def predict(self, x: str{inputs}) -> str:\n{indented}    return x", top=TOP
    )


UNSEEDED = {
    "a pipeline": ("self.pipe(x)", "self.pipe"),
    "by a local name": ("p = self.pipe\np(x, width=9)", "p"),
    "another class": ("self.text(prompt=x)", "self.text"),
    "in a helper": ("self.draw(x)", "self.pipe"),
    "with what it unpacks": ("more = {'width': 9}\nself.pipe(x, **more)", "self.pipe"),
    "under a condition": ("if x:\n    self.pipe(x)", "self.pipe"),
    "in a with": ("with torch.inference_mode():\n    self.pipe(x)", "self.pipe"),
}
SEEDED = {
    "a generator": "self.pipe(x, generator=torch.Generator())",
    "somewhere": "torch.manual_seed(len(x))\nself.pipe(x)",
    "latents": "self.pipe(x, latents=torch.zeros(4))",
    "unknown arguments": "self.pipe(x, **self.more())",
    "no pipeline": "self.vae(x)\nself.lm(x)",
    "a method of a pipeline": "self.pipe.encode_prompt(x)",
    "nothing": "print(x)",
}


@pytest.mark.parametrize(("lines", "place"), UNSEEDED.values(), ids=UNSEEDED.keys())
def test_noise_that_nobody_can_repeat(lines: str, place: str) -> None:
    assert shown(no_seed_input.check, made(lines)) == [place]


@pytest.mark.parametrize("lines", SEEDED.values(), ids=SEEDED.keys())
def test_noise_that_somebody_can(lines: str) -> None:
    assert shown(no_seed_input.check, made(lines)) == []


def test_an_input_of_that_name() -> None:
    assert shown(no_seed_input.check, made("self.pipe(x)", inputs=", random_seed: int = 1")) == []


def test_the_input_and_the_generator() -> None:
    text = mended(no_seed_input.check, made("self.pipe(x, width=9)")).documents["predict.py"].text
    assert "from typing import Iterator, Optional\n" in text
    assert (
        'def predict(self, x: str, seed: Optional[int] = Input(description="Random seed; leave it '
        'out for a random one", default=None)) -> str:' in text
    )
    assert (
        "self.pipe(x, generator=torch.Generator().manual_seed(seed) if seed is not None else None, "
        "width=9)" in text
    )


LAYOUT = """\
from cog import BasePredictor
from diffusers import DiffusionPipeline

class Predictor(BasePredictor):
    def setup(self):
        self.pipe = DiffusionPipeline.from_pretrained("org/pictures")

    def predict(
        self,
        prompt: str,  # what to draw
    ) -> str:
        return self.pipe(
            prompt=prompt,  # as it is
            width=8,
        )
"""


def test_the_layout_stays() -> None:
    sick = project({"cog.yaml": CONFIG, "predict.py": LAYOUT})
    text = mended(no_seed_input.check, sick).documents["predict.py"].text
    assert {"from typing import Optional", "import torch"} < set(text.splitlines())
    assert text.startswith("from cog import BasePredictor, Input\n")
    assert "        prompt: str,  # what to draw\n        seed: Optional[int] = Input(" in text
    assert "default=None),\n    ) -> str:\n" in text
    assert (
        "            generator=torch.Generator().manual_seed(seed) if seed is not None else None,\n"
        "            prompt=prompt,  # as it is\n" in text
    )


def test_no_edit_where_another_method_draws() -> None:
    (finding,) = no_seed_input.check.run(made("self.draw(x)"))
    assert finding.plans == ()


FIXED = {
    "for all": ("torch.manual_seed(42)\nself.pipe(x)", "torch.manual_seed(42)"),
    "a generator": (
        "self.pipe(x, generator=torch.Generator('cuda').manual_seed(0))",
        "torch.Generator('cuda').manual_seed(0)",
    ),
    "random numbers of numpy": ("np.random.seed(1)\nnp.random.rand(3)", "np.random.seed(1)"),
    "sampled text": (
        "torch.manual_seed(1)\nself.lm.generate(x, do_sample=True)",
        "torch.manual_seed(1)",
    ),
    "where there is a GPU": (
        "if torch.cuda.is_available():\n    torch.cuda.manual_seed_all(1)\nself.pipe(x)",
        "torch.cuda.manual_seed_all(1)",
    ),
}
CHOSEN = {
    "of the request": "torch.manual_seed(len(x))\nself.pipe(x)",
    "one of two": "torch.manual_seed(1)\ntorch.cuda.manual_seed(len(x))\nself.pipe(x)",
    "for some inputs": "if x:\n    torch.manual_seed(1)\nself.pipe(x)",
    "nothing drawn": "torch.manual_seed(1)\nself.lm(x)",
    "no seed": "self.pipe(x)",
}


@pytest.mark.parametrize(("lines", "place"), FIXED.values(), ids=FIXED.keys())
def test_a_seed_that_nobody_chooses(lines: str, place: str) -> None:
    assert shown(seed_fixed.check, made(lines)) == [place]
    assert shown(seed_fixed.check, made(lines, inputs=", seed: int = 1")) == []


@pytest.mark.parametrize("lines", CHOSEN.values(), ids=CHOSEN.keys())
def test_a_seed_that_is_no_constant(lines: str) -> None:
    assert shown(seed_fixed.check, made(lines)) == []


def test_a_seed_of_setup_alone() -> None:
    (finding,) = seed_fixed.check.run(made("self.pipe(x)", setup="torch.manual_seed(7)"))
    assert "seeded with 7 once" in finding.message
    both = made("torch.manual_seed(len(x))\nself.pipe(x)", setup="torch.manual_seed(7)")
    assert shown(seed_fixed.check, both) == []
