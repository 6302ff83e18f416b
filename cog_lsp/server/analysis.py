"""Checking a project, as a worker thread does it.

This runs outside of the event loop. It takes frozen values, returns frozen values, and knows
nothing of the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from cog_lsp import engine
from cog_lsp.engine import Checked
from cog_lsp.features.actions import Action, actions_for
from cog_lsp.fixes.result import Fix
from cog_lsp.project import Project
from cog_lsp.project.discover import CONFIG_NAME
from cog_lsp.rules.finding import Finding
from cog_lsp.server.reader import Snapshot
from cog_lsp.server.scheduler import Cancelled
from cog_lsp.text import Document


@dataclass(frozen=True, eq=False)
class Analysis:
    """A project at one moment and all that was found in it.

    ``rebuild`` makes the project anew with some documents changed; like the memory of actions, only
    one thread may use it.
    """

    snapshot: Snapshot
    checked: Checked
    rebuild: Callable[[Mapping[str, Document | None]], Project]
    _actions: dict[Finding, tuple[Action, ...]] = field(default_factory=dict, repr=False)

    def finding(self, finding_id: str) -> Finding | None:
        """The finding with this id, if it is still there."""
        return next((found for found in self.checked.findings if found.id == finding_id), None)

    def actions(self, finding: Finding) -> tuple[Action, ...]:
        """The entries for ``finding``: one for each of its plans in order, then the comment."""
        if finding not in self._actions:
            project = self.snapshot.of(finding.path)
            actions = actions_for(project, (finding,))
            self._actions[finding] = tuple(action for action in actions if self._holds(action))
        return self._actions[finding]

    def may_edit(self, finding_path: str, fix: Fix) -> bool:
        """Whether ``fix``, made for something in ``finding_path``, was made for what is there."""
        return all(self.snapshot.agrees(finding_path, file.path) for file in fix.files)

    def _holds(self, action: Action) -> bool:
        outcome = action.outcome
        return not isinstance(outcome, Fix) or self.may_edit(action.finding.path, outcome)


def analyse(
    snapshot: Snapshot,
    rebuild: Callable[[Mapping[str, Document | None]], Project],
    cancelled: Cancelled,
) -> Analysis:
    """Check the project of ``snapshot``; cog.yaml as it is, the other files by what stands in."""
    checked = engine.check(snapshot.project, cancelled)
    if snapshot.stands_in:
        written = engine.check(snapshot.written, cancelled)
        checked = Checked(
            _in_order(_of_config(written.findings) + _of_others(checked.findings)),
            _in_order(_of_config(written.suppressed) + _of_others(checked.suppressed)),
            checked.faults + written.faults,
        )
    return Analysis(snapshot, checked, rebuild)


def _of_config(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.path == CONFIG_NAME)


def _of_others(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings outside of cog.yaml, less what they say of places in it that are gone."""
    return tuple(
        replace(
            finding,
            related=tuple(place for place in finding.related if place.path != CONFIG_NAME),
        )
        for finding in findings
        if finding.path != CONFIG_NAME
    )


def _in_order(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.path))
