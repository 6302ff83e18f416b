"""What a check found, ready to be written in any format: places in rows and columns, fixes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cog_lsp import engine
from cog_lsp.cli.targets import shown_path
from cog_lsp.fixes.result import Applicability, Fix, Outcome
from cog_lsp.project import Project
from cog_lsp.rules.finding import Finding
from cog_lsp.text import Document, Span


@dataclass(frozen=True, slots=True)
class Place:
    """A span of the file at ``path``. Rows and columns count from 1, columns in code points."""

    path: Path
    row: int
    column: int
    end_row: int
    end_column: int

    @property
    def shown(self) -> str:
        """``path:row:column``, the path as people read it."""
        return f"{shown_path(self.path)}:{self.row}:{self.column}"


@dataclass(frozen=True, slots=True)
class Broken:
    """What broke down in the project at ``root``, which is our own fault.

    ``rule`` is the rule that did, or one of its fixes; empty when it was something else.
    """

    root: Path
    rule: str
    error: Exception

    @property
    def line(self) -> str:
        """What happened, in one line."""
        what = f"rule {self.rule}" if self.rule else "cog-lsp"
        error = f"{type(self.error).__name__}: {self.error}"
        return f"{what} crashed in {shown_path(self.root)} ({error})"


@dataclass(frozen=True, slots=True)
class Made:
    """``fix``, which was made for a finding of ``rule`` in the file at ``path``."""

    path: Path
    rule: str
    fix: Fix

    @property
    def line(self) -> str:
        """The fix in one line."""
        warning = f" ({self.fix.warning})" if self.fix.warning else ""
        return f"{shown_path(self.path)}: {self.fix.title}{warning} [{self.rule}]"


@dataclass(frozen=True)
class Reported:
    """One finding with the project around it. What comes of its plans is computed when asked for.

    A plan that breaks down is added to ``broken``, the report's own list.
    """

    root: Path
    project: Project
    finding: Finding
    broken: list[Broken]

    @property
    def place(self) -> Place:
        """Where the finding is."""
        return self.place_of(self.finding.path, self.finding.span)

    def place_of(self, path: str, span: Span) -> Place:
        """Where ``span`` of the project's file ``path`` is."""
        lines = self.document(path).lines
        start, end = lines.point(span.start), lines.point(span.end)
        return Place(
            self.root / path, start.line + 1, start.column + 1, end.line + 1, end.column + 1
        )

    def document(self, path: str) -> Document:
        """The text of the project's file ``path``; an empty one if the project has no such file."""
        return self.project.documents.get(path) or Document(path, "")

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What comes of each plan, the one to prefer first. A plan that breaks down leaves none."""
        try:
            return engine.outcomes(self.project, self.finding)
        except Exception as error:
            self.broken.append(Broken(self.root, self.finding.rule, error))
            return ()

    def fix(self, *allowed: Applicability) -> Fix | None:
        """The first fix that is one of ``allowed`` and edits something: the one that is made."""
        for outcome in self.outcomes:
            if isinstance(outcome, Fix) and outcome.applicability in allowed and outcome.files:
                return outcome
        return None

    @property
    def preferred(self) -> Fix | None:
        """The fix that ``--fix --unsafe-fixes`` would make."""
        return self.fix(Applicability.SAFE, Applicability.UNSAFE)


@dataclass(frozen=True, slots=True)
class Report:
    """All that is to be written.

    ``findings`` are those shown, ``silenced`` counts those that a comment silences, ``made`` are
    the fixes that were made. ``broken`` grows while the report is written, because what comes of a
    plan is computed only then. ``unsafe``: the reader has asked for unsafe fixes too.
    """

    projects: int
    findings: tuple[Reported, ...]
    silenced: int
    made: tuple[Made, ...]
    broken: list[Broken]
    unsafe: bool

    def fixable(self) -> tuple[int, int]:
        """How many findings have a safe fix, and how many more an unsafe one."""
        safe = sum(found.fix(Applicability.SAFE) is not None for found in self.findings)
        either = sum(found.preferred is not None for found in self.findings)
        return safe, either - safe


def edited_places(reported: Reported, fix: Fix) -> Iterable[tuple[Place, str]]:
    """Each edit of ``fix`` as a place and what comes to stand there."""
    for file in fix.files:
        for edit in file.edits:
            yield reported.place_of(file.path, edit.span), edit.content
