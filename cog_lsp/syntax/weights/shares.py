"""What a header says: so many numbers of a dtype in so many bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Bits of a number by dtype, in the words of safetensors, which the other readers take over.
DTYPE_BITS = {
    "F64": 64, "F32": 32, "F16": 16, "BF16": 16, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "F6_E2M3": 6, "F6_E3M2": 6, "F4": 4,
    "I64": 64, "I32": 32, "I16": 16, "I8": 8, "U64": 64, "U32": 32, "U16": 16, "U8": 8, "BOOL": 8,
    "C64": 64, "C128": 128,
}  # fmt: skip


class HeaderError(ValueError):
    """A header that says nothing that can be relied on; the message says why."""


@dataclass(frozen=True, slots=True)
class Share:
    """The tensors of one ``dtype``: ``count`` numbers in ``size`` bytes."""

    dtype: str
    count: int
    size: int


def added_up(found: Iterable[Share]) -> tuple[Share, ...]:
    """One share a dtype, the largest first."""
    sums: dict[str, tuple[int, int]] = {}
    for share in found:
        count, size = sums.get(share.dtype, (0, 0))
        sums[share.dtype] = count + share.count, size + share.size
    shares = (Share(dtype, count, size) for dtype, (count, size) in sums.items())
    return tuple(sorted(shares, key=lambda share: (-share.size, share.dtype)))
