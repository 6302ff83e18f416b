"""Texts with a ``|`` where the cursor is."""

from __future__ import annotations

from collections.abc import Mapping

from cog_lsp.features.completion import Completion, completions
from cog_lsp.project import Project
from cog_lsp.text import TextEdit, apply_edits
from tests.projects import project


def split(marked: str) -> tuple[str, int]:
    """The text without its last ``|``, and where that stood."""
    offset = marked.rindex("|")
    return marked[:offset] + marked[offset + 1 :], offset


def at_cursor(
    marked: str, others: Mapping[str, str] | None = None, path: str = "cog.yaml"
) -> tuple[Project, str, int]:
    """A project in which ``path`` has the marked text: the project, the path, the offset."""
    text, offset = split(marked)
    return project({**(others or {}), path: text}), path, offset


def offered(
    marked: str, others: Mapping[str, str] | None = None, path: str = "cog.yaml"
) -> tuple[Completion, ...]:
    """What is offered at the cursor; no provider may break down."""
    gathered = completions(*at_cursor(marked, others, path))
    assert gathered.faults == ()
    return gathered.items


def labels(
    marked: str, others: Mapping[str, str] | None = None, path: str = "cog.yaml"
) -> list[str]:
    return [item.label for item in offered(marked, others, path)]


def taken(
    marked: str, label: str, others: Mapping[str, str] | None = None, path: str = "cog.yaml"
) -> str:
    """The text after the entry ``label`` was taken by an editor without snippets."""
    text, _ = split(marked)
    item = next(item for item in offered(marked, others, path) if item.label == label)
    return apply_edits(text, [TextEdit(item.replace, item.insert or item.label)])
