"""The table of checkpoints whose names carry no size, and of words for quantization."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from cog_lsp.knowledge.checkpoints import (
    Checkpoint,
    Quantization,
    checkpoint_named,
    checkpoint_named_after,
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
    assert 10**6 < row.total < 2 * 10**12
    assert all(name == name.lower() for name in row.names)
    assert bool(row.libraries) == bool(row.library_names)
    assert set(row.libraries) <= {loader.library for loader in loaders()}


@pytest.mark.parametrize("row", quantizations(), ids=lambda row: row.markers[0])
def test_bits_are_a_range(row: Quantization) -> None:
    assert 1 <= row.low_bits < row.high_bits <= 16.1
    layers = row.layer_bits or (row.low_bits, row.high_bits)
    assert row.low_bits <= layers[0] < layers[1] <= row.high_bits


@pytest.mark.parametrize(
    ("name", "library", "total"),
    [
        ("runwayml/stable-diffusion-v1-5", "diffusers", 1_370_216_895),
        ("CompVis/stable-diffusion-v1-4", "diffusers", 1_370_216_895),
        ("stabilityai/stable-diffusion-2-1", "diffusers", 1_289_952_427),
        ("stabilityai/stable-diffusion-xl-base-1.0", "diffusers", 3_468_837_867),
        ("checkpoints/sd_xl_base_1.0.safetensors", "diffusers", 3_468_837_867),
        ("stabilityai/stable-diffusion-xl-refiner-1.0", "diffusers", 3_037_840_363),
        ("stabilityai/stable-diffusion-3-medium-diffusers", "diffusers", 7_749_391_587),
        ("stabilityai/stable-diffusion-3.5-large", "diffusers", 13_810_721_251),
        ("black-forest-labs/FLUX.1-schnell", "diffusers", 16_860_369_379),
        ("timbrooks/instruct-pix2pix", "diffusers", 1_370_228_415),
        ("adept/fuyu-8b", "transformers", 9_408_238_592),
        ("someone/Voxtral-Mini-3B-2507-transformers", "transformers", 4_676_271_104),
        ("openai/clip-vit-large-patch14", "transformers", 427_620_000),
        ("ViT-L/14", "clip", 427_620_000),
        ("google/flan-t5-xxl", "transformers", 11_135_332_352),
        ("medium.en", "whisper", 763_857_920),
        ("distil-large-v3", "faster_whisper", 756_405_760),
        ("openai/whisper-large-v3", "transformers", 1_543_490_560),
        ("microsoft/Phi-3.5-mini-instruct", "transformers", 3_821_079_552),
        ("TheBloke/phi-2-GGUF", "llama_cpp", 2_779_683_840),
        ("weights/phi-2.Q4_K_M.gguf", "llama_cpp", 2_779_683_840),
        ("org/FLUX.1-dev-bnb-4bit", "diffusers", 16_870_599_139),
        ("Qwen/Qwen2-7B-Instruct-GPTQ-Int4", "vllm", 7_615_616_512),
        ("meta-llama/Llama-4-Scout-17B-16E-Instruct", "vllm", 108_660_143_616),
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
        ("segmind/SSD-1B", "diffusers"),
        ("black-forest-labs/FLUX.1-dev-lora", "diffusers"),
        ("openai/whisper-large-v3-of-mine", "transformers"),
    ],
)
def test_checkpoint_is_not_known(name: str, library: str) -> None:
    assert checkpoint_named(name, library) is None


@pytest.mark.parametrize("field", ["names", "named_after"])
def test_no_two_rows_claim_one_name(field: str) -> None:
    claimed = Counter(name for row in checkpoints() for name in getattr(row, field))
    assert [name for name, count in claimed.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("meta-llama-3-8b-instruct-bnb-4bit", "meta-llama-3-8b"),
        ("Llama3_8B_tuned", "meta-llama-3-8b"),
        ("my-llama-3.1-8b-chat", "meta-llama-3-8b"),
        ("Nous-Hermes-Llama-2-7b", "llama-2-7b-hf"),
        ("vicuna-13b-v1.5", "llama-2-13b-hf"),
        ("OpenHermes-2.5-Mistral-7B", "mistral-7b-v0.1"),
        ("Nous-Hermes-2-Mixtral-8x7B-DPO", "mixtral-8x7b-v0.1"),
        ("DeepSeek-R1-Distill-Qwen-32B-AWQ", "qwen2.5-32b"),
        ("Qwen3-30B-A3B-abliterated", "qwen3-30b-a3b"),
        ("gemma-3n-E4B-it-unsloth", "gemma-3n-e4b"),
        ("gemma-2-2b-jpn", "gemma-2-2b"),
        ("blip2-opt-6.7b-mine", "blip2-opt-6.7b"),
        ("llava-v1.5-7b-mine", "llava-1.5-7b-hf"),
        ("llama-2-7b-chat.Q4_K_M.gguf", "llama-2-7b-hf"),
    ],
)
def test_fine_tune_goes_by_its_base(name: str, base: str) -> None:
    found = checkpoint_named_after(name)
    assert found is not None
    assert base in found.names


@pytest.mark.parametrize(
    "name",
    [
        "llama-3-8bit",
        "llama-8b",
        "gemma-2-70b",
        "dreamshaper-8",
        "llama-3-80b",
        "Qwen2-Audio-7B",
        "minigpt4-vicuna-7b",
        "LLaVA-Llama-3-8B",
        "Mistral-NeMo-Minitron-8B-Instruct",
        "Yi-VL-34B",
        "",
    ],
)
def test_fine_tune_of_nothing_known(name: str) -> None:
    assert checkpoint_named_after(name) is None


def test_architecture_of_a_class() -> None:
    found = checkpoint_of_class("StableDiffusionXLControlNetPipeline")
    assert found is checkpoint_named("stabilityai/stable-diffusion-xl-base-1.0", "diffusers")
    assert checkpoint_of_class("StableDiffusionPipeline") is None


@pytest.mark.parametrize(
    ("pipeline", "name"),
    [
        ("StableVideoDiffusionPipeline", "stable-video-diffusion-img2vid-xt"),
        ("FluxKontextPipeline", "flux.1-kontext-dev"),
        ("QwenImageEditPipeline", "qwen-image-edit"),
        ("MochiPipeline", "mochi-1-preview"),
    ],
)
def test_pipeline_of_one_architecture(pipeline: str, name: str) -> None:
    found = checkpoint_of_class(pipeline)
    assert found is not None
    assert found is checkpoint_named(name, "diffusers")


@pytest.mark.parametrize("pipeline", ["FluxPipeline", "WanPipeline", "LTXPipeline"])
def test_pipeline_of_several_architectures(pipeline: str) -> None:
    assert checkpoint_of_class(pipeline) is None


def test_no_class_is_claimed_twice() -> None:
    claimed = Counter(name for row in checkpoints() for name in row.classes)
    assert [name for name, count in claimed.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "low"),
    [
        ("TheBloke/Llama-2-13B-GPTQ", 3.0),
        ("Qwen/Qwen2-7B-Instruct-GPTQ-Int8", 8.0),
        ("org/a.Q5_K_M.gguf", 5.6),
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
