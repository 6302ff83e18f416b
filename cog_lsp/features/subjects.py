"""What stands at a place: a class, function, method or file that cog.yaml refers to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from cog_lsp.features.targets import Reference, entry_point_of, named_code, references_of
from cog_lsp.project import Project
from cog_lsp.project.uses import Code, Use, uses_of, uses_of_method
from cog_lsp.syntax.python_facts import ClassFacts
from cog_lsp.text import Span


class SubjectKind(Enum):
    """What a subject is."""

    CODE = "code"
    METHOD = "method"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that cog.yaml refers to.

    ``path`` is its file and ``name`` how it is called; a file is called as cog.yaml spells it.
    ``code`` is the class or function; of a method, the class that cog.yaml names.
    """

    kind: SubjectKind
    path: str
    name: str
    code: Code | None = None


def subject_at(project: Project, path: str, offset: int) -> tuple[Subject, Span] | None:
    """The subject at ``offset`` of ``path``, and the place of its name there."""
    if path == project.config.path:
        return _in_config(project, offset)
    if path not in project.python:
        return None
    for subject in subjects(project):
        for use in occurrences(project, subject):
            if use.path == path and use.span.start <= offset <= use.span.end:
                return subject, use.span
    return None


def _in_config(project: Project, offset: int) -> tuple[Subject, Span] | None:
    for reference in references_of(project):
        for subject in _subjects_of(project, reference):
            span = {SubjectKind.CODE: reference.name, SubjectKind.FILE: reference.file}.get(
                subject.kind
            )
            if span is not None and span.start <= offset <= span.end:
                return subject, span
    return None


def subjects(project: Project) -> Iterator[Subject]:
    """Everything that cog.yaml refers to, each once."""
    seen: set[tuple[SubjectKind, str, str]] = set()
    for reference in references_of(project):
        for subject in _subjects_of(project, reference):
            key = (subject.kind, subject.path, subject.name)
            if key not in seen:
                seen.add(key)
                yield subject


def _subjects_of(project: Project, reference: Reference) -> Iterator[Subject]:
    ref = reference.ref
    code = named_code(project, ref)
    if code is not None:
        yield Subject(SubjectKind.CODE, code.path, code.name, code)
    if isinstance(code, ClassFacts):
        entry = entry_point_of(project, ref)
        if entry is not None:
            yield Subject(SubjectKind.METHOD, code.path, entry.function.name, code)
    if ref.file in project.documents:
        written = reference.file.text(project.config.document.text)
        yield Subject(SubjectKind.FILE, ref.file, written)


def occurrences(project: Project, subject: Subject) -> Iterator[Use]:
    """Every place at which the subject is certainly named, in cog.yaml and in the code."""
    for reference in references_of(project):
        ref = reference.ref
        if ref.file == subject.path and subject.kind is SubjectKind.FILE:
            yield Use(project.config.path, reference.file)
        elif subject.kind is SubjectKind.CODE and named_code(project, ref) is subject.code:
            yield Use(project.config.path, reference.name)
    if subject.kind is SubjectKind.CODE and subject.code is not None:
        yield from uses_of(project, subject.code)
    elif isinstance(subject.code, ClassFacts):
        yield from uses_of_method(project, subject.code, subject.name)
