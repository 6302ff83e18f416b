"""Real files of weights: safetensors and GGUF by their libraries, torch's as torch wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter
from numpy.typing import NDArray
from safetensors.numpy import save_file

# Written by torch 2: a module of one linear layer, an embedding and a counter, and more beside it.
TORCH = Path(__file__).parent / "torch_files"


def safetensors(path: Path, **tensors: tuple[tuple[int, ...], str]) -> Path:
    """A safetensors file; each tensor is given by its shape and numpy's name of its dtype."""
    arrays: dict[str, NDArray[np.generic]] = {
        name: np.zeros(shape, dtype) for name, (shape, dtype) in tensors.items()
    }
    save_file(arrays, path, metadata={"format": "pt"})
    return path


def gguf(
    path: Path,
    quantized: Mapping[str, tuple[tuple[int, int], GGMLQuantizationType]] | None = None,
    words: int = 10,
) -> Path:
    """A GGUF file of a small llama: a matrix in float32, and what is ``quantized`` by bytes."""
    writer = GGUFWriter(path, "llama")
    writer.add_block_count(2)
    writer.add_context_length(4096)
    writer.add_rope_freq_base(10000.0)
    writer.add_token_list([f"word-{at}" for at in range(words)])
    writer.add_token_scores([0.0] * words)
    writer.add_tensor("token_embd.weight", np.zeros((64, 32), np.float32))
    for name, (shape, kind) in (quantized or {}).items():
        writer.add_tensor(name, np.zeros(shape, np.uint8), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
