"""What the tests of all editors share: the sick examples, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

from cog_lsp import engine
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.finding import Finding

EXAMPLES = Path(__file__).parents[2] / "examples"
EDITORS = Path(__file__).parents[2] / "editors"


def findings(project: Path) -> tuple[Finding, ...]:
    return engine.check(ProjectLoader(project).load()).findings


def remaining(project: Path) -> list[str]:
    """The rules that find something in the project as it is on disk."""
    return [finding.rule for finding in findings(project)]


def message_of(project: Path, rule: str) -> str:
    """What the first finding of ``rule`` says."""
    return next(finding.message for finding in findings(project) if finding.rule == rule)
