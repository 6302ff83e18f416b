"""Files of weights: what their headers say of the tensors inside, without reading a tensor.

Each reader takes an open binary stream and the file's size, reads a bounded part of it, and answers
with :class:`Share` values or raises :class:`HeaderError` with the reason in words. None of them
opens a file, runs what a pickle says, or trusts a length that it has not compared with the file.
"""

from __future__ import annotations

from cog_lsp.syntax.weights.contents import Contents, read_contents
from cog_lsp.syntax.weights.shares import HeaderError, Share

__all__ = ["Contents", "HeaderError", "Share", "read_contents"]
