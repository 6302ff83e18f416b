"""The header of a GGUF file: metadata, then one entry a tensor.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md; the kinds of blocks are those of
``ggml_type`` and the sizes those that ``gguf-py`` lists (``GGML_QUANT_SIZES``).
"""

from __future__ import annotations

import math
import struct

from cog_lsp.syntax.weights.shares import HeaderError, Share, added_up

MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MAX_DIMENSIONS = 8
_MAX_DEPTH = 4
_DEFAULT_ALIGNMENT = 32
# Name, and numbers and bytes of a block, by ``ggml_type``.
BLOCKS = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20),
    6: ("Q5_0", 32, 22), 7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 10: ("Q2_K", 256, 84),
    11: ("Q3_K", 256, 110), 12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176),
    14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292), 16: ("IQ2_XXS", 256, 66),
    17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82),
    23: ("IQ4_XS", 256, 136), 24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4),
    27: ("I64", 1, 8), 28: ("F64", 1, 8), 29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2),
    34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17),
}  # fmt: skip
# Kinds of metadata: bytes of the fixed ones, then text and array.
_FIXED = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_INTEGERS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 10: "<Q", 11: "<q"}
_TEXT, _ARRAY = 8, 9


def read_gguf(data: bytes, size: int) -> tuple[tuple[Share, ...], dict[str, int]]:
    """The tensors of a GGUF file, and the whole numbers of its metadata.

    ``data`` is the beginning of the file, or all of it, and ``size`` how large the file is.
    """
    return _Reader(data, size).read()


class _Reader:
    def __init__(self, data: bytes, size: int) -> None:
        self._data = data
        self._size = size
        self._at = 0

    def read(self) -> tuple[tuple[Share, ...], dict[str, int]]:
        self._at = len(MAGIC)
        version = self._number("<I")
        if version not in _VERSIONS:
            raise HeaderError(f"it is GGUF of version {version}, which is not known")
        tensors, entries = self._count(), self._count()
        numbers: dict[str, int] = {}
        for _ in range(entries):
            key, kind = self._text(), self._number("<I")
            if kind in _INTEGERS:
                numbers[key] = self._number(_INTEGERS[kind])
            else:
                self._skip(kind, _MAX_DEPTH)
        shares: list[Share] = []
        end = 0
        for _ in range(tensors):
            share, offset = self._tensor()
            shares.append(share)
            end = max(end, offset + share.size)
        alignment = max(numbers.get("general.alignment", _DEFAULT_ALIGNMENT), 1)
        start = -(-self._at // alignment) * alignment
        if shares and start + end > self._size:
            raise HeaderError(
                f"its header mentions {start + end} bytes, and the file has {self._size}"
            )
        return added_up(shares), numbers

    def _tensor(self) -> tuple[Share, int]:
        self._text()
        dimensions = self._number("<I")
        if dimensions > _MAX_DIMENSIONS:
            raise HeaderError(f"its header gives a tensor {dimensions} dimensions")
        count = math.prod(self._number("<Q") for _ in range(dimensions))
        kind, offset = self._number("<I"), self._number("<Q")
        if kind not in BLOCKS:
            raise HeaderError(f"its header names type {kind} of tensors, which is not known")
        name, numbers, block = BLOCKS[kind]
        return Share(name, count, -(-count // numbers) * block), offset

    def _skip(self, kind: int, depth: int) -> None:
        if kind in _FIXED:
            self._forward(_FIXED[kind])
        elif kind == _TEXT:
            self._forward(self._count())
        elif kind == _ARRAY and depth:
            inner, count = self._number("<I"), self._count()
            if inner in _FIXED:
                self._forward(_FIXED[inner] * count)
                return
            for _ in range(count):
                self._skip(inner, depth - 1)
        else:
            raise HeaderError(f"its metadata has an entry of kind {kind}, which is not known")

    def _forward(self, count: int) -> int:
        """Go on by ``count`` bytes; where they begin."""
        start = self._at
        self._at += count
        if self._at > len(self._data):
            whole = len(self._data) < self._size
            raise HeaderError(
                "its header is too large to be read"
                if whole
                else "it ends in the middle of its header"
            )
        return start

    def _text(self) -> str:
        count = self._count()
        start = self._forward(count)
        return self._data[start : start + count].decode("utf-8", "replace")

    def _count(self) -> int:
        """A number of things, each of which takes a byte at least."""
        count = self._number("<Q")
        if count > self._size:
            raise HeaderError(
                f"its header claims {count} of something, and the file has {self._size} bytes"
            )
        return count

    def _number(self, form: str) -> int:
        (value,) = struct.unpack_from(form, self._data, self._forward(struct.calcsize(form)))
        return int(value)
