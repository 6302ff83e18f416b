"""What it costs to load weights again."""

from __future__ import annotations

import pytest

from cog_lsp.memory import reload_of
from cog_lsp.project.loads import loads_of

from .support import predictor

DECLARED = "# cog-lsp: hardware=gpu-l40s"
HALF = "torch_dtype=torch.float16"

# What predict() loads, and the cost in words.
WORDS = {
    "as it is stored": (
        f"AutoModel.from_pretrained('org/a-13b', {HALF})",
        "about 26.0 GB read each time, ≈ 35 s, ≈ $0.034 on gpu-l40s",
    ),
    "converted upwards, from nobody knows what": (
        "AutoModel.from_pretrained('org/a-13b')",
        "26.0 to 52.0 GB read each time, 35 to 69 s, $0.034 to $0.068 on gpu-l40s",
    ),
    "quantized on the way": (
        "AutoModel.from_pretrained('org/a-13b', load_in_8bit=True)",
        "about 26.0 GB read each time, ≈ 35 s, ≈ $0.034 on gpu-l40s",
    ),
    "quantized before": (
        "AutoGPTQForCausalLM.from_quantized('org/a-13b-awq')",
        "6.5 to 9.4 GB read each time, 9 to 13 s, $0.0084 to $0.012 on gpu-l40s",
    ),
    "with a part of unknown size": (
        "FluxPipeline.from_pretrained('org/pictures-12b', torch_dtype=torch.bfloat16)",
        "at least 24.0 GB read each time, ≈ 32 s, ≈ $0.031 on gpu-l40s",
    ),
    "of unknown size": (f"AutoModel.from_pretrained('org/a', {HALF})", None),
}


@pytest.mark.parametrize(("load", "words"), WORDS.values(), ids=list(WORDS))
def test_words(load: str, words: str | None) -> None:
    made = predictor("pass", f"m = {load}\nreturn m(prompt)", cog=DECLARED)
    found = reload_of(made, *loads_of(made))
    assert (found.text.partition(" (")[0] if found is not None else None) == words


def test_what_it_assumes_is_said() -> None:
    made = predictor("pass", f"m = AutoModel.from_pretrained('org/a-13b', {HALF})", cog=DECLARED)
    found = reload_of(made, *loads_of(made))
    assert found is not None
    assert found.text.endswith("(an estimate that assumes 0.75 GB/s from disk to GPU)")


def test_seven_billion_parameters_take_eighteen_seconds() -> None:
    made = predictor(
        "pass", f"m = AutoModel.from_pretrained('meta-llama/Llama-2-7b-chat-hf', {HALF})"
    )
    found = reload_of(made, *loads_of(made))
    assert found is not None
    assert found.seconds == pytest.approx((18, 18), rel=0.06)
    assert found.dollars is None
    assert "$" not in found.text


def test_of_two_ways_the_larger_is_taken_once() -> None:
    made = predictor(
        "pass",
        "if size == 'a':\n"
        f"    m = AutoModel.from_pretrained('org/a-7b', {HALF})\n"
        "else:\n"
        f"    m = AutoModel.from_pretrained('org/b-13b', {HALF})\n"
        "return m(prompt)",
    )
    found = reload_of(made, *loads_of(made))
    assert found is not None
    assert (found.low, found.high) == (26_000_000_000, 26_000_000_000)


def test_several_add_up() -> None:
    made = predictor(
        "pass",
        f"a = AutoModel.from_pretrained('org/a-7b', {HALF})\n"
        f"b = AutoModel.from_pretrained('org/b-13b', {HALF})",
    )
    found = reload_of(made, *loads_of(made))
    assert found is not None
    assert found.low == 40_000_000_000
