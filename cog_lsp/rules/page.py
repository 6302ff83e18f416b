"""A rule's page and the index of all rules, as Markdown. Pure: text in, text out, no files.

The same page is what ``explain`` prints, what ``docs/rules`` holds and what SARIF calls help.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cog_lsp.rules.registry import FAMILIES
from cog_lsp.rules.rule import Rule

INDEX_NAME = "README.md"
_TITLED_FENCE = re.compile(r"^(?P<fence>`{3,}\w*)[ \t]+title=(?P<file>\S+)[ \t]*$", re.MULTILINE)


def rule_page(rule: Rule) -> str:
    """The page of ``rule``: its name, the facts about it in a row, and what its docstring says.

    A block of code that names its file in the docstring has that name above it on the page, where
    every reader of Markdown shows it.
    """
    facts = markdown_table(
        ("Code", "Severity", "Fix", "Since"),
        [(rule.code, rule.severity.label, rule.fix or "None.", rule.since)],
    )
    text = _TITLED_FENCE.sub(r"`\g<file>`\n\n\g<fence>", rule.page)
    return f"# {rule.slug}\n\n{facts}\n{text.rstrip()}\n"


def rule_index(rules: Iterable[Rule]) -> str:
    """The list of all ``rules`` by family, each linked to its page in the same folder."""
    families: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: rule.code):
        families.setdefault(family(rule), []).append(rule)
    parts = [
        "# Rules\n\n"
        "What cog-lsp finds. `cog-lsp explain RULE` prints a rule's page in a terminal; "
        "[suppressing.md](../suppressing.md) and [settings.md](../settings.md) explain how to "
        "silence a rule or change its severity.\n"
    ]
    for title, members in families.items():
        rows = [_index_row(rule) for rule in members]
        table = markdown_table(("Code", "Rule", "Severity", "Fix", "What it finds"), rows)
        parts.append(f"## {title}\n\n{table}")
    return "\n".join(parts)


def all_pages(rules: Iterable[Rule]) -> dict[str, str]:
    """Every file of the rules' documentation by its name: the index and a page for each rule."""
    listed = tuple(rules)
    pages = {f"{rule.slug}.md": rule_page(rule) for rule in listed}
    return {INDEX_NAME: rule_index(listed), **pages}


def family(rule: Rule) -> str:
    """What the rule's family is about: the title of the folder in which it is defined."""
    folder = rule.check.__module__.split(".")[-2:][0]
    return FAMILIES.get(folder, folder)


def _index_row(rule: Rule) -> tuple[str, ...]:
    link = f"[{rule.slug}]({rule.slug}.md)"
    return (rule.code, link, rule.severity.label, rule.fix, rule.summary)


def markdown_table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table of Markdown; a bar inside a cell is escaped."""
    lines = [head, ("---",) * len(head), *rows]
    cells = (" | ".join(cell.replace("|", r"\|") for cell in line) for line in lines)
    return "".join(f"| {line} |\n" for line in cells)
