"""Which files of data the code reads: those whose names stand in it, and which are there.

A name may be put together of several strings, ``Path("configs") / "model.yaml"``, so it is looked
for in every folder that the same Python file names, too. Nothing else is searched.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator

from cog_lsp.syntax.python_facts import PythonFacts

_SOURCE_FOLDER = "/src/"
_MAX_FILES = 32

Listing = Callable[[str], tuple[str, ...]]


def data_files(python: Iterable[PythonFacts], names: Listing) -> tuple[str, ...]:
    """The paths of at most 32 files of data that ``python`` names; ``names`` lists a folder."""
    found: dict[str, None] = {}
    for facts in python:
        for path in _of_file(facts, names):
            found[path] = None
            if len(found) == _MAX_FILES:
                return tuple(found)
    return tuple(found)


def _of_file(facts: PythonFacts, names: Listing) -> Iterator[str]:
    files = facts.data_files
    if not files:
        return
    roots = tuple(dict.fromkeys(("", posixpath.dirname(facts.path))))
    folders = dict.fromkeys(roots)
    for word in facts.words if any(names(root) for root in roots) else ():
        path = _inside(word)
        for root in roots:
            if path and path.partition("/")[0] in names(root):
                folders[posixpath.join(root, path)] = None
    for file in files:
        name = _inside(file)
        for folder in folders:
            path = posixpath.normpath(posixpath.join(folder, name))
            if name and posixpath.basename(path) in names(posixpath.dirname(path)):
                yield path


def _inside(path: str) -> str:
    """``path`` from the folder that it is looked for in; empty if it leads out of that."""
    path = posixpath.normpath(path.removeprefix(_SOURCE_FOLDER).lstrip("/") or ".")
    return "" if path.startswith(".") else path
