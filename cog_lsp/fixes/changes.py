"""What several fixes, made one after another, come to: new texts, new files, new names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cog_lsp.fixes.result import FileEdit, Fix
from cog_lsp.project import Project
from cog_lsp.text import Document, EditConflictError, apply_edits, edits_between


class NameTakenError(EditConflictError):
    """A fix would give a file a name that something else has."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The files of a project that are not as they were.

    ``texts`` are their texts by the paths they have now. ``origins`` are the former paths of those
    that were renamed, ``created`` the paths of those that were made.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    created: frozenset[str] = frozenset()

    @property
    def gone(self) -> frozenset[str]:
        """The paths at which nothing is any more."""
        return frozenset(self.origins.values())

    def then(self, project: Project, fix: Fix) -> Changes:
        """These changes with ``fix``, which was made for ``project``, on top.

        Raises :class:`NameTakenError` where a new name is taken, and ``EditConflictError`` where
        edits overlap.
        """
        texts, origins, created = dict(self.texts), dict(self.origins), set(self.created)
        for file in fix.files:
            new = file.path if file.created else file.renamed_to
            if new is not None and (new in texts or new in self.gone or project.exists(new)):
                raise NameTakenError(f"{new} already exists")
            document = project.documents.get(file.path)
            old = texts.pop(file.path, document.text if document is not None else "")
            path = new or file.path
            texts[path] = apply_edits(old, file.edits)
            if file.created:
                created.add(path)
            elif file.renamed_to is not None and file.path in created:
                created.remove(file.path)
                created.add(path)
            elif file.renamed_to is not None:
                origins[path] = origins.pop(file.path, file.path)
        return Changes(texts, origins, frozenset(created))

    def overlay(self) -> dict[str, Document | None]:
        """What stands in for the files of the project; ``None`` where none is any more."""
        return {
            **dict.fromkeys(self.gone),
            **{path: Document(path, text) for path, text in self.texts.items()},
        }

    def edits(self, before: Project) -> Iterator[FileEdit]:
        """One small edit for each file, from what it was in ``before`` to what it is now."""
        for path, text in sorted(self.texts.items()):
            if path in self.created:
                yield FileEdit.creating(path, text)
                continue
            origin = self.origins.get(path, path)
            document = before.documents.get(origin)
            edits = edits_between(document.text if document is not None else "", text)
            if edits or origin != path:
                yield FileEdit(origin, edits, renamed_to=path if origin != path else None)


def touched(fix: Fix) -> Iterator[str]:
    """The paths that ``fix`` changes, makes or takes."""
    for file in fix.files:
        yield file.path
        if file.renamed_to is not None:
            yield file.renamed_to
