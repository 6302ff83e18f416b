"""The parts of a reference to code in cog.yaml, and what each of them stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.project import EntryPoint, Project
from cog_lsp.project.config import TargetRef
from cog_lsp.syntax.python_facts import ClassFacts, FunctionFacts
from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference with the places of its parts. ``key`` is the word before the colon."""

    ref: TargetRef
    key: Span
    file: Span
    name: Span


def references_of(project: Project) -> Iterator[Reference]:
    """The references of cog.yaml that are written plainly, so that their parts have places."""
    text = project.config.document.text
    for ref in project.config.targets:
        entry = project.config.entry(ref.key)
        start = ref.span.start + (ref.span.text(text)[:1] in ("'", '"'))
        if entry is None or text[start : start + len(ref.value)] != ref.value:
            continue
        file, colon, name = ref.value.partition(":")
        split = start + len(file)
        begin = split + len(colon)
        yield Reference(ref, entry.key.span, Span(start, split), Span(begin, begin + len(name)))


def named_code(project: Project, ref: TargetRef) -> ClassFacts | FunctionFacts | None:
    """The class or function at the top of its file that ``ref`` names."""
    facts = project.python.get(ref.file)
    if facts is None:
        return None
    return facts.classes.get(ref.name) or facts.functions.get(ref.name)


def entry_point_of(project: Project, ref: TargetRef) -> EntryPoint | None:
    """What Cog calls for ``ref``."""
    return next((entry for entry in project.entry_points if entry.ref == ref), None)
