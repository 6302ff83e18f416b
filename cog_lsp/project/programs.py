"""Scripts of the project that its code runs as programs of their own."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from cog_lsp.project.python_commands import SCRIPT, PythonCommand, joined
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts

_STARTERS = frozenset(
    ("run", "call", "check_call", "check_output", "Popen", "system", "popen", "getoutput",
     "getstatusoutput", "create_subprocess_exec", "create_subprocess_shell")
)  # fmt: skip
_MODULE = re.compile(r"(?:^|\s)-m\s+([\w.]+)(?=\s|$)")
_CHANGES_FOLDER = re.compile(r"(?:^|[\s;&])cd\s+([\w./-]+)")


def scripts_named(facts: PythonFacts) -> tuple[str, ...]:
    """The Python files that the texts of a file may name, if it starts programs at all."""
    nodes = list(py.walk(facts.tree))
    starts = any(
        isinstance(node, py.Call)
        and isinstance(node.func, py.Attribute)
        and node.func.attr in _STARTERS
        for node in nodes
    )
    if not starts:
        return ()
    folders = ["", *_folders(nodes)]
    named = list(_named(nodes))
    return tuple(dict.fromkeys(joined(folder, path) for path in named for folder in folders))


def _named(nodes: Sequence[py.Node]) -> Iterator[str]:
    """The scripts that texts name, and the files that modules behind a ``-m`` may be."""
    for node in nodes:
        modules: list[str] = []
        for text in _texts(node):
            if ".py" in text:
                for match in SCRIPT.finditer(text):
                    yield match[1]
            modules += _MODULE.findall(text)
        if isinstance(node, py.Sequence):
            modules += _behind_m(node.items)
        elif isinstance(node, py.Call):
            modules += _behind_m([arg.value for arg in node.args])
        for module in modules:
            yield from PythonCommand(module, True, ()).paths


def _behind_m(items: Sequence[py.Expr]) -> Iterator[str]:
    texts = [item.value if isinstance(item, py.Constant) else None for item in items]
    for option, module in itertools.pairwise(texts):
        if option == "-m" and isinstance(module, str):
            yield module


def _folders(nodes: Sequence[py.Node]) -> Iterator[str]:
    """The folders that programs are started in: by ``cwd=``, ``os.chdir`` or a ``cd``."""
    for node in nodes:
        if isinstance(node, py.Call):
            changes = isinstance(node.func, py.Attribute) and node.func.attr == "chdir"
            folder = node.positional(0) if changes else node.keyword("cwd")
            if isinstance(folder, py.Constant) and isinstance(folder.value, str):
                yield folder.value
        for text in _texts(node):
            yield from _CHANGES_FOLDER.findall(text)


def _texts(node: py.Node) -> tuple[str, ...]:
    if isinstance(node, py.Constant):
        return (node.value,) if isinstance(node.value, str) else ()
    if isinstance(node, py.FString):
        return tuple(part for part in node.parts if isinstance(part, str))
    return ()
