"""Bytes of a source file to text, without losing or changing a character."""

from __future__ import annotations

import codecs
import re

_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> str | None:
    """The text in ``data``, its line endings kept and a byte order mark dropped.

    The encoding is that of the mark, else of a PEP 263 comment in the first two lines, else UTF-8.
    ``None`` when the bytes are no text in that encoding, or hold a NUL and so are no source at all.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    if b"\0" in data:
        return None
    for line in data.splitlines()[:2]:
        match = _CODING.match(line)
        if match is not None:
            return _decoded(data, match[1].decode("ascii"))
    return _decoded(data, "utf-8")


def marked_encoding(data: bytes) -> str:
    """The encoding whose byte order mark ``data`` begins with; empty if it has none."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
