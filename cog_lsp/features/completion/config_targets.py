"""References in cog.yaml to code: files, and the classes and functions in them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from cog_lsp.features.completion.item import Completion, CompletionKind
from cog_lsp.features.completion.scalars import TypedScalar
from cog_lsp.project import Project
from cog_lsp.project.project import METHODS
from cog_lsp.syntax.python_facts import PythonFacts
from cog_lsp.syntax.yaml_place import yaml_place
from cog_lsp.text import Span

_KEYS = ("run", "predict", "train")


def target_items(project: Project, path: str, offset: int) -> Iterator[Completion]:
    """What ``run``, ``predict`` or ``train`` may refer to, by the part the cursor is in."""
    if path != project.config.path:
        return
    document = project.documents[path]
    place = yaml_place(document, offset)
    if place is None or place.kind != "value" or len(place.path) != 1:
        return
    key = place.path[0]
    if key not in _KEYS:
        return
    scalar = TypedScalar.read(document, place.word)
    if not scalar.inner.start <= offset <= scalar.inner.end:
        return
    file, colon, _ = scalar.text.partition(":")
    split = scalar.inner.start + len(file)
    if colon and offset > split:
        facts = project.python.get(posixpath.normpath(file))
        if facts is not None:
            yield from _names(project, facts, key, Span(split + 1, scalar.inner.end))
        return
    for item in references_for(project, key):
        whole = scalar.quoted(item.label)
        yield replace(
            item,
            replace=scalar.word,
            insert=place.lead + whole,
            filter=whole if scalar.quote else item.label,
        )
    yield from _files(project, scalar, place.lead, Span(scalar.inner.start, split), bool(colon))


def references_for(project: Project, key: str) -> Iterator[Completion]:
    """Whole references to the code that can answer requests to ``key``, at no place yet."""
    for path in sorted(project.python) if key in _KEYS else ():
        for item in _names(project, project.python[path], key, Span(0, 0)):
            if item.rank == 0:
                yield replace(item, label=f"{path}:{item.label}")


def _files(
    project: Project, scalar: TypedScalar, lead: str, replace: Span, has_name: bool
) -> Iterator[Completion]:
    """The Python files that there are; the name of what is in them comes next."""
    for path in sorted(project.names | project.python.keys()):
        if not path.endswith(".py"):
            continue
        opened = '"' if not scalar.quote and not scalar.text else ""
        tail = "" if has_name else ":"
        yield Completion(
            label=path,
            kind=CompletionKind.FILE,
            replace=replace,
            insert=f"{lead}{opened}{path}{tail}{opened}",
            snippet=f"{lead}{opened}{path}{tail}$0{opened}" if opened else "",
            rank=1,
            reopen=True,
        )


def _names(project: Project, facts: PythonFacts, key: str, replace: Span) -> Iterator[Completion]:
    """The classes and functions at the top of a file; those that cannot answer come last."""
    methods = ("train",) if key == "train" else METHODS
    for cls in facts.classes.values():
        if "." in cls.qualname:
            continue
        method = next((name for name in methods if project.find_method(cls, name)), None)
        yield Completion(
            label=cls.name,
            kind=CompletionKind.CLASS,
            replace=replace,
            detail=f"has {method}()" if method else "",
            rank=0 if method else 2,
        )
    for name in facts.functions:
        if "." not in name and not name.startswith("_"):
            rank = 0 if name in methods else 2
            yield Completion(label=name, kind=CompletionKind.FUNCTION, replace=replace, rank=rank)
