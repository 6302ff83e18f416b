"""``cog-lsp rules`` and ``cog-lsp explain``."""

from __future__ import annotations

import json

import pytest

from cog_lsp.rules.page import rule_page
from cog_lsp.rules.registry import all_rules
from cog_lsp.rules.rule import Rule

from .conftest import Run


def test_rules_lists_each_in_a_line(run: Run) -> None:
    head, *lines = run("rules").out.splitlines()
    assert head.split()[:3] == ["CODE", "RULE", "SEVERITY"]
    assert len(lines) == len(all_rules())
    for line, rule in zip(lines, all_rules(), strict=True):
        assert line.split()[:3] == [rule.code, rule.slug, rule.severity.label]
        assert line.endswith(rule.summary)


def test_rules_as_json(run: Run) -> None:
    listed = json.loads(run("rules", "--output-format", "json").out)
    assert [entry["rule"] for entry in listed] == [rule.slug for rule in all_rules()]
    assert listed[0] == {
        "code": "COG101",
        "rule": "yaml-syntax",
        "family": "cog.yaml",
        "severity": "error",
        "since": "0.1.0",
        "fix": None,
        "summary": "cog.yaml does not parse as YAML.",
        "url": "https://github.com/cog-lsp/cog-lsp/blob/main/docs/rules/yaml-syntax.md",
    }


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.slug)
def test_explain_prints_the_page_by_name_or_code(run: Run, rule: Rule) -> None:
    for name in (rule.slug, rule.code, rule.code.lower()):
        ran = run("explain", name)
        assert (ran.code, ran.out) == (0, rule_page(rule))
