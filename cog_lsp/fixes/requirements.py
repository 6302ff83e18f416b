"""The plans that change what is required, in a requirements file or in ``python_packages``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from cog_lsp.fixes.config import edit_yaml, require_kept, yaml_source
from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.fixes.yaml_edit import (
    CannotEditError,
    NewScalar,
    YamlSource,
    delete_entry,
    delete_item,
    insert_key,
    set_scalar,
)
from cog_lsp.project import Project
from cog_lsp.rules import plan as plans
from cog_lsp.syntax.requirements import (
    JoinedLine,
    Requirement,
    parse_line,
    parse_lines,
    parse_requirements,
)
from cog_lsp.syntax.yaml_tree import YamlScalar
from cog_lsp.text import Document, Span, TextEdit, edits_between, split_lines

_EXTRAS = re.compile(r"\s*\[[^\]]*\]")
_CLOSING = re.compile(r"^\s*\)")
_OWN_BUILDS = ("torch", "torchvision", "torchaudio", "tensorflow")
"""The packages of which Cog chooses the build, for which it has to recognise the pin."""


def replace_requirement(project: Project, plan: plans.ReplaceRequirement) -> Outcome:
    """Write another line or item."""
    title = f"Write `{plan.text}`"
    if plan.path == project.config.path:
        return edit_yaml(project, plan, title, lambda s: set_scalar(s, plan.span, plan.text))
    return made(plan, title, FileEdit(plan.path, (TextEdit(plan.span, plan.text),)))


def delete_requirement(project: Project, plan: plans.DeleteRequirement) -> Outcome:
    """Delete a line, but for its comment, or an item."""
    document = project.documents.get(plan.path)
    if document is None:
        return Refusal(plan.title or "Delete the requirement", f"{plan.path} cannot be read")
    title = f"Delete `{document.slice(plan.span)}`"
    if plan.path == project.config.path:
        return edit_yaml(project, plan, title, lambda s: delete_item(s, plan.span))
    return made(plan, title, FileEdit(plan.path, (_replace_line(document, plan.span, []),)))


def inline_requirements(project: Project, plan: plans.InlineRequirements) -> Outcome:
    """Write the lines of another file in place of its name."""
    title = plan.title or f"Inline {plan.included}"
    document, other = (project.documents.get(path) for path in (plan.path, plan.included))
    if document is None or other is None:
        return Refusal(title, f"{plan.included} cannot be read")
    if posixpath.dirname(plan.path) != posixpath.dirname(plan.included):
        for line in parse_lines(other.text):
            local = line.kind in ("path", "artifact") or "file:" in line.text
            if local or (line.kind == "option" and "://" not in line.value):
                return Refusal(title, f"`{line.text}` means a different place in another folder")
    lines = [line.rstrip("\r\n") for line in split_lines(other.text)]
    edit = _replace_line(document, plan.span, lines)
    return made(plan, title, FileEdit(plan.path, (edit,)))


def requirement_to_sdk_version(project: Project, plan: plans.RequirementToSdkVersion) -> Outcome:
    """Say the version of Cog where Cog reads it."""
    title = f"Set `sdk_version` to {plan.version} instead"
    config, keys = project.config, ("build", "sdk_version")
    document = project.documents.get(plan.path)
    if document is None:
        return Refusal(plan.title or title, f"{plan.path} cannot be read")

    def edit(source: YamlSource) -> list[TextEdit]:
        after = source
        if plan.path == config.path:
            after = after.edited(delete_item(after, plan.span))
        after = after.edited(insert_key(after, keys, NewScalar(plan.version)))
        return list(edits_between(source.text, after.text))

    outcome = edit_yaml(project, replace(plan, path=config.path), title, edit)
    if isinstance(outcome, Refusal) or plan.path == config.path:
        return outcome
    line = FileEdit(plan.path, (_replace_line(document, plan.span, []),))
    return replace(outcome, files=(*outcome.files, line))


def _replace_line(document: Document, span: Span, texts: list[str]) -> TextEdit:
    """Put ``texts`` in place of the lines of ``span``, whose comment stays above them."""
    lines, newline = document.lines, document.newline
    last = lines.point(span.end).line
    comment = document.text[span.end : lines.line_end(last)].strip()
    kept = [comment, *texts] if comment else texts
    start = lines.line_start(lines.point(span.start).line)
    end = lines.line_end(last) if kept else lines.line_start(last + 1)
    return TextEdit(Span(start, end), newline.join(kept))


def pin_requirements(project: Project, plan: plans.PinRequirements) -> Outcome:
    """Pin packages to the versions of a lock file or of an environment."""
    title = plan.title or "Pin to what is installed"
    known = project.installed.versions
    if not known:
        return Refusal(
            title,
            "the versions are not known: the project has no lock file (uv.lock, poetry.lock, "
            "Pipfile.lock, requirements.lock) and no environment (.venv) in it",
        )
    pins = {name: known[name].version for name in plan.names if name in known}
    try:
        edit = pinned(project, plan.path, pins, keep_range=True)
    except CannotEditError as error:
        return Refusal(title, str(error))
    sources = sorted({known[name].source for name in pins})
    if edit is None:
        return Refusal(title, _not_pinned(plan.names, known))
    return made(plan, f"Pin to {' and '.join(sources)}", edit)


def set_versions(project: Project, plan: plans.SetVersions) -> Outcome:
    """Write versions of Python, CUDA, cuDNN and packages that fit each other."""
    title = plan.title or "Choose versions that fit"
    config = project.config
    required = {requirement.name for requirement in project.requirements}
    for name, _ in plan.packages:
        if name not in required:
            return Refusal(title, f"{name} is not required anywhere")
    build = {"python_version": plan.python, "cuda": plan.cuda, "cudnn": plan.cudnn}
    try:
        before = yaml_source(project, config.path)
        source = before
        for key, value in build.items():
            if value is not None:
                source = source.edited(_set_key(source, ("build", key), value))
        pins = dict(plan.packages)
        edits: list[FileEdit] = []
        for path in (config.path, project.config.requirements_path or ""):
            at = Document(path, source.text) if path == config.path else project.documents.get(path)
            edit = pinned(project, path, pins, document=at) if at is not None and pins else None
            if path == config.path:
                new = source if edit is None else source.edited(list(edit.edits))
                changed = list(edits_between(before.text, new.text))
                require_kept(before, changed)
                edits += [FileEdit(path, tuple(changed))] if changed else []
            elif edit is not None:
                edits.append(edit)
    except CannotEditError as error:
        return Refusal(title, str(error))
    if not edits:
        return Refusal(title, "they are already set")
    return made(plan, title, *edits)


@dataclass(frozen=True, slots=True)
class _Line:
    """A requirement in a file or list, and the edit that writes another text in its place."""

    text: str
    start: int
    requirement: Requirement
    replace: Callable[[str], list[TextEdit]]


def pinned(
    project: Project,
    path: str,
    pins: Mapping[str, str],
    *,
    keep_range: bool = False,
    document: Document | None = None,
) -> FileEdit | None:
    """The edit that pins the packages of ``pins`` in the file at ``path``; ``None`` without one.

    ``keep_range`` leaves a requirement alone whose range the version lies outside of.
    ``document`` stands in for the file. Raises :class:`CannotEditError`.
    """
    document = document or project.documents.get(path)
    if document is None:
        return None
    edits: list[TextEdit] = []
    for line in _lines(project, document):
        requirement = line.requirement
        version = pins.get(requirement.name, "").partition("+")[0]
        if not version or requirement.url is not None:
            continue
        if keep_range and not _allows(requirement, version):
            continue
        text = _with_pin(line, version)
        if text != line.text:
            edits += line.replace(text)
    return FileEdit(path, tuple(edits)) if edits else None


def _lines(project: Project, document: Document) -> Iterator[_Line]:
    if document.path != project.config.path:
        for requirement in parse_requirements(document.text):
            span = requirement.span
            yield _Line(document.slice(span), span.start, requirement, _writing(span))
        return
    source = YamlSource(document)
    entry = source.entry(("build", "python_packages"))
    for node in source.slots if entry is not None else ():
        slot = source.slots[node]
        if entry is None or slot.container is not entry.value or not isinstance(node, YamlScalar):
            continue
        line = parse_line(JoinedLine(node.value, ((0, 0),)))
        if line is not None and line.kind == "requirement" and line.requirement is not None:
            yield _Line(node.value, 0, line.requirement, _setting(source, node.span))


def _writing(span: Span) -> Callable[[str], list[TextEdit]]:
    return lambda text: [TextEdit(span, text)]


def _setting(source: YamlSource, span: Span) -> Callable[[str], list[TextEdit]]:
    return lambda text: set_scalar(source, span, text)


def _with_pin(line: _Line, version: str) -> str:
    """The requirement's own text with ``==version`` for its range.

    Cog throws away what stands around a pin that it recognises, so where something does, a blank
    before ``==`` keeps it from that.
    """
    requirement, text = line.requirement, line.text
    name_end = requirement.name_span.end - line.start
    extras = _EXTRAS.match(text, name_end)
    start = extras.end() if extras is not None else name_end
    end = start
    if requirement.specifier_span is not None:
        end = requirement.specifier_span.end - line.start
    # A range in brackets is as good as one without.
    rest = _CLOSING.sub("", text[end:]) if "(" in text[start:end] else text[end:]
    guarded = bool(rest.strip()) or "." in requirement.raw_name
    blank = " " if guarded and requirement.name not in _OWN_BUILDS else ""
    return f"{text[:start].rstrip()}{blank}=={version}{rest}"


def _allows(requirement: Requirement, version: str) -> bool:
    """Whether ``version`` lies in the range that is required, as far as that can be told."""
    found = _numbers(version)
    for operator, bound in requirement.clauses:
        wanted = _numbers(bound.removesuffix(".*"))
        if found is None or wanted is None:
            return False
        prefix = found[: len(wanted)] == wanted
        order = (_padded(found) > _padded(wanted)) - (_padded(found) < _padded(wanted))
        holds = {
            "==": prefix if bound.endswith(".*") else order == 0,
            "===": order == 0,
            "!=": not prefix if bound.endswith(".*") else order != 0,
            ">=": order >= 0,
            "<=": order <= 0,
            ">": order > 0,
            "<": order < 0,
            "~=": order >= 0 and found[: len(wanted) - 1] == wanted[:-1],
        }[operator]
        if not holds:
            return False
    return True


def _numbers(version: str) -> tuple[int, ...] | None:
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else None


def _padded(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return (*numbers, 0, 0, 0, 0)[:5]


def _not_pinned(names: tuple[str, ...], known: Mapping[str, tuple[str, str]]) -> str:
    for name in names:
        if name in known:
            version, source = known[name]
            return f"{source} has {name} {version}, which is outside the required range"
    sources = sorted({source for _, source in known.values()})
    return f"{' and '.join(sources)} does not list {', '.join(names)}"


def _set_key(source: YamlSource, keys: tuple[str, ...], value: str) -> list[TextEdit]:
    """Write ``value`` at ``keys``; delete what is there if it is empty."""
    entry = source.entry(keys)
    if not value:
        return delete_entry(source, entry.key.span) if entry is not None else []
    if entry is None:
        return insert_key(source, keys, NewScalar(value))
    return set_scalar(source, entry.value.span, value)
