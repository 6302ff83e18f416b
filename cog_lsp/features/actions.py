"""What can be done about findings at a place: the entries of an editor's lightbulb."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Fix, Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.finding import Finding
from cog_lsp.rules.plan import Suppress


class ActionKind(Enum):
    """Why an action is offered."""

    FIX = "fix"
    SUGGESTION = "suggestion"
    SUPPRESS = "suppress"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Action:
    """One entry: its finding, what it does (``outcome``), and whether it is the one to prefer."""

    kind: ActionKind
    finding: Finding
    outcome: Outcome
    preferred: bool = False

    @property
    def title(self) -> str:
        """The entry's text, with the tool and, where it matters, a warning."""
        warning = self.outcome.warning if isinstance(self.outcome, Fix) else ""
        return f"cog: {self.outcome.title}{f' ({warning})' if warning else ''}"


def actions_for(project: Project, findings: Iterable[Finding]) -> Iterator[Action]:
    """All actions for ``findings``: fixes, suggestions and refusals, then the ignore comments."""
    chosen = tuple(findings)
    for finding in chosen:
        first = True
        for outcome in engine.outcomes(project, finding):
            if isinstance(outcome, Refusal):
                yield Action(ActionKind.REFUSED, finding, outcome)
            elif outcome.files:
                safe = outcome.applicability is Applicability.SAFE
                yield Action(ActionKind.FIX, finding, outcome, preferred=first and safe)
                first = False
            else:
                yield Action(ActionKind.SUGGESTION, finding, outcome)
    for finding in chosen:
        outcome = carry_out(project, Suppress(finding.path, finding.rule, finding.span))
        if isinstance(outcome, Fix):
            yield Action(ActionKind.SUPPRESS, finding, outcome)


def findings_at(findings: Iterable[Finding], path: str, start: int, end: int) -> list[Finding]:
    """The findings of ``path`` that touch the code points from ``start`` to ``end``."""
    return [
        finding
        for finding in findings
        if finding.path == path and finding.span.start <= end and start <= finding.span.end
    ]
