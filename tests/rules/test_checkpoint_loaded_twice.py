"""COG518: one checkpoint in the memory of the GPU twice."""

from __future__ import annotations

import pytest

from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware.checkpoint_loaded_twice import check
from tests.memory.support import predictor

from .support import found_by, shown, the_finding

TOP = "from diffusers import StableDiffusionXLImg2ImgPipeline"
HALF = "torch_dtype=torch.float16"


def text(name: str = "org/xl", options: str = HALF) -> str:
    return f"self.a = StableDiffusionXLPipeline.from_pretrained('{name}', {options})"


def image(name: str = "org/xl", options: str = HALF) -> str:
    return f"self.b = StableDiffusionXLImg2ImgPipeline.from_pretrained('{name}', {options})"


def test_the_second_pipeline_is_found() -> None:
    made = predictor(f"{text()}\n{image()}", top=TOP)
    found = the_finding(check, made)
    assert found.severity is Severity.INFORMATION
    assert shown(made, found).startswith("StableDiffusionXLImg2ImgPipeline.from_pretrained(")
    assert found.message == (
        "org/xl is already on the GPU, and takes another 6.9 GB here: create this pipeline from "
        "the other with `StableDiffusionXLImg2ImgPipeline.from_pipe(...)` to share its weights"
    )
    (before,) = found.related
    assert "StableDiffusionXLPipeline" in made.documents[before.path].slice(before.span)


@pytest.mark.parametrize(
    "setup",
    [
        text(),
        f"{text()}\n{image('org/other-xl')}",
        f"{text()}\n{image(options='torch_dtype=torch.float32')}",
        f"{text()}\nself.b = StableDiffusionXLImg2ImgPipeline.from_pipe(self.a)",
        f"{text()}\n{image(options=f'vae=self.a.vae, {HALF}')}",
        f"{text()}\n{image(options=f'**self.a.components, {HALF}')}",
        f"{text()}\nif os.environ.get('TWO'):\n    {image()}",
        f"{text()}\n{image()}\nself.a.enable_model_cpu_offload()",
        f"{text()}\n{text()}",
        f"{text().replace('self.a', 'a')}\ndel a\n{image()}",
    ],
)
def test_silent(setup: str) -> None:
    found = found_by(check, predictor(setup, top=TOP))
    assert found == []
