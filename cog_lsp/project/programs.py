"""Scripts of the project that its code runs as programs of their own."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts

_STARTERS = frozenset(("run", "call", "check_call", "check_output", "Popen", "system", "popen"))
_SCRIPT = re.compile(r"(?:^|(?<=\s))(?:\./|/src/)?([\w./-]+\.py)(?=\s|$)")


def scripts_named(facts: PythonFacts) -> tuple[str, ...]:
    """The paths of Python files that the texts of a file name, if it starts programs at all."""
    nodes = list(py.walk(facts.tree))
    starts = any(
        isinstance(node, py.Call)
        and isinstance(node.func, py.Attribute)
        and node.func.attr in _STARTERS
        for node in nodes
    )
    return tuple(dict.fromkeys(_named(nodes))) if starts else ()


def script_in(text: str) -> str | None:
    """The Python file that a word, or the text of a command, names first."""
    match = _SCRIPT.search(text)
    return posixpath.normpath(match[1]) if match is not None else None


def _named(nodes: list[py.Node]) -> Iterator[str]:
    for node in nodes:
        texts: tuple[object, ...] = ()
        if isinstance(node, py.Constant):
            texts = (node.value,)
        elif isinstance(node, py.FString):
            texts = node.parts
        for text in texts:
            if isinstance(text, str) and ".py" in text:
                for match in _SCRIPT.finditer(text):
                    yield posixpath.normpath(match[1])
