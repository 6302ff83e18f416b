"""What a name means in a Python file, as far as an edit has to know."""

from __future__ import annotations

from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts


def binds(facts: PythonFacts, name: str) -> bool:
    """Whether ``name`` means anything anywhere in the file already."""
    return any(
        (isinstance(node, py.Name) and node.id == name)
        or (isinstance(node, py.Param | py.FunctionDef | py.ClassDef) and node.name == name)
        or (
            isinstance(node, py.ImportedName)
            and (node.alias or node.name.partition(".")[0]) == name
        )
        for node in py.walk(facts.tree)
    )
