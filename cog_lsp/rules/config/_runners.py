"""What a reference of cog.yaml can name in a Python file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts
from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class Runner:
    """A class with a method that Cog would call. ``key`` is the one for it in cog.yaml."""

    path: str
    name: str
    span: Span
    key: Literal["run", "predict", "train"]

    @property
    def reference(self) -> str:
        """How cog.yaml names it."""
        return f"{self.path}:{self.name}"


@dataclass(frozen=True, slots=True)
class Definition:
    """A class or function at the top level of a file."""

    name: str
    span: Span
    is_class: bool


def definitions_in(facts: PythonFacts) -> Iterator[Definition]:
    """What stands at the top level of the file: Cog looks no deeper."""
    for node in facts.tree.body:
        if isinstance(node, py.ClassDef | py.FunctionDef):
            yield Definition(node.name, node.name_span, isinstance(node, py.ClassDef))


def runners_in(facts: PythonFacts) -> Iterator[Runner]:
    """The top-level classes of the file that define ``run`` or ``predict`` in their own body."""
    for node in facts.tree.body:
        if not isinstance(node, py.ClassDef):
            continue
        methods = {part.name for part in node.body if isinstance(part, py.FunctionDef)}
        key: Literal["run", "predict"] = "run" if "run" in methods else "predict"
        if key in methods and any(_is_base(base) for base in node.bases):
            yield Runner(facts.path, node.name, node.name_span, key)


def _is_base(base: py.Argument) -> bool:
    name = py.dotted(base.value) or ""
    return name.rpartition(".")[2] in ("BaseRunner", "BasePredictor")
