"""The header of a safetensors file: its length in eight bytes, then JSON.

Format: https://github.com/huggingface/safetensors/blob/main/README.md
"""

from __future__ import annotations

import json
import math
from typing import TypeGuard

from cog_lsp.syntax.weights.bounded import BoundedStream
from cog_lsp.syntax.weights.shares import DTYPE_BITS, HeaderError, Share, added_up

_PREFIX = 8


def read_safetensors(stream: BoundedStream, size: int) -> tuple[Share, ...]:
    """The tensors of a safetensors file of ``size`` bytes."""
    length = int.from_bytes(stream.exactly(_PREFIX), "little")
    if length > size - _PREFIX:
        raise HeaderError(f"its header claims {length} bytes, and the file has {size}")
    try:
        header = json.loads(stream.exactly(length))
    except (ValueError, RecursionError) as error:
        if isinstance(error, HeaderError):
            raise
        raise HeaderError("its header is not JSON") from error
    if not isinstance(header, dict):
        raise HeaderError("its header is not a table of tensors")
    shares = added_up(_share(entry) for name, entry in header.items() if name != "__metadata__")
    told, held = sum(share.size for share in shares), size - _PREFIX - length
    if told != held:
        raise HeaderError(f"its header mentions {told} bytes of tensors, and the file has {held}")
    return shares


def _share(entry: object) -> Share:
    if not isinstance(entry, dict):
        raise HeaderError("its header is not a table of tensors")
    dtype, shape, offsets = entry.get("dtype"), entry.get("shape"), entry.get("data_offsets")
    if not (isinstance(dtype, str) and _are_counts(shape) and _are_counts(offsets)):
        raise HeaderError("its header describes a tensor in a way that is not known")
    if len(offsets) != 2:
        raise HeaderError("its header describes a tensor in a way that is not known")
    count, size = math.prod(shape), offsets[1] - offsets[0]
    bits = DTYPE_BITS.get(dtype)
    if size < 0 or (bits is not None and count * bits != size * 8):
        raise HeaderError(f"its header gives {size} bytes to {count} numbers of {dtype}")
    return Share(dtype, count, size)


def _are_counts(value: object) -> TypeGuard[list[int]]:
    return isinstance(value, list) and all(
        isinstance(item, int) and not isinstance(item, bool) and item >= 0 for item in value
    )
