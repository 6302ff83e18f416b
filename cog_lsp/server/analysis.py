"""Reading and checking a project, as the worker thread does it.

This runs outside of the event loop. It takes frozen values, returns frozen values, and knows
nothing of the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cog_lsp import engine
from cog_lsp.engine import Checked
from cog_lsp.features.actions import Action, actions_for
from cog_lsp.project import Project
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.finding import Finding
from cog_lsp.server.scheduler import Cancelled
from cog_lsp.text import Document


@dataclass(frozen=True, eq=False)
class Analysis:
    """A project at one moment and all that was found in it.

    ``rebuild`` makes the project anew with some documents changed; like the memory of actions, only
    the worker thread may use it.
    """

    project: Project
    checked: Checked
    rebuild: Callable[[Mapping[str, Document | None]], Project]
    _actions: dict[Finding, tuple[Action, ...]] = field(default_factory=dict, repr=False)

    def finding(self, finding_id: str) -> Finding | None:
        """The finding with this id, if it is still there."""
        return next((found for found in self.checked.findings if found.id == finding_id), None)

    def actions(self, finding: Finding) -> tuple[Action, ...]:
        """The entries for ``finding``: one for each of its plans in order, then the comment."""
        if finding not in self._actions:
            self._actions[finding] = tuple(actions_for(self.project, (finding,)))
        return self._actions[finding]


def analyse(
    loader: ProjectLoader,
    overlay: Mapping[str, Document],
    settings: Mapping[str, object],
    cancelled: Cancelled,
) -> Analysis:
    """Read the project with ``overlay`` over its files, and check it."""
    project = loader.load(overlay, settings)

    def rebuild(changed: Mapping[str, Document | None]) -> Project:
        return loader.load({**overlay, **changed}, settings)

    return Analysis(project, engine.check(project, cancelled), rebuild)
