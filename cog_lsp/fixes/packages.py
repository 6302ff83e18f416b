"""``python_packages`` of cog.yaml to a requirements file, in order and with its comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cog_lsp.fixes.config import require_kept, yaml_source
from cog_lsp.fixes.plain_text import lines_at_end
from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.fixes.yaml_edit import CannotEditError, YamlSource
from cog_lsp.fixes.yaml_edit.deleting import delete_entry, delete_lines
from cog_lsp.fixes.yaml_edit.scalars import write_scalar
from cog_lsp.project import Project
from cog_lsp.rules.plan import PackagesToRequirements
from cog_lsp.syntax.requirements import parse_lines, parse_requirements
from cog_lsp.syntax.yaml_tree import YamlComment, YamlEntry, YamlScalar, YamlSequence
from cog_lsp.text import Span, TextEdit

_KEYS = ("build", "python_packages")


def packages_to_requirements(project: Project, plan: PackagesToRequirements) -> Outcome:
    """Move the list to the file that ``python_requirements`` names, or to the plan's."""
    config = project.config
    path = config.requirements_path or plan.file
    title = f"Move the packages to {path}"
    try:
        source = yaml_source(project, config.path)
        entry = source.entry(_KEYS)
        if entry is None or not isinstance(entry.value, YamlSequence):
            raise CannotEditError("`python_packages` is not a list")
        source.own(entry.value)
        lines = list(_lines(source, entry, entry.value))
        edits = _config_edits(source, entry, path, named=config.requirements_path is not None)
        moved = Counter(comment.text.strip() for comment in _moved(source, entry))
        require_kept(source, edits, moved)
        file, caution = _file_edit(project, path, lines)
    except CannotEditError as error:
        return Refusal(plan.title or title, str(error))
    files = [FileEdit(config.path, tuple(edits)), *([file] if file is not None else [])]
    return made(plan, title, *files, caution=caution)


def _lines(source: YamlSource, entry: YamlEntry, packages: YamlSequence) -> Iterator[str]:
    """The items as lines, with the comments beside and between them."""
    comments = _moved(source, entry)
    starts = [item.span.start for item in packages.items]
    for index, item in enumerate(packages.items):
        if not isinstance(item, YamlScalar) or "\n" in item.value or "\r" in item.value:
            raise CannotEditError("one of its items is not a single line of text")
        while comments and comments[0].span.start < item.span.start:
            yield comments.pop(0).text
        line = source.lines.point(item.span.end).line
        last_in_line = all(source.lines.point(start).line > line for start in starts[index + 1 :])
        text = "" if item.is_null else item.value.strip()
        if comments and last_in_line and source.lines.point(comments[0].span.start).line == line:
            comment = comments.pop(0).text
            text = f"{text}  {comment}" if text else comment
        if text:
            yield text
    yield from (comment.text for comment in comments)


def _moved(source: YamlSource, entry: YamlEntry) -> list[YamlComment]:
    """The comments that go with the packages: all but the one beside the key."""
    start = source.colon(entry) + 1
    if not (isinstance(entry.value, YamlSequence) and entry.value.flow):
        start = source.after_line(start)
        return source.comments_in(Span(start, max(start, source.after_line(source.end_of(entry)))))
    return source.comments_in(entry.value.span)


def _config_edits(
    source: YamlSource, entry: YamlEntry, path: str, *, named: bool
) -> list[TextEdit]:
    """What becomes of cog.yaml: the key goes, or names the file."""
    assert isinstance(entry.value, YamlSequence)
    flow, start = entry.value.flow, entry.span.start
    if named:
        if flow:
            return delete_entry(source, entry.key.span)
        own = source.comments_in(Span(start, source.after_line(source.colon(entry))))
        return [delete_lines(source, start, source.end_of(entry), own)]
    assert isinstance(entry.key, YamlScalar)
    slot = source.slots[entry.value]
    value = write_scalar(path, style="", quote=source.quote, flow=slot.container.flow)
    key = write_scalar("python_requirements", style=entry.key.style, quote=source.quote, flow=True)
    edits = [TextEdit(source.content_span(entry.key), key)]
    if flow:
        return [*edits, TextEdit(entry.value.span, value)]
    colon = source.colon(entry) + 1
    below = source.lines.line_end(source.lines.point(colon).line)
    end = source.lines.line_end(source.lines.point(source.end_of(entry)).line)
    return [*edits, TextEdit(Span(colon, colon), f" {value}"), TextEdit(Span(below, end), "")]


def _file_edit(project: Project, path: str, lines: list[str]) -> tuple[FileEdit | None, str]:
    """The edit that adds ``lines`` to the file at ``path``, and why that is not safe."""
    document = project.documents.get(path)
    newline = project.config.document.newline
    if document is None:
        if project.exists(path):
            raise CannotEditError(f"{path} exists but cannot be read as text")
        if "/" in path:
            raise CannotEditError(f"{path} does not exist")
        return FileEdit.creating(path, "".join(line + newline for line in lines)), ""
    there = {line.text for line in parse_lines(document.text) if line.kind != "comment"}
    versions = {one.name: one.specifier for one in parse_requirements(document.text)}
    new = [line for line in lines if not _is_there(line, there)]
    for line in new:
        for requirement in parse_requirements(line):
            if requirement.name in versions:
                raise CannotEditError(f"{path} already has {requirement.name}, written differently")
    listed = {line.text for text in lines for line in parse_lines(text)}
    more = sorted(there - listed)
    caution = ""
    if project.config.requirements_path is None and more:
        caution = f"{path} already exists, and what it lists is then installed too: {more[0]}"
    if not new:
        return None, caution
    return FileEdit(path, (lines_at_end(document, new),)), caution


def _is_there(line: str, there: set[str]) -> bool:
    """Whether a line without a comment of its own would come twice."""
    found = parse_lines(line)
    return bool(found) and all(one.text in there for one in found) and "#" not in line
