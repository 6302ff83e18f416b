"""A file that comes in by stdin instead of from disk, and goes out by stdout when it is fixed."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from cog_lsp.cli.errors import UsageError
from cog_lsp.cli.write import Change, encode_like
from cog_lsp.text import decode


class StdinFile:
    """What stdin held: its bytes and the ``text`` in them."""

    def __init__(self) -> None:
        self._data = sys.stdin.buffer.read()
        text = decode(self._data)
        if text is None:
            raise UsageError("stdin is not text in UTF-8 or in the encoding that it declares")
        self.text = text

    def print_fixed(self, changes: Sequence[Change]) -> None:
        """Print the text as ``changes`` have it, in the encoding in which it came in.

        Raises :class:`UsageError`, with the text printed as it was, if that cannot be done.
        """
        new: bytes | None = self._data
        problem = ""
        if len(changes) > 1 or any(
            change.old != self.text or change.takes is not None for change in changes
        ):
            problem = "a fix changes other files too; run --fix on the project"
        elif changes:
            new = encode_like(self._data, self.text, changes[0].new)
            problem = "the encoding of stdin cannot hold the fixed text" if new is None else ""
        print_bytes(self._data if new is None else new)
        if problem:
            raise UsageError(problem)


def print_bytes(data: bytes) -> None:
    """Print exactly ``data``: no line ending in it may change on its way."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
