"""Small predictors, as the tests of the estimate need them."""

from __future__ import annotations

import textwrap

from cog_lsp.memory import Component, Estimate, estimate_of
from cog_lsp.project import Project
from tests.projects import project

TRANSFORMERS_4 = "transformers==4.46.3"
HEAD = """\
import os
import torch
import vllm
import whisper
from auto_gptq import AutoGPTQForCausalLM
from cog import BasePredictor, Input
from diffusers import AutoencoderKL, DiffusionPipeline, FluxPipeline, StableDiffusionPipeline
from diffusers import StableDiffusionXLPipeline, UNet2DConditionModel
from faster_whisper import WhisperModel
from huggingface_hub import hf_hub_download, snapshot_download
from llama_cpp import Llama
from optimum.quanto import freeze, qfloat8, quantize
from sentence_transformers import SentenceTransformer
from transformers import AutoModel, AutoModelForCausalLM, AutoProcessor, AutoTokenizer
from transformers import BitsAndBytesConfig, CLIPTextModel, GPTQConfig, T5EncoderModel, pipeline
"""


def predictor(
    setup: str,
    predict: str = "return ''",
    *,
    packages: str = TRANSFORMERS_4,
    top: str = "",
    cog: str = "",
) -> Project:
    """A project whose setup() and predict() have these bodies; ``cog`` stands above ``gpu``."""
    config = f"""\
build:
  {cog}
  gpu: true
  python_version: "3.12"
  python_packages: [{packages}]
run: predict.py:Predictor
"""
    text = (
        f"{HEAD}{textwrap.dedent(top)}\n"
        "class Predictor(BasePredictor):\n"
        f"    def setup(self) -> None:\n{_body(setup)}\n"
        f"    def predict(self, prompt: str, size: str = Input(default='a')) -> str:\n"
        f"{_body(predict)}\n"
    )
    return project({"cog.yaml": config, "predict.py": text})


def estimate(setup: str, predict: str = "return ''", **options: str) -> Estimate:
    """The estimate for :func:`predictor`."""
    return estimate_of(predictor(setup, predict, **options))


def component(setup: str, predict: str = "return ''", **options: str) -> Component:
    """The only component of that estimate."""
    (found,) = estimate(setup, predict, **options).components
    return found


def _body(text: str) -> str:
    return textwrap.indent(textwrap.dedent(text).strip("\n"), "        ")
