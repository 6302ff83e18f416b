"""From a reference in cog.yaml to the file, the class and the method, and back."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.definition.target import Target
from cog_lsp.features.targets import entry_point_of, named_code, references_of
from cog_lsp.project import Project
from cog_lsp.text import Span


def referred_code(project: Project, path: str, offset: int) -> Iterator[Target]:
    """From the file's name to the file, from the class to it, from the key to its method."""
    if path != project.config.path:
        return
    for reference in references_of(project):
        ref = reference.ref
        if _at(reference.name, offset):
            code = named_code(project, ref)
            if code is not None:
                node = code.node
                yield Target(reference.name, code.path, node.name_span, node.span)
                return
        if _at(reference.file, offset) and ref.file in project.documents:
            yield Target(reference.file, ref.file, Span(0, 0), Span(0, 0))
        elif _at(reference.key, offset) or _at(reference.name, offset):
            entry = entry_point_of(project, ref)
            if entry is not None:
                function = entry.function
                origin = reference.key if _at(reference.key, offset) else reference.name
                node_of = function.node
                yield Target(origin, function.path, node_of.name_span, node_of.span)


def code_references(project: Project, path: str, offset: int) -> Iterator[Target]:
    """From the name of a class or of its method to where cog.yaml refers to it."""
    if path not in project.python:
        return
    for reference in references_of(project):
        entry = entry_point_of(project, reference.ref)
        named = named_code(project, reference.ref)
        spans = [
            code.node.name_span
            for code in (named, entry.function if entry is not None else None)
            if code is not None and code.path == path
        ]
        origin = next((span for span in spans if _at(span, offset)), None)
        if origin is not None:
            place = reference.name if reference.name else reference.file
            yield Target(origin, project.config.path, place, reference.ref.span)


def _at(span: Span, offset: int) -> bool:
    return span.start <= offset <= span.end
