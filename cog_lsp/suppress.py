"""Which findings the author has silenced by a comment, and which of those comments did anything."""

from __future__ import annotations

from collections.abc import Iterable

from cog_lsp.project import Project
from cog_lsp.rules.finding import Finding
from cog_lsp.rules.registry import find_rule
from cog_lsp.syntax.directives import Suppression


class Suppressions:
    """The suppression comments of a project. :meth:`split` remembers which of them were used."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.by_path: dict[str, tuple[Suppression, ...]] = {
            path: directives.suppressions
            for path, directives in project.directives.items()
            if directives.suppressions
        }
        self.used: set[tuple[str, Suppression, str]] = set()

    def split(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
        """The findings that stay, and those that a comment silences."""
        kept: list[Finding] = []
        silenced: list[Finding] = []
        for finding in findings:
            (silenced if self._silences(finding) else kept).append(finding)
        return kept, silenced

    def _silences(self, finding: Finding) -> bool:
        comments = self.by_path.get(finding.path)
        if not comments:
            return False
        document = self._project.documents.get(finding.path)
        line = document.lines.point(finding.span.start).line if document is not None else 0
        hit = False
        for comment in comments:
            if comment.scope == "line" and line != comment.line + comment.alone:
                continue
            if comment.all_rules:
                self.used.add((finding.path, comment, ""))
                hit = True
            for name in comment.rules:
                rule = find_rule(name.name)
                if rule is not None and rule.slug == finding.rule:
                    self.used.add((finding.path, comment, name.name))
                    hit = True
        return hit
