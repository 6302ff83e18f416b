"""Writing fixed files: all of them or none, with everything but the text as it was.

A file keeps its encoding, its byte order mark, its line endings, its mode and its place behind a
symbolic link. It is replaced in one step, so that no reader ever sees half of it.
"""

from __future__ import annotations

import codecs
import io
import os
import shutil
import tempfile
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cog_lsp.cli.errors import UsageError
from cog_lsp.cli.targets import shown_path
from cog_lsp.text import decode

_MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """A new text for the file at ``path``, whose text was ``old`` when it was checked."""

    path: Path
    old: str
    new: str


def write_changes(changes: Iterable[Change]) -> None:
    """Write all ``changes``; :class:`UsageError`, and no file changed, if one cannot be written."""
    staged: list[tuple[Path, Path]] = []
    name = ""
    try:
        for change in changes:
            name = shown_path(change.path)
            target = Path(os.path.realpath(change.path))
            encoded = _encoded(change, target, name)
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".cog-lsp-")
            staged.append((Path(temporary), target))
            with os.fdopen(handle, "wb") as file:
                file.write(encoded)
            shutil.copymode(target, temporary)
        for source, target in staged:
            source.replace(target)
    except OSError as error:
        raise UsageError(f"{name} cannot be written: {error.strerror}") from error
    finally:
        for source, _ in staged:
            source.unlink(missing_ok=True)


def encode_like(data: bytes, old: str, new: str) -> bytes | None:
    """``new`` in the encoding in which ``data`` holds ``old``; ``None`` if it does not hold it, or
    ``new`` would not be read back from the result.
    """
    for mark, encoding in _encodings(data):
        try:
            if mark + old.encode(encoding) != data:
                continue
            encoded = mark + new.encode(encoding)
        except (UnicodeEncodeError, LookupError):
            continue
        if decode(encoded) == new:
            return encoded
    return None


def _encodings(data: bytes) -> Iterator[tuple[bytes, str]]:
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            yield mark, encoding
    try:
        yield b"", tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError:
        return


def _encoded(change: Change, target: Path, name: str) -> bytes:
    """The bytes that ``target`` is to hold; :class:`UsageError` if it must not be written."""
    data = target.read_bytes()
    if not os.access(target, os.W_OK):
        raise UsageError(f"{name} cannot be written: it is read-only")
    if decode(data) != change.old:
        raise UsageError(f"{name} changed while it was being fixed; run the command again")
    encoded = encode_like(data, change.old, change.new)
    if encoded is None:
        raise UsageError(f"{name} cannot be written: its encoding cannot hold the fixed text")
    return encoded
