"""One project: load it as the command line wants it, check it, mend it. Prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cog_lsp import engine
from cog_lsp.cli.report import Broken, Made, Reported
from cog_lsp.cli.targets import Target
from cog_lsp.cli.write import Change
from cog_lsp.fixes.changes import Changes
from cog_lsp.project import Project
from cog_lsp.rules.finding import Finding, Severity
from cog_lsp.text import Document


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a project's findings is wanted."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_severity: Severity = Severity.HINT

    def applied(self, project: Project) -> Project:
        """``project`` with the rules that the command line chose.

        ``select`` stands in place of what the settings select, ignore and switch off; ``ignore``
        adds to what they ignore.
        """
        settings = project.settings
        if self.select:
            levels = {
                rule: level for rule, level in settings.severity.items() if level.lower() != "off"
            }
            settings = replace(settings, select=self.select, ignore=(), severity=levels)
        settings = replace(settings, ignore=(*settings.ignore, *self.ignore))
        return replace(project, settings=settings)


@dataclass(frozen=True, slots=True)
class Mended:
    """What fixing one project comes to: the fixes made, the files to change, the project after."""

    made: tuple[Made, ...]
    changes: tuple[Change, ...]
    project: Project


class Work:
    """What is to be done with one project."""

    def __init__(self, target: Target, choice: Choice) -> None:
        self.target = target
        self._choice = choice
        self._loader = target.loader()

    def load(self, changed: Mapping[str, Document | None] | None = None) -> Project:
        """The project, with the documents of ``changed`` in place of its files."""
        return self._choice.applied(self.target.load(self._loader, changed))

    def wants(self, finding: Finding) -> bool:
        """Whether ``finding`` is to be shown and mended."""
        files = self.target.files
        wanted_file = files is None or finding.path in files
        return wanted_file and finding.severity >= self._choice.min_severity

    def check(self, project: Project, broken: list[Broken]) -> tuple[list[Reported], int]:
        """The wanted findings of ``project``, and how many more a comment silences.

        What breaks down, now or when a fix is asked for, is added to ``broken``.
        """
        checked = engine.check(project)
        root = self.target.root
        broken.extend(Broken(root, fault.rule, fault.error) for fault in checked.faults)
        shown = [
            Reported(root, project, found, broken)
            for found in checked.findings
            if self.wants(found)
        ]
        return shown, sum(self.wants(found) for found in checked.suppressed)

    def mend(self, project: Project, unsafe: bool, broken: list[Broken]) -> Mended:
        """Make the fixes of all wanted findings of ``project``, in memory.

        Those that break down are added to ``broken``.
        """
        fixed = engine.fix(project, self.load, unsafe=unsafe, wanted=self.wants)
        root = self.target.root
        broken.extend(Broken(root, fault.rule, fault.error) for fault in fixed.faults)
        return Mended(
            tuple(Made(root / found.path, found.rule, fix) for found, fix in fixed.applied),
            tuple(self._changes(project, fixed.changes)),
            fixed.project,
        )

    def _changes(self, project: Project, changes: Changes) -> Iterator[Change]:
        root = self.target.root
        for path, new in changes.texts.items():
            if path in changes.created:
                yield Change(root / path, None, new)
                continue
            origin = changes.origins.get(path, path)
            document = project.documents.get(origin)
            old = document.text if document is not None else ""
            if new != old or origin != path:
                yield Change(root / origin, old, new, root / path)
