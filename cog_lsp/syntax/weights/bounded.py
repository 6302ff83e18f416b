"""A stream that gives out no more than so many bytes in all."""

from __future__ import annotations

import os
from typing import BinaryIO

from cog_lsp.syntax.weights.shares import HeaderError


class BoundedStream:
    """``stream`` with an allowance of ``limit`` bytes; :class:`HeaderError` beyond it."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._left = limit

    def read(self, count: int = -1) -> bytes:
        """Up to ``count`` bytes, all that are left in the file if it is negative."""
        if count > self._left:
            raise HeaderError("its header is too large to be read")
        data = self._stream.read(count if count >= 0 else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise HeaderError("its header is too large to be read")
        return data

    def exactly(self, count: int) -> bytes:
        """``count`` bytes; :class:`HeaderError` if the file ends before."""
        data = self.read(count)
        if len(data) != count:
            raise HeaderError("it ends in the middle of its header")
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go elsewhere, which costs nothing."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """Where the stream is."""
        return self._stream.tell()

    def seekable(self) -> bool:
        """It is: :mod:`zipfile` asks."""
        return True
