"""Exact sizes: of files that are there, of those that ``weights.lock`` lists, of those in a cache.

Which files a load reads is told as its library tells it: the file that it names, or of the folder
that it names the safetensors before the pickles, the asked variant, all shards of a checkpoint, and
of a pipeline every part that is not handed over ready made.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from cog_lsp.memory.given import Given
from cog_lsp.project import Project
from cog_lsp.project.weight_files import INDEX_SUFFIX, WeightFile, WeightTree
from cog_lsp.syntax.weights import Contents

_SOURCE_FOLDER = "/src/"  # the working directory of the container, where the project is copied to
_SHARD = re.compile(r"(?P<stem>.+?)-(?P<at>\d{5})-of-(?P<count>\d{5})(?P<suffix>\.\w+)$")
_VARIANTS = ("fp16", "bf16", "fp32", "non_ema", "ema_only", "fp8")
# The names under which transformers and diffusers look for weights, in this order.
_WELL_KNOWN = ("model", "diffusion_pytorch_model", "pytorch_model", "open_clip_pytorch_model")
_SUFFIXES = (".safetensors", ".bin", ".gguf", ".pt", ".pth", ".ckpt", ".onnx")
# Beside the weights of a checkpoint lie those of its training, and copies for other libraries.
_BESIDE = (
    "optimizer*", "scheduler*", "training_args*", "random_states*", "rng_state*", "flax_*", "tf_*",
    "adapter_*", "consolidated*", "pytorch_lora*", "rust_*",
)  # fmt: skip
_MANY = 50


@dataclass(frozen=True, slots=True)
class Found:
    """The contents of all files that a load reads, and ``where`` they are, in words."""

    contents: tuple[Contents, ...]
    where: str


def stored_files(given: Given, names: Sequence[str]) -> Found | None:
    """The files that a load of ``names`` reads, the surest source first; ``None`` if unknown."""
    for tree, path, where in _places(given, names):
        chosen = _chosen(tree, path, given, names)
        contents = tuple(file.contents for file in chosen if file.contents is not None)
        if contents and len(contents) == len(chosen):
            return Found(contents, where)
    return None


def _places(given: Given, names: Sequence[str]) -> Iterator[tuple[WeightTree, str, str]]:
    """Where to look: each tree with a path in it, and words for the reader."""
    project = given.project
    for name in names:
        yield from _locked(project, name)
    for name in names:
        inside = _inside(name)
        if inside is not None:
            yield project.weights.local, inside, inside or "the project's folder"
    revision = given.value("revision")
    if revision is not None and revision.constant is not None and revision.text is None:
        return
    for name in names:
        cached = project.weights.snapshot(name, revision.text if revision is not None else None)
        if cached is not None:
            yield cached, "", f"{name} in the Hugging Face cache"


def _locked(project: Project, name: str) -> Iterator[tuple[WeightTree, str, str]]:
    """What weights.lock says of ``name``: a path in a target, or the repository of a source."""
    for entry in project.locked_weights:
        target = posixpath.normpath(entry.target)
        absolute = posixpath.normpath(posixpath.join(_SOURCE_FOLDER, name))
        is_source = any(
            uri.partition("://")[0] in ("hf", "huggingface")
            and uri.partition("://")[2].partition("@")[0] == name
            for uri in entry.uris
        )
        if not is_source and absolute != target and not absolute.startswith(f"{target}/"):
            continue
        files = {
            path: WeightFile(Contents(size, "the entry in weights.lock"))
            for path, size in entry.files
            if path.endswith(_SUFFIXES)
        }
        path = "" if is_source else absolute[len(target) :].strip("/")
        yield WeightTree(files), path, entry.name


def _inside(name: str) -> str | None:
    """The path inside the project that ``name`` means in the container, if it can mean one."""
    if name.startswith(_SOURCE_FOLDER):
        name = name[len(_SOURCE_FOLDER) :]
    if not name or name.startswith(("/", "~")) or "://" in name:
        return None
    path = posixpath.normpath(name)
    if path.startswith(".."):
        return None
    return "" if path == "." else path


# --- choosing files ------------------------------------------------------------------------------


def _chosen(
    tree: WeightTree, path: str, given: Given, names: Sequence[str]
) -> tuple[WeightFile, ...]:
    """The files that are read; none if it cannot be told, or if one of them is not there."""
    if path in tree.files:
        return _with_external_data(tree, path)
    if not path:
        # A file of a repository goes by its own name, next to that of the repository.
        for name in names:
            if name in tree.files:
                return (tree.files[name],)
    subfolder = given.value("subfolder")
    if subfolder is not None and subfolder.constant is not None:
        if subfolder.text is None:
            return ()
        path = posixpath.join(path, subfolder.text)
    variant = given.value("variant")
    if variant is not None and variant.constant is not None and variant.text is None:
        return ()
    wanted = variant.text if variant is not None else None
    if path not in tree.pipelines:
        return _of_folder(tree, path, wanted)
    found: list[WeightFile] = []
    for part in tree.pipelines[path]:
        if given.value(part) is None:
            files = _of_folder(tree, posixpath.join(path, part), wanted)
            if not files:
                return ()
            found += files
    return tuple(found)


def _with_external_data(tree: WeightTree, path: str) -> tuple[WeightFile, ...]:
    """The file, and for an ONNX file the one beside it that holds its large tensors."""
    beside = (tree.files.get(f"{path}{suffix}") for suffix in ("_data", ".data"))
    return (tree.files[path], *(file for file in beside if file is not None))


def _of_folder(tree: WeightTree, folder: str, variant: str | None) -> tuple[WeightFile, ...]:
    """The one checkpoint in ``folder`` itself, with all its shards; none if there are several."""
    prefix = f"{folder}/" if folder else ""
    checkpoints: dict[tuple[str, str], dict[str, WeightFile]] = defaultdict(dict)
    for path, file in tree.files.items():
        name = path[len(prefix) :]
        if not path.startswith(prefix) or "/" in name:
            continue
        if any(fnmatchcase(name.lower(), pattern) for pattern in _BESIDE):
            continue
        checkpoints[_checkpoint(name)][name] = file
    for suffix in _SUFFIXES:
        stems = _of_variant([stem for stem, kind in checkpoints if kind == suffix], variant)
        stem = next((name for name in _WELL_KNOWN if name in stems), None)
        if stem is None and len(stems) == 1:
            (stem,) = stems
        if stem is not None:
            return _complete(checkpoints[stems[stem], suffix])
        if stems:
            return ()
    return ()


def _checkpoint(name: str) -> tuple[str, str]:
    """The checkpoint that a file belongs to: its name without shard and suffix, and the suffix."""
    name = name.lower().removesuffix(INDEX_SUFFIX)
    shard = _SHARD.match(name)
    if shard is not None:
        return shard["stem"], shard["suffix"]
    stem, suffix = posixpath.splitext(name)
    return stem, suffix


def _of_variant(stems: list[str], variant: str | None) -> Mapping[str, str]:
    """The stems that are of ``variant``, each by its name without it."""
    if variant is not None:
        ending = f".{variant.lower()}"
        return {stem.removesuffix(ending): stem for stem in stems if stem.endswith(ending)}
    endings = tuple(f".{name}" for name in _VARIANTS)
    return {stem: stem for stem in stems if not stem.endswith(endings)}


def _complete(files: Mapping[str, WeightFile]) -> tuple[WeightFile, ...]:
    """The files of one checkpoint, or its index in their place if a shard is missing."""
    index = next((file for name, file in files.items() if name.endswith(INDEX_SUFFIX)), None)
    pieces = {name: file for name, file in files.items() if not name.endswith(INDEX_SUFFIX)}
    shards = [match for name in pieces if (match := _SHARD.match(name)) is not None]
    if not shards:
        return tuple(pieces.values()) or ((index,) if index is not None else ())
    counts = {int(shard["count"]) for shard in shards}
    if counts == {len(shards)} and len(shards) == len(pieces):
        return tuple(pieces.values())
    return (index,) if index is not None else ()
