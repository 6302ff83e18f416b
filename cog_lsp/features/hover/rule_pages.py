"""The page of a rule, over its name in a suppression comment."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.hover.section import Section
from cog_lsp.project import Project
from cog_lsp.rules.registry import find_rule
from cog_lsp.syntax.directives import RuleName


def rule_page(project: Project, path: str, offset: int) -> Iterator[Section]:
    """What the rule at ``offset`` is about."""
    name = _name_at(project, path, offset)
    rule = find_rule(name.name) if name is not None else None
    if name is not None and rule is not None:
        yield Section(name.span, f"**{rule.slug}** ([{rule.code}]({rule.url}))\n\n{rule.page}")


def _name_at(project: Project, path: str, offset: int) -> RuleName | None:
    """The rule's name that the cursor touches; in a comment with one name, all of it counts."""
    directives = project.directives.get(path)
    for comment in directives.suppressions if directives is not None else ():
        if comment.span.start <= offset <= comment.span.end:
            for name in comment.rules:
                if name.span.start <= offset <= name.span.end:
                    return name
            if len(comment.rules) == 1:
                return comment.rules[0]
    return None
