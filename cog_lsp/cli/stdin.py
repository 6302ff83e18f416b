"""A file that comes in by stdin instead of from disk, and goes out by stdout when it is fixed."""

from __future__ import annotations

import sys

from cog_lsp.cli.errors import UsageError
from cog_lsp.cli.work import Mended
from cog_lsp.cli.write import encode_like
from cog_lsp.text import decode


class StdinFile:
    """What stdin held: its bytes and the ``text`` in them."""

    def __init__(self) -> None:
        self._data = sys.stdin.buffer.read()
        text = decode(self._data)
        if text is None:
            raise UsageError("stdin is no text in UTF-8, nor in the encoding that it declares")
        self.text = text

    def print_fixed(self, mended: Mended) -> None:
        """Print the text as ``mended`` has it, in the encoding in which it came in.

        Raises :class:`UsageError`, with the text printed as it was, if that cannot be done.
        """
        new: bytes | None = self._data
        for change in mended.changes:
            if change.old != self.text or len(mended.changes) > 1:
                print_bytes(self._data)
                raise UsageError("a fix changes more files than this; run --fix on the project")
            new = encode_like(self._data, self.text, change.new)
        if new is None:
            print_bytes(self._data)
            raise UsageError("the encoding of stdin cannot hold the fixed text")
        print_bytes(new)


def print_bytes(data: bytes) -> None:
    """Print exactly ``data``: no line ending in it may change on its way."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
