"""Each example on the real Cog server: its disease shows, and the healthy one has none."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from .cog_server import (
    Prediction,
    Progress,
    copy_example,
    is_png,
    parse_progress,
    run_predictions,
)

pytestmark = pytest.mark.runtime

SEEDS = (1, 2, 1)


def three_predictions(
    name: str, inputs: dict[str, Any], tmp_path: Path
) -> tuple[list[Prediction], dict[str, int]]:
    """Run the example with the three seeds: the predictions, and how often what was loaded."""
    predictions, loads = run_predictions(
        copy_example(name, tmp_path), [{**inputs, "seed": seed} for seed in SEEDS]
    )
    assert [(p["status"], p["error"]) for p in predictions] == [("succeeded", None)] * 3
    assert [p["logs"].splitlines()[0] for p in predictions] == [f"Using seed: {s}" for s in SEEDS]
    return predictions, loads


def test_reload_llama_loads_its_weights_on_every_prediction(tmp_path: Path) -> None:
    predictions, loads = three_predictions(
        "reload-llama", {"prompt": " Name three rivers "}, tmp_path
    )

    assert loads == {
        "AutoTokenizer NousResearch/Llama-2-7b-chat-hf": 3,
        "AutoModelForCausalLM NousResearch/Llama-2-7b-chat-hf": 3,
    }
    # neither the prompt nor the "[INST]" that the model goes on with is in the answer
    first, second, third = (p["output"] for p in predictions)
    assert re.fullmatch(r"rivers three Name [0-9a-f]{8}", first)
    assert first == third != second


def test_progress_in_output_delivers_sentences_before_the_image(tmp_path: Path) -> None:
    predictions, loads = three_predictions(
        "progress-in-output", {"prompt": "a fox", "num_inference_steps": 4}, tmp_path
    )

    assert loads == {"StableDiffusionPipeline stable-diffusion-v1-5/stable-diffusion-v1-5": 1}
    for prediction in predictions:
        *sentences, image = prediction["output"]
        assert sentences == ["step 1 of 4", "step 2 of 4", "step 3 of 4", "step 4 of 4"]
        assert is_png(image)
        assert parse_progress(prediction["logs"]) is None
    first, second, third = (p["output"][-1] for p in predictions)
    assert first == third != second


def test_healthy_loads_once_and_reports_progress_where_clients_read_it(tmp_path: Path) -> None:
    predictions, loads = three_predictions(
        "healthy", {"prompt": "a fox", "num_inference_steps": 4}, tmp_path
    )

    assert loads == {"StableDiffusionXLPipeline stabilityai/stable-diffusion-xl-base-1.0": 1}
    for prediction in predictions:
        assert is_png(prediction["output"])
        lines = prediction["logs"].splitlines()[1:]
        assert [parse_progress(line) for line in lines] == [
            Progress(0.25, 1, 4),
            Progress(0.5, 2, 4),
            Progress(0.75, 3, 4),
            Progress(1.0, 4, 4),
        ]
        assert parse_progress(prediction["logs"]) == Progress(1.0, 4, 4)
    first, second, third = (p["output"] for p in predictions)
    assert first == third != second


def test_gpu_undeclared_loads_once_and_streams_its_answer(tmp_path: Path) -> None:
    predictions, loads = three_predictions(
        "gpu-undeclared", {"prompt": "Name three rivers", "max_new_tokens": 26}, tmp_path
    )

    assert loads == {
        "AutoTokenizer NousResearch/Llama-2-13b-chat-hf": 1,
        "AutoModelForCausalLM NousResearch/Llama-2-13b-chat-hf": 1,
    }
    assert [p["output"][:3] for p in predictions] == [[" rivers", " three", " Name"]] * 3
    first, second, third = ("".join(p["output"]) for p in predictions)
    assert len(first) == 26
    assert first == third != second


def test_several_reloads_and_mixes_sentences_with_images(tmp_path: Path) -> None:
    predictions, loads = three_predictions(
        "several", {"prompt": "a fox", "num_outputs": 2, "num_inference_steps": 4}, tmp_path
    )

    assert loads == {"StableDiffusionXLPipeline stabilityai/stable-diffusion-xl-base-1.0": 3}
    for prediction in predictions:
        output = prediction["output"]
        assert output[::2] == ["Drawing image 1 of 2...", "Drawing image 2 of 2..."]
        assert [is_png(item) for item in output] == [False, True, False, True]
    first, second, third = (p["output"] for p in predictions)
    assert first == third != second
    # the second image of seed 1 is the first of seed 2
    assert first[3] == second[1]
