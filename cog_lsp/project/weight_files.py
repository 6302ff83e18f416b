"""Files of weights as facts: those beside the project, and in the cache of the Hugging Face hub.

:mod:`~cog_lsp.project.weights_on_disk` fills these in; nothing here looks at a disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cog_lsp.syntax.weights import Contents

# What files of weights are called; others that a generic reader reads are data, or small.
WEIGHT_FILES = (
    ".pt", ".pth", ".th", ".bin", ".ckpt", ".safetensors", ".sft", ".gguf", ".ggml", ".onnx",
    ".engine", ".h5", ".keras", ".pb", ".msgpack", ".torchscript",
)  # fmt: skip
# Lists the shards of a checkpoint, and how many bytes they are together.
INDEX_SUFFIX = ".index.json"
# Lists the parts of a pipeline of diffusers.
PIPELINE_INDEX = "model_index.json"


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One file: its ``contents``, or ``None`` and the ``problem`` for which they are not known."""

    contents: Contents | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class WeightTree:
    """The files of weights below one folder, by their paths inside it.

    An index of shards is among ``files``, with the size that it states. ``pipelines`` gives for
    each folder with a ``model_index.json`` the subfolders that hold weights.
    """

    files: Mapping[str, WeightFile] = field(default_factory=lambda: MappingProxyType({}))
    pipelines: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class HubSnapshot:
    """A repository of the hub as it is in the cache, at one commit.

    ``revisions`` are the names by which that commit was asked for, and the commit itself.
    """

    revisions: tuple[str, ...]
    tree: WeightTree


@dataclass(frozen=True, slots=True)
class StoredWeights:
    """All files of weights that are known: ``local`` ones, and ``hub`` repositories by name."""

    local: WeightTree = field(default_factory=WeightTree)
    hub: Mapping[str, tuple[HubSnapshot, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def snapshot(self, repository: str, revision: str | None) -> WeightTree | None:
        """The cached files of ``repository`` at ``revision`` (its main branch for ``None``)."""
        for snapshot in self.hub.get(repository, ()):
            if (revision or "main") in snapshot.revisions:
                return snapshot.tree
        return None
