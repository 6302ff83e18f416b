"""From the first bytes of a file of weights to the reader of its format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import BinaryIO

from cog_lsp.syntax.weights.bounded import BoundedStream
from cog_lsp.syntax.weights.gguf import MAGIC as GGUF_MAGIC
from cog_lsp.syntax.weights.gguf import read_gguf
from cog_lsp.syntax.weights.safetensors import read_safetensors
from cog_lsp.syntax.weights.shares import HeaderError, Share
from cog_lsp.syntax.weights.torch_files import (
    LEGACY_MAGIC,
    ZIP_MAGIC,
    read_torch_legacy,
    read_torch_zip,
)

# No header of a published checkpoint is larger; the vocabulary in a GGUF is the most there is.
MAX_HEADER = 1 << 24
_HEAD = 256
_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*size (\d{1,15})\n")


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a file of weights.

    ``size`` are the bytes of its tensors and ``how`` says how they were told: from its header, from
    a Git LFS pointer that stands in its place, or as all that is in the file. ``shares`` are empty
    where the dtypes are not known. ``numbers`` are whole numbers of its metadata (GGUF).
    """

    size: int
    how: str
    shares: tuple[Share, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def read_contents(stream: BinaryIO, size: int, name: str) -> Contents:
    """What is in the file ``name`` of ``size`` bytes; :class:`HeaderError` if it cannot be told.

    Reads 16 MiB at most, and of almost all files some kB.
    """
    if not size:
        raise HeaderError("it is empty")
    bounded = BoundedStream(stream, MAX_HEADER)
    head = bounded.read(_HEAD)
    bounded.seek(0)
    pointer = _POINTER.match(head) if size < _HEAD else None
    if pointer is not None:
        return Contents(int(pointer[1]), "the Git LFS pointer")
    if head.startswith(GGUF_MAGIC):
        shares, numbers = read_gguf(bounded.read(min(size, MAX_HEADER - _HEAD)), size)
        return Contents(_total(shares), "the header", shares, MappingProxyType(numbers))
    for is_format, read in (
        (name.lower().endswith((".safetensors", ".sft")), read_safetensors),
        (head.startswith(ZIP_MAGIC), read_torch_zip),
        (head.startswith(LEGACY_MAGIC), read_torch_legacy),
    ):
        if is_format:
            shares = read(bounded, size)
            return Contents(_total(shares), "the header", shares)
    return Contents(size, "the size")


def _total(shares: tuple[Share, ...]) -> int:
    return sum(share.size for share in shares)
