"""How many parameters follow from the numbers of a configuration.

Sums over the weights of each architecture as its paper and its implementation in transformers have
them. The tables of checkpoints state the figures; this says that they are right.
"""

from __future__ import annotations

from cog_lsp.knowledge.checkpoints import Decoder


def decoder_parameters(shape: Decoder) -> int:
    """The parameters of a text decoder: attention, MLP (or its experts), norms, embeddings.

    A tied matrix counts once, and no rotary table counts: files hold it, parameters it is not.
    """
    hidden, inner = shape.hidden_size, shape.intermediate_size
    queries = shape.num_heads * shape.head_dim
    keys_and_values = 2 * shape.num_kv_heads * shape.head_dim
    has_qkv_bias = shape.qkv_bias or shape.bias
    attention = hidden * (queries + keys_and_values) + queries * hidden
    attention += has_qkv_bias * (queries + keys_and_values) + shape.bias * hidden
    inwards = 2 if shape.gated else 1
    mlp = (inwards + 1) * hidden * inner + shape.bias * (inwards * inner + hidden)
    if shape.num_experts:
        mlp = shape.num_experts * (mlp + hidden)  # each expert, and its row in the router
    norm = hidden * (2 if shape.norm_bias else 1)
    norms = shape.norms * norm + shape.qk_norm * 2 * shape.head_dim
    ends = shape.vocab_size * hidden * (1 if shape.tied else 2)
    ends += shape.head_bias * shape.vocab_size + shape.positions * hidden
    return shape.num_layers * (attention + mlp + norms) + ends + norm


def whisper_parameters(
    *, layers: int, decoder_layers: int, width: int, mels: int, vocab_size: int
) -> int:
    """The parameters of a Whisper: encoder and decoder, the output tied to the embedding.

    Keys have no bias. 1,500 positions of sound and 448 of text.
    """
    attention = 4 * width * width + 3 * width
    mlp = 8 * width * width + 5 * width
    norm = 2 * width
    convolutions = 3 * mels * width + width + 3 * width * width + width
    encoder = convolutions + 1500 * width + layers * (attention + mlp + 2 * norm) + norm
    layer = 2 * attention + mlp + 3 * norm
    return encoder + vocab_size * width + 448 * width + decoder_layers * layer + norm


def t5_parameters(
    *, layers: int, hidden_size: int, heads: int, head_dim: int, intermediate_size: int
) -> tuple[int, int]:
    """The parameters of a T5 v1.1 (Flan): of its encoder with the embedding, and of its decoder.

    The output is not tied; 32 buckets of relative positions; gated MLPs without biases.
    """
    vocabulary = 32_128 * hidden_size
    attention = 4 * hidden_size * heads * head_dim
    mlp = 3 * hidden_size * intermediate_size
    positions = 32 * heads
    encoder = layers * (attention + mlp + 2 * hidden_size) + positions + hidden_size + vocabulary
    decoder = layers * (2 * attention + mlp + 3 * hidden_size)
    return encoder, decoder + positions + hidden_size + vocabulary


def clip_text_parameters(
    *, layers: int, width: int, vocab_size: int = 49_408, positions: int = 77
) -> int:
    """The parameters of a CLIP's encoder of text, without its projection."""
    return (vocab_size + positions) * width + layers * _block(width) + 2 * width


def clip_vision_parameters(*, layers: int, width: int, patch: int, image: int) -> int:
    """The parameters of a CLIP's encoder of images, without its projection."""
    patches = (image // patch) ** 2
    ends = 3 * patch * patch * width + width + (patches + 1) * width + 4 * width
    return ends + layers * _block(width)


def bert_parameters(
    *, layers: int, width: int, vocab_size: int, positions: int = 512, types: int = 2
) -> int:
    """The parameters of a BERT with its pooler."""
    embeddings = (vocab_size + positions + types) * width + 2 * width
    return embeddings + layers * _block(width) + width * width + width


def _block(width: int) -> int:
    """A layer of attention and an MLP of four times the width, with biases and two norms."""
    return 12 * width * width + 13 * width
