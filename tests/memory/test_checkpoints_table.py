"""The table of checkpoints whose names carry no size, and of words for quantization."""

from __future__ import annotations

import re

import pytest

from cog_lsp.knowledge.checkpoints import (
    Checkpoint,
    Quantization,
    checkpoint_named,
    checkpoint_of_class,
    checkpoints,
    quantization_in,
    quantizations,
)
from cog_lsp.knowledge.loaders import loaders


@pytest.mark.parametrize(
    "row",
    [*checkpoints(), *quantizations()],
    ids=lambda row: row.names[0] if isinstance(row, Checkpoint) else row.markers[0],
)
def test_every_row_has_a_source_and_a_date(row: Checkpoint | Quantization) -> None:
    assert re.fullmatch(r"https://[a-zA-Z0-9.-]+/\S+", row.source)
    assert re.fullmatch(r"20\d\d(-\d\d-\d\d)?", row.as_of)


@pytest.mark.parametrize("row", checkpoints(), ids=lambda row: row.names[0])
def test_row_counts_its_parts_or_its_whole(row: Checkpoint) -> None:
    assert bool(row.parameters) != bool(row.parts)
    assert 10**6 < row.total < 10**12
    assert all(name == name.lower() for name in row.names)
    assert bool(row.libraries) == bool(row.library_names)
    assert set(row.libraries) <= {loader.library for loader in loaders()}


@pytest.mark.parametrize("row", quantizations(), ids=lambda row: row.markers[0])
def test_bits_are_a_range(row: Quantization) -> None:
    assert 1 <= row.low_bits < row.high_bits <= 16.1


@pytest.mark.parametrize(
    ("name", "library", "total"),
    [
        ("runwayml/stable-diffusion-v1-5", "diffusers", 1_370_250_000),
        ("CompVis/stable-diffusion-v1-4", "diffusers", 1_370_250_000),
        ("stabilityai/stable-diffusion-2-1", "diffusers", 1_289_950_000),
        ("stabilityai/stable-diffusion-xl-base-1.0", "diffusers", 3_468_950_000),
        ("checkpoints/sd_xl_base_1.0.safetensors", "diffusers", 3_468_950_000),
        ("stabilityai/stable-diffusion-xl-refiner-1.0", "diffusers", 3_037_950_000),
        ("stabilityai/stable-diffusion-3-medium-diffusers", "diffusers", 7_692_800_000),
        ("stabilityai/stable-diffusion-3.5-large", "diffusers", 13_810_900_000),
        ("black-forest-labs/FLUX.1-schnell", "diffusers", 16_870_700_000),
        ("openai/clip-vit-large-patch14", "transformers", 427_620_000),
        ("ViT-L/14", "clip", 427_620_000),
        ("google/flan-t5-xxl", "transformers", 11_135_300_000),
        ("medium.en", "whisper", 769_000_000),
        ("distil-large-v3", "faster_whisper", 756_000_000),
        ("openai/whisper-large-v3", "transformers", 1_550_000_000),
        ("microsoft/Phi-3-mini-4k-instruct", "transformers", 3_800_000_000),
        ("meta-llama/Llama-4-Scout-17B-16E-Instruct", "vllm", 109_000_000_000),
    ],
)
def test_checkpoint_is_known(name: str, library: str, total: int) -> None:
    found = checkpoint_named(name, library)
    assert found is not None
    assert found.total == total


@pytest.mark.parametrize(
    ("name", "library"),
    [
        ("large-v3", "transformers"),
        ("base", "diffusers"),
        ("org/my-stable-diffusion-v1-5-lora", "diffusers"),
        ("stabilityai/stable-diffusion-3.5-medium", "diffusers"),
        ("black-forest-labs/FLUX.1-Redux-dev", "diffusers"),
        ("openai/whisper-large-v3-ggml", "transformers"),
    ],
)
def test_checkpoint_is_not_known(name: str, library: str) -> None:
    assert checkpoint_named(name, library) is None


def test_architecture_of_a_class() -> None:
    found = checkpoint_of_class("StableDiffusionXLControlNetPipeline")
    assert found is checkpoint_named("stabilityai/stable-diffusion-xl-base-1.0", "diffusers")
    assert checkpoint_of_class("StableDiffusionPipeline") is None


@pytest.mark.parametrize(
    ("name", "low"),
    [
        ("TheBloke/Llama-2-13B-GPTQ", 3.0),
        ("Qwen/Qwen2-7B-Instruct-GPTQ-Int8", 8.0),
        ("org/a.Q5_K_M.gguf", 5.5),
        ("org/a-GGUF", 1.5),
        ("neuralmagic/a-quantized.w4a16", 4.0),
        ("openai/gpt-oss-20b", 4.2),
        ("org/a-fp16", None),
        ("org/a-bf16", None),
        ("org/q4-report", None),
        ("org/hawq", None),
    ],
)
def test_quantization_in_a_name(name: str, low: float | None) -> None:
    found = quantization_in(name)
    assert (found.low_bits if found is not None else None) == low
