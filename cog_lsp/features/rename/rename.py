"""Another name for a class, function, method or file: in the code and in cog.yaml, in one edit."""

from __future__ import annotations

import keyword
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass

from cog_lsp.features.rename.move import follow_moves
from cog_lsp.features.subjects import Subject, SubjectKind, occurrences, subject_at
from cog_lsp.fixes.python_names import binds
from cog_lsp.fixes.result import Applicability, FileEdit, Fix, Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.project.project import METHODS
from cog_lsp.project.uses import Code, Use, doubts, family_of
from cog_lsp.syntax.python_facts import ClassFacts
from cog_lsp.text import Span, TextEdit, normalize_edits


@dataclass(frozen=True, slots=True)
class Renamable:
    """The name at a place, and where it stands there."""

    span: Span
    name: str


def renamable(project: Project, path: str, offset: int) -> Renamable | None:
    """What can be given another name at ``offset`` of ``path``.

    A method that Cog finds by its name alone, such as ``train``, cannot.
    """
    found = subject_at(project, path, offset)
    if found is None:
        return None
    subject, span = found
    if subject.kind is SubjectKind.METHOD and subject.name not in METHODS:
        return None
    return Renamable(span, subject.name)


def rename(project: Project, path: str, offset: int, name: str) -> Outcome | None:
    """The edits that give what stands at a place another ``name``, or why there are none.

    ``None`` when nothing there is ours to rename. ``project`` must have all Python files that may
    use it. A file gets its new name with the edits.
    """
    if renamable(project, path, offset) is None:
        return None
    found = subject_at(project, path, offset)
    assert found is not None
    subject, _ = found
    title = f"Rename `{subject.name}` to `{name}`"
    if subject.kind is SubjectKind.FILE:
        return _file(project, subject, name, title)
    uses = sorted(set(occurrences(project, subject)))
    reason = _obstacle(project, subject, name, uses)
    if reason:
        return Refusal(title, reason)
    return Fix(title, Applicability.SAFE, _edits(uses, name) if name != subject.name else ())


def _edits(uses: Iterable[Use], name: str) -> tuple[FileEdit, ...]:
    edits: dict[str, list[TextEdit]] = {}
    for use in uses:
        edits.setdefault(use.path, []).append(TextEdit(use.span, name))
    return tuple(FileEdit(path, normalize_edits(found)) for path, found in edits.items())


def _obstacle(project: Project, subject: Subject, name: str, uses: Iterable[Use]) -> str:
    """Why ``subject`` cannot be called ``name``; empty if it can."""
    if name == subject.name:
        return ""
    if not name.isidentifier() or keyword.iskeyword(name):
        return f"`{name}` is not a valid Python name"
    for path in {use.path for use in uses} & project.python.keys():
        if project.python[path].tree.problems:
            return f"{path} does not parse"
    if subject.kind is SubjectKind.METHOD:
        assert isinstance(subject.code, ClassFacts)
        return _method_obstacle(project, subject.code, name)
    assert subject.code is not None
    return _code_obstacle(project, subject, subject.code, name, uses)


def _method_obstacle(project: Project, runner: ClassFacts, name: str) -> str:
    if name not in METHODS:
        return "Cog calls only `run` or `predict` of a class"
    for cls in family_of(project, runner):
        if name in cls.methods or name in cls.attributes:
            return f"`{cls.name}` already has a `{name}`"
    return ""


def _code_obstacle(
    project: Project, subject: Subject, code: Code, name: str, uses: Iterable[Use]
) -> str:
    for path in sorted({use.path for use in uses} & project.python.keys()):
        if binds(project.python[path], name):
            return f"{path} already has a `{name}`"
    for facts, node in doubts(project, code):
        line = facts.document.lines.point(node.span.start).line + 1
        return f"`{subject.name}` means something else in {facts.path}, line {line}"
    written = sum(use.path == project.config.path for use in uses)
    named = [ref for ref in project.config.targets if ref.name == subject.name]
    if written < sum(ref.file == subject.path for ref in named):
        return "cog.yaml writes the reference with escapes or over several lines"
    return ""


def _file(project: Project, subject: Subject, name: str, title: str) -> Outcome:
    """The file moves to ``name``, and what refers to it follows."""
    new = posixpath.normpath(name)
    if not new.endswith(".py") or new.startswith(("/", "..")):
        return Refusal(title, "Cog runs a `.py` file in the folder of cog.yaml or below it")
    if new == subject.path:
        return Fix(title, Applicability.SAFE)
    if project.exists(new):
        return Refusal(title, f"{new} already exists")
    followed = {file.path: file for file in follow_moves(project, {subject.path: new}).files}
    own = followed.pop(subject.path, FileEdit(subject.path))
    moved = FileEdit(own.path, own.edits, renamed_to=new)
    return Fix(title, Applicability.SAFE, (*followed.values(), moved))
