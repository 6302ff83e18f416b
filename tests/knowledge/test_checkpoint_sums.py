"""The parameters in the tables are what the published configurations add up to."""

from __future__ import annotations

import pytest

from cog_lsp.knowledge.checkpoints import Checkpoint, checkpoint_named, checkpoints

from .architectures import (
    bert_parameters,
    clip_text_parameters,
    clip_vision_parameters,
    decoder_parameters,
    t5_parameters,
    whisper_parameters,
)

DECODERS = [row for row in checkpoints() if row.decoder is not None]

# Table 1 of the paper (arXiv 2212.04356); large-v3, turbo and the distilled ones by their cards.
WHISPERS = {
    "whisper-tiny": (4, 4, 384, 80, 51_865),
    "whisper-base": (6, 6, 512, 80, 51_865),
    "whisper-small": (12, 12, 768, 80, 51_865),
    "whisper-medium": (24, 24, 1024, 80, 51_865),
    "whisper-large-v2": (32, 32, 1280, 80, 51_865),
    "whisper-large-v3": (32, 32, 1280, 128, 51_866),
    "whisper-large-v3-turbo": (32, 4, 1280, 128, 51_866),
    "distil-large-v2": (32, 2, 1280, 80, 51_865),
    "distil-large-v3": (32, 2, 1280, 128, 51_866),
    "distil-medium.en": (24, 2, 1024, 80, 51_864),
    "distil-small.en": (12, 4, 768, 80, 51_864),
}

# layers, width, heads, width of a head, width of the MLP
T5S = {
    "flan-t5-small": (8, 512, 6, 64, 1024),
    "flan-t5-base": (12, 768, 12, 64, 2048),
    "flan-t5-large": (24, 1024, 16, 64, 2816),
    "flan-t5-xl": (24, 2048, 32, 64, 5120),
    "flan-t5-xxl": (24, 4096, 64, 64, 10240),
}

# layers and width of the vision tower, its patch and image, its projection; then those of the text.
CLIPS = {
    "clip-vit-base-patch32": (12, 768, 32, 224, 512, 12, 512),
    "clip-vit-base-patch16": (12, 768, 16, 224, 512, 12, 512),
    "clip-vit-large-patch14": (24, 1024, 14, 224, 768, 12, 768),
    "clip-vit-large-patch14-336": (24, 1024, 14, 336, 768, 12, 768),
    "clip-vit-h-14-laion2b-s32b-b79k": (32, 1280, 14, 224, 1024, 24, 1024),
}

BERTS = {
    "all-minilm-l6-v2": (6, 384, 30_522),
    "bge-small-en-v1.5": (12, 384, 30_522),
    "bert-base-uncased": (12, 768, 30_522),
    "bert-base-cased": (12, 768, 28_996),
    "bert-base-multilingual-cased": (12, 768, 119_547),
    "bert-large-uncased": (24, 1024, 30_522),
    "multilingual-e5-small": (12, 384, 250_037),
}


def known(name: str) -> Checkpoint:
    found = checkpoint_named(name, "transformers")
    assert found is not None
    return found


@pytest.mark.parametrize("row", DECODERS, ids=lambda row: row.names[0])
def test_decoder(row: Checkpoint) -> None:
    assert row.decoder is not None
    assert decoder_parameters(row.decoder) == row.total


@pytest.mark.parametrize(("name", "shape"), WHISPERS.items(), ids=list(WHISPERS))
def test_whisper(name: str, shape: tuple[int, int, int, int, int]) -> None:
    layers, decoder_layers, width, mels, vocabulary = shape
    assert known(name).total == whisper_parameters(
        layers=layers, decoder_layers=decoder_layers, width=width, mels=mels, vocab_size=vocabulary
    )


@pytest.mark.parametrize(("name", "shape"), T5S.items(), ids=list(T5S))
def test_t5(name: str, shape: tuple[int, int, int, int, int]) -> None:
    layers, hidden, heads, head_dim, inner = shape
    counts = t5_parameters(
        layers=layers, hidden_size=hidden, heads=heads, head_dim=head_dim, intermediate_size=inner
    )
    assert tuple(part.parameters for part in known(name).parts) == counts


@pytest.mark.parametrize(("name", "shape"), CLIPS.items(), ids=list(CLIPS))
def test_clip(name: str, shape: tuple[int, int, int, int, int, int, int]) -> None:
    layers, width, patch, image, projection, text_layers, text_width = shape
    vision = clip_vision_parameters(layers=layers, width=width, patch=patch, image=image)
    text = clip_text_parameters(layers=text_layers, width=text_width)
    counts = [vision + width * projection, text + text_width * projection]
    stated = [part.parameters for part in known(name).parts]
    assert stated == [pytest.approx(count, abs=10_000) for count in counts]


@pytest.mark.parametrize(("name", "shape"), BERTS.items(), ids=list(BERTS))
def test_bert(name: str, shape: tuple[int, int, int]) -> None:
    layers, width, vocabulary = shape
    assert known(name).total == bert_parameters(layers=layers, width=width, vocab_size=vocabulary)


def test_encoders_of_pipelines_are_those_of_clip_and_t5() -> None:
    parts = {part.name: part.parameters for part in known("stable-diffusion-xl-base-1.0").parts}
    assert parts["text_encoder"] == clip_text_parameters(layers=12, width=768)
    assert parts["text_encoder_2"] == clip_text_parameters(layers=32, width=1280) + 1280 * 1280
    parts = {part.name: part.parameters for part in known("stable-diffusion-2-1").parts}
    assert parts["text_encoder"] == clip_text_parameters(layers=23, width=1024)
    parts = {part.name: part.parameters for part in known("flux.1-dev").parts}
    assert parts["text_encoder_2"] == known("t5-v1_1-xxl").parts[0].parameters
