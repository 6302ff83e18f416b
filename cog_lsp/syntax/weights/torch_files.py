"""Files that ``torch.save`` wrote: a zip since torch 1.6, a row of pickles before."""

from __future__ import annotations

import io
import zipfile
from typing import IO, cast

from cog_lsp.syntax.weights.bounded import BoundedStream
from cog_lsp.syntax.weights.pickled import storages_in
from cog_lsp.syntax.weights.shares import HeaderError, Share, added_up

ZIP_MAGIC = b"PK\x03\x04"
# The magic number 0x1950a86a20f9469cfc6c as protocol 2 pickles it.
LEGACY_MAGIC = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
_MAX_PICKLE = 1 << 20
_BEFORE_OBJECT = 3  # magic number, version of the protocol, and what machine wrote it


def read_torch_zip(stream: BoundedStream, size: int) -> tuple[Share, ...]:
    """The storages in the zip that torch wrote; none if it is some other zip."""
    try:
        with zipfile.ZipFile(cast("IO[bytes]", stream)) as archive:
            return _storages(archive, size)
    except HeaderError:
        raise
    except Exception as error:
        # Of a broken zip, zipfile raises what the broken part happens to lead to.
        raise HeaderError("its table of contents is broken") from error


def _storages(archive: zipfile.ZipFile, size: int) -> tuple[Share, ...]:
    index = next((info for info in archive.infolist() if _parts(info) == ["data.pkl"]), None)
    if index is None:
        raise HeaderError("it is a zip that torch did not write")
    held = sum(info.file_size for info in archive.infolist() if _parts(info)[:1] == ["data"])
    if held > size:
        raise HeaderError(f"its table of contents mentions {held} bytes; the file has {size}")
    if index.file_size > _MAX_PICKLE:
        return (Share("UNTYPED", held, held),)
    with archive.open(index) as member:
        pickle = member.read(_MAX_PICKLE)
    shares = added_up(storages_in(pickle).values())
    # A storage may be padded; it is never less than what its tensors need.
    told = sum(share.size for share in shares)
    if told > held:
        raise HeaderError(f"its pickle mentions {told} bytes of tensors, and it holds {held}")
    return shares


def _parts(info: zipfile.ZipInfo) -> list[str]:
    """The path of a member below the one folder that torch puts all of them into."""
    return info.filename.split("/")[1:]


def read_torch_legacy(stream: BoundedStream, size: int) -> tuple[Share, ...]:
    """The storages of a file that torch wrote before it wrote zips."""
    pickles = io.BytesIO(stream.read(min(size, _MAX_PICKLE)))
    for _ in range(_BEFORE_OBJECT):
        storages_in(pickles)
    shares = added_up(storages_in(pickles).values())
    told = sum(share.size for share in shares)
    if told > size:
        raise HeaderError(f"its pickle mentions {told} bytes of tensors, and the file has {size}")
    return shares
