"""Which rule stands for which of Cog's checks, as a page of Markdown. Pure: text out, no files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cog_lsp.knowledge.cog_checks import CogCheck, cog_checks
from cog_lsp.rules.page import markdown_table
from cog_lsp.rules.rule import Rule

_STOPS = {
    "load": "every command",
    "build": "the build",
    "push": "the push",
    "import": "`cog weights import`",
    "start": "the start",
    "nothing": "nothing",
}


def covering(rules: Iterable[Rule]) -> Mapping[str, tuple[Rule, ...]]:
    """The rules that name each id in their ``covers``, in the order of their codes."""
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in sorted(rules, key=lambda rule: rule.code):
        for check in rule.covers:
            found[check] = (*found.get(check, ()), rule)
    return found


def coverage_page(rules: Iterable[Rule]) -> str:
    """The page: a table for each section, each row with its rules or why it has none."""
    by_check = covering(rules)
    checks = cog_checks()
    covered = sum(check.id in by_check for check in checks)
    sections: dict[str, list[CogCheck]] = {}
    for check in checks:
        sections.setdefault(check.section, []).append(check)
    parts = [
        "# Coverage\n\n"
        "Everything that Cog checks in a project, and what it accepts although it does harm, with\n"
        "the rule that reports it while you type. Generated from the rules and Cog's source by\n"
        "`python -m cog_lsp.cli.docs`.\n\n"
        f"{len(checks)} rows: {covered} have a rule, {len(checks) - covered} are left out, "
        "each with a reason.\n"
    ]
    for title, members in sections.items():
        rows = [_row(check, by_check.get(check.id, ())) for check in members]
        table = markdown_table(("Check", "Meaning", "Stops", "Rule"), rows)
        parts.append(f"## {title}\n\nSource: <{members[0].source}>\n\n{table}")
    return "\n".join(parts)


def _row(check: CogCheck, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    links = ", ".join(f"[{rule.slug}](rules/{rule.slug}.md)" for rule in rules)
    return (
        f"`{check.id}`",
        check.meaning,
        _STOPS[check.stops],
        links or f"Left out. {check.left_out or ''}".strip(),
    )
