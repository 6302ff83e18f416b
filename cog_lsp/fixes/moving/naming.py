"""Names that the fix makes up: of the attribute that holds a load, and of the fix itself."""

from __future__ import annotations

from collections.abc import Collection
from keyword import iskeyword

import libcst as cst

from cog_lsp.fixes.moving import vocabulary
from cog_lsp.fixes.moving.expressions import dotted

_VERBS = frozenset(
    [
        "load",
        "get",
        "build",
        "create",
        "make",
        "init",
        "initialize",
        "setup",
        "set",
        "prepare",
        "fetch",
        "read",
        "open",
        "from",
        "new",
        "download",
    ]
)
_BY_LAST_WORD = {
    "pipeline": "pipe",
    "tokenizer": "tokenizer",
    "processor": "processor",
    "extractor": "feature_extractor",
    "scheduler": "scheduler",
    "sampler": "sampler",
    "session": "session",
    "vae": "vae",
    "kl": "vae",
    "llm": "llm",
    "model": "model",
}
_BY_CALLEE = {
    "torch.load": "weights",
    "load_file": "weights",
    "hf_hub_download": "weights_path",
    "snapshot_download": "weights_dir",
    "spacy.load": "nlp",
}
_LOADERS = frozenset({"from_pretrained", "from_single_file", "load_from_checkpoint", "load"})
# Methods that put something loaded in its place, and load nothing themselves.
_PLACING = frozenset(("to", "cuda", "half"))


def attribute_for(load: cst.BaseExpression) -> str:
    """A name for what ``load`` gives, made from the call: ``tokenizer`` for a tokenizer's load."""
    callee = _innermost_callee(load)
    for known, name in _BY_CALLEE.items():
        if callee == known or callee.endswith(f".{known}"):
            return name
    parts = callee.split(".")
    subject = parts[-1]
    if subject in _LOADERS and len(parts) > 1 and parts[-2][:1].isupper():
        subject = parts[-2]
    found = [word for word in vocabulary.words(subject) if not word.isdigit()]
    if "for" in found[1:]:
        found = found[: found.index("for", 1)]
    if found and not subject[:1].isupper():
        while found and found[0] in _VERBS:
            found = found[1:]
    if not found:
        return "model"
    for word in reversed(found):
        if word in _BY_LAST_WORD:
            return _BY_LAST_WORD[word]
    if subject[:1].isupper() and vocabulary.names_model(subject):
        return "model"
    name = "_".join(found)
    return name if name.isidentifier() and not iskeyword(name) else "model"


def title_for(load: cst.BaseExpression, target: str) -> str:
    """What the fix is called: by the model if it evidently is one, else by the call."""
    callee = _innermost_callee(load)
    short = ".".join(callee.split(".")[-2:])
    if callee.rpartition(".")[2] in _PLACING:
        return f"Move {short}(...) to setup()"
    if vocabulary.names_model(target) or vocabulary.names_model(callee) or not callee:
        return "Move model load to setup()"
    return f"Move {short} to setup()"


def free_name(wanted: str, taken: Collection[str]) -> str:
    """``wanted``, or with the first number from 2 on that makes it free."""
    name, number = wanted, 2
    while name in taken:
        name = f"{wanted}_{number}"
        number += 1
    return name


def _innermost_callee(load: cst.BaseExpression) -> str:
    """The dotted name that a chain such as ``Load("x").to("cuda")`` calls first."""
    node: cst.BaseExpression = load
    callee = dotted(node)
    while True:
        if isinstance(node, cst.Await):
            node = node.expression
        elif isinstance(node, cst.Call):
            callee = dotted(node.func)
            node = node.func
        elif isinstance(node, cst.Attribute | cst.Subscript):
            node = node.value
        else:
            return callee
