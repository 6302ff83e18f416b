"""What a rule is: a check with a name, a code, a severity and a page of documentation.

A rule is one file. Its name is the file's name in kebab-case, its page the file's docstring, with
these headings: *What it does · Why it matters · Example · Use instead · Fix · Sources*.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cog_lsp.project import Project
from cog_lsp.rules.finding import Finding, Related, Severity, Tag
from cog_lsp.rules.plan import Plan
from cog_lsp.text import Span

DOCS_URL = "https://github.com/cog-lsp/cog-lsp/blob/main/docs/rules"


@dataclass(frozen=True, slots=True)
class Report:
    """What a check says of one place; its rule adds who says it. See :class:`Finding`.

    ``severity`` is set only where a place is less bad than the rule in general.
    """

    path: str
    span: Span
    message: str
    key: str = ""
    related: tuple[Related, ...] = ()
    tags: tuple[Tag, ...] = ()
    plans: tuple[Plan, ...] = ()
    severity: Severity | None = None


Check = Callable[[Project], Iterator[Report]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``slug`` and ``code`` are for life; ``since`` is the version that brought it.

    ``fix`` says in one line what the quick-fix does, and is empty when there is none. ``covers``
    are the ids of Cog's own checks, and of what Cog never says, that the rule stands for: rows of
    ``knowledge/cog_checks.toml``, from which ``docs/coverage.md`` is made.
    """

    slug: str
    code: str
    severity: Severity
    since: str
    fix: str
    page: str
    check: Check = field(repr=False)
    covers: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where the rule's page can be read."""
        return f"{DOCS_URL}/{self.slug}.md"

    @property
    def summary(self) -> str:
        """The first line of the page: what the rule finds, in one sentence."""
        return self.page.partition("\n")[0]

    def run(self, project: Project) -> Iterator[Finding]:
        """The findings of this rule in ``project``."""
        for report in self.check(project):
            yield self.finding(report)

    def finding(self, report: Report) -> Finding:
        """``report`` as a finding of this rule."""
        return Finding(
            rule=self.slug,
            code=self.code,
            severity=self.severity if report.severity is None else report.severity,
            path=report.path,
            span=report.span,
            message=report.message,
            key=report.key,
            related=report.related,
            tags=report.tags,
            plans=report.plans,
        )

    def answers_to(self, name: str) -> bool:
        """Whether ``name`` means this rule: its slug, its code, a code's beginning, or ``all``."""
        wanted = name.strip().lower()
        code = self.code.lower()
        return wanted in (self.slug, code, "all") or (
            wanted.startswith("cog") and len(wanted) < len(code) and code.startswith(wanted)
        )


def rule(
    *, code: str, severity: Severity, since: str, fix: str = "", covers: tuple[str, ...] = ()
) -> Callable[[Check], Rule]:
    """Make the decorated check the rule of its module.

    The name and the page are the module's own, so a rule is renamed by renaming its file.
    """

    def make(check: Check) -> Rule:
        module = sys.modules[check.__module__]
        slug = check.__module__.rpartition(".")[2].replace("_", "-")
        page = inspect.cleandoc(module.__doc__ or "")
        return Rule(slug, code, severity, since, fix, page, check, covers)

    return make
