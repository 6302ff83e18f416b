"""What running needs beside the weights: only what can be told, with its reasons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cog_lsp.knowledge.checkpoints import checkpoint_named
from cog_lsp.knowledge.hardware import Tier
from cog_lsp.memory import Estimate, Fit, Need, Running, estimate_of, fit
from cog_lsp.memory.inputs import Number, number_input
from cog_lsp.memory.running import cache_bytes
from tests.projects import project

from .support import HEAD

CONTEXT = "0.3 to 1.0 GB for the CUDA context"
HALF = "torch_dtype=torch.float16"
LLAMA = f"AutoModelForCausalLM.from_pretrained('meta-llama/Llama-2-7b-chat-hf', {HALF})"
SDXL = f"StableDiffusionXLPipeline.from_pretrained('stabilityai/sdxl-turbo', {HALF})"
SIDES = "width: int = Input(default=1024, le=2048), height: int = Input(default=1024, le=2048)"


def made(setup: str, inputs: str = "prompt: str") -> Estimate:
    text = (
        f"{HEAD}class Predictor(BasePredictor):\n    def setup(self) -> None:\n"
        + "".join(f"        {line}\n" for line in setup.split("\n"))
        + f"    def predict(self, {inputs}) -> str:\n        return ''\n"
    )
    return estimate_of(project({"cog.yaml": "predict: predict.py:Predictor\n", "predict.py": text}))


# setup(), the inputs, and what running needs beside the CUDA context.
NEEDS: dict[str, tuple[str, str, list[str]]] = {
    "nothing more is known": (f"self.m = {LLAMA}", "prompt: str", []),
    "tokens by default": (
        f"self.m = {LLAMA}", "prompt: str, max_new_tokens: int = Input(default=512)",
        ["0.3 GB for the keys and values of 512 tokens"],
    ),
    "tokens up to a bound": (
        f"self.m = {LLAMA}", "p: str, max_new_tokens: int = Input(default=512, ge=1, le=4096)",
        ["0.3 to 2.1 GB for the keys and values of 512 to 4,096 tokens"],
    ),
    "tokens without Input": (
        f"self.m = {LLAMA}", "p: str, max_tokens: int = 512",
        ["0.3 GB for the keys and values of 512 tokens"],
    ),
    "tokens of a model that is not known": (
        "self.m = AutoModel.from_pretrained('org/new-9b')", "p: str, max_tokens: int = 512", [],
    ),
    "tokens of what is no text model": (
        f"self.m = {SDXL}", "p: str, max_tokens: int = 512", [],
    ),
    "llama.cpp's context": (
        "self.m = Llama('w/llama-2-7b.Q4_K_M.gguf', n_gpu_layers=-1, n_ctx=4096)", "p: str",
        ["2.1 GB for the keys and values of 4,096 tokens"],
    ),
    "llama.cpp's own context": (
        "self.m = Llama('w/llama-2-7b.Q4_K_M.gguf', n_gpu_layers=-1)", "p: str",
        ["0.3 GB for the keys and values of 512 tokens"],
    ),
    "a picture": (
        f"self.m = {SDXL}", "width: int = Input(default=512), height: int = Input(default=512)",
        ["1.2 to 2.3 GB for decoding an image of 512x512"],
    ),
    "a picture up to a bound": (
        f"self.m = {SDXL}", SIDES,
        ["4.6 to 36.9 GB for decoding an image of 1024x1024 to 2048x2048"],
    ),
    "a picture of one of a few sizes": (
        f"self.m = {SDXL}",
        "width: int = Input(choices=[512, 1024], default=512),"
        " height: int = Input(choices=[512, 1024], default=512)",
        ["1.2 to 9.2 GB for decoding an image of 512x512 to 1024x1024"],
    ),
    "a picture in 16 bits": (
        "self.m = FluxPipeline.from_pretrained('black-forest-labs/FLUX.1-dev',"
        " torch_dtype=torch.bfloat16)",
        "width: int = 1024, height: int = 1024",
        ["4.6 GB for decoding an image of 1024x1024"],
    ),
    "a picture in tiles": (
        f"self.m = {SDXL}\nself.m.enable_vae_tiling()", SIDES,
        ["1.2 to 2.3 GB for decoding an image of 1024x1024 to 2048x2048 in tiles"],
    ),
    "a picture of unknown size": (f"self.m = {SDXL}", "prompt: str, width: int = 512", []),
    "a picture that the model reads": (f"self.m = {LLAMA}", SIDES, []),
}  # fmt: skip


@pytest.mark.parametrize(("setup", "inputs", "needs"), NEEDS.values(), ids=list(NEEDS))
def test_needs(setup: str, inputs: str, needs: list[str]) -> None:
    found = made(setup, inputs).running.needs
    assert [need.text for need in found] == [CONTEXT, *needs]
    assert all(need.how and need.low <= need.high for need in found)


def test_what_is_not_on_the_gpu_needs_nothing() -> None:
    running = made("self.m = AutoModel.from_pretrained('org/a-7b').to('cpu')").running
    assert (running.needs, running.text, running.low) == ((), "", 0)


@pytest.mark.parametrize(
    ("argument", "share"), [("", "90%"), (", gpu_memory_utilization=0.5", "50%")]
)
def test_engine_that_takes_all_is_said(argument: str, share: str) -> None:
    running = made(f"self.m = vllm.LLM('meta-llama/Llama-2-7b-hf'{argument})").running
    assert running.text == (
        f"Running also needs {CONTEXT}, and more for activations; "
        f"vLLM takes {share} of the GPU for weights and cache regardless of need"
    )


def test_sum_of_what_is_known() -> None:
    running = made(f"self.m = {LLAMA}", "p: str, max_tokens: int = Input(default=1000)").running
    assert running.low == 300_000_000 + 524_288 * 1000
    assert running.high == 1_000_000_000 + 524_288 * 1000


# Half a megabyte a token is the published figure for Llama 2 7B; Mistral 7B shares heads in fours.
@pytest.mark.parametrize(
    ("name", "count"), [("llama-2-7b-hf", 524_288), ("mistral-7b-v0.1", 131_072)]
)
def test_cache_of_a_token(name: str, count: int) -> None:
    row = checkpoint_named(name, "transformers")
    assert row is not None
    assert row.decoder is not None
    assert cache_bytes(row.decoder) == count


def test_what_leaves_no_room_to_run_does_not_fit() -> None:
    """What fills 89 % of the memory leaves some 3 GB for what is known to be needed."""
    weights = made("self.m = AutoModel.from_pretrained('org/x-12b', torch_dtype=torch.float16)")
    assert weights.weights is not None
    assert weights.weights.most is not None
    tier = Tier("x", "x", "X", 1, 32, weights.weights.most / 0.89 / 2**30, "current", "", "")
    for need, found in ((1_000_000_000, Fit.FITS), (5_000_000_000, Fit.TIGHT)):
        running = Running((Need(need, need, "something", "measured"),))
        assert fit(replace(weights, running=running), tier) is found


@pytest.mark.parametrize(
    ("inputs", "number"),
    [
        ("n: int = 5", Number("n", 5, None)),
        ("n: int = Input(default=5, le=9)", Number("n", 5, 9)),
        ("n: int = Input(5)", Number("n", 5, None)),
        ("n: int = Input(default=5, choices=[5, 7])", Number("n", 5, 7)),
        ("n: int = Input(default=DEFAULT, le=LIMIT)", Number("n", None, None)),
        ("n: bool = True", Number("n", None, None)),
        ("n: int", Number("n", None, None)),
        ("m: int = 5", None),
    ],
)
def test_numbers_that_callers_send(inputs: str, number: Number | None) -> None:
    method = f"    def predict(self, {inputs}) -> str:\n        pass\n"
    text = f"{HEAD}class Predictor(BasePredictor):\n{method}"
    config = "predict: predict.py:Predictor\n"
    assert number_input(project({"cog.yaml": config, "predict.py": text}), "k", "n") == number
