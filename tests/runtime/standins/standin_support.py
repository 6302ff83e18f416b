"""What the stand-ins for torch, transformers and diffusers share: the record of loads, devices.

Here: nothing that knows one of the three libraries. The stand-ins hold no weights and open no
connection. The one GPU that they see is a T4.
"""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path
from typing import TypeVar

_Self = TypeVar("_Self", bound="Weights")

LOADS_VARIABLE = "COG_STANDIN_LOADS"


def record_load(what: str) -> None:
    """Append `what` as a line to the file that `COG_STANDIN_LOADS` names; unset, do nothing."""
    file = os.environ.get(LOADS_VARIABLE)
    if file:
        with Path(file).open("a", encoding="utf-8") as log:
            log.write(what + "\n")


def fingerprint(*parts: object) -> int:
    """A number in 0..2**32-1 that depends on every part and is the same in every process."""
    return zlib.crc32(repr(parts).encode())


def require_same_device(*devices: str) -> None:
    """Refuse parts on different devices, as torch does.

    Raises RuntimeError. A load that was moved without its `.to("cuda")` is caught by this.
    """
    kinds = sorted({device.split(":")[0] for device in devices})
    if len(kinds) > 1:
        raise RuntimeError(
            f"Expected all tensors to be on the same device, but found {' and '.join(kinds)}"
        )


class Weights:
    """Something loaded. What it computes depends on its name, dtype and training mode."""

    def __init__(self, name: str, dtype: str = "float32") -> None:
        self.name = name
        self.dtype = dtype
        self.device = "cpu"
        # transformers hands models out in evaluation mode; here a lost eval() changes the output
        self.training = True

    def to(self: _Self, device: str) -> _Self:
        """Move it; raises RuntimeError for a second GPU, as torch does where there is one."""
        if device.startswith("cuda:") and device != "cuda:0":
            raise RuntimeError("CUDA error: invalid device ordinal")
        self.device = device
        return self

    def __call__(self, text: str) -> str:
        return f"{text} {fingerprint(self.identity, text):08x}"

    def eval(self: _Self) -> _Self:
        self.training = False
        return self

    @property
    def identity(self) -> tuple[str, str, bool]:
        """What an output depends on besides the inputs."""
        return (self.name, self.dtype, self.training)


def png(width: int, height: int, rgb: tuple[int, int, int]) -> bytes:
    """A PNG file of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(rgb) * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
