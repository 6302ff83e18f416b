"""Loads by calls that no table lists, told from what they are given.

A class or function from outside of the project that builds something out of a file of weights, or
of a repository of the hub, loads it: ``Remover(ckpt="weights/base.pth")``. That is likely and not
sure, so whoever counts it has to leave room for its being small, or elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.knowledge.loaders import Loader, ParameterRef, match_loader, not_a_load
from cog_lsp.project.behavior import CallEvent, Phase, Trace
from cog_lsp.project.behavior.values import BoundArgument
from cog_lsp.project.weight_files import WEIGHT_FILES

LIBRARY = "unlisted"
_BUILDS = re.compile(r"[A-Z]\w*|(?:load|build|create|init|make|get|from)(?:_\w+)?")
# Methods of something that was made outside of the project: ``net.load_weights("x.pth")``.
_LOADS = re.compile(r"load(?:_(?:weights|ckpt|checkpoint|model|network|pretrained))?")
# What is small, or only describes a model.
_LIGHT = re.compile(
    r"\w*(?:Tokenizer|Processor|Config|Args|Scheduler|Extractor|Path|Client)(?:Fast)?"
)
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]*[A-Za-z][\w.-]*")
# Parameters by which a repository is named; another text with a slash in it may be anything.
_NAMED = re.compile(r"(?:\w*_)?(?:model|checkpoint|ckpt|repo|pretrained)(?:_\w+)?")
# Modules that read, write or move files of any kind.
_NO_MODELS = frozenset(
    (
        "os", "shutil", "pathlib", "json", "yaml", "logging", "subprocess", "sys", "re", "requests",
        "tempfile", "numpy", "PIL", "cv2", "urllib", "glob", "zipfile", "tarfile", "omegaconf",
        "argparse", "huggingface_hub", "wget", "gdown", "cog", "pandas", "typing", "io", "time",
        "loguru", "dotenv", "boto3", "google", "collections", "types", "importlib", "copy", "math",
    )
)  # fmt: skip


def unlisted_loads(trace: Trace) -> Iterator[tuple[CallEvent, Loader]]:
    """The calls before the first prediction that seem to load, each with a row made for it."""
    followed = {done.frame.call for done in trace.returns}
    for event in trace.calls:
        if event.phase is Phase.PREDICT or event.node in followed:
            continue
        if _LOADS.fullmatch(event.node.method) and not event.name:
            arg = next((arg for arg in event.args if _is_file(arg)), None)
            if arg is not None:
                yield event, _row(arg)
            continue
        if "." not in event.name:
            continue
        module, last = event.name.partition(".")[0], event.name.rpartition(".")[2]
        if (
            module in _NO_MODELS
            or not _BUILDS.fullmatch(last)
            or _LIGHT.fullmatch(last)
            or match_loader(event.name) is not None
            or not_a_load(event.name) is not None
        ):
            continue
        arg = next((arg for arg in event.args if _names_weights(arg)), None)
        if arg is not None:
            yield event, _row(arg)


def _row(arg: BoundArgument) -> Loader:
    ref = ParameterRef(arg.name or "", arg.index)
    return Loader((), LIBRARY, "weights", "", "", identity=(ref,))


def _is_file(arg: BoundArgument) -> bool:
    """Whether an argument is the path of a file of weights, as far as it is known."""
    texts = arg.value.texts or (arg.value.pattern or "",)
    return all(text.lower().endswith(WEIGHT_FILES) for text in texts)


def _names_weights(arg: BoundArgument) -> bool:
    """Whether an argument is the path of a file of weights, or a repository named as a model."""
    texts = arg.value.texts
    if _is_file(arg) or not texts:
        return _is_file(arg)
    is_named = _NAMED.fullmatch(arg.name) if arg.name is not None else arg.index == 0
    return bool(is_named) and all(_REPOSITORY.fullmatch(text) for text in texts)
