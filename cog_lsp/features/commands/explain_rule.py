"""A rule's page, beside the code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cog_lsp.engine import check
from cog_lsp.features.commands.outcome import (
    Choose,
    Command,
    Option,
    Outcome,
    ShowDocument,
    ShowMessage,
)
from cog_lsp.project import Project
from cog_lsp.rules.page import rule_page
from cog_lsp.rules.registry import all_rules
from cog_lsp.rules.rule import Rule

_NAME = "cog-lsp.explainRule"
_EVERY = "all"


def explain_rule(project: Project, path: str, arguments: Sequence[object]) -> Outcome:
    """The page of the rule that the first argument names, by its name or code.

    Without one there is a choice of those that found something in the project; with ``all``, of
    all that there are.
    """
    asked = arguments[0] if arguments else None
    if asked == _EVERY:
        return _choice(all_rules())
    if not isinstance(asked, str):
        found = {finding.rule for finding in check(project).findings}
        more = Option(
            Command("All rules", _NAME, (_EVERY,)), "including those that found nothing here"
        )
        return _choice((rule for rule in all_rules() if rule.slug in found), more)
    name = asked.lower()
    rule = next((rule for rule in all_rules() if name in (rule.slug, rule.code.lower())), None)
    if rule is None:
        return ShowMessage(f"There is no rule `{asked}`; `cog-lsp rules` lists all rules.")
    message = f"{rule.slug} ({rule.code}): {rule.summary} See `cog-lsp explain {rule.slug}`."
    return ShowDocument(f"{rule.slug}.md", "markdown", rule_page(rule), message)


def _choice(rules: Iterable[Rule], *more: Option) -> Choose:
    options = (
        Option(Command(f"{rule.code} {rule.slug}", _NAME, (rule.slug,)), rule.summary)
        for rule in rules
    )
    return Choose("Which rule do you want explained?", (*options, *more))
