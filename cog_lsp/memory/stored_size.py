"""What stored files take once they are loaded in some precision."""

from __future__ import annotations

from collections.abc import Iterable

from cog_lsp.memory.amount import Amount
from cog_lsp.memory.parameters import count_text
from cog_lsp.memory.precision import Precision
from cog_lsp.memory.size import Size
from cog_lsp.memory.stored import Found
from cog_lsp.syntax.weights import Contents, Share

# What a library converts to the dtype that it is told; packed and whole numbers stay as they are.
_FLOATS = frozenset(("F64", "F32", "F16", "BF16"))
# Left alone by some libraries, and unpacked by others.
_SMALL_FLOATS = ("F8_", "F6_", "F4")
_HALF, _FULL = 16, 32


def size_in_memory(found: Found, precision: Precision | None, *, is_part: bool) -> Size | None:
    """The memory that ``found`` takes in ``precision``; ``None`` if that could be any.

    ``is_part``: perhaps not all of it is loaded, so that there is no lower bound.
    """
    if precision is None:
        if not all(_is_packed(contents) for contents in found.contents):
            return None
        precision = Precision(0, 0, stored=True)
    low = high = 0
    for contents in found.contents:
        least, most = _bounds(contents, precision)
        low, high = low + least, high + most
    amount = Amount(0 if is_part else low, low, high, high)
    stored = sum(contents.size for contents in found.contents)
    how = f"{_figure(found, precision)}, read from {_source(found)}"
    return Size(amount, how, stored, _kept(found) if precision.stored else None)


def _is_packed(contents: Contents) -> bool:
    """Whether no dtype argument changes what it takes: quantized, or an engine's own format."""
    return bool(contents.shares) and any(
        share.dtype not in _FLOATS and not share.dtype.startswith(("I", "U", "BOOL"))
        for share in contents.shares
    )


def _bounds(contents: Contents, precision: Precision) -> tuple[int, int]:
    if precision.stored:
        return contents.size, contents.size
    if contents.shares:
        bounds = [_share_bounds(share, precision) for share in contents.shares]
        return sum(low for low, _ in bounds), sum(high for _, high in bounds)
    # Its numbers take two bytes or four, and nobody says which.
    low = contents.size * min(precision.low / _FULL, 1)
    high = contents.size * max(precision.high / _HALF, 1)
    return round(low), round(high)


def _share_bounds(share: Share, precision: Precision) -> tuple[int, int]:
    converted = share.count * precision.low / 8, share.count * precision.high / 8
    if share.dtype in _FLOATS:
        return round(converted[0]), round(converted[1])
    if share.dtype.startswith(_SMALL_FLOATS):
        return share.size, max(share.size, round(converted[1]))
    return share.size, share.size


def _kept(found: Found) -> Precision | None:
    """The precision of tensors that are loaded as they are stored: their bits on the average."""
    shares = [share for contents in found.contents for share in contents.shares]
    count, size = sum(share.count for share in shares), sum(share.size for share in shares)
    if not count or any(share.dtype.startswith(("I", "U")) for share in shares):
        return None
    bits = round(size * 8 / count, 1)
    return Precision(bits, bits, "as it is stored", stored=True)


def _figure(found: Found, precision: Precision) -> str:
    count = sum(share.count for contents in found.contents for share in contents.shares)
    if not count:
        return "its whole size"
    if precision.stored:
        return f"{count_text(count)} parameters as stored"
    why = f", {precision.why}" if precision.why else ""
    return f"{count_text(count)} parameters x {precision.text}{why}"


def _source(found: Found) -> str:
    return f"{_listed(contents.how for contents in found.contents)} of {found.where}"


def _listed(texts: Iterable[str]) -> str:
    return " and ".join(dict.fromkeys(texts))
