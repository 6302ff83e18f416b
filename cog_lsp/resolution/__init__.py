"""What Cog will build a project on: CUDA, cuDNN, wheels and the base image, as Cog decides them.

Pure functions over a project and the tables of ``knowledge``. Cog's own quirks are kept, for its
verdicts follow from them; what is wrong with a result is for the rules to say.
"""

from __future__ import annotations

from cog_lsp.resolution.base_image import BaseImage
from cog_lsp.resolution.cuda import CudaChoice, cudas_for_torch
from cog_lsp.resolution.fitting import (
    fitting_cudas,
    fitting_pythons,
    fitting_torches,
    known_cudas,
    nearest,
    torch_releases_for,
)
from cog_lsp.resolution.local import LocalForm
from cog_lsp.resolution.resolve import Framework, Package, Resolution, resolution_of
from cog_lsp.resolution.wheels import PipLine

__all__ = [
    "BaseImage",
    "CudaChoice",
    "Framework",
    "LocalForm",
    "Package",
    "PipLine",
    "Resolution",
    "cudas_for_torch",
    "fitting_cudas",
    "fitting_pythons",
    "fitting_torches",
    "known_cudas",
    "nearest",
    "resolution_of",
    "torch_releases_for",
]
