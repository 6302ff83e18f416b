"""What a rule's page shows as wrong is found, and what it shows instead is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp import engine
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.registry import all_rules
from cog_lsp.rules.rule import Rule

from .examples import BAD, GOOD, Example, all_examples, examples_of

HEADINGS = ("What it does", "Why it matters", "Example", "Use instead", "Fix", "Sources")


def rules_found(root: Path) -> set[str]:
    checked = engine.check(ProjectLoader(root).load())
    assert not checked.faults
    return {finding.rule for finding in checked.findings}


@pytest.mark.parametrize("example", all_examples(), ids=str)
def test_example_does_what_its_heading_says(example: Example, tmp_path: Path) -> None:
    fires = example.rule in rules_found(example.write(tmp_path))
    assert fires == (example.section == BAD)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.slug)
def test_page_has_all_headings_in_order_and_both_kinds_of_example(rule: Rule) -> None:
    headings = [line[3:] for line in rule.page.splitlines() if line.startswith("## ")]
    assert [heading for heading in headings if heading in HEADINGS] == list(HEADINGS)
    assert {example.section for example in examples_of(rule)} == {BAD, GOOD}
    assert rule.summary.endswith(".")


def test_blocks_of_one_name_make_several_projects() -> None:
    page = "\n".join(
        [
            "Summary.",
            "## Example",
            "```yaml title=cog.yaml",
            "## no heading",
            "```",
            "```python title=predict.py",
            "x = 1",
            "```",
            "```python",
            "ignored = True",
            "```",
            "```yaml title=cog.yaml",
            "second: true",
            "```",
            "## Use instead",
            "```yaml title=cog.yaml",
            "third: true",
            "```",
        ]
    )
    base = all_rules()[0]
    rule = Rule(base.slug, "COG000", base.severity, "0", "", page, base.check)
    assert [(example.section, example.files) for example in examples_of(rule)] == [
        (BAD, {"cog.yaml": "## no heading\n", "predict.py": "x = 1\n"}),
        (BAD, {"cog.yaml": "second: true\n"}),
        (GOOD, {"cog.yaml": "third: true\n"}),
    ]
