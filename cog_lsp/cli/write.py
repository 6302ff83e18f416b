"""Writing fixed files: all of them or none, with everything but the text as it was.

A file keeps its encoding, its byte order mark, its line endings, its mode and its place behind a
symbolic link. It is replaced in one step, so that no reader ever sees half of it. A new name is
taken only if it is free at the moment of taking.
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
    """A new text for the file at ``path``, whose text was ``old`` when it was checked.

    ``old`` is ``None`` for a file that is to be made, ``target`` where the file is afterwards if
    that is not ``path``.
    """

    path: Path
    old: str | None
    new: str
    target: Path | None = None

    @property
    def takes(self) -> Path | None:
        """The name that must be free for it, if it needs one."""
        if self.old is None:
            return self.path
        return self.target if self.target != self.path else None


@dataclass(frozen=True, slots=True)
class _Staged:
    """A new text that waits in the file ``temporary`` for its place."""

    change: Change
    temporary: Path
    target: Path


def write_changes(changes: Iterable[Change]) -> None:
    """Write all ``changes``; :class:`UsageError`, and no file changed, if one cannot be written."""
    staged: list[_Staged] = []
    name = ""
    try:
        for change in changes:
            name = shown_path(change.takes or change.path)
            place = change.path if change.old is not None else change.path.parent
            real = Path(os.path.realpath(place))
            target = change.takes or real
            encoded = _encoded(change, real, name)
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".cog-lsp-")
            staged.append(_Staged(change, Path(temporary), target))
            with os.fdopen(handle, "wb") as file:
                file.write(encoded)
            if change.old is None:
                Path(temporary).chmod(0o666 & ~_umask())
            else:
                shutil.copymode(real, temporary)
        _put_in_place(staged)
    except OSError as error:
        raise UsageError(f"{name} cannot be written: {error.strerror}") from error
    finally:
        for one in staged:
            one.temporary.unlink(missing_ok=True)


def _put_in_place(staged: Iterable[_Staged]) -> None:
    """New names first, because they may turn out to be taken, and can be given back."""
    made: list[Path] = []
    try:
        for one in staged:
            if one.change.takes is not None:
                _take_name(one.temporary, one.target)
                made.append(one.target)
        for one in staged:
            if one.change.takes is None:
                one.temporary.replace(one.target)
    except (OSError, UsageError):
        for path in made:
            path.unlink(missing_ok=True)
        raise
    for one in staged:
        if one.change.takes is not None and one.change.old is not None:
            one.change.path.unlink()


def _take_name(source: Path, target: Path) -> None:
    """Give the file ``source`` the name ``target`` too, which must be free."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise _taken(target) from None
    except OSError:
        # A file system without links: the name is still taken in one step, the text is not.
        with source.open("rb") as staged, target.open("xb") as file:
            shutil.copyfileobj(staged, file)
        shutil.copymode(source, target)


def _taken(path: Path) -> UsageError:
    return UsageError(f"{shown_path(path)} cannot be written: something already has that name")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


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


def _encoded(change: Change, real: Path, name: str) -> bytes:
    """The bytes that are to be written; :class:`UsageError` if they must not be.

    ``real`` is the file whose text changes, behind all links, or the folder of one to be made.
    """
    if change.takes is not None and os.path.lexists(change.takes):
        raise _taken(change.takes)
    if change.old is None:
        try:
            return change.new.encode()
        except UnicodeEncodeError as error:
            raise UsageError(f"{name} cannot be written: UTF-8 cannot hold its text") from error
    if change.takes is not None and change.path.is_symlink():
        raise UsageError(f"{shown_path(change.path)} is a link; rename it by hand")
    data = real.read_bytes()
    if not os.access(real, os.W_OK):
        raise UsageError(f"{name} cannot be written: it is read-only")
    if decode(data) != change.old:
        raise UsageError(f"{name} changed while it was being fixed; run the command again")
    encoded = encode_like(data, change.old, change.new)
    if encoded is None:
        raise UsageError(f"{name} cannot be written: its encoding cannot hold the fixed text")
    return encoded
